#ifndef KERNELCAST_PATH_EXCHANGE_H
#define KERNELCAST_PATH_EXCHANGE_H

/// Lets two files or folders take each other's names in one step: at no time is one of the names missing.
///
/// Returns 0, or -1 with errno set: EINVAL where the file system cannot.
int kernelcast_exchange(const char *first, const char *second);

#endif

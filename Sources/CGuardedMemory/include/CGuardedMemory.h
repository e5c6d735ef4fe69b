#ifndef KERNELCAST_GUARDED_MEMORY_H
#define KERNELCAST_GUARDED_MEMORY_H

#include <stddef.h>

/// Addresses that a file is mapped to, while one thread reads them.
///
/// Where the file gets shorter meanwhile, or its disk fails, the system raises SIGBUS at the pages that are lost. Within a
/// guarded range these read as zeros instead, and `isLost` is set; any other SIGBUS takes its usual way.
typedef struct KernelcastGuardedRange {
    char *base;
    size_t byteCount;
    volatile int isLost;
    struct KernelcastGuardedRange *outer;
} KernelcastGuardedRange;

/// Guards a range for the calling thread until it is released; ranges end in the reverse order of their beginnings.
void kernelcast_guard(KernelcastGuardedRange *range);

/// Ends what `kernelcast_guard` began, on the same thread.
void kernelcast_release(KernelcastGuardedRange *range);

#endif

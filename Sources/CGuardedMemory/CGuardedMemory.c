#define _GNU_SOURCE
#include "CGuardedMemory.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

static _Thread_local KernelcastGuardedRange *volatile innermost;
static struct sigaction previous;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/// Puts zeros in the place of a guarded range that is lost, and else lets the handler before this one have the signal.
/// It calls what is a system call and nothing more: a handler may interrupt anything.
static void handle(int number, siginfo_t *info, void *context)
{
    char *address = info->si_addr;
    for (KernelcastGuardedRange *range = innermost; range != NULL; range = range->outer) {
        if (address < range->base || address >= range->base + range->byteCount)
            continue;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE;
        if (mmap(range->base, range->byteCount, PROT_READ, flags, -1, 0) == MAP_FAILED)
            break;
        range->isLost = 1;
        return;
    }
    // The access that was at fault is tried again, and raises the signal again.
    sigaction(SIGBUS, &previous, NULL);
}

static void install(void)
{
    struct sigaction action = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER };
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previous);
}

void kernelcast_guard(KernelcastGuardedRange *range)
{
    pthread_once(&once, install);
    range->isLost = 0;
    range->outer = innermost;
    innermost = range;
}

void kernelcast_release(KernelcastGuardedRange *range)
{
    innermost = range->outer;
}

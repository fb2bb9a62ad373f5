// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/lock.h"

#include <pthread.h>

namespace {

constinit pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
constinit pthread_once_t once = PTHREAD_ONCE_INIT;

void install() {
    pthread_atfork([] { pthread_mutex_lock(&mutex); }, [] { pthread_mutex_unlock(&mutex); },
                   [] { pthread_mutex_unlock(&mutex); });
}

} // namespace

void engram_lock(void) {
    pthread_once(&once, install);
    pthread_mutex_lock(&mutex);
}

void engram_unlock(void) { pthread_mutex_unlock(&mutex); }

void engram_lock_across_fork(void (*take)(void), void (*release)(void)) {
    pthread_once(&once, install);
    pthread_atfork(take, release, release);
}

// Handlers of the child run in the order of their registration: ours, which frees the lock, has to be the first.
void engram_lock_at_fork(void (*child)(void)) {
    pthread_once(&once, install);
    pthread_atfork(nullptr, nullptr, child);
}

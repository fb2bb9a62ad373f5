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

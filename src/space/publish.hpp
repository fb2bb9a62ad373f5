// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_SPACE_PUBLISH_HPP
#define ENGRAM_SPACE_PUBLISH_HPP

// States that never change, published by one store, read without waiting, and given back when nobody can see them any
// more.
//
// A reader claims a slot, writes the sequence number of the present into it, and then takes the present state. One
// writer at a time replaces the state; what the old one had and the new one has not is retired under the old one's
// number, and given back once every slot shows a later number. Either the writer's look at the slots sees the
// reader's store, or the reader, who looks afterwards, gets the new state: both are in the one order of all such
// accesses.

#include <pthread.h>

#include "base/array.hpp"

namespace engram {

struct slot {
    alignas(
        64) uint64_t seen; // atomic: 0 free, else 1 + the sequence number from which on all is kept; 1: not yet known
};

struct slot_block {
    static constexpr uint32_t count = 64;
    slot slots[count];
    slot_block *next;
};

struct retired_thing {
    void *thing;
    void (*give)(void *);
    uint64_t last; // the last sequence number that had it
};

template <class State> struct publisher {
    State *current = nullptr; // atomic
    uint64_t sequence = 1; // atomic: of current; 0 is for slots that do not know yet
    slot_block *blocks = nullptr; // atomic
    array<retired_thing> retired; // the writer's
    uint64_t states_retired = 0; // of these, states

    publisher() = default;
    publisher(const publisher &) = delete;
    publisher &operator=(const publisher &) = delete;
    ~publisher() {
        for (const retired_thing &r : retired) r.give(r.thing);
        while (blocks != nullptr) {
            slot_block *const next = blocks->next;
            heap_give(blocks);
            blocks = next;
        }
    }

    // A slot that keeps what is there now, and the state; null where there is no memory for a slot. The state may be
    // null too.
    slot *pin(State **state) {
        slot *const mine = claim();
        if (mine == nullptr) return nullptr;
        __atomic_store_n(&mine->seen, 1 + __atomic_load_n(&sequence, __ATOMIC_ACQUIRE), __ATOMIC_SEQ_CST);
        *state = __atomic_load_n(&current, __ATOMIC_SEQ_CST);
        return mine;
    }
    static void unpin(slot *mine) { __atomic_store_n(&mine->seen, uint64_t{0}, __ATOMIC_RELEASE); }

    // Room for n more retired things: so that publishing cannot fail.
    bool prepare(uint64_t n) { return retired.reserve(retired.count + n); }
    // Something that the present state has and the next one will not have. prepare() has made room.
    void retire(void *thing, void (*give)(void *)) { retired.push({thing, give, sequence}); }
    // The next state. prepare() has made room for the one that it replaces.
    void publish(State *next, void (*give)(void *)) {
        if (current != nullptr) {
            retire(current, give);
            ++states_retired;
        }
        __atomic_store_n(&current, next, __ATOMIC_SEQ_CST);
        __atomic_store_n(&sequence, sequence + 1, __ATOMIC_RELEASE);
        reclaim(give);
    }
    // Gives back what nobody can see; of_states is how states are given back, to count them.
    void reclaim(void (*of_states)(void *)) {
        uint64_t oldest = sequence;
        for (const slot_block *b = __atomic_load_n(&blocks, __ATOMIC_ACQUIRE); b != nullptr; b = b->next)
            for (const slot &s : b->slots) {
                const uint64_t seen = __atomic_load_n(&s.seen, __ATOMIC_SEQ_CST);
                if (seen != 0 && seen - 1 < oldest) oldest = seen - 1;
            }
        uint64_t kept = 0;
        for (uint64_t i = 0; i < retired.count; ++i) {
            const retired_thing r = retired[i];
            if (r.last < oldest) {
                states_retired -= r.give == of_states;
                r.give(r.thing);
            } else {
                retired[kept++] = r;
            }
        }
        retired.count = kept;
    }

  private:
    slot *claim() {
        const uint32_t begin = static_cast<uint32_t>(mix64_of_thread());
        for (;;) {
            slot_block *const first = __atomic_load_n(&blocks, __ATOMIC_ACQUIRE);
            for (slot_block *b = first; b != nullptr; b = b->next)
                for (uint32_t i = 0; i < slot_block::count; ++i) {
                    slot &s = b->slots[(begin + i) % slot_block::count];
                    uint64_t free = 0;
                    if (__atomic_load_n(&s.seen, __ATOMIC_RELAXED) == 0 &&
                        __atomic_compare_exchange_n(&s.seen, &free, uint64_t{1}, false, __ATOMIC_ACQ_REL,
                                                    __ATOMIC_RELAXED))
                        return &s;
                }
            slot_block *made = nullptr;
            void *const room = heap_aligned_block();
            if (room == nullptr) return nullptr;
            made = static_cast<slot_block *>(room);
            made->next = first;
            if (!__atomic_compare_exchange_n(&blocks, &made->next, made, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
                heap_give(made);
        }
    }
    static void *heap_aligned_block() { return heap_zeroed_aligned(sizeof(slot_block), alignof(slot_block)); }
    static uint64_t mix64_of_thread() {
        uint64_t z = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(reinterpret_cast<void *>(pthread_self()))) >> 6;
        z = (z ^ (z >> 15)) * 0xBF58476D1CE4E5B9u;
        return z ^ (z >> 29);
    }
};

} // namespace engram

#endif

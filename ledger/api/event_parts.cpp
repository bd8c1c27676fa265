// SPDX-License-Identifier: Apache-2.0
#include "ledger/api/event_parts.h"

namespace counterfoil::api {

Attributes given_out(const format::EventAttributes& attributes) {
    Attributes given;
    given.type = attributes.event_type;
    given.content_type = attributes.content_type;
    given.subjects = attributes.subjects;
    given.source_ns = attributes.source_time_ns;
    given.idempotency_id = attributes.idempotency_id;
    return given;
}

Receipt given_out(const store::Receipt& receipt) {
    Receipt given;
    given.sequence = receipt.sequence;
    given.stream_sequence = receipt.stream_sequence;
    given.leaf_hash = receipt.leaf_hash;
    given.tree_size = receipt.tree_size;
    given.root = receipt.root;
    given.epoch = receipt.epoch;
    given.signature = receipt.signature;
    given.durability = receipt.durability == store::Durability::kSynced ? Durability::kSynced
                                                                        : Durability::kNotSynced;
    return given;
}

store::Event taken_in(const Event& event) {
    store::Event taken;
    taken.stream = event.stream;
    taken.attributes.event_type = event.attributes.type;
    taken.attributes.content_type = event.attributes.content_type;
    taken.attributes.subjects = event.attributes.subjects;
    taken.attributes.source_time_ns = event.attributes.source_ns;
    taken.attributes.idempotency_id = event.attributes.idempotency_id;
    taken.content = event.content;
    return taken;
}

store::Receipt taken_in(const Receipt& receipt) {
    store::Receipt taken;
    taken.sequence = receipt.sequence;
    taken.stream_sequence = receipt.stream_sequence;
    taken.leaf_hash = receipt.leaf_hash;
    taken.tree_size = receipt.tree_size;
    taken.root = receipt.root;
    taken.epoch = receipt.epoch;
    taken.signature = receipt.signature;
    taken.durability = receipt.durability == Durability::kSynced ? store::Durability::kSynced
                                                                 : store::Durability::kNotSynced;
    return taken;
}

}  // namespace counterfoil::api

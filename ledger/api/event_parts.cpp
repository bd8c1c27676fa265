// SPDX-License-Identifier: Apache-2.0
#include "ledger/api/event_parts.h"

namespace counterfoil::api {
namespace {

// Out and in: both have the same fields, by the same names.
template <class To, class ToDurability, class FromDurability, class From>
To receipt_as(const From& from) {
    To to;
    to.sequence = from.sequence;
    to.stream_sequence = from.stream_sequence;
    to.leaf_hash = from.leaf_hash;
    to.tree_size = from.tree_size;
    to.root = from.root;
    to.epoch = from.epoch;
    to.signature = from.signature;
    to.durability = from.durability == FromDurability::kSynced ? ToDurability::kSynced
                                                               : ToDurability::kNotSynced;
    return to;
}

}  // namespace

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
    return receipt_as<Receipt, Durability, store::Durability>(receipt);
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
    return receipt_as<store::Receipt, store::Durability, Durability>(receipt);
}

}  // namespace counterfoil::api

// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/event_batch.h"

namespace counterfoil::store {

void EventBatch::add(const Event& event) {
    add_at(event, content_.size());
    content_.insert(content_.end(), event.content.begin(), event.content.end());
}

void EventBatch::add_borrowed(const Event& event) {
    add_at(event, kBorrowed);
}

void EventBatch::add_at(const Event& event, std::size_t place) {
    // Assigned, not inserted, so that the strings keep their memory.
    if (places_.size() == events_.size()) events_.emplace_back();
    events_[places_.size()] = event;
    places_.push_back(place);
}

void EventBatch::clear(std::size_t kept_bytes_max) {
    places_.clear();
    content_.clear();
    if (content_.capacity() > kept_bytes_max) Bytes().swap(content_);
}

std::span<const Event> EventBatch::events() {
    // Only now: content_ may have moved with each event.
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (places_[i] == kBorrowed) continue;
        events_[i].content = ByteView(content_).subspan(places_[i], events_[i].content.size());
    }
    return std::span(events_).first(places_.size());
}

}  // namespace counterfoil::store

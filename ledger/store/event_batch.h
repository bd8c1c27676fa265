// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/store/writer.h"

namespace counterfoil::store {

// Events that are to be appended together, and the memory that they need. What was cleared is used
// again, so that steady work allocates nothing for each event. One thread at a time.
class EventBatch {
  public:
    // Copies all of the event.
    void add(const Event& event);
    // Copies all but the content, which must stay valid until clear().
    void add_borrowed(const Event& event);
    // Forgets the events, and gives back content memory beyond `kept_bytes_max`.
    void clear(std::size_t kept_bytes_max);

    // Valid until the next call of any other function.
    [[nodiscard]] std::span<const Event> events();
    [[nodiscard]] std::size_t count() const { return places_.size(); }

  private:
    // Where in content_ an event's begins; its own view says how long it is.
    static constexpr std::size_t kBorrowed = static_cast<std::size_t>(-1);

    void add_at(const Event& event, std::size_t place);

    std::vector<Event> events_;  // Those behind count() are there for their memory only.
    std::vector<std::size_t> places_;
    Bytes content_;
};

}  // namespace counterfoil::store

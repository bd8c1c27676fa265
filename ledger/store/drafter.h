// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/platform/clock.h"
#include "ledger/store/event.h"
#include "ledger/store/pipeline.h"

namespace counterfoil::store {

// Drafts of one call, with the memory that they borrow; they also borrow the events' contents. What
// was cleared is used again, so that steady work allocates nothing.
class Batch {
  public:
    std::vector<Draft> drafts;
    std::vector<ByteView> envelopes;  // Of the events that are drafted, in order.

    // Empty, and the batch's until clear().
    [[nodiscard]] Bytes& memory() {
        if (used_ == owned_.size()) owned_.emplace_back();
        Bytes& bytes = owned_[used_++];
        bytes.clear();
        return bytes;
    }
    void clear() {
        drafts.clear();
        envelopes.clear();
        used_ = 0;
    }

  private:
    std::deque<Bytes> owned_;
    std::size_t used_ = 0;
};

// Turns events into the records that they make: an envelope in front of the bytes as they came, a
// stream record in front of a new stream's first event, and a key record in front of the first
// event that is about these subjects together.
class Drafter {
  public:
    // All must outlive this object.
    Drafter(const format::Genesis& genesis, keys::UnlockedKeys& keys, platform::Clock& clock)
        : genesis_(genesis),
          keys_(keys),
          clock_(clock),
          sealing_length_(keys.sealer().body_length(0)) {}

    // Whether the event has a good stream name and fits into a record. Safe for all threads.
    [[nodiscard]] Status check(const Event& event) const {
        return check(event, format::envelope_size(event.attributes));
    }
    // `batch` is cleared first. kInvalidArgument and kTooLarge: an event that can never be taken.
    // The keys of new streams, which get ids from `next_stream_id` on, and of new subjects are
    // durable when this returns.
    [[nodiscard]] Status draft(std::span<const Event> events, std::uint32_t next_stream_id,
                               Batch& batch);
    // The same for events that need nothing new: their streams are known, and they are about
    // nobody. False for others, and for any that could not be taken. Changes nothing but `batch`.
    [[nodiscard]] bool draft_known(std::span<const Event> events, Batch& batch);
    // An act of administration, and the event that says who did it, to whom and why.
    [[nodiscard]] Status draft(const format::Body& act, const Event& explanation,
                               std::uint32_t next_stream_id, Batch& batch);
    // One that nobody has to explain.
    void draft(const format::Body& act, Batch& batch) const;

  private:
    // Nothing for an envelope size: the attributes are over their limits.
    [[nodiscard]] Status check(const Event& event, std::optional<std::size_t> envelope_size) const;
    [[nodiscard]] Status write_envelopes(std::span<const Event> events, Batch& batch) const;
    [[nodiscard]] Status draft_events(std::span<const Event> events, std::uint32_t next_stream_id,
                                      Batch& batch);
    // The key that seals an event about these subjects; 0 without any, or in clear.
    [[nodiscard]] Result<std::uint64_t> key_of(const std::vector<std::string>& subjects,
                                               std::uint64_t now_ns, Batch& batch);
    void draft_administration(const format::Body& body, std::uint64_t now_ns, Batch& batch) const;
    [[nodiscard]] Result<std::uint32_t> stream_of(const std::string& name, std::uint64_t now_ns,
                                                  std::uint32_t& next_id, Batch& batch);

    const format::Genesis& genesis_;
    keys::UnlockedKeys& keys_;
    platform::Clock& clock_;
    const std::uint64_t sealing_length_;      // What sealing adds to an event.
    std::vector<std::uint64_t> subject_ids_;  // Of one event.
};

}  // namespace counterfoil::store

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "ledger/format/body_codec.h"
#include "ledger/format/entry.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_texts.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"

namespace counterfoil::verifier {

// The streams of a bundle: those whose names it tells, and the numbers of its records in theirs.
class BundleStreams {
  public:
    // Takes all files of streams; of those beyond `count_max` none.
    [[nodiscard]] std::optional<Finding> take_all(
        BundleReader& reader, const LedgerFacts& facts, const BundleNote& checkpoint,
        std::size_t count_max = std::numeric_limits<std::size_t>::max());
    // Judges the number in its stream of the next record of the bundle, and that it stands behind
    // its stream's.
    [[nodiscard]] std::optional<Finding> judge_numbers(const format::Entry& entry,
                                                       const Place& place);
    // Behind the last record: no stream is here for nothing.
    [[nodiscard]] std::optional<Finding> judge_use() const;

    // From the next record on: all records of the ledger come, so each stream begins with 0.
    void expect_beginnings() { from_beginning_ = true; }

    [[nodiscard]] std::uint64_t count() const { return streams_.size(); }
    // The smallest id; nothing when there is none.
    [[nodiscard]] std::optional<std::uint32_t> first() const;
    // Nothing when it is not told.
    [[nodiscard]] std::optional<std::string> name(std::uint32_t id) const;

  private:
    struct Stream {
        std::optional<std::string> name;
        std::uint64_t record = 0;
        bool used = false;
    };
    [[nodiscard]] std::optional<Finding> take_one(BundleReader& reader, const LedgerFacts& facts,
                                                  const BundleNote& checkpoint, std::uint32_t id);
    [[nodiscard]] std::optional<Finding> take_name(BundleReader& reader, const LedgerFacts& facts,
                                                   std::uint32_t id, const format::Stream& body,
                                                   Stream& stream);

    bool from_beginning_ = false;
    std::map<std::uint32_t, Stream> streams_;
    std::unordered_map<std::uint32_t, std::uint64_t> next_in_stream_;
};

}  // namespace counterfoil::verifier

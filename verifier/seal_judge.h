// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"
#include "verifier/walk_start.h"

namespace counterfoil::verifier {

// Judges full segments without reading their records: header, first frame, footer, the signature of
// the last frame, and that the next segment continues exactly there. Whatever was changed in
// between stays unseen.
class SealJudge {
  public:
    // References must outlive this object.
    SealJudge(platform::Storage& storage, const std::string& directory, const LedgerFacts& facts,
              FindingList& findings)
        : storage_(storage), directory_(directory), facts_(facts), findings_(findings) {}

    // The segments 0 to `end` − 1, which must all be there. `clean`: as HEAD says. False when it
    // was cancelled.
    [[nodiscard]] bool run(std::uint64_t end, bool clean, const std::function<bool()>& cancelled);
    // Where judging goes on, when the seals lead there: segment `end`.
    [[nodiscard]] const std::optional<WalkStart>& next() const { return next_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  private:
    // Its header or first frame is of a version that this program does not know.
    [[nodiscard]] bool is_of_later_format(std::uint64_t segment);
    [[nodiscard]] std::optional<Finding> judge_beginning(const WalkStart& start);
    // Where a segment ends otherwise than by a right footer.
    struct OpenEnd {
        std::uint64_t offset = 0;  // Where its frames end; 0 when it has none.
        Finding problem;
    };
    // Adds what no crash explains to the findings.
    [[nodiscard]] std::optional<OpenEnd> judge_end(std::uint64_t segment, std::uint64_t end,
                                                   const LedgerState& after);
    [[nodiscard]] std::optional<Finding> judge_last_frame(const platform::File& file,
                                                          std::uint64_t segment,
                                                          std::uint64_t offset, std::uint64_t size,
                                                          const LedgerState& after);

    platform::Storage& storage_;
    const std::string& directory_;
    const LedgerFacts& facts_;
    FindingList& findings_;
    std::map<std::uint64_t, OpenEnd> open_;  // Until a record explains them.
    std::optional<WalkStart> next_;
    std::uint64_t bytes_ = 0;
};

}  // namespace counterfoil::verifier

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/notes/verifier_key.h"

// docs/FORMAT.md, "Files outside the ledger": what somebody who read a report says of it, as a C2SP
// signed note under their own name.
namespace counterfoil::notes {

inline constexpr std::size_t kReviewCommentMax = 4096;

struct Review {
    std::string report;                // The report's file name, without a directory.
    Hash report_digest{};              // SHA-256 of its bytes.
    std::uint64_t time_ns = 0;         // The reviewer's clock.
    std::vector<std::string> comment;  // Lines; none is fine.
    friend bool operator==(const Review&, const Review&) = default;
};

// Whether a review can hold it: clean text, no more than kReviewCommentMax bytes in all.
[[nodiscard]] bool is_review_comment(const std::vector<std::string>& lines);

// The note. The names must be clean text without control characters, the comment one that
// is_review_comment() lets pass: else it is a broken invariant.
[[nodiscard]] std::string sign_review(const Review& review, std::string_view reviewer,
                                      const crypto::SigningKey& key);

// The review in a note that this key signed. kDamaged: it is none, or the signature does not hold.
[[nodiscard]] Result<Review> open_review(std::string_view note, const VerifierKey& reviewer);

}  // namespace counterfoil::notes

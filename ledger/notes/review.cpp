// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/review.h"

#include <optional>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/notes/note.h"
#include "ledger/notes/text.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::notes {
namespace {

// No ledger has an origin that begins so: a review is never a checkpoint.
constexpr std::string_view kFirstLine = "counterfoil/review/v1";
constexpr std::string_view kReport = "report ";
constexpr std::string_view kDigest = "sha256 ";
constexpr std::string_view kTime = "time ";
constexpr std::string_view kComment = "comment ";

Error not_one(const char* what) {
    return {ErrorCode::kDamaged, std::string("this is no review of a report: ") + what};
}

bool is_line(std::string_view text) {
    return !text.empty() && text.find('\n') == std::string_view::npos && is_clean_text(text);
}

std::string review_text(const Review& review) {
    std::string text = std::string(kFirstLine) + '\n';
    text += std::string(kReport) + review.report + '\n';
    text += std::string(kDigest) + crypto::hex(review.report_digest) + '\n';
    text +=
        std::string(kTime) + std::to_string(review.time_ns) + ' ' + rfc3339(review.time_ns) + '\n';
    for (const std::string& line : review.comment) text += std::string(kComment) + line + '\n';
    return text;
}

}  // namespace

bool is_review_comment(const std::vector<std::string>& lines) {
    std::size_t bytes = 0;
    for (const std::string& line : lines) {
        if (!is_line(line)) return false;
        bytes += line.size() + 1;
    }
    return bytes <= kReviewCommentMax;
}

std::string sign_review(const Review& review, std::string_view reviewer,
                        const crypto::SigningKey& key) {
    require(is_line(review.report) && is_review_comment(review.comment), "a review is clean text");
    Note note;
    note.text = review_text(review);
    note.signatures.push_back(sign_note(reviewer, note.text, key));
    return note.serialize();
}

Result<Review> open_review(std::string_view bytes, const VerifierKey& reviewer) {
    const Result<Note> note = parse_note(bytes);
    if (!note) return note.error();
    switch (judge_signature(*note, reviewer)) {
        case SignatureVerdict::kVerified:
            break;
        case SignatureVerdict::kBad:
            return Error{ErrorCode::kDamaged,
                         "the review was changed, or is not signed by this key"};
        case SignatureVerdict::kAbsent:
            return Error{ErrorCode::kDamaged, "the review has no signature by this key"};
    }
    std::string_view rest = note->text;
    const auto first = take_line(rest);
    if (const auto version = other_version_of(kFirstLine, first.value_or(""))) {
        return unknown_version("this review", *version, 1);
    }
    if (first != kFirstLine) return not_one("its first line is another");
    Review review;
    auto line = take_line(rest);
    if (!line || !take_prefix(*line, kReport)) return not_one("it names no report");
    review.report = *line;
    line = take_line(rest);
    if (!line || !take_prefix(*line, kDigest)) return not_one("it names no digest");
    const auto digest = crypto::exactly<Hash>(crypto::from_hex(*line));
    if (!digest) return not_one("its digest is none");
    review.report_digest = *digest;
    line = take_line(rest);
    if (!line || !take_prefix(*line, kTime)) return not_one("it tells no time");
    const auto time = parse_decimal(line->substr(0, line->find(' ')));
    if (!time) return not_one("its time is none");
    review.time_ns = *time;
    while (!rest.empty()) {
        line = take_line(rest);
        if (!line || !take_prefix(*line, kComment)) return not_one("a line is no comment");
        review.comment.emplace_back(*line);
    }
    if (review_text(review) != note->text) return not_one("it is not in its one form");
    return review;
}

}  // namespace counterfoil::notes

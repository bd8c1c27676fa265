// SPDX-License-Identifier: Apache-2.0
#include "verifier/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/limits.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kPlainSizeMax = 1000;
constexpr std::size_t kHexBytesMax = 64;
// What says that all that is shown is another ledger, or another history of it, than it must be.
constexpr std::array<std::string_view, 8> kOfTheWhole = {
    "rollback",          "fork",         "wrong-key",       "wrong-genesis",
    "genesis-signature", "since-origin", "since-signature", "head-older"};

std::string shown(ByteView bytes) {
    const bool number =
        bytes.size() == 1 || bytes.size() == 2 || bytes.size() == 4 || bytes.size() == 8;
    if (number) {
        std::uint64_t value = 0;
        for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | bytes[i];
        return std::to_string(value);
    }
    if (bytes.size() <= kHexBytesMax) return crypto::hex(bytes);
    return crypto::hex(bytes.first(kHexBytesMax)) + "...";
}

}  // namespace

Finding finding(Severity severity, std::string kind, const Place& place, std::string message,
                Difference difference) {
    Finding result;
    result.kind = std::move(kind);
    result.severity = severity;
    result.sequence = place.sequence;
    result.segment = place.segment;
    result.offset = place.offset;
    result.file = plain(place.file);
    result.expected = std::move(difference.expected);
    result.found = std::move(difference.found);
    result.message = std::move(message);
    return result;
}

Finding version_finding(std::string kind, const Place& place, std::string_view what,
                        std::uint64_t found) {
    Finding result = unsupported_version(std::move(kind), place, what, found);
    if (found == 0) result.severity = Severity::kFailure;
    return result;
}

Finding unsupported_version(std::string kind, const Place& place, std::string_view what,
                            std::uint64_t found) {
    return finding(Severity::kUnsupported, std::move(kind), place,
                   unknown_version_text(what, std::to_string(found), format::kVersion),
                   {std::to_string(format::kVersion), std::to_string(found)});
}

Finding wrong_number(std::string kind, const Place& place, std::string message,
                     std::uint64_t expected, std::uint64_t found) {
    return failure(std::move(kind), place, std::move(message),
                   {std::to_string(expected), std::to_string(found)});
}

Finding wrong_bytes(std::string kind, const Place& place, std::string message, ByteView expected,
                    ByteView found) {
    return failure(std::move(kind), place, std::move(message),
                   {crypto::hex(expected), crypto::hex(found)});
}

Finding judging_was_stopped() {
    return finding(Severity::kIncomplete, "interrupted", {}, "judging was stopped before the end");
}

Finding from_error(const Error& error, const Place& place) {
    switch (error.code) {
        case ErrorCode::kNotFound:
            return failure("file-missing", place, plain(error.message), {"a file", "nothing"});
        case ErrorCode::kInvalidArgument:
        case ErrorCode::kExists:
            return failure("not-a-file", place, plain(error.message), {"a regular file", ""});
        case ErrorCode::kTooLarge:
            return failure("file-too-large", place, plain(error.message));
        case ErrorCode::kDamaged:
            return failure("file-short", place, plain(error.message));
        default:
            return finding(Severity::kIoError, "read-error", place, plain(error.message));
    }
}

std::string plain(std::string_view text) {
    std::string result;
    for (const char character : text) {
        if (result.size() >= kPlainSizeMax) return result + "...";
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= 0x20 && byte < 0x7f) {
            result += character;
        } else {
            result += fmt::format("\\x{:02x}", byte);
        }
    }
    return result;
}

std::optional<FieldDifference> first_difference(std::span<const format::Field> fields,
                                                ByteView expected, ByteView found) {
    for (const format::Field& field : fields) {
        const ByteView left = expected.subspan(field.offset, field.size);
        const ByteView right = found.subspan(field.offset, field.size);
        if (std::equal(left.begin(), left.end(), right.begin())) continue;
        return FieldDifference{std::string(field.name), field.offset, {shown(left), shown(right)}};
    }
    return std::nullopt;
}

FindingList::Rank FindingList::rank_of(const Finding& finding) {
    const bool repeated = !seen_.emplace(finding.severity, finding.kind).second;
    const bool of_the_whole =
        std::find(kOfTheWhole.begin(), kOfTheWhole.end(), finding.kind) != kOfTheWhole.end();
    const auto severity = static_cast<std::size_t>(finding.severity);
    return ((repeated ? kSeverities : 0) + severity) * 2 + (of_the_whole ? 0 : 1);
}

void FindingList::add(Finding finding) {
    ++total_;
    ++counts_[static_cast<std::size_t>(finding.severity)];
    const Rank rank = rank_of(finding);
    if (kept_.size() == max_) {
        Rank last = kRanks;
        while (last > 0 && kept_of_rank_[last - 1] == 0) --last;
        // Each exchange lowers a rank, so there are few, however many findings come.
        if (last == 0 || rank >= --last) return;
        const auto displaced = std::find_if(kept_.rbegin(), kept_.rend(),
                                            [&](const Kept& kept) { return kept.rank == last; });
        kept_.erase(std::next(displaced).base());
        --kept_of_rank_[last];
    }
    kept_.push_back({std::move(finding), rank});
    ++kept_of_rank_[rank];
}

std::vector<Finding> FindingList::take() {
    std::vector<Finding> findings;
    findings.reserve(kept_.size());
    for (Kept& kept : kept_) findings.push_back(std::move(kept.finding));
    kept_.clear();
    std::fill(std::begin(kept_of_rank_), std::end(kept_of_rank_), 0);
    return findings;
}

bool FindingList::any(Severity severity) const {
    return counts_[static_cast<std::size_t>(severity)] != 0;
}

Verdict FindingList::verdict(Verdict otherwise) const {
    if (any(Severity::kFailure)) return Verdict::kFailed;
    if (any(Severity::kUnsupported)) return Verdict::kUnsupported;
    if (any(Severity::kIoError)) return Verdict::kIoError;
    if (any(Severity::kUntrusted)) return Verdict::kUntrusted;
    if (any(Severity::kIncomplete)) return Verdict::kIncomplete;
    return otherwise;
}

}  // namespace counterfoil::verifier

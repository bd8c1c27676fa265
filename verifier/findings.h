// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/field_table.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// Where something was seen.
struct Place {
    std::string file;  // Relative to the ledger directory.
    std::optional<std::uint64_t> segment;
    std::optional<std::uint64_t> offset;
    std::optional<std::uint64_t> sequence;
};

// What should have been there, and what was.
struct Difference {
    std::string expected;
    std::string found;
};

[[nodiscard]] Finding finding(Severity severity, std::string kind, const Place& place,
                              std::string message, Difference difference = {});
// Of a structure whose version is not ours, `what` in words: a later format is UNSUPPORTED, but
// version 0, which never was, is a failure.
[[nodiscard]] Finding version_finding(std::string kind, const Place& place, std::string_view what,
                                      std::uint64_t found);
// Of what is UNSUPPORTED whatever other number it has, 0 too.
[[nodiscard]] Finding unsupported_version(std::string kind, const Place& place,
                                          std::string_view what, std::uint64_t found);
[[nodiscard]] inline Finding failure(std::string kind, const Place& place, std::string message,
                                     Difference difference = {}) {
    return finding(Severity::kFailure, std::move(kind), place, std::move(message),
                   std::move(difference));
}
// "kind" for numbers that must be equal.
[[nodiscard]] Finding wrong_number(std::string kind, const Place& place, std::string message,
                                   std::uint64_t expected, std::uint64_t found);
[[nodiscard]] Finding wrong_bytes(std::string kind, const Place& place, std::string message,
                                  ByteView expected, ByteView found);
// Somebody asked to stop.
[[nodiscard]] Finding judging_was_stopped();
// What a refused operation of the storage means for a judge.
[[nodiscard]] Finding from_error(const Error& error, const Place& place);

// Text that came from a ledger, made harmless for terminals and reports: printable ASCII stays,
// every other byte becomes \xNN, and what is long is cut.
[[nodiscard]] std::string plain(std::string_view text);
// The name and values of the first field that differs; nothing when the bytes are equal. Both
// views hold exactly the layout.
struct FieldDifference {
    std::string field;
    std::size_t offset = 0;
    Difference values;
};
[[nodiscard]] std::optional<FieldDifference> first_difference(std::span<const format::Field> fields,
                                                              ByteView expected, ByteView found);

// Collects findings: keeps `max`, counts all. The count for each severity decides the verdict, so a
// bounded list loses no verdict. What is kept once the list is full (docs/FINDINGS.md, "What a list
// has room for"): the first of each kind before its repetitions, then the graver severity, then
// what says that this is another ledger or another history, then what was found first. As long as
// `max` is more than there are kinds, each kind that was found is listed. The order is that of
// discovery.
class FindingList {
  public:
    explicit FindingList(std::size_t max) : max_(max) {}

    void add(Finding finding);
    [[nodiscard]] bool any(Severity severity) const;
    // The first that holds, in the order of precedence; `otherwise` when nothing was found.
    [[nodiscard]] Verdict verdict(Verdict otherwise) const;
    [[nodiscard]] std::uint64_t total() const { return total_; }
    [[nodiscard]] std::vector<Finding> take();

  private:
    static constexpr std::size_t kSeverities = 5;
    // How readily a finding gives up its place: of two, the one of the lower rank stays.
    using Rank = std::size_t;
    static constexpr std::size_t kRanks = 2 * kSeverities * 2;
    struct Kept {
        Finding finding;
        Rank rank;
    };
    [[nodiscard]] Rank rank_of(const Finding& finding);

    std::size_t max_;
    std::uint64_t total_ = 0;
    std::uint64_t counts_[kSeverities] = {};
    std::set<std::pair<Severity, std::string>> seen_;  // Kinds are words of this program: few.
    std::size_t kept_of_rank_[kRanks] = {};
    std::vector<Kept> kept_;
};

// A trivially copyable layout as its bytes.
template <class Layout>
[[nodiscard]] ByteView bytes_of(const Layout& layout) {
    static_assert(std::is_trivially_copyable_v<Layout> && alignof(Layout) == 1);
    return {reinterpret_cast<const std::uint8_t*>(&layout), sizeof layout};
}

}  // namespace counterfoil::verifier

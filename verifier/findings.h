// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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

// Collects findings: keeps the first `max`, counts all. The count for each severity decides the
// verdict, so a bounded list loses no verdict.
class FindingList {
  public:
    explicit FindingList(std::size_t max) : max_(max) {}

    void add(Finding finding);
    [[nodiscard]] bool any(Severity severity) const;
    // The first that holds, in the order of precedence; `otherwise` when nothing was found.
    [[nodiscard]] Verdict verdict(Verdict otherwise) const;
    [[nodiscard]] std::uint64_t total() const { return total_; }
    [[nodiscard]] std::vector<Finding> take() { return std::move(kept_); }

  private:
    std::size_t max_;
    std::uint64_t total_ = 0;
    std::uint64_t counts_[5] = {};
    std::vector<Finding> kept_;
};

// A trivially copyable layout as its bytes.
template <class Layout>
[[nodiscard]] ByteView bytes_of(const Layout& layout) {
    static_assert(std::is_trivially_copyable_v<Layout> && alignof(Layout) == 1);
    return {reinterpret_cast<const std::uint8_t*>(&layout), sizeof layout};
}

}  // namespace counterfoil::verifier

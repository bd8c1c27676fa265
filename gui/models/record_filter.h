// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "ledger/reader/ledger_view.h"

namespace counterfoil::gui {

// Which records somebody wants to see. Everything that is set must hold.
struct RecordFilter {
    std::string stream;                       // Its name, or its number; empty: any.
    std::optional<std::uint8_t> record_type;  // format::RecordType.
    std::string event_type;                   // Of events that can be opened; empty: any.
    std::string subject;                      // The same.
    std::optional<std::uint64_t> from_ns;     // Times, both included.
    std::optional<std::uint64_t> to_ns;
    std::optional<std::set<std::uint64_t>> sequences;  // Only these: those with a finding.

    [[nodiscard]] bool isEmpty() const;
    // Whether an entry alone can tell.
    [[nodiscard]] bool needsContent() const { return !event_type.empty() || !subject.empty(); }
    [[nodiscard]] bool matches(const format::Entry& entry, const std::string& stream_name) const;
    [[nodiscard]] bool matches(const reader::RecordView& record) const;
};

}  // namespace counterfoil::gui

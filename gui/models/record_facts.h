// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/reader/ledger_view.h"
#include "verifier/report.h"

namespace counterfoil::gui {

// One record, as its page shows it: what lies on disk, held against what the record itself and the
// one before it say must be there. For looking only: the report has the verdict.
struct RecordFacts {
    struct Field {
        QString name;
        QString meaning;   // The value as people read it, where that is another text.
        QString found;     // The bytes on disk.
        QString expected;  // Empty: nothing says what it must be, or it is that.
    };
    std::uint64_t sequence = 0;
    std::vector<Field> fields;
    std::vector<verifier::Finding> findings;  // Of this record.
    Bytes entry;
    Bytes body;
    // What the record says, as far as it may be read: JSON is indented.
    QString content;
    QString content_note;  // Why there is none, or what kind of text it is.
    QString problem;       // Why the record cannot be shown; empty: it can.
};

[[nodiscard]] RecordFacts factsOf(reader::LedgerView& view, std::uint64_t sequence,
                                  const verifier::Report* report);
[[nodiscard]] RecordFacts factsOf(const verifier::DisclosedRecord& record,
                                  const verifier::Report* report);

// Lines of sixteen bytes: offset, hexadecimal, and what is printable ASCII of them.
[[nodiscard]] QString hexDump(ByteView bytes, std::size_t bytes_max);

}  // namespace counterfoil::gui

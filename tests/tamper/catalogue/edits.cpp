// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/edits.h"

namespace counterfoil::tamper {
namespace {

// The version in genesis is looked at before all else; other bytes there may be one ("Genesis").
Verdicts expected_of(const EditedLedger& ledger) {
    for (const EditedSegment& segment : ledger.segments) {
        if (segment.frames.empty() || segment.frames[0].records.empty()) continue;
        const Bytes& body = segment.frames[0].records[0].body;
        if (body.size() >= 2 && (body[0] != 1 || body[1] != 0)) return {kFailed, kUnsupported};
        break;
    }
    return kFailed;
}

}  // namespace

void add_edits(Families& to, const std::string& row, const std::string& name, const Base& base,
               std::uint64_t count, const Edit& edit) {
    for (const bool relinked : {false, true}) {
        Family family{row, name + (relinked ? ", linked anew" : ""), base, count};
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            EditedLedger ledger(subject.files);
            if (!edit(number, ledger)) return std::nullopt;
            if (relinked) ledger.relink();
            if (!ledger.put_into(subject.files) || subject.files == base->files)
                return std::nullopt;
            return expected_of(ledger);
        };
        to.push_back(family);
    }
}

}  // namespace counterfoil::tamper

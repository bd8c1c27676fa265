// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/admin/erasure.h"
#include "ledger/admin/legal_hold.h"
#include "ledger/reader/administration_scan.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::test {

inline const admin::Explanation kWhy{"ada (uid 1000) on host", "ticket 812"};

// A ledger whose events are about somebody, and what its operator can still read of them.
class Administered : public TestLedger {
  public:
    using TestLedger::TestLedger;

    // An event about these subjects; `content` must live as long as it is used.
    static store::Event about(std::vector<std::string> subjects, std::string_view content) {
        store::Event made = event("records", content);
        made.attributes.subjects = std::move(subjects);
        return made;
    }
    // Appends one and returns its sequence.
    std::uint64_t log(std::vector<std::string> subjects, std::string_view content) {
        auto writer = open();
        const store::Event one = about(std::move(subjects), content);
        const auto receipts = made(writer->append({&one, 1}));
        closed(*writer);
        return receipts.front().sequence;
    }
    Result<admin::Erased> erase(const std::string& subject) {
        auto writer = open();
        auto erased = admin::erase_subject(machine.platform(), *writer, directory(), subject, kWhy,
                                           admin::CountProgress());
        closed(*writer);
        return erased;
    }
    static void closed(store::LedgerWriter& writer) {
        const Status done = writer.close();
        require(done.ok(), done.ok() ? "" : done.error().message.c_str());
    }

    // The event's content, or nothing when its key is not here. A damaged one ends the test.
    std::optional<std::string> readable(std::uint64_t sequence) {
        auto reader = made(reader::LedgerReader::open(*machine.storage, directory()));
        auto keys = unlocked();
        require(reader::follow_ledger(reader, *keys, std::nullopt).ok(), "the keyring follows");
        const reader::StoredRecord record = made(reader.record(sequence));
        const Result<Bytes> plaintext = keys->opener().open(record.entry, record.body);
        if (!plaintext) {
            require(plaintext.error().code == ErrorCode::kNotFound, "a sealed body authenticates");
            return std::nullopt;
        }
        return std::string(as_text(format::decode_envelope(*plaintext)->event));
    }
    std::unique_ptr<keys::UnlockedKeys> unlocked() {
        return made(
            keys::UnlockedKeys::open(*machine.storage, machine.random,
                                     {directory(), {key_directory()}, created().ledger_id, true},
                                     keys::Keyring::Mode::kRead));
    }
    std::uint64_t size() {
        return made(reader::LedgerReader::open(*machine.storage, directory())).size();
    }
};

}  // namespace counterfoil::test

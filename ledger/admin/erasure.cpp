// SPDX-License-Identifier: Apache-2.0
#include "ledger/admin/erasure.h"

#include <fmt/format.h>

#include <unordered_set>

#include "ledger/admin/legal_hold.h"
#include "ledger/crypto/encoding.h"
#include "ledger/reader/ledger_reader.h"
#include "ledger/store/planted_fault.h"

namespace counterfoil::admin {
namespace {

constexpr std::uint64_t kProgressEach = 65'536;

Error held(const keys::Hold& hold, const char* whom) {
    return {ErrorCode::kPermission,
            fmt::format("legal hold {} (record {}) stands on {}; it must be released before "
                        "anything is erased",
                        crypto::hex(hold.id), hold.added,
                        hold.key_id == 0 ? "the whole ledger" : whom)};
}

// A hold on a key that is neither here nor erased may be on this very subject, whose key was
// another one before the keyring was put back to an older copy.
Status no_hold_is_lost(keys::Keyring& keyring) {
    for (const keys::Hold& hold : keyring.holds().all()) {
        if (hold.released || hold.key_id == 0) continue;
        const auto name = keyring.subjects().name(hold.key_id);
        if (!name) return name.error();
        const auto erased_by = keyring.subjects().erased_by(hold.key_id);
        if (!erased_by) return erased_by.error();
        if (*name || *erased_by) continue;
        return held(hold, "a subject that this keyring, an older copy, does not know");
    }
    return {};
}

// Events that are sealed by this key, or by one that is derived from it.
Result<std::uint64_t> count_records(const platform::Platform& platform,
                                    const std::string& directory,
                                    const std::unordered_set<std::uint64_t>& key_ids,
                                    const CountProgress& progress) {
    Result<reader::LedgerReader> reader = reader::LedgerReader::open(platform.storage, directory);
    if (!reader) return reader.error();
    std::uint64_t count = 0;
    for (std::uint64_t sequence = 0; sequence < reader->size(); ++sequence) {
        if (sequence % kProgressEach == 0 && progress && progress(sequence, reader->size())) {
            return Error{ErrorCode::kInterrupted, "interrupted; nothing was erased"};
        }
        const Result<format::Entry> entry = reader->entry(sequence);
        if (!entry) return entry.error();
        if (key_ids.contains(entry->key_id)) ++count;
    }
    return count;
}

}  // namespace

Result<Erased> erase_subject(const platform::Platform& platform, store::LedgerWriter& writer,
                             const std::string& directory, const std::string& subject,
                             const Explanation& explanation, const CountProgress& progress) {
    if (!writer.encrypted()) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("{}: the ledger is not encrypted, so there is no key to destroy: "
                                 "what it holds stays readable",
                                 directory)};
    }
    if (Status checked = check(explanation); !checked) return checked.error();
    keys::Keyring& keyring = writer.keys().keyring();
    const Result<std::optional<std::uint64_t>> key_id = keyring.subjects().find(subject);
    if (!key_id) return key_id.error();
    if (!*key_id) return Erased{};

    const Result<std::vector<keys::SubjectKeys::JointMembers>> joints =
        keyring.subjects().joints_with(**key_id);
    if (!joints) return joints.error();
    if (Status allowed = no_hold_is_lost(keyring); !allowed) return allowed.error();
    std::unordered_set<std::uint64_t> sealing{**key_id};
    if (const auto hold = keyring.holds().on(**key_id)) return held(*hold, "this subject");
    for (const keys::SubjectKeys::JointMembers& joint : *joints) {
        sealing.insert(joint.key_id);
        // Records about both would become unreadable.
        for (const std::uint64_t member : joint.members) {
            const auto hold = keyring.holds().on(member);
            if (hold) return held(*hold, "a subject that shares records with this one");
        }
    }
    // What is counted must be in the ledger for readers.
    if (Status shown = writer.idle(); !shown) return shown.error();
    const Result<std::uint64_t> count = count_records(platform, directory, sealing, progress);
    if (!count) return count.error();

    format::Erasure record{};
    record.fixed.time_ns = platform.clock.now_ns();
    record.fixed.record_count = *count;
    record.fixed.previous_erasure = writer.last_erasure();
    record.key_ids = {**key_id};
    const ExplainingEvent why("erase", subject, explanation);
    if (store::planted(store::PlantedFault::kEraseBeforeRecord)) {
        static_cast<void>(keyring.apply(writer.size(), record));
    }
    const Result<std::uint64_t> sequence = writer.administer(record, why.event());
    if (!sequence) return sequence.error();
    return Erased{*sequence, *count, writer.keys().remove_traces()};
}

}  // namespace counterfoil::admin

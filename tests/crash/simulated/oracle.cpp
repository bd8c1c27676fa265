// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/oracle.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "ledger/format/entry.h"
#include "ledger/format/envelope.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/reader/administration_scan.h"
#include "ledger/reader/ledger_reader.h"
#include "tests/crash/simulated/epoch_secrets_left.h"
#include "verifier/ledger_end.h"
#include "verifier/verify.h"

namespace counterfoil::crash {
namespace {

using verifier::Verdict;

constexpr std::uint64_t kHourNs = 3'600'000'000'000;
// What costs as much as all else together, and tells little, is done for some of the states.
constexpr std::uint64_t kOpenedAgainOneIn = 4;
constexpr std::uint64_t kVerifiedBetweenOneIn = 8;
constexpr std::uint64_t kDecryptedOneIn = 16;
constexpr std::uint64_t kRotatedOneIn = 4;

std::string text_of(const verifier::Report& report) {
    std::string text = verifier::verdict_name(report.verdict);
    for (const verifier::Finding& finding : report.findings) {
        text += fmt::format("\n    {} {}: {} (expected {}, found {})", finding.kind, finding.file,
                            finding.message, finding.expected, finding.found);
    }
    for (const verifier::Event& event : report.events) {
        text += fmt::format("\n    event {}: {}", event.kind, event.message);
    }
    return text;
}

Hash leaf_hash(const format::Entry& entry) {
    constexpr std::uint8_t kLeafPrefix[1] = {0};
    return crypto::sha256({kLeafPrefix, format::bytes_of(entry)});
}

// The life of a machine after a crash, and what is seen in it.
class Afterlife {
  public:
    Afterlife(const DiskState& image, std::uint64_t boot, std::uint64_t seed,
              const Expectation& expectation, ScratchDatabases& databases, const Plant& plant)
        : expectation_(expectation), draws_(mixed(seed, 2)) {
        outcome_.machine =
            std::make_unique<SimulatedMachine>(image, databases, boot, mixed(seed, 1));
        planted_ = plant ? plant(outcome_.machine->disk) : nullptr;
        promise({expectation.ledger, expectation.synced, expectation.promised, expectation.epoch});
        // Now and then the clock was set back while the machine was down.
        if (!one_in(8)) machine().clock.pass(kHourNs);
    }

    void judge() {
        if (is_absent()) {
            outcome_.absent = true;
            if (expectation_.ledger) lost("a ledger", "none under its name");
            return;
        }
        if (!old_secrets_are_gone()) return;
        if (!verdict_is("after the crash",
                        {Verdict::kVerified, Verdict::kVerifiedWithEvents, Verdict::kIncomplete})) {
            return;
        }
        if (!expectation_.pin) return;
        if (!recover_and_append()) return;
        if (one_in(kOpenedAgainOneIn) && !open_again()) return;
        if (!verdict_is("after recovery", {Verdict::kVerified, Verdict::kVerifiedWithEvents})) {
            return;
        }
        if (read()) settle_promises(outcome_.events);
    }

    void live(std::size_t events, const Fault& fault) {
        machine().disk.fail(fault);
        static_cast<void>(recover_and_append());
        outcome_.judgement = Judgement::kGood;
        outcome_.events = events;
        settle_promises(events);
    }

    Outcome take() && { return std::move(outcome_); }

  private:
    SimulatedMachine& machine() { return *outcome_.machine; }
    platform::Platform platform() {
        platform::Storage& disk = machine().disk;
        return {planted_ ? *planted_ : disk, machine().clock, machine().random};
    }
    bool one_in(std::uint64_t count) {
        draws_ = mixed(draws_, count);
        return draws_ % count == 0;
    }

    bool wrong(std::string expected, std::string found) {
        return differs(Judgement::kWrongVerdict, std::move(expected), std::move(found));
    }
    bool lost(std::string expected, std::string found) {
        return differs(Judgement::kRecordsLost, std::move(expected), std::move(found));
    }
    bool differs(Judgement judgement, std::string expected, std::string found) {
        outcome_.judgement = judgement;
        outcome_.expected = std::move(expected);
        outcome_.found = std::move(found);
        return false;
    }

    void promise(Promise promised) {
        machine().disk.mark(outcome_.promises.size());
        outcome_.promises.push_back(promised);
    }

    // Init may be given an empty directory, and then leaves one.
    bool is_absent() {
        const auto entries = machine().disk.list(kLedgerDirectory);
        return !entries || entries->empty();
    }

    bool verdict_is(const char* when, std::initializer_list<Verdict> good) {
        verifier::VerifyOptions options;
        options.pin = expectation_.pin;
        const verifier::Report report =
            verifier::verify_ledger(machine().disk, machine().clock, kLedgerDirectory, options);
        // Nobody is known yet when init was cut short.
        if (!expectation_.pin && report.verdict == Verdict::kUntrusted) return true;
        if (std::find(good.begin(), good.end(), report.verdict) != good.end()) return true;
        return wrong(fmt::format("a good verdict {}", when), text_of(report));
    }

    std::string end_text() {
        const auto end = verifier::find_end(machine().disk, kLedgerDirectory);
        if (!end) return end.error().message;
        return fmt::format("row {}: {}", end->row, end->reason);
    }

    bool recover_and_append() {
        auto writer = store::LedgerWriter::open(platform(), writer_options());
        if (!writer) {
            return wrong("a writer opens: row 0 or 9",
                         fmt::format("{} ({})", writer.error().message, end_text()));
        }
        if (!only_secret_is_of(**writer)) return false;
        promise({.epoch = (*writer)->epoch()});
        // One more event, mostly in a stream that is there.
        outcome_.appended.stream = one_in(4) ? "after" : "stream-0";
        outcome_.appended.content = fmt::format("one more, {:x}", draws_);
        store::Event event;
        event.stream = outcome_.appended.stream;
        event.attributes.content_type = "text/plain";
        event.content = as_bytes(outcome_.appended.content);
        const auto receipts = (*writer)->append({&event, 1});
        if (!receipts) return wrong("one more event is taken", receipts.error().message);
        outcome_.appended.receipt = receipts->front();
        promise({.epoch = (*writer)->epoch()});
        if (one_in(kRotatedOneIn)) {
            const Status rotated = (*writer)->rotate_epoch();
            if (!rotated) return wrong("a new epoch begins", rotated.error().message);
            promise({.epoch = (*writer)->epoch()});
        }
        if (!only_secret_is_of(**writer)) return false;
        if (const Status closed = (*writer)->close(); !closed) {
            return wrong("the ledger closes", closed.error().message);
        }
        return true;
    }

    // What was promised of them, whatever has been opened since.
    bool old_secrets_are_gone() {
        const std::vector<std::uint64_t> left = epoch_secrets_left(machine().disk);
        if (left.empty()) return true;
        outcome_.oldest_secret = left.front();
        if (left.front() >= expectation_.epoch) return true;
        return wrong(fmt::format("no secret of an epoch before {}", expectation_.epoch),
                     fmt::format("that of epoch {}", left.front()));
    }

    bool only_secret_is_of(const store::LedgerWriter& writer) {
        const std::vector<std::uint64_t> left = epoch_secrets_left(machine().disk);
        if (left != std::vector<std::uint64_t>{writer.epoch()}) {
            return wrong(fmt::format("the secret of epoch {} alone", writer.epoch()),
                         fmt::format("{} secrets", left.size()));
        }
        const std::string kept = secret_not_overwritten(machine().disk);
        return kept.empty() || wrong("secrets are overwritten before they are removed", kept);
    }

    std::size_t segment_count() {
        const auto entries =
            machine().disk.list(platform::join(kLedgerDirectory, std::string("segments")));
        return entries ? entries->size() : 0;
    }

    bool open_again() {
        if (one_in(kVerifiedBetweenOneIn) &&
            !verdict_is("after the first close",
                        {Verdict::kVerified, Verdict::kVerifiedWithEvents})) {
            return false;
        }
        const std::size_t segments = segment_count();
        auto writer = store::LedgerWriter::open(platform(), writer_options());
        if (!writer) return wrong("a writer opens again", writer.error().message);
        if ((*writer)->recovered()) return wrong("nothing to recover", "a second recovery");
        if (const Status closed = (*writer)->close(); !closed) {
            return wrong("the ledger closes again", closed.error().message);
        }
        if (segment_count() == segments) return true;
        return wrong("no further segment", fmt::format("{}", segment_count()));
    }

    // Every event that the ledger has, against those that were handed over.
    bool read() {
        auto reader = reader::LedgerReader::open(machine().disk, kLedgerDirectory);
        if (!reader) return wrong("the ledger can be read", reader.error().message);
        std::vector<std::uint64_t> sequences;
        std::vector<format::Entry> entries;
        for (std::uint64_t sequence = 0; sequence < reader->size(); ++sequence) {
            const auto entry = reader->entry(sequence);
            if (!entry) return wrong("every record can be read", entry.error().message);
            if (!format::is_event(*entry)) continue;
            sequences.push_back(sequence);
            entries.push_back(*entry);
        }
        if (entries.empty()) return lost("the event that was appended", "no event at all");
        outcome_.events = entries.size() - 1;
        if (outcome_.events < expectation_.promised) {
            return lost(fmt::format("{} events that were promised", expectation_.promised),
                        fmt::format("{} events before the one appended", outcome_.events));
        }
        if (outcome_.events > expectation_.events->size()) {
            return wrong(
                fmt::format("at most the {} events submitted", expectation_.events->size()),
                fmt::format("{} events", outcome_.events));
        }
        bool look_inside = one_in(kDecryptedOneIn);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const Submitted& event = event_at(i);
            if (!event.receipt) {
                look_inside = true;
            } else if (!is_promised(entries[i], sequences[i], *event.receipt)) {
                return lost(fmt::format("event {} as its receipt says", i), "another record");
            }
        }
        return !look_inside || contents_are_right(*reader, sequences);
    }

    [[nodiscard]] const Submitted& event_at(std::size_t i) const {
        return i < outcome_.events ? (*expectation_.events)[i] : outcome_.appended;
    }

    static bool is_promised(const format::Entry& entry, std::uint64_t sequence,
                            const store::Receipt& receipt) {
        return sequence == receipt.sequence && entry.stream_sequence == receipt.stream_sequence &&
               leaf_hash(entry) == receipt.leaf_hash;
    }

    bool contents_are_right(reader::LedgerReader& reader,
                            const std::vector<std::uint64_t>& sequences) {
        auto keys = keys::UnlockedKeys::open(
            machine().disk, machine().random,
            {kLedgerDirectory, {kKeyDirectory}, reader.ledger_id(), reader.encrypted()},
            keys::Keyring::Mode::kRead);
        if (!keys) return wrong("the keys open", keys.error().message);
        const auto erased = erased_keys(reader);
        if (!erased) return wrong("the erasures can be read", erased.error().message);
        for (std::size_t i = 0; i < sequences.size(); ++i) {
            const auto record = reader.record(sequences[i]);
            if (!record) return wrong("every body can be read", record.error().message);
            const auto plaintext = (*keys)->opener().open(record->entry, record->body);
            if (erased->contains(record->entry.key_id)) {
                const bool gone = !plaintext && plaintext.error().code == ErrorCode::kNotFound;
                if (gone) continue;
                return wrong(fmt::format("nobody reads event {}, which was erased", i),
                             plaintext ? "its content" : plaintext.error().message);
            }
            if (!plaintext) return lost("every event opens", plaintext.error().message);
            const auto envelope = format::decode_envelope(*plaintext);
            const Submitted& event = event_at(i);
            const auto stream = (*keys)->keyring().streams().name(record->entry.stream_id);
            if (!envelope || as_text(envelope->event) != event.content || stream != event.stream) {
                return lost(fmt::format("event {} as it was submitted", i), "other bytes");
            }
        }
        return true;
    }

    // The keys that the ledger says are destroyed, joint ones with an erased member among them.
    static Result<std::set<std::uint64_t>> erased_keys(reader::LedgerReader& reader) {
        std::set<std::uint64_t> erased;
        std::map<std::uint64_t, std::vector<std::uint64_t>> joints;
        const auto note = [&](std::uint64_t, const format::Body& body) {
            if (const auto* joint = std::get_if<format::JointKey>(&body)) {
                joints[joint->fixed.key_id] = joint->subject_key_ids;
            } else if (const auto* erasure = std::get_if<format::Erasure>(&body)) {
                erased.insert(erasure->key_ids.begin(), erasure->key_ids.end());
            }
            return Status();
        };
        const auto read = reader::scan_administration(reader, 0, note);
        if (!read) return read.error();
        std::set<std::uint64_t> unreadable = erased;
        for (const auto& [id, members] : joints) {
            const bool hit = std::any_of(members.begin(), members.end(), [&](std::uint64_t member) {
                return erased.count(member) != 0;
            });
            if (hit) unreadable.insert(id);
        }
        return unreadable;
    }

    // Once it is known how many events were there: what each mark promised.
    void settle_promises(std::size_t events) {
        for (std::size_t i = 1; i < outcome_.promises.size(); ++i) {
            const std::size_t there = events + (i > 1 ? 1 : 0);
            outcome_.promises[i] = {true, there, there, outcome_.promises[i].epoch};
        }
    }

    const Expectation& expectation_;
    std::uint64_t draws_;
    Outcome outcome_;
    std::unique_ptr<platform::Storage> planted_;
};

}  // namespace

std::vector<Submitted> Outcome::events_after(const Expectation& expectation) const {
    const auto first = expectation.events->begin();
    std::vector<Submitted> all(first, first + static_cast<std::ptrdiff_t>(events));
    all.push_back(appended);
    return all;
}

Oracle::Oracle(ScratchDatabases& databases, Plant plant)
    : databases_(databases), plant_(std::move(plant)) {}

Outcome Oracle::judge(const DiskState& image, std::uint64_t boot, std::uint64_t seed,
                      const Expectation& expectation) const {
    Afterlife life(image, boot, seed, expectation, databases_, plant_);
    life.judge();
    return std::move(life).take();
}

Outcome Oracle::live_with_fault(const DiskState& image, std::uint64_t boot, std::uint64_t seed,
                                const Expectation& expectation, std::size_t events,
                                const Fault& fault) const {
    Afterlife life(image, boot, seed, expectation, databases_, plant_);
    life.live(events, fault);
    return std::move(life).take();
}

}  // namespace counterfoil::crash

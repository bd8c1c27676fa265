// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/workload.h"

#include "tests/crash/simulated/epoch_secrets_left.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "ledger/admin/erasure.h"
#include "ledger/admin/legal_hold.h"

namespace counterfoil::crash {
namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kBootNumber = 1;
constexpr std::size_t kStreams = 4;
const admin::Explanation kWhy{"an operator", "a request"};
constexpr std::array kPeople = {"ada", "bob", "carol", "dan"};

class Life {
  public:
    Life(Workload& work, const Plant& plant)
        : work_(work),
          machine_(*work.machine),
          random_(work.seed),
          planted_(plant ? plant(machine_.disk) : nullptr),
          platform_{planted_ ? *planted_ : machine_.disk, machine_.clock, machine_.random} {}

    void run() {
        promise();
        if (!init()) return;
        const std::uint64_t sessions = one_in(3) ? 3 : 2;
        for (std::uint64_t session = 0; session < sessions && !ended_; ++session) {
            run_session(session + 1 == sessions);
        }
    }

  private:
    std::uint64_t draw(std::uint64_t below) { return random_() % below; }
    bool one_in(std::uint64_t count) { return draw(count) == 0; }

    // From now on what was promised so far must hold.
    void promise() {
        machine_.disk.mark(work_.history.promises.size());
        work_.history.promises.push_back(promise_);
    }
    void failed(const char* what, const Error& error) {
        ended_ = true;
        if (!machine_.disk.failed() && work_.failure.empty()) {
            work_.failure = fmt::format("{}: {}", what, error.message);
        }
    }

    bool init() {
        if (one_in(4)) {
            if (!machine_.disk.make_directory(kLedgerDirectory)) return false;
            if (!machine_.disk.sync_directory("/data")) return false;
        }
        store::CreateOptions options;
        options.directory = kLedgerDirectory;
        options.keys.directory = kKeyDirectory;
        options.origin = "crash.example/ledger";
        options.encrypted = !one_in(4);
        options.segment_size_limit = format::kSegmentSizeMin;
        options.window = one_in(4) ? format::kBlockSize : format::kWindowDefault;
        options.checkpoint_records = one_in(2) ? 4 + draw(8) : 100'000;
        if (one_in(2)) options.epoch_records = 4 + draw(12);
        if (one_in(4)) options.epoch_ns = 2 * kSecondNs;
        auto created = store::create_ledger(platform_, options);
        if (!created) {
            failed("init", created.error());
            return false;
        }
        work_.created = std::move(*created);
        promise_.ledger = true;
        promise();
        return true;
    }

    void run_session(bool last) {
        store::WriterOptions options = writer_options();
        options.long_lived = one_in(2);
        constexpr format::SyncPolicy kPolicies[] = {
            format::SyncPolicy::kRecord, format::SyncPolicy::kBatch, format::SyncPolicy::kGroup,
            format::SyncPolicy::kNone};
        if (!one_in(3)) options.sync_policy = kPolicies[draw(4)];
        auto writer = store::LedgerWriter::open(platform_, options);
        if (!writer) return failed("open", writer.error());
        // What was answered and survived the last process is durable once it is taken over.
        promise_.synced = promise_.answered;
        promise_.epoch = (*writer)->epoch();
        promise();
        const std::uint64_t actions = 2 + draw(4);
        for (std::uint64_t action = 0; action < actions; ++action) act(**writer);
        if (!last && one_in(4)) return;  // The process ends without a close.
        const Status closed = (*writer)->close();
        if (!closed) return failed("close", closed.error());
        all_durable();
    }

    void act(store::LedgerWriter& writer) {
        if (one_in(4)) machine_.clock.pass(draw(3) * kSecondNs);
        if (one_in(8)) machine_.clock.step(one_in(2) ? -3600 * 1'000'000'000LL : 3'000'000'000LL);
        const std::uint64_t kind = draw(15);
        if (kind < 7) return append(writer);
        if (kind > 12) return erase(writer);
        if (kind > 10) return kind == 12 ? hold(writer) : rotate_data(writer);
        const char* const what = kind == 7 ? "idle" : kind == 8 ? "rotation" : "checkpoint";
        const Status done = kind == 7   ? writer.idle()
                            : kind == 8 ? writer.rotate_epoch()
                                        : writer.publish_checkpoint();
        if (!done) return failed(what, done.error());
        promise_.epoch = writer.epoch();
        all_durable();
    }

    // An act of administration: what became of it, and the event that explains it.
    void note_administration(const char* what, const Status& done,
                             const admin::ExplainingEvent& why) {
        std::vector<Submitted>& events = work_.history.events;
        const bool unknown_before = events.size() > promise_.answered;
        if (done) events.resize(promise_.answered);
        if (done || !unknown_before) {
            events.push_back(
                {why.event().stream, std::string(as_text(why.event().content)), std::nullopt});
        }
        if (!done) return failed(what, done.error());
        ++promise_.answered;
        promise_.epoch = writer_epoch_;
        all_durable();
    }

    // Nobody can read afterwards what is about one person.
    void erase(store::LedgerWriter& writer) {
        const std::string person = kPeople[draw(kPeople.size())];
        if (!writer.encrypted()) return;
        const auto key = writer.keys().keyring().subjects().find(person);
        if (!key) return failed("erasure", key.error());
        const admin::ExplainingEvent why("erase", person, kWhy);
        const auto erased = admin::erase_subject(platform_, writer, kLedgerDirectory, person, kWhy,
                                                 admin::CountProgress());
        writer_epoch_ = writer.epoch();
        // Held, or nothing to erase.
        if (!erased && erased.error().code == ErrorCode::kPermission) return;
        if (erased && !erased->sequence) return;
        note_administration("erasure", erased ? Status() : Status(erased.error()), why);
    }

    void hold(store::LedgerWriter& writer) {
        const std::string person = kPeople[draw(kPeople.size())];
        if (!writer.encrypted()) return;
        std::optional<keys::Hold> standing;
        for (const keys::Hold& each : writer.keys().keyring().holds().all()) {
            if (!each.released) standing = each;
        }
        std::string held;
        if (standing) {
            const auto name = writer.keys().keyring().subjects().name(standing->key_id);
            if (!name) return failed("hold", name.error());
            held = name->value_or("");
        }
        const admin::ExplainingEvent why(standing ? "hold-release" : "hold-add",
                                         standing ? held : person, kWhy);
        const auto done = standing ? admin::release_hold(writer, standing->id, kWhy)
                                   : admin::add_hold(platform_, writer, person, kWhy);
        writer_epoch_ = writer.epoch();
        note_administration("hold", done ? Status() : Status(done.error()), why);
    }

    void rotate_data(store::LedgerWriter& writer) {
        const std::string stream = fmt::format("stream-{}", draw(kStreams));
        const auto key = writer.rotate_data_key(stream);
        if (!key && key.error().code == ErrorCode::kNotFound) return;
        if (!key) return failed("rotation of a data key", key.error());
        promise_.epoch = writer.epoch();
        all_durable();
    }

    void all_durable() {
        promise_.synced = promise_.answered;
        promise();
    }

    std::string content() {
        const std::uint64_t sizes[] = {0, 200, 5000, 5000};
        const std::uint64_t size = draw(1 + sizes[draw(4)]);
        std::string text(size, ' ');
        for (char& byte : text) byte = static_cast<char>('a' + draw(26));
        return text;
    }

    void append(store::LedgerWriter& writer) {
        const std::uint64_t count = one_in(3) ? 1 : 1 + draw(4);
        std::vector<Submitted>& events = work_.history.events;
        std::vector<Submitted> batch;
        for (std::uint64_t i = 0; i < count; ++i) {
            batch.push_back({fmt::format("stream-{}", draw(kStreams)), content(), std::nullopt});
        }
        std::vector<store::Event> given;
        for (const Submitted& event : batch) {
            store::Event each;
            each.stream = event.stream;
            each.attributes.content_type = "text/plain";
            for (std::uint64_t people = one_in(2) ? 1 + draw(2) : 0; people > 0; --people) {
                each.attributes.subjects.emplace_back(kPeople[draw(kPeople.size())]);
            }
            each.content = as_bytes(event.content);
            given.push_back(std::move(each));
        }
        std::vector<store::Receipt> receipts;
        const Status appended = writer.append(given, receipts);
        // A call that goes on shows that what the call before could not place is not there; one
        // that is refused behind such a call adds nothing.
        const bool unknown_before = events.size() > promise_.answered;
        if (!receipts.empty()) events.resize(promise_.answered);
        const std::size_t known = events.size();
        if (!receipts.empty() || !unknown_before) {
            events.insert(events.end(), batch.begin(), batch.end());
        }
        for (std::size_t i = 0; i < receipts.size(); ++i) {
            events[known + i].receipt = receipts[i];
            ++promise_.answered;
            // Synced is synced, with all before it.
            if (receipts[i].durability == store::Durability::kSynced) {
                promise_.synced = promise_.answered;
            }
        }
        // Where it ended with an error, what it did last is not known.
        if (appended) promise_.epoch = writer.epoch();
        promise();
        if (!appended) failed("append", appended.error());
    }

    Workload& work_;
    SimulatedMachine& machine_;
    std::mt19937_64 random_;
    std::unique_ptr<platform::Storage> planted_;
    platform::Platform platform_;
    Promise promise_;
    std::uint64_t writer_epoch_ = 0;
    bool ended_ = false;
};

}  // namespace

Workload run_workload(std::uint64_t seed, ScratchDatabases& databases,
                      const std::optional<Fault>& fault, const Plant& plant) {
    Workload work;
    work.seed = seed;
    work.machine = std::make_unique<SimulatedMachine>(SimulatedDisk::with_directories({"/data"}),
                                                      databases, kBootNumber, mixed(seed, 0));
    if (fault) work.machine->disk.fail(*fault);
    Life(work, plant).run();
    if (!fault && work.failure.empty()) {
        const std::string kept = secret_not_overwritten(work.machine->disk);
        if (!kept.empty()) work.failure = "a secret was removed and not overwritten: " + kept;
    }
    static_cast<void>(work.machine->disk.journal());
    return work;
}

}  // namespace counterfoil::crash

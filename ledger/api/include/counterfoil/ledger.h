// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <counterfoil/bytes.h>
#include <counterfoil/event.h>
#include <counterfoil/places.h>
#include <counterfoil/result.h>

namespace counterfoil {

// What an answer promises.
enum class SyncPolicy {
    kRecord = 1,  // Synced, each record by a write, a signature and a sync of its own.
    kBatch = 2,   // Synced; those of one call share that, and those who came meanwhile.
    kGroup = 3,   // The same, and the first one waits for company: OpenOptions::group_delay.
    kNone = 4,    // It has its place; synced later, at the latest when the ledger is closed.
};

struct CreateOptions {
    // The name under which the ledger signs: 1 to 255 ASCII letters, digits and -._~:/@%. Empty:
    // HOST/DIRECTORY.
    std::string origin = {};
    // Without it everybody who can read the files can read the events.
    bool encrypted = true;
    // The master key opens by a passphrase only, for which Places::passphrase is asked: at least 12
    // characters, and nobody can reset it.
    bool behind_passphrase = false;
    SyncPolicy sync = SyncPolicy::kGroup;
    std::uint64_t segment_bytes_max = 64U << 20U;  // A power of two, 64 KiB to 1 GiB.
    // A new signing key, after which nobody can sign what is older, after so many records, and
    // after so long with activity. 0: never.
    std::uint64_t epoch_records = 1'000'000;
    std::chrono::nanoseconds epoch_duration = std::chrono::hours(1);  // To 100 years.
};

struct Created {
    LedgerId id{};
    std::string origin;
    // Three lines that tell a verifier whose the ledger is. To be given to whoever will check it;
    // also kept in `pin_file`, by which verify() of this user knows it.
    std::string pin;
    std::string pin_file;
    Status pin_kept;  // An error: why it is not in `pin_file`, so that `pin` is all there is.
    // To be backed up, apart from the ledger.
    std::string master_key_file;
    std::string identity_key_file;
};

struct OpenOptions {
    std::optional<SyncPolicy> sync = {};  // Nothing: as the ledger was created with.
    // Under kGroup and kNone: how long the first event of a commit may wait for company.
    std::chrono::nanoseconds group_delay = std::chrono::microseconds(500);  // To one hour.
    // The queue of those who wait holds expected_rate x latency_max events (Little's law): what is
    // there when events come at this rate and each is answered in that time. And so many bytes.
    std::uint64_t expected_rate = 100'000;                                  // Events/s, to 10^9.
    std::chrono::nanoseconds latency_max = std::chrono::milliseconds(100);  // To one hour.
    std::size_t queue_bytes_max = 64U << 20U;
    // How long a caller waits for a place in the queue before it is refused with kBusy.
    std::chrono::nanoseconds wait_max = std::chrono::seconds(10);  // To one hour.
};

// A ledger that this process writes. One process at a time, and one object in it.
//
// All functions are safe for all threads, but for moving and the end. None throws; memory that runs
// out ends the process. After fork() only the parent may go on to use it. The process stays as it
// is: no signal handler, no limit and no locale is changed, but for a handler of SIGBUS that passes
// on what is not its own. Whoever wants to see SIGXFSZ or SIGPIPE as errors ignores these.
//
// After a write or sync has failed nothing more is taken: each call gives that error, and says what
// to do. What was answered is in the ledger.
class __attribute__((visibility("default"))) Ledger {
  public:
    // Makes a ledger, its keys and its pin; on an error nothing is left behind. `directory` must
    // not exist, or be empty: else kExists. kInvalidArgument: an option or a place is not what it
    // must be.
    [[nodiscard]] static Result<Created> create(const std::string& directory,
                                                const Places& places = {},
                                                const CreateOptions& options = {}) noexcept;

    // kNotFound: there is no ledger, or not its master key. kBusy: another one writes it.
    // kPermission: a key is refused. kDamaged: it does not end as a crash would leave it. A ledger
    // that a crash left is recovered, which is a record of its own.
    [[nodiscard]] static Result<Ledger> open(const std::string& directory,
                                             const Places& places = {},
                                             const OpenOptions& options = {}) noexcept;

    Ledger(Ledger&& other) noexcept;
    Ledger& operator=(Ledger&& other) noexcept;
    // As close(). What that has to say is lost.
    ~Ledger();

    // Returns when the event is in the ledger, as durable as the receipt says, or is refused.
    // kTooLarge, kInvalidArgument: it is not what an Event must be. kBusy: the queue stayed full.
    // kNoSpace: later, perhaps. kInterrupted: after close().
    [[nodiscard]] Result<Receipt> append(const Event& event) noexcept;
    // The same for several, which stand behind one another in the ledger. Adds a receipt for each
    // that is in the ledger: for all of them or, with an error, for the first ones. When one could
    // never be taken, none is.
    [[nodiscard]] Status append(std::span<const Event> events,
                                std::vector<Receipt>& receipts) noexcept;

    // Called on a thread of the ledger, which all others wait for: it must be quick, must not call
    // the ledger, and must not throw. What it is given is valid during the call.
    using OnAnswer = std::function<void(const Result<Receipt>&)>;
    // For one caller who keeps many events in flight: returns when the event is queued, with copies
    // of all that it needs. `on_answer` is called once it is in the ledger or refused, in the order
    // in which events were submitted. An error: it was not queued, and on_answer is not called.
    //
    // Once one was answered with a refusal, all that were submitted behind it are refused too,
    // until drain() returns: what is in the ledger are always the first ones, without a gap.
    [[nodiscard]] Status submit(const Event& event, OnAnswer on_answer) noexcept;
    // Returns when all that was submitted is answered.
    void drain() noexcept;

    // Publishes a signed checkpoint of all that was answered, unless the newest is that already. It
    // happens by itself each minute or 100,000 records, and with close().
    [[nodiscard]] Status publish_checkpoint() noexcept;

    // Commits what is queued and ends cleanly: everything durable, and the ledger free for others.
    // What comes later is refused with kInterrupted; closing again gives the same answer.
    [[nodiscard]] Status close() noexcept;

    [[nodiscard]] const LedgerId& id() const noexcept;
    [[nodiscard]] const std::string& origin() const noexcept;
    // Whether it had not been closed cleanly.
    [[nodiscard]] bool recovered() const noexcept;
    // A receipt of this ledger as `counterfoil append` prints it: one JSON object, without LF.
    [[nodiscard]] std::string receipt_json(const Receipt& receipt) const noexcept;

  private:
    struct Impl;
    [[gnu::visibility("hidden")]] explicit Ledger(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace counterfoil

// SPDX-License-Identifier: Apache-2.0
#include <counterfoil/ledger.h>

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ledger/api/event_parts.h"
#include "ledger/api/given_places.h"
#include "ledger/api/library_start.h"
#include "ledger/platform/machine.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/process.h"
#include "ledger/store/appender.h"
#include "ledger/store/creator.h"
#include "ledger/store/receipt_text.h"
#include "ledger/store/writer.h"
#include "verifier/pin.h"
#include "verifier/trust_store.h"

namespace counterfoil {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kWaitMax = std::chrono::hours(1);
constexpr nanoseconds kEpochMax = std::chrono::hours(100 * 366 * 24);

Error invalid(const std::string& what) {
    return {ErrorCode::kInvalidArgument, what};
}

bool is_within(nanoseconds given, nanoseconds most) {
    return given >= nanoseconds(0) && given <= most;
}

// What a caller casts to it may be anything.
Result<format::SyncPolicy> sync_policy(SyncPolicy given) {
    for (const format::SyncPolicy policy : format::kSyncPolicies) {
        if (static_cast<int>(policy) == static_cast<int>(given)) return policy;
    }
    return invalid("the sync policy is none of SyncPolicy");
}

Result<store::AppenderOptions> appender_options(const OpenOptions& given,
                                                format::SyncPolicy policy) {
    if (!is_within(given.group_delay, kWaitMax) || !is_within(given.latency_max, kWaitMax) ||
        !is_within(given.wait_max, kWaitMax)) {
        return invalid("group_delay, latency_max and wait_max: each from 0 to an hour");
    }
    if (given.expected_rate > store::kExpectedRateMax) {
        return invalid("expected_rate: at most 1,000,000,000 events a second");
    }
    store::AppenderOptions options;
    const bool waits = policy == format::SyncPolicy::kGroup || policy == format::SyncPolicy::kNone;
    options.group_delay = waits ? given.group_delay : nanoseconds(0);
    options.expected_rate = given.expected_rate;
    options.latency_max = given.latency_max;
    options.queue_bytes_max = given.queue_bytes_max;
    options.wait_max = given.wait_max;
    return options;
}

}  // namespace

Result<Created> Ledger::create(const std::string& directory, const Places& places,
                               const CreateOptions& options) noexcept {
    if (Status ready = api::started(); !ready) return ready.error();
    const Result<format::SyncPolicy> sync = sync_policy(options.sync);
    if (!sync) return sync.error();
    if (!is_within(options.epoch_duration, kEpochMax)) {
        return invalid("epoch_duration: from 0 to 100 years");
    }
    if (options.behind_passphrase && !places.passphrase) {
        return invalid("behind_passphrase: needs Places::passphrase, to ask for it");
    }
    const Result<std::string> trust = api::trust_directory(places);
    if (!trust) return trust.error();
    api::AskedCaller passphrase(places);
    Result<keys::KeyAccess> keys = api::key_access(places, passphrase);
    if (!keys) return keys.error();

    const platform::Machine machine;
    store::CreateOptions create;
    create.directory = platform::absolute_path(directory);
    create.keys = std::move(*keys);
    create.behind_passphrase = options.behind_passphrase;
    create.origin = options.origin.empty()
                        ? store::default_origin(platform::host_name(), create.directory)
                        : options.origin;
    create.encrypted = options.encrypted;
    create.sync_policy = *sync;
    create.segment_size_limit = options.segment_bytes_max;
    create.epoch_records = options.epoch_records;
    create.epoch_ns = static_cast<std::uint64_t>(options.epoch_duration.count());
    const Result<store::Created> made = store::create_ledger(machine.platform(), create);
    if (!made) return made.error();

    const verifier::Pin pin{made->vkey, made->genesis_leaf};
    verifier::TrustStore trust_store(machine.storage(), *trust);
    Created created;
    created.id = made->ledger_id;
    created.origin = create.origin;
    created.pin = verifier::pin_text(pin);
    created.pin_file = trust_store.path_of(made->ledger_id);
    created.pin_kept = trust_store.remember(made->ledger_id, pin);
    created.master_key_file = made->master_key_path;
    created.identity_key_file = made->identity_key_path;
    return created;
}

// A ledger that is closed is free for others, though its object is still there: so close() waits
// for all who are in a call, and takes away what they use.
struct [[gnu::visibility("hidden")]] Ledger::Impl {
    explicit Impl(const Places& places) : passphrase(places) {}
    ~Impl() {
        static_cast<void>(close());
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    // What `call` returns, or kInterrupted.
    template <class Call>
    [[nodiscard]] std::invoke_result_t<Call, store::Appender&> with_appender(Call call) {
        // Before the lock, or those who come could keep close() from ever getting it.
        if (!ending) {
            const std::shared_lock lock(in_use);
            if (appender) return call(*appender);
        }
        return Error{ErrorCode::kInterrupted, "the ledger was closed and takes nothing more"};
    }

    [[nodiscard]] Status close() {
        const std::lock_guard one(closing);
        if (closed) return *closed;
        if (!appender) return {};  // It was never open.
        ending = true;
        appender->stop();  // Whoever waits is answered or refused.
        const std::unique_lock lock(in_use);
        appender.reset();
        closed = writer->close();
        writer.reset();
        return *closed;
    }

    platform::Machine machine;
    api::AskedCaller passphrase;
    LedgerId id{};
    std::string origin;
    bool recovered = false;
    std::unique_ptr<store::LedgerWriter> writer;
    std::optional<store::Appender> appender;  // After the writer, which it uses.
    std::shared_mutex in_use;
    std::atomic<bool> ending = false;
    std::mutex closing;
    std::optional<Status> closed;
};

Ledger::Ledger(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Ledger::Ledger(Ledger&& other) noexcept = default;
Ledger& Ledger::operator=(Ledger&& other) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const std::string& directory, const Places& places,
                            const OpenOptions& options) noexcept {
    if (Status ready = api::started(); !ready) return ready.error();
    auto impl = std::make_unique<Impl>(places);
    const Result<std::string> marks = api::marks_directory(places);
    if (!marks) return marks.error();
    Result<keys::KeyAccess> keys = api::key_access(places, impl->passphrase);
    if (!keys) return keys.error();
    store::WriterOptions writer;
    writer.directory = platform::absolute_path(directory);
    writer.keys = std::move(*keys);
    writer.state_directory = *marks;
    writer.long_lived = true;
    writer.measure = true;
    writer.threads = platform::worker_threads();
    if (options.sync) {
        const Result<format::SyncPolicy> sync = sync_policy(*options.sync);
        if (!sync) return sync.error();
        writer.sync_policy = *sync;
    }
    // What is wrong with the options is said before the ledger is touched.
    if (const auto checked = appender_options(options, format::SyncPolicy::kGroup); !checked) {
        return checked.error();
    }
    try {
        auto opened = store::LedgerWriter::open(impl->machine.platform(), writer);
        if (!opened) return opened.error();
        impl->writer = std::move(*opened);
        impl->id = impl->writer->ledger_id();
        impl->origin = impl->writer->origin();
        impl->recovered = impl->writer->recovered();
        impl->appender.emplace(*impl->writer,
                               *appender_options(options, impl->writer->sync_policy()));
    } catch (const std::system_error& error) {
        return Error{ErrorCode::kIo,
                     writer.directory + ": the system gives no more threads: " + error.what()};
    }
    return Ledger(std::move(impl));
}

Result<Receipt> Ledger::append(const Event& event) noexcept {
    const store::Event taken = api::taken_in(event);
    return impl_->with_appender([&](store::Appender& appender) -> Result<Receipt> {
        const Result<store::Receipt> receipt = appender.append(taken);
        if (!receipt) return receipt.error();
        return api::given_out(*receipt);
    });
}

Status Ledger::append(std::span<const Event> events, std::vector<Receipt>& receipts) noexcept {
    std::vector<store::Event> taken;
    taken.reserve(events.size());
    for (const Event& event : events) taken.push_back(api::taken_in(event));
    std::vector<store::Receipt> given;
    Status appended = impl_->with_appender(
        [&](store::Appender& appender) { return appender.append(taken, given); });
    for (const store::Receipt& receipt : given) receipts.push_back(api::given_out(receipt));
    return appended;
}

Status Ledger::submit(const Event& event, OnAnswer on_answer) noexcept {
    if (!on_answer) return invalid("submit: needs somebody to answer");
    // An exception of the caller's would leave the queue between two states.
    auto answer = [on_answer = std::move(on_answer)](const Result<store::Receipt>& own) noexcept {
        on_answer(own ? Result<Receipt>(api::given_out(*own)) : Result<Receipt>(own.error()));
    };
    const store::Event taken = api::taken_in(event);
    return impl_->with_appender(
        [&](store::Appender& appender) { return appender.submit(taken, std::move(answer)); });
}

void Ledger::drain() noexcept {
    // What was closed has answered all.
    static_cast<void>(impl_->with_appender([](store::Appender& appender) -> Status {
        appender.drain();
        return {};
    }));
}

Status Ledger::publish_checkpoint() noexcept {
    return impl_->with_appender([](store::Appender& appender) {
        return appender.between_commits(
            [](store::LedgerWriter& writer) { return writer.publish_checkpoint(); });
    });
}

Status Ledger::close() noexcept {
    return impl_->close();
}

const LedgerId& Ledger::id() const noexcept {
    return impl_->id;
}

const std::string& Ledger::origin() const noexcept {
    return impl_->origin;
}

bool Ledger::recovered() const noexcept {
    return impl_->recovered;
}

std::string Ledger::receipt_json(const Receipt& receipt) const noexcept {
    return store::receipt_json(api::taken_in(receipt), id(), origin());
}

}  // namespace counterfoil

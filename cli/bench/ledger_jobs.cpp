// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/ledger_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include "cli/bench/baseline.h"
#include "ledger/format/directory.h"
#include "ledger/platform/interrupt.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/process.h"
#include "ledger/reader/ledger_reader.h"
#include "verifier/verify.h"

namespace counterfoil::cli::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::size_t kBlock = 4096;
constexpr unsigned kOpenings = 20;       // In a round.
constexpr unsigned kGrownBatches = 200;  // In a round, of kGrownBatch records.
constexpr std::size_t kGrownBatch = 100;

std::uint64_t ns_between(Clock::time_point begin, Clock::time_point end) {
    return static_cast<std::uint64_t>(nanoseconds(end - begin).count());
}

// Runs `once`, which measures itself, for about this long.
Result<Sample> sampled(nanoseconds duration, const std::function<Result<std::uint64_t>()>& once) {
    Sample sample;
    const Clock::time_point end = Clock::now() + duration;
    std::uint64_t spent_ns = 0;
    do {
        if (platform::interrupted()) return platform::interrupted_error();
        const Result<std::uint64_t> ns = once();
        if (!ns) return ns.error();
        sample.latencies.record(*ns);
        spent_ns += *ns;
    } while (Clock::now() < end);
    sample.rate = static_cast<double>(sample.latencies.count()) * 1e9 /
                  static_cast<double>(std::max<std::uint64_t>(spent_ns, 1));
    return sample;
}

// Reads and opens records of a ledger at random.
class RandomReads {
  public:
    static Result<std::unique_ptr<RandomReads>> of(const BenchLedger& ledger) {
        auto reader = reader::LedgerReader::open(ledger.machine().storage(), ledger.directory());
        if (!reader) return reader.error();
        auto keys = keys::UnlockedKeys::open(
            ledger.machine().storage(), ledger.machine().random(),
            {ledger.directory(), ledger.key_access(), reader->ledger_id(), reader->encrypted()},
            keys::Keyring::Mode::kRead);
        if (!keys) return keys.error();
        return std::unique_ptr<RandomReads>(new RandomReads(std::move(*reader), std::move(*keys)));
    }

    // Maps all segments, and reads where their frames lie.
    Status touch_segments() {
        for (std::size_t i = 0; i < reader_.segments().size(); ++i) {
            const auto segment = reader_.segment(i);
            if (!segment) return segment.error();
        }
        return {};
    }

    // How long one took, in nanoseconds.
    Result<std::uint64_t> read() {
        for (;;) {
            const std::uint64_t sequence = random_() % reader_.size();
            const Clock::time_point begin = Clock::now();
            const Result<reader::StoredRecord> record = reader_.record(sequence);
            if (!record) return record.error();
            if (!format::is_event(record->entry)) continue;
            const Result<Bytes> opened = keys_->opener().open(record->entry, record->body);
            if (!opened) return opened.error();
            return ns_between(begin, Clock::now());
        }
    }

  private:
    RandomReads(reader::LedgerReader reader, std::unique_ptr<keys::UnlockedKeys> keys)
        : reader_(std::move(reader)), keys_(std::move(keys)) {}

    reader::LedgerReader reader_;
    std::unique_ptr<keys::UnlockedKeys> keys_;
    std::mt19937_64 random_{1};
};

Result<Sample> hash_the_same(FilledLedger& filled) {
    const auto ledger = filled.get();
    if (!ledger) return ledger.error();
    const auto paths = (*ledger)->segment_paths();
    if (!paths) return paths.error();
    const Clock::time_point begin = Clock::now();
    std::int64_t bytes = 0;
    for (const std::string& path : *paths) {
        std::uint8_t hash[32];
        const std::int64_t hashed = counterfoil_baseline_hash_file(path.c_str(), hash);
        if (hashed < 0) return platform::posix_error("read", path, errno);
        bytes += hashed;
    }
    Sample sample;
    sample.rate =
        static_cast<double>(bytes) * 1e9 / static_cast<double>(ns_between(begin, Clock::now()));
    return sample;
}

Status forget(const BenchLedger& ledger) {
    const auto paths = ledger.segment_paths();
    if (!paths) return paths.error();
    for (const std::string& path : *paths) {
        if (Status forgotten = platform::forget_cached(path); !forgotten) return forgotten;
    }
    return {};
}

// `cold`: the kernel has forgotten all segments before, and most reads are the first of their page.
Result<Sample> read_at_random(FilledLedger& filled, nanoseconds duration, bool cold) {
    const auto ledger = filled.get();
    if (!ledger) return ledger.error();
    if (cold) {
        if (Status forgotten = forget(**ledger); !forgotten) return forgotten.error();
    } else {
        if (const Result<Sample> read = hash_the_same(filled); !read) return read.error();
    }
    const auto reads = RandomReads::of(**ledger);
    if (!reads) return reads.error();
    if (Status touched = (*reads)->touch_segments(); !touched) return touched.error();
    for (int i = 0; i < 10'000 && !cold; ++i) {
        const auto read = (*reads)->read();
        if (!read) return read.error();
    }
    return sampled(duration, [&] { return (*reads)->read(); });
}

Result<Sample> read_device(FilledLedger& filled, nanoseconds duration) {
    const auto ledger = filled.get();
    if (!ledger) return ledger.error();
    const auto paths = (*ledger)->segment_paths();
    if (!paths) return paths.error();
    std::vector<std::unique_ptr<platform::File>> files;
    for (const std::string& path : *paths) {
        auto file = (*ledger)->machine().storage().open(path, platform::OpenMode::kReadDevice);
        if (!file) return file.error();
        files.push_back(std::move(*file));
    }
    std::mt19937_64 random(2);
    Bytes block(kBlock);
    return sampled(duration, [&]() -> Result<std::uint64_t> {
        const platform::File& file = *files[random() % files.size()];
        const Result<std::uint64_t> size = file.size();
        if (!size) return size.error();
        const std::uint64_t offset = random() % (*size / kBlock) * kBlock;
        const Clock::time_point begin = Clock::now();
        const auto got = file.read_at(offset, block);
        if (!got) return got.error();
        return ns_between(begin, Clock::now());
    });
}

Result<Sample> open_to_append(FilledLedger& filled) {
    const auto ledger = filled.get();
    if (!ledger) return ledger.error();
    Sample sample;
    std::uint64_t spent_ns = 0;
    for (unsigned i = 0; i < kOpenings; ++i) {
        if (platform::interrupted()) return platform::interrupted_error();
        const Clock::time_point begin = Clock::now();
        const auto writer = (*ledger)->open(format::SyncPolicy::kBatch);
        if (!writer) return writer.error();
        const std::uint64_t ns = ns_between(begin, Clock::now());
        sample.latencies.record(ns);
        spent_ns += ns;
        if (Status closed = (*writer)->close(); !closed) return closed.error();
    }
    sample.rate = kOpenings * 1e9 / static_cast<double>(spent_ns);
    return sample;
}

// A fixed number of records, so that the ledger stays about as large as it is said to be.
Result<Sample> append_to_grown(FilledLedger& filled) {
    const auto ledger = filled.get();
    if (!ledger) return ledger.error();
    const auto writer = (*ledger)->open(format::SyncPolicy::kNone);
    if (!writer) return writer.error();
    const Bytes content = event_content(filled.record_bytes());
    const std::vector<store::Event> events = events_of(content, kGrownBatch);
    std::vector<store::Receipt> receipts;
    Sample sample;
    std::uint64_t spent_ns = 0;
    for (unsigned i = 0; i < kGrownBatches; ++i) {
        if (platform::interrupted()) return platform::interrupted_error();
        receipts.clear();
        const Clock::time_point begin = Clock::now();
        if (Status appended = (*writer)->append(events, receipts); !appended) {
            return appended.error();
        }
        const std::uint64_t ns = ns_between(begin, Clock::now());
        sample.latencies.record(ns);
        spent_ns += ns;
    }
    sample.rate = kGrownBatches * kGrownBatch * 1e9 / static_cast<double>(spent_ns);
    if (Status closed = (*writer)->close(); !closed) return closed.error();
    return sample;
}

Result<Sample> verify(FilledLedger& filled, unsigned threads) {
    const auto ledger = filled.get();
    if (!ledger) return ledger.error();
    // Into the kernel's memory, whoever made it forget.
    if (const Result<Sample> read = hash_the_same(filled); !read) return read.error();
    verifier::VerifyOptions options;
    options.pin = (*ledger)->pin();
    options.threads = threads;
    options.cancelled = platform::interrupted;
    const verifier::Report report =
        verifier::verify_ledger((*ledger)->machine().storage(), (*ledger)->machine().clock(),
                                (*ledger)->directory(), options);
    if (report.verdict != verifier::Verdict::kVerified && !platform::interrupted()) {
        return Error{ErrorCode::kDamaged, fmt::format("the ledger that was just made is {}",
                                                      verifier::verdict_name(report.verdict))};
    }
    Sample sample;
    sample.rate = static_cast<double>(report.bytes_verified) / report.duration_seconds;
    sample.details.emplace_back("records_per_second", static_cast<double>(report.records_verified) /
                                                          report.duration_seconds);
    sample.details.emplace_back("memory_bytes",
                                static_cast<double>(platform::anonymous_memory_bytes()));
    return sample;
}

Job job_of(std::string id, std::string title, Kind kind, std::string unit, std::string yardstick,
           std::function<Result<Sample>()> run) {
    return {std::move(id),   std::move(title),     kind,
            std::move(unit), std::move(yardstick), std::move(run)};
}

}  // namespace

Result<const BenchLedger*> FilledLedger::get() {
    if (!ledger_) {
        auto made = BenchLedger::make(machine_, scratch_, true);
        if (!made) return made.error();
        Status filled = (*made)->fill(records_, record_bytes_, frame_records_);
        if (!filled) return filled.error();
        ledger_ = std::move(*made);
    }
    return ledger_.get();
}

std::vector<Job> read_jobs(const FilledLedgerPtr& ledger, nanoseconds duration) {
    return {
        job_of("read.warm", "random read with decryption, in memory", Kind::kRead, "reads/s", "",
               [=] { return read_at_random(*ledger, duration, false); }),
        job_of("read.cold", "random read with decryption, from the device", Kind::kRead, "reads/s",
               "device.read", [=] { return read_at_random(*ledger, duration, true); }),
        job_of("device.read", "random read of 4 KiB from the device", Kind::kYardstick, "reads/s",
               "", [=] { return read_device(*ledger, duration); }),
    };
}

Job open_job(const FilledLedgerPtr& ledger) {
    return job_of("open", fmt::format("open a ledger of {} records to append", ledger->records()),
                  Kind::kRead, "opens/s", "", [=] { return open_to_append(*ledger); });
}

Job grown_job(const FilledLedgerPtr& ledger) {
    return job_of("append.grown",
                  fmt::format("append to a ledger of {} records, batches of {}, no sync",
                              ledger->records(), kGrownBatch),
                  Kind::kAppend, "records/s", "", [=] { return append_to_grown(*ledger); });
}

std::vector<Job> verify_jobs(const FilledLedgerPtr& ledger, const std::string& id,
                             const std::string& title, unsigned threads) {
    return {
        job_of(id, title, Kind::kVerify, "bytes/s", id + ".hash",
               [=] { return verify(*ledger, threads); }),
        job_of(id + ".hash", "SHA-256 over the same bytes, one thread", Kind::kYardstick, "bytes/s",
               "", [=] { return hash_the_same(*ledger); }),
    };
}

}  // namespace counterfoil::cli::bench

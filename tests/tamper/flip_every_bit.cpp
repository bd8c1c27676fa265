// SPDX-License-Identifier: Apache-2.0
// Changes a small, cleanly closed ledger in every way of M01 (each single bit of each byte) and M10
// (each file cut at each byte, and filled with zeros from each byte on), verifies after each, and
// prints what was found. Exits 1 when one change was not found or the untouched ledger fails.
//
//   flip_every_bit [--one-in N]     tries every N-th change only; 1, which is all, by default

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ledger/crypto/library.h"
#include "tests/support/memory_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::test {
namespace {

// Evidence, as docs/FORMAT.md's directory table has it; the rest may change without harm.
bool is_evidence(const std::string& path) {
    for (const char* other : {"/lock", "/keyring.db", "/keys/", "/metrics/"}) {
        if (path.find(other) != std::string::npos) return false;
    }
    return true;
}

// Two segments of 64 KiB, two streams, two epochs, checkpoints; closed cleanly.
std::unique_ptr<TestLedger> small_ledger() {
    store::CreateOptions options;
    options.segment_size_limit = format::kSegmentSizeMin;
    auto ledger = std::make_unique<TestLedger>(options);
    for (int round = 0; round < 2; ++round) {
        auto writer_options = ledger->writer_options();
        writer_options.long_lived = true;
        auto writer = ledger->open(writer_options);
        for (int i = 0; i < 5; ++i) {
            const std::string first(2000, static_cast<char>('a' + i));
            const std::string second = fmt::format("event {} of round {}", i, round);
            const store::Event events[] = {event("payments", first), event("logins", second)};
            const auto receipts = writer->append(events);
            require(receipts.ok(), "the small ledger is made");
        }
        // The first round fills segment 0, so that the second ends in segment 1.
        const std::string filler(12000, 'f');
        for (int i = 0; round == 0 && i < 3; ++i) {
            const store::Event one = event("payments", filler);
            require(writer->append({&one, 1}).ok(), "the small ledger is made");
        }
        if (round == 0) require(writer->rotate_epoch().ok(), "the small ledger has two epochs");
        require(writer->close().ok(), "the small ledger is closed");
    }
    return ledger;
}

enum class Change { kFlipBit, kCut, kZeroFrom };
constexpr const char* kChangeNames[] = {"single bits flipped", "files cut", "zeros from a byte on"};

struct Mutation {
    Change change;
    std::string path;
    std::uint64_t place;  // A bit for kFlipBit, else a byte.
};

// False when it would leave the file as it is.
bool apply(const Mutation& mutation, Bytes& file) {
    switch (mutation.change) {
        case Change::kFlipBit:
            file[mutation.place / 8] =
                static_cast<std::uint8_t>(file[mutation.place / 8] ^ (1U << (mutation.place % 8)));
            return true;
        case Change::kCut:
            file.resize(mutation.place);
            return true;
        case Change::kZeroFrom:
            if (all_zero(ByteView(file).subspan(mutation.place))) return false;
            std::memset(file.data() + mutation.place, 0, file.size() - mutation.place);
            return true;
    }
    return false;
}

// One slot of HEAD may be damaged beside a good one: an event, and nothing else may pass.
bool is_one_head_slot(const Mutation& mutation, const verifier::Report& report) {
    if (!mutation.path.ends_with("/HEAD") || mutation.change == Change::kCut) return false;
    // Zeros from inside the first slot on take both.
    if (mutation.change == Change::kZeroFrom && mutation.place < sizeof(format::HeadSlot))
        return false;
    return report.verdict == verifier::Verdict::kVerifiedWithEvents && report.findings.empty();
}

bool found(const Mutation& mutation, const verifier::Report& report) {
    using verifier::Verdict;
    if (report.verdict == Verdict::kFailed || is_one_head_slot(mutation, report)) return true;
    // Version bits alone may make a file one of a later format.
    return mutation.change == Change::kFlipBit && report.verdict == Verdict::kUnsupported;
}

struct Counts {
    std::atomic<std::uint64_t> tried{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> unsupported{0};
    std::atomic<std::uint64_t> events{0};
    std::atomic<std::uint64_t> missed{0};
};

class Campaign {
  public:
    explicit Campaign(std::uint64_t one_in) : one_in_(one_in), ledger_(small_ledger()) {
        disk_.load(ledger_->directory());
        options_.pin = ledger_->pin();
        for (const auto& [path, content] : disk_.files) {
            if (is_evidence(path)) evidence_.push_back(path);
        }
    }

    bool untouched_verifies() {
        const verifier::Report report = judge(disk_);
        if (report.verdict == verifier::Verdict::kVerified) return true;
        fmt::print("the untouched ledger: {}\n", findings_of(report));
        return false;
    }

    void run(Change change, unsigned threads) {
        Counts counts;
        const auto begin = std::chrono::steady_clock::now();
        std::vector<std::thread> workers;
        for (unsigned thread = 0; thread < threads; ++thread) {
            workers.emplace_back([&, thread] { work(change, thread, threads, counts); });
        }
        for (std::thread& worker : workers) worker.join();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        fmt::print(
            "{}: {} tried, {} FAILED, {} UNSUPPORTED, {} events (one HEAD slot), {} missed, "
            "{:.0f} s\n",
            kChangeNames[static_cast<int>(change)], counts.tried.load(), counts.failed.load(),
            counts.unsupported.load(), counts.events.load(), counts.missed.load(), took.count());
        std::fflush(stdout);
        missed_ += counts.missed;
        tried_ += counts.tried;
    }

    [[nodiscard]] std::uint64_t missed() const { return missed_; }
    [[nodiscard]] std::uint64_t tried() const { return tried_; }

  private:
    verifier::Report judge(platform::Storage& disk) {
        FixedClock clock;
        return verifier::verify_ledger(disk, clock, ledger_->directory(), options_);
    }

    void work(Change change, unsigned thread, unsigned threads, Counts& counts) {
        MemoryStorage disk = disk_;
        std::uint64_t number = 0;
        for (const std::string& path : evidence_) {
            const Bytes original = disk.files[path];
            const std::uint64_t places = original.size() * (change == Change::kFlipBit ? 8 : 1);
            for (std::uint64_t place = 0; place < places; ++place) {
                if (++number % one_in_ != 0 || number / one_in_ % threads != thread) continue;
                const Mutation mutation{change, path, place};
                Bytes& file = disk.files[path];
                if (apply(mutation, file)) {
                    record(mutation, judge(disk), counts);
                    if (change == Change::kFlipBit) {
                        apply(mutation, file);
                    } else {
                        file = original;
                    }
                }
            }
        }
    }

    void record(const Mutation& mutation, const verifier::Report& report, Counts& counts) {
        using verifier::Verdict;
        ++counts.tried;
        if (!found(mutation, report)) {
            ++counts.missed;
            const std::lock_guard lock(print_);
            fmt::print("MISSED: {} at {} of {}: {}\n",
                       kChangeNames[static_cast<int>(mutation.change)], mutation.place,
                       mutation.path, findings_of(report));
        } else if (report.verdict == Verdict::kFailed) {
            ++counts.failed;
        } else if (report.verdict == Verdict::kUnsupported) {
            ++counts.unsupported;
        } else {
            ++counts.events;
        }
    }

    std::uint64_t one_in_;
    std::unique_ptr<TestLedger> ledger_;
    MemoryStorage disk_;
    verifier::VerifyOptions options_;
    std::vector<std::string> evidence_;
    std::mutex print_;
    std::uint64_t missed_ = 0;
    std::uint64_t tried_ = 0;
};

int run(std::uint64_t one_in) {
    Campaign campaign(one_in);
    if (!campaign.untouched_verifies()) return 1;
    const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    for (const Change change : {Change::kFlipBit, Change::kCut, Change::kZeroFrom}) {
        campaign.run(change, threads);
    }
    if (!campaign.untouched_verifies()) return 1;
    fmt::print("{} changes tried, {} missed; the untouched ledger is VERIFIED\n", campaign.tried(),
               campaign.missed());
    return campaign.missed() == 0 && campaign.tried() > 0 ? 0 : 1;
}

}  // namespace
}  // namespace counterfoil::test

int main(int argc, char** argv) {
    std::uint64_t one_in = 1;
    if (argc == 3 && std::string_view(argv[1]) == "--one-in") {
        const std::string_view text = argv[2];
        std::from_chars(text.data(), text.data() + text.size(), one_in);
    }
    if (one_in == 0 || argc == 2 || argc > 3) {
        std::fputs("usage: flip_every_bit [--one-in N]\n", stderr);
        return 2;
    }
    if (!counterfoil::crypto::start()) return 1;
    return counterfoil::test::run(one_in);
}

// SPDX-License-Identifier: Apache-2.0
// M38 on a real disk: files that shrink or change under a verification that reads them.

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

#include "ledger/platform/forwarding_storage.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

namespace fs = std::filesystem;
using verifier::Report;
using verifier::Verdict;

// Does something before the n-th read of the file with this path, and counts the reads of it.
class BeforeARead : public platform::ForwardingStorage {
  public:
    BeforeARead(platform::Storage& disk, std::string path, std::uint64_t at_read,
                std::function<void()> happens)
        : ForwardingStorage(disk),
          path_(std::move(path)),
          at_read_(at_read),
          happens_(std::move(happens)) {}

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        auto file = ForwardingStorage::open(path, mode);
        if (!file || path != path_) return file;
        return std::unique_ptr<platform::File>(new Watched(*this, std::move(*file)));
    }
    [[nodiscard]] bool happened() const { return reads_ >= at_read_; }

  private:
    class Watched : public platform::ForwardingFile {
      public:
        Watched(BeforeARead& disk, std::unique_ptr<platform::File> file)
            : ForwardingFile(std::move(file)), disk_(disk) {}
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            if (++disk_.reads_ == disk_.at_read_) disk_.happens_();
            return under().read_at(offset, into);
        }

      private:
        BeforeARead& disk_;
    };

    std::string path_;
    std::uint64_t at_read_;
    std::function<void()> happens_;
    std::atomic<std::uint64_t> reads_ = 0;
};

class Meanwhile : public testing::Test {
  protected:
    void put_back() const {
        fs::remove_all(ledger_);
        forge_.write(ledger_);
    }
    [[nodiscard]] Report judge_on(platform::Storage& disk, unsigned threads) const {
        verifier::VerifyOptions options;
        options.pin = pin_of(forge_);
        options.threads = threads;
        return verifier::verify_ledger(disk, *clock_, ledger_, options);
    }
    // What happens to `name` before each of its reads in turn; the verdicts that came of it.
    [[nodiscard]] std::set<Verdict> verdicts_when(
        const std::string& name, unsigned threads,
        const std::function<void(const std::string& path)>& happens) const {
        const std::string path = ledger_ + "/" + name;
        std::set<Verdict> verdicts;
        for (std::uint64_t at = 1;; ++at) {
            put_back();
            BeforeARead disk(*disk_, path, at, [&] { happens(path); });
            const Report report = judge_on(disk, threads);
            if (!disk.happened()) {
                EXPECT_GT(at, 1U) << name << " is never read";
                return verdicts;
            }
            verdicts.insert(report.verdict);
        }
    }

    Forge forge_ = forge_ledger(2);
    const TemporaryDirectory directory_;
    const std::string ledger_ = directory_.path("ledger");
    std::unique_ptr<platform::Storage> disk_ = platform::posix_storage();
    std::unique_ptr<platform::Clock> clock_ = platform::system_clock();
};

TEST_F(Meanwhile, AFileThatIsCutToNothingIsNeverVerified) {
    for (const std::string& name : {kFirstSegment, kSecondSegment, kFirstNote, kSecondNote}) {
        for (const unsigned threads : {1U, 3U}) {
            const auto verdicts = verdicts_when(
                name, threads, [](const std::string& path) { fs::resize_file(path, 0); });
            EXPECT_THAT(verdicts,
                        testing::Each(testing::AnyOf(Verdict::kFailed, Verdict::kIoError)))
                << name << " with " << threads << " threads";
        }
    }
}

TEST_F(Meanwhile, ASegmentThatLosesItsSecondHalfIsNeverVerified) {
    for (const std::string& name : {kFirstSegment, kSecondSegment}) {
        // Behind the last frame of an open segment nothing is attested.
        const auto half = [](const std::string& path) {
            fs::resize_file(path, format::kBlockSize + 100);
        };
        EXPECT_THAT(verdicts_when(name, 1, half),
                    testing::Each(testing::AnyOf(Verdict::kFailed, Verdict::kIoError)))
            << name;
    }
}

TEST_F(Meanwhile, ANameThatLeadsToAnotherFileIsNeverVerifiedByThatOne) {
    for (const std::string& name : {kFirstSegment, kSecondSegment}) {
        // Who has the file open reads on in what it was: that is a whole ledger, read in time.
        const auto replaced = verdicts_when(name, 1, [](const std::string& path) {
            fs::remove(path);
            std::ofstream(path) << "another";
        });
        for (const Verdict each : replaced) {
            EXPECT_TRUE(each == Verdict::kFailed || each == Verdict::kIoError ||
                        each == Verdict::kVerified)
                << name << ": " << verifier::verdict_name(each);
        }
    }
}

// No order at all: one thread cuts and restores the segment as fast as it can.
TEST_F(Meanwhile, ASegmentThatShrinksAndGrowsAllTheTimeCrashesNothing) {
    put_back();
    const std::string path = ledger_ + "/" + kFirstSegment;
    const Bytes& whole = forge_.files.at(kFirstSegment);
    std::atomic<bool> ending = false;
    std::thread spoiler([&] {
        const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        for (std::size_t i = 1; !ending; ++i) {
            if (::ftruncate(file, static_cast<off_t>(whole.size() * (i % 7) / 7)) != 0) break;
            std::this_thread::yield();
            const ssize_t written = ::pwrite(file, whole.data(), whole.size(), 0);
            if (written != static_cast<ssize_t>(whole.size())) break;
            std::this_thread::yield();
        }
        ::close(file);
    });
    for (int i = 0; i < 100; ++i) {
        const Report report = judge_on(*disk_, 1 + static_cast<unsigned>(i) % 3);
        EXPECT_FALSE(verifier::report_text(report).empty());
        // Whoever says that it is verified has read every byte of it.
        if (report.verdict == Verdict::kVerified) {
            EXPECT_EQ(report.records_verified, forge_.size());
            EXPECT_EQ(report.root, forge_.root());
        }
    }
    ending = true;
    spoiler.join();
}

}  // namespace
}  // namespace counterfoil::test

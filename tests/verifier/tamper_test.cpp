// SPDX-License-Identifier: Apache-2.0
// No change of any byte may pass: samples of all single-bit flips and of all truncations.

#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/support/sanitized_step.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

// Bits of the bytes that hold something.
constexpr std::size_t kFlipStep = 37 * kSanitizedStep;
constexpr std::size_t kZeroStep = 40'009;  // Bits of zero fill.

class Tampered {
  public:
    explicit Tampered(Forge forge) : forge_(std::move(forge)), pin_(pin_of(forge_)) {
        forge_.write(path_);
    }
    verifier::Report judge_with(const std::string& name, const Bytes& bytes) {
        put(name, bytes);
        verifier::Report report = judge(path_, pin_);
        put(name, forge_.files[name]);
        return report;
    }
    [[nodiscard]] const std::map<std::string, Bytes>& files() const { return forge_.files; }

  private:
    void put(const std::string& name, const Bytes& bytes) {
        std::ofstream file(std::filesystem::path(path_) / name, std::ios::binary | std::ios::trunc);
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
    TemporaryDirectory directory_;
    std::string path_ = directory_.path("ledger");
    Forge forge_;
    verifier::Pin pin_;
};

bool passed(const verifier::Report& report) {
    return verifier::exit_code(report.verdict) == 0;
}

void flip_bits(Forge forge, const char* name) {
    Tampered tampered(std::move(forge));
    std::size_t tried = 0;
    std::size_t unsupported = 0;
    std::size_t slots = 0;
    for (const auto& [file, bytes] : tampered.files()) {
        Bytes spoiled = bytes;
        std::size_t bit = 0;
        while (bit < bytes.size() * 8) {
            spoiled[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const verifier::Report report = tampered.judge_with(file, spoiled);
            spoiled[bit / 8] = bytes[bit / 8];
            ++tried;
            const bool head_slot = file == "HEAD" && bit / 8 % 4096 < 240 &&
                                   report.verdict == verifier::Verdict::kVerifiedWithEvents;
            if (head_slot) {
                EXPECT_THAT(event_kinds(report), testing::Contains("head-slot-bad"));
                ++slots;
            } else if (report.verdict == verifier::Verdict::kUnsupported) {
                ++unsupported;
            } else {
                EXPECT_EQ(report.verdict, verifier::Verdict::kFailed)
                    << file << " bit " << bit << "\n"
                    << verifier::report_text(report);
            }
            // Zero fill is long and all alike.
            const std::size_t at = bit / 8;
            const std::size_t ahead = std::min<std::size_t>(bytes.size() - at, 4096);
            bit += all_zero(ByteView(bytes).subspan(at, ahead)) ? kZeroStep : kFlipStep;
        }
    }
    std::cout << name << ": " << tried << " bits flipped (every " << kFlipStep << "th; every "
              << kZeroStep << "th of zero fill): " << unsupported << " UNSUPPORTED, " << slots
              << " an event of one HEAD slot, all others FAILED\n";
    EXPECT_GT(tried, 1000U / kSanitizedStep);
}

TEST(Tampering, WithAnyBitOfAClosedLedgerIsFound) {
    flip_bits(forge_ledger(2), "two segments, two epochs");
}

TEST(Tampering, WithAnyBitOfARecoveredLedgerIsFound) {
    flip_bits(forge_recovered(), "a recovery");
}

TEST(Tampering, WithTheLengthOfAnyFileIsFound) {
    Tampered tampered(forge_ledger(2));
    std::size_t tried = 0;
    for (const auto& [file, bytes] : tampered.files()) {
        std::vector<std::size_t> sizes = {0, 1, 63, 151, 239, bytes.size() / 2, bytes.size() - 1};
        for (std::size_t size = 4096; size < bytes.size(); size += 4096) {
            sizes.insert(sizes.end(), {size - 1, size, size + 1});
        }
        for (const std::size_t size : sizes) {
            if (size >= bytes.size()) continue;
            Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
            EXPECT_FALSE(passed(tampered.judge_with(file, cut))) << file << " cut to " << size;
            Bytes zeroed = cut;
            zeroed.resize(bytes.size());
            if (zeroed != bytes) {
                const verifier::Report report = tampered.judge_with(file, zeroed);
                const bool slot = file == "HEAD" && size >= 240;  // Only the second slot is gone.
                EXPECT_EQ(passed(report), slot) << file << " zero from " << size;
            }
            tried += 2;
        }
        Bytes longer = bytes;
        longer.push_back(0);
        EXPECT_FALSE(passed(tampered.judge_with(file, longer))) << file << " one byte longer";
    }
    std::cout << tried << " truncations and zeroed ends, all found\n";
}

TEST(Tampering, WithFilesThatAreNoneIsFound) {
    namespace fs = std::filesystem;
    for (const std::string& name :
         {kFirstSegment, kSecondNote, std::string("HEAD"), std::string("ledger.json")}) {
        const Forge forge = forge_ledger(2);
        const TemporaryDirectory directory;
        const fs::path ledger = directory.path("ledger");
        forge.write(ledger);
        fs::rename(ledger / name, directory.path("elsewhere"));
        fs::create_symlink(directory.path("elsewhere"), ledger / name);
        const verifier::Report report = judge(ledger, pin_of(forge));
        EXPECT_EQ(report.verdict, verifier::Verdict::kFailed) << verifier::report_text(report);
        EXPECT_THAT(kinds(report), testing::Contains("not-a-file"));
    }
}

TEST(Tampering, ByARewrittenLedgerWithoutTheKeyIsFound) {
    // The same content, other keys, valid in itself; ledger id as the original's.
    ForgeOptions options;
    options.seed = 2;
    const Forge forge = forge_ledger(2, options);
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    EXPECT_EQ(judge(directory.path("ledger"), pin_of(forge_ledger(2))).verdict,
              verifier::Verdict::kFailed);
}

}  // namespace
}  // namespace counterfoil::test

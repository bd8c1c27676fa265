// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "ledger/platform/forwarding_storage.h"
#include "tests/support/memory_storage.h"
#include "tests/support/sanitized_step.h"
#include "tests/verifier/judged.h"
#include "verifier/ledger_end.h"

// The table R1–R9 of docs/ARCHITECTURE.md, each row in both directions: what no crash can leave is
// never taken for one, and what a crash can leave is never called anything else.
namespace counterfoil::test {
namespace {

using verifier::CrashFacts;
using verifier::LedgerEnd;

constexpr BootId kForgedBoot = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
constexpr BootId kLaterBoot = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
const CrashFacts kProcessEnded = {kForgedBoot, false};
const CrashFacts kPowerLost = {kLaterBoot, false};
const CrashFacts kSyncFailed = {kForgedBoot, true};

// A disk on which the bytes of some file from `from` on cannot be read.
class BadSectors : public MemoryStorage {
  public:
    std::string path;
    std::uint64_t from = 0;

    Result<std::unique_ptr<platform::File>> open(const std::string& name,
                                                 platform::OpenMode mode) override {
        auto file = MemoryStorage::open(name, mode);
        if (!file || name != path) return file;
        return std::unique_ptr<platform::File>(new BadFile(std::move(*file), from));
    }

  private:
    class BadFile : public platform::ForwardingFile {
      public:
        BadFile(std::unique_ptr<platform::File> file, std::uint64_t from)
            : ForwardingFile(std::move(file)), from_(from) {}
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            if (offset + into.size() > from_) return Error{ErrorCode::kIo, path() + ": bad sector"};
            return under().read_at(offset, into);
        }

      private:
        std::uint64_t from_;
    };
};

// A forged ledger in memory, whose files may be changed between two looks.
template <class Disk = MemoryStorage>
struct Place {
    explicit Place(const Forge& forge) {
        forge.write(directory());
        disk.load(directory());
    }
    [[nodiscard]] std::string directory() const { return place.path("ledger"); }
    [[nodiscard]] Bytes& file(const std::string& name) {
        return disk.files.at(directory() + "/" + name);
    }
    [[nodiscard]] unsigned row(const CrashFacts& crash) {
        const Result<LedgerEnd> end = verifier::find_end(disk, directory(), crash);
        EXPECT_TRUE(end) << end.error().message;
        reason = end ? end->reason : "";
        return end ? end->row : 99;
    }

    TemporaryDirectory place;
    Disk disk;
    std::string reason;
};

void zero(Bytes& bytes, std::uint64_t begin, std::uint64_t end) {
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
              bytes.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{0});
}

struct State {
    const char* name;
    unsigned row;
    CrashFacts crash;
    std::function<void(Forge&)> change;
    bool closed = false;
};

const std::vector<State> kStates = {
    // R2: both slots of HEAD, or neither.
    {"both slots of HEAD are bad", 2, kPowerLost,
     [](Forge& f) {
         f.files["HEAD"][50] ^= 1U;
         f.files["HEAD"][4096 + 50] ^= 1U;
     }},
    {"the older slot of HEAD is torn", 9, kPowerLost,
     [](Forge& f) {
         Bytes& head = f.files["HEAD"];
         const bool second_is_newer = head[4096 + 32] > head[32];
         head[(second_is_newer ? 0 : 4096) + 50] ^= 1U;
     }},
    {"HEAD is gone", 2, kPowerLost, [](Forge& f) { f.files.erase("HEAD"); }},
    // R3: a clean HEAD promises exactly what is there.
    {"closed, and as it was", 0, kPowerLost, [](Forge&) {}, true},
    {"closed, and as it was, on the same boot", 0, kProcessEnded, [](Forge&) {}, true},
    {"closed, but a byte stands behind the end", 3, kPowerLost,
     [](Forge& f) { f.files[kSecondSegment][f.end_offset()] = 1; }, true},
    {"closed, but the newest record is zero", 3, kPowerLost,
     [](Forge& f) { zero(f.files[kSecondSegment], f.end_offset() - 4096, f.end_offset()); }, true},
    {"closed, but one of its checkpoints is gone", 3, kPowerLost,
     [](Forge& f) { f.files.erase(kSecondNote); }, true},
    {"closed, but a segment long before the end is gone", 3, kPowerLost,
     [](Forge& f) {
         f = forge_ledger(3);
         f.files.erase(kSecondSegment);
     },
     true},
    {"closed, but there is one more segment", 3, kPowerLost,
     [](Forge& f) { f.files["segments/00000000000000000002.segment"] = f.files[kSecondSegment]; },
     true},
    // R4: what HEAD promises was durable before HEAD.
    {"a frame before HEAD's end is torn", 4, kPowerLost,
     [](Forge& f) { zero(f.files[kFirstSegment], 2 * 4096 + 512, 2 * 4096 + 1024); }},
    {"a frame behind HEAD's end is torn", 9, kPowerLost,
     [](Forge& f) {
         Bytes frame = f.frame_bytes({f.event(1, std::string(3000, 'x'))});
         zero(frame, 512, 1024);
         f.tear(frame);
     }},
    // R5: a checkpoint is published only of what is durable.
    {"a checkpoint is of more than there is", 5, kPowerLost,
     [](Forge& f) {
         Forge longer = forge_unclean();
         longer.frame({longer.event(1, "gone")});
         longer.publish();
         f.files[kFirstNote] = longer.files[kFirstNote];
     }},
    {"a checkpoint is of all there is", 9, kPowerLost, [](Forge& f) { f.publish(); }},
    // R6: checksums tell a torn frame; a signature tells who wrote it.
    {"a whole frame that another key signed", 6, kPowerLost,
     [](Forge& f) {
         f.hooks.signed_trailer = [](std::uint64_t, format::FrameTrailer& trailer) {
             trailer.signature[3] ^= 1U;
         };
         f.tear(f.frame_bytes({f.event(1, "forged")}));
     }},
    {"a frame that the key signed, torn", 9, kPowerLost,
     [](Forge& f) {
         Bytes frame = f.frame_bytes({f.event(1, std::string(5000, 'x'))});
         zero(frame, 300, 4096);
         f.tear(frame);
     }},
    {"a whole frame of the ledger's own", 9, kPowerLost,
     [](Forge& f) { f.tear(f.frame_bytes({f.event(1, "kept")})); }},
    // R7: no write reaches beyond the window.
    {"a byte beyond the window", 7, kPowerLost,
     [](Forge& f) { f.files[kFirstSegment][f.end_offset() + f.options.window] = 1; }},
    {"a byte at the end of the window", 9, kPowerLost,
     [](Forge& f) { f.files[kFirstSegment][f.end_offset() + f.options.window - 1] = 1; }},
    // R8: a process that ended alone leaves the beginning of one write.
    {"a hole in the last frame, same boot", 8, kProcessEnded,
     [](Forge& f) {
         Bytes frame = f.frame_bytes({f.event(1, std::string(5000, 'x'))});
         zero(frame, 512, 1024);
         f.tear(frame);
     }},
    {"a hole in the last frame, a later boot", 9, kPowerLost,
     [](Forge& f) {
         Bytes frame = f.frame_bytes({f.event(1, std::string(5000, 'x'))});
         zero(frame, 512, 1024);
         f.tear(frame);
     }},
    {"a hole in the last frame, same boot, after a failed sync", 9, kSyncFailed,
     [](Forge& f) {
         Bytes frame = f.frame_bytes({f.event(1, std::string(5000, 'x'))});
         zero(frame, 512, 1024);
         f.tear(frame);
     }},
    {"a changed bit in the beginning of a frame, same boot", 8, kProcessEnded,
     [](Forge& f) {
         Bytes frame = f.frame_bytes({f.event(1, "one"), f.event(1, std::string(5000, 'x'))});
         frame[100] ^= 1U;
         f.tear(ByteView(frame).first(4096));
     }},
    {"something else than a frame, same boot", 8, kProcessEnded,
     [](Forge& f) { f.tear(as_bytes("not the beginning of a frame")); }},
    {"the beginning of a frame and a byte far behind it, same boot", 8, kProcessEnded,
     [](Forge& f) {
         const Bytes frame = f.frame_bytes({f.event(1, "short")});
         Bytes tail(f.options.window - 1, 0);
         std::copy(frame.begin(), frame.begin() + 512, tail.begin());
         tail.back() = 1;
         f.tear(tail);
     }},
    {"nothing behind the end, same boot", 9, kProcessEnded, [](Forge&) {}},
};

TEST(RecoveryRows, EveryStateIsWhatItIsAndNothingElse) {
    for (const State& state : kStates) {
        SCOPED_TRACE(state.name);
        Forge forge = state.closed ? forge_ledger(2) : forge_unclean();
        state.change(forge);
        Place place(forge);
        EXPECT_EQ(place.row(state.crash), state.row) << place.reason;
    }
}

TEST(RecoveryRows, AReadErrorIsNeitherACrashNorTampering) {
    const Forge forge = forge_unclean();
    for (const std::uint64_t from : {0U, 4096U, 8192U, 60'000U}) {
        Place<BadSectors> place(forge);
        place.disk.path = place.directory() + "/" + kFirstSegment;
        place.disk.from = from;
        const auto end = verifier::find_end(place.disk, place.directory(), kPowerLost);
        ASSERT_FALSE(end) << from << ": row " << end->row;
        EXPECT_EQ(end.error().code, ErrorCode::kIo) << end.error().message;
    }
}

// Every length of every prefix of a frame is what a process that ended in the write leaves; the
// same with any sector of it missing is not.
TEST(RecoveryRows, EveryBeginningOfAFrameIsAProcessThatEndedAndNoHoleIs) {
    Forge forge = forge_unclean();
    const Bytes frame =
        forge.frame_bytes({forge.event(1, "a"), forge.stream(2), forge.event(2, "bc"),
                           forge.event(1, std::string(3300, 'x')), forge.event(2, "d")});
    ASSERT_EQ(frame.size(), 8192U);
    Place place(forge);
    Bytes& segment = place.file(kFirstSegment);
    const auto at = segment.begin() + static_cast<std::ptrdiff_t>(forge.end_offset());
    // All of them where one field follows another, and a sample of those inside the long body.
    for (std::size_t length = 0; length <= frame.size();
         length += length > 1300 && length + 400 < frame.size() ? 29 : 1) {
        std::fill(at, at + 8192, std::uint8_t{0});
        std::copy_n(frame.begin(), length, at);
        ASSERT_EQ(place.row(kProcessEnded), 9U) << length << " bytes: " << place.reason;
    }
    for (std::size_t hole = 0; hole < frame.size(); hole += 512) {
        std::copy(frame.begin(), frame.end(), at);
        if (std::all_of(at + static_cast<std::ptrdiff_t>(hole),
                        at + static_cast<std::ptrdiff_t>(hole + 512),
                        [](auto b) { return b == 0; })) {
            continue;  // Padding: nothing is missing without it.
        }
        std::fill_n(at + static_cast<std::ptrdiff_t>(hole), 512, std::uint8_t{0});
        const bool is_a_beginning = hole + 512 == frame.size();
        ASSERT_EQ(place.row(kProcessEnded), is_a_beginning ? 9U : 8U) << "hole at " << hole;
        ASSERT_EQ(place.row(kPowerLost), 9U) << "hole at " << hole << ": " << place.reason;
    }
}

TEST(RecoveryRows, NoChangedBitOfAWholeFrameIsAProcessThatEnded) {
    Forge forge = forge_unclean();
    const Bytes frame = forge.frame_bytes({forge.event(1, "a"), forge.event(1, "bc")});
    Place place(forge);
    Bytes& segment = place.file(kFirstSegment);
    const auto at = segment.begin() + static_cast<std::ptrdiff_t>(forge.end_offset());
    for (std::size_t bit = 0; bit < frame.size() * 8; bit += 7 * kSanitizedStep) {
        std::copy(frame.begin(), frame.end(), at);
        at[static_cast<std::ptrdiff_t>(bit / 8)] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const auto end = verifier::find_end(place.disk, place.directory(), kProcessEnded);
        if (!end) {
            ASSERT_EQ(end.error().code, ErrorCode::kUnsupported) << "bit " << bit;  // Version bits.
            continue;
        }
        ASSERT_TRUE(end->row == 6 || end->row == 8) << "bit " << bit << ": row " << end->row;
    }
}

TEST(RecoveryRows, EveryBeginningOfAFooterIsAProcessThatEnded) {
    Forge rolled = forge_unclean();
    const std::uint64_t end = rolled.end_offset();
    rolled.roll();
    const Forge forge = forge_unclean();
    Place place(forge);
    Bytes& segment = place.file(kFirstSegment);
    const Bytes& whole = rolled.files[kFirstSegment];
    for (std::uint64_t length = 0; length <= 600; ++length) {
        zero(segment, end, segment.size());
        std::copy_n(whole.begin() + static_cast<std::ptrdiff_t>(end), length,
                    segment.begin() + static_cast<std::ptrdiff_t>(end));
        ASSERT_EQ(place.row(kProcessEnded), 9U) << length << " bytes: " << place.reason;
    }
    segment[end + 40] ^= 1U;
    EXPECT_EQ(place.row(kProcessEnded), 8U);
}

// A recovery that was cut short on this boot finds what an earlier boot left: that is no process
// that ended alone.
TEST(RecoveryRows, WhatARecoveryFoundIsNotHeldAgainstTheBootOfTheRecovery) {
    Forge forge = forge_unclean();
    Bytes frame = forge.frame_bytes({forge.event(1, std::string(5000, 'x'))});
    zero(frame, 512, 1024);
    forge.tear(frame);
    forge.open_writer();  // HEAD of the next incarnation, and no frame.
    Place place(forge);
    EXPECT_EQ(place.row(kProcessEnded), 9U) << place.reason;
}

}  // namespace
}  // namespace counterfoil::test

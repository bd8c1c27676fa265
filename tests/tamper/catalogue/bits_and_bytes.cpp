// SPDX-License-Identifier: Apache-2.0
// M01, M02, M10: what can be done to bytes by somebody who knows nothing.
#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/format/head.h"
#include "ledger/format/limits.h"
#include "tests/tamper/catalogue/bases.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/edited_ledger.h"

namespace counterfoil::tamper {
namespace {

constexpr std::size_t kSlotSize = sizeof(format::HeadSlot);

// The n-th byte of all files of a base that hold something, file after file.
class Places {
  public:
    // `filled`: whether bytes near which something stands are meant, or the long runs of zeros.
    Places(const Base& base, bool filled) {
        for (const auto& [path, content] : base->files) {
            for (std::size_t at = 0; at < content.size(); at += kStep) {
                const std::size_t size = std::min(kStep, content.size() - at);
                if (all_zero(ByteView(content).subspan(at, size)) == filled) continue;
                pieces_.push_back({path, at, count_});
                count_ += size;
            }
        }
    }
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::pair<const std::string&, std::size_t> at(std::uint64_t number) const {
        const auto next = std::upper_bound(
            pieces_.begin(), pieces_.end(), number,
            [](std::uint64_t left, const Piece& right) { return left < right.first; });
        const Piece& piece = *std::prev(next);
        return {piece.path, piece.offset + static_cast<std::size_t>(number - piece.first)};
    }

  private:
    static constexpr std::size_t kStep = 64;
    struct Piece {
        std::string path;
        std::size_t offset;
        std::uint64_t first;  // How many places stand before it.
    };
    std::vector<Piece> pieces_;
    std::uint64_t count_ = 0;
};

// Nothing when an earlier change of the same case took that byte away.
std::uint8_t* byte_at(Subject& subject, const std::string& path, std::size_t at) {
    const auto file = subject.files.find(path);
    if (file == subject.files.end() || at >= file->second.size()) return nullptr;
    return &file->second[at];
}

// One slot of HEAD may be bad beside the other; two may not, nor the bytes outside of them.
class OneByte {
  public:
    explicit OneByte(const Base& base) : versions_(version_places(base->files)) {}
    [[nodiscard]] Verdicts expected(const std::string& path, std::size_t at) const {
        if (path == "HEAD" && at % format::kBlockSize < kSlotSize) return kWithEvents;
        if (versions_.contains({path, at})) return {kFailed, kUnsupported};
        return kFailed;
    }

  private:
    std::set<std::pair<std::string, std::size_t>> versions_;
};

void add_bits(Families& to, const Base& base, const std::string& which) {
    const auto filled = std::make_shared<const Places>(base, true);
    const auto zeros = std::make_shared<const Places>(base, false);
    const OneByte one_byte(base);
    const auto flip = [=](Subject& subject, const std::string& path, std::size_t at,
                          std::uint64_t bit) -> Expected {
        std::uint8_t* const byte = byte_at(subject, path, at);
        if (byte == nullptr) return std::nullopt;
        *byte = static_cast<std::uint8_t>(*byte ^ 1U << bit);
        return one_byte.expected(path, at);
    };
    Family bits{"M01", "every bit where something stands, " + which, base, filled->count() * 8};
    bits.change = [=](std::uint64_t number, Subject& subject) {
        const auto [path, at] = filled->at(number / 8);
        return flip(subject, path, at, number % 8);
    };
    to.push_back(bits);
    // Zeros are all alike: one bit of each byte in turn, so that each bit's place comes.
    Family fill{"M01", "a bit of every byte of zeros, " + which, base, zeros->count()};
    fill.change = [=](std::uint64_t number, Subject& subject) {
        const auto [path, at] = zeros->at(number);
        return flip(subject, path, at, number % 8);
    };
    fill.one_in = 2;
    to.push_back(fill);
}

void add_values(Families& to, const Base& base, const std::string& which, std::uint64_t seed) {
    const auto filled = std::make_shared<const Places>(base, true);
    const OneByte one_byte(base);
    for (const char* value : {"00", "FF", "another one at random"}) {
        Family family{"M02", "every byte to " + std::string(value) + ", " + which, base,
                      filled->count()};
        const char kind = value[0];
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            const auto [path, at] = filled->at(number);
            std::uint8_t* const place = byte_at(subject, path, at);
            if (place == nullptr) return std::nullopt;
            std::uint8_t& byte = *place;
            std::mt19937_64 random(seed * 1'000'003 + number);
            const std::uint8_t before = byte;
            byte = kind == '0'   ? 0
                   : kind == 'F' ? 0xff
                                 : static_cast<std::uint8_t>(before ^ (1 + random() % 255));
            if (byte == before) return std::nullopt;
            return one_byte.expected(path, at);
        };
        to.push_back(family);
    }
}

// Every length of every file, and zeros from every byte on.
void add_lengths(Families& to, const Base& base, const std::string& which) {
    const auto filled = std::make_shared<const Places>(base, true);
    const auto zeros = std::make_shared<const Places>(base, false);
    Family cut{"M10", "cut at every byte, " + which, base, filled->count()};
    cut.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const auto [path, at] = filled->at(number);
        if (byte_at(subject, path, at) == nullptr) return std::nullopt;
        subject.files[path].resize(at);
        return kFailed;
    };
    to.push_back(cut);
    Family in_fill{"M10", "cut in the zeros, " + which, base, zeros->count()};
    in_fill.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const auto [path, at] = zeros->at(number);
        if (byte_at(subject, path, at) == nullptr) return std::nullopt;
        subject.files[path].resize(at);
        return kFailed;
    };
    in_fill.one_in = 16;
    to.push_back(in_fill);
    Family zeroed{"M10", "zeros from every byte on, " + which, base, filled->count()};
    zeroed.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const auto [path, at] = filled->at(number);
        if (byte_at(subject, path, at) == nullptr) return std::nullopt;
        Bytes& content = subject.files[path];
        if (all_zero(ByteView(content).subspan(at))) return std::nullopt;
        std::fill(content.begin() + static_cast<std::ptrdiff_t>(at), content.end(),
                  std::uint8_t{0});
        // Behind the first slot it is one slot that is gone.
        if (path == "HEAD" && at >= kSlotSize) return kWithEvents;
        return kFailed;
    };
    to.push_back(zeroed);
    std::vector<NamedCase> longer;
    for (const auto& [path, content] : base->files) {
        for (const std::size_t more : {1U, 2U, 7U, 240U, 512U, 4096U, 65536U}) {
            for (const int byte : {0, 0x5a}) {
                longer.push_back({path, [=, path = path](Subject& subject) -> Expected {
                                      if (!subject.files.contains(path)) return std::nullopt;
                                      Bytes& bytes = subject.files[path];
                                      bytes.resize(bytes.size() + more,
                                                   static_cast<std::uint8_t>(byte));
                                      return kFailed;
                                  }});
            }
        }
    }
    to.push_back(family_of("M10", "files made longer, " + which, base, std::move(longer)));
}

// Beside a HEAD that is not clean: what lies below its end was promised, what lies behind was not.
void add_open_end(Families& to) {
    const Base base = unclean_ledger();
    const Bytes& segment = base->files.at(kSegment0);
    const test::Forge forge = test::forge_unclean();
    const std::uint64_t end = forge.end_offset();
    const std::uint64_t promised = end - format::kBlockSize;  // One frame of one block behind HEAD.
    Family zeroed{"M10", "zeros from every byte on, not closed", base, segment.size()};
    zeroed.change = [=](std::uint64_t at, Subject& subject) -> Expected {
        Bytes& content = subject.files[kSegment0];
        if (all_zero(ByteView(content).subspan(static_cast<std::size_t>(at)))) return std::nullopt;
        std::fill(content.begin() + static_cast<std::ptrdiff_t>(at), content.end(),
                  std::uint8_t{0});
        if (at < promised) return kFailed;
        // An open tail at a frame's border.
        if (at == promised) return Verdicts(kWithEvents).within_the_bound();
        return kIncomplete;
    };
    to.push_back(zeroed);
    Family bits{"M10", "every bit behind HEAD's end, not closed", base, (end - promised) * 8};
    bits.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        Bytes& content = subject.files[kSegment0];
        std::uint8_t& byte = content[static_cast<std::size_t>(promised + number / 8)];
        byte = static_cast<std::uint8_t>(byte ^ 1U << number % 8);
        return Verdicts{kIncomplete, kUnsupported};
    };
    to.push_back(bits);
    Family cut{"M10", "cut at every byte, not closed", base, segment.size()};
    cut.change = [=](std::uint64_t at, Subject& subject) -> Expected {
        subject.files[kSegment0].resize(static_cast<std::size_t>(at));
        return kFailed;
    };
    cut.one_in = 8;
    to.push_back(cut);
}

}  // namespace

void add_bits_and_bytes(Families& to, std::uint64_t seed) {
    add_bits(to, small_ledger(), "closed");
    add_bits(to, recovered_ledger(), "recovered");
    add_bits(to, clear_ledger(), "unencrypted");
    add_values(to, small_ledger(), "closed", seed);
    add_values(to, recovered_ledger(), "recovered", seed);
    add_lengths(to, small_ledger(), "closed");
    add_lengths(to, recovered_ledger(), "recovered");
    add_open_end(to);
}

}  // namespace counterfoil::tamper

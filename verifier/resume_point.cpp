// SPDX-License-Identifier: Apache-2.0
#include "verifier/resume_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "ledger/base/version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/notes/text.h"
#include "verifier/segment_judge.h"

namespace counterfoil::verifier {
namespace {

// What another version of this program found right is judged anew.
std::string first_line() {
    return fmt::format("counterfoil-verify-state v2 {}", kProgramVersionText);
}

constexpr std::string_view kNone = "-";

std::string hex_of(ByteView bytes) {
    return crypto::hex(bytes);
}
std::string base64_or_none(ByteView bytes) {
    return bytes.empty() ? std::string(kNone) : crypto::base64(bytes);
}
std::string number_or_none(const std::optional<std::uint64_t>& number) {
    return number ? std::to_string(*number) : std::string(kNone);
}

Bytes joined(std::span<const Hash> hashes) {
    Bytes bytes;
    for (const Hash& hash : hashes) bytes.insert(bytes.end(), hash.begin(), hash.end());
    return bytes;
}

std::string growth_text(const char* name, const merkle::Growth& growth) {
    std::string text = fmt::format("{} {} {}", name, growth.old_size(),
                                   base64_or_none(joined(growth.old_tree().nodes())));
    for (unsigned level = 0; level < growth.siblings().size(); ++level) {
        const auto& sibling = growth.siblings()[level];
        if (sibling) text += fmt::format(" {} {}", level, hex_of(*sibling));
    }
    return text + '\n';
}

// The words of a line, from left to right; after the first that is not as it must be, all are bad.
class Words {
  public:
    explicit Words(std::string_view line) : rest_(line) {}

    [[nodiscard]] std::string_view word() {
        if (at_end_) good_ = false;
        const std::size_t space = rest_.find(' ');
        const std::string_view word = rest_.substr(0, space);
        at_end_ = space == std::string_view::npos;
        rest_ = at_end_ ? std::string_view() : rest_.substr(space + 1);
        return word;
    }
    [[nodiscard]] std::uint64_t number() {
        const auto number = notes::parse_decimal(word());
        good_ = good_ && number.has_value();
        return number.value_or(0);
    }
    [[nodiscard]] std::optional<std::uint64_t> number_if_any() {
        const std::string_view text = word();
        if (text == kNone) return std::nullopt;
        const auto number = notes::parse_decimal(text);
        good_ = good_ && number.has_value();
        return number;
    }
    [[nodiscard]] bool flag() {
        const std::uint64_t value = number();
        good_ = good_ && value <= 1;
        return value == 1;
    }
    template <class Array>
    void hex(Array& into) {
        const auto bytes = crypto::exactly<Array>(crypto::from_hex(word()));
        good_ = good_ && bytes.has_value();
        if (bytes) into = *bytes;
    }
    [[nodiscard]] Bytes bytes() {
        const std::string_view text = word();
        if (text == kNone) return {};
        auto bytes = crypto::from_base64(text);
        good_ = good_ && bytes && !bytes->empty();
        return bytes ? std::move(*bytes) : Bytes();
    }
    [[nodiscard]] std::vector<Hash> hashes() {
        const Bytes all = bytes();
        good_ = good_ && all.size() % sizeof(Hash) == 0;
        std::vector<Hash> hashes(all.size() / sizeof(Hash));
        if (!hashes.empty()) std::memcpy(hashes.data(), all.data(), hashes.size() * sizeof(Hash));
        return hashes;
    }
    [[nodiscard]] std::optional<merkle::Growth> growth() {
        const std::uint64_t size = number();
        const auto tree = merkle::Frontier::from_nodes(size, hashes());
        merkle::Growth::Siblings siblings{};
        while (good_ && !at_end_) {
            const std::uint64_t level = number();
            Hash hash{};
            hex(hash);
            good_ = good_ && level < siblings.size();
            if (good_) siblings[static_cast<std::size_t>(level)] = hash;
        }
        good_ = good_ && tree && size > 0;
        if (!good_) return std::nullopt;
        return merkle::Growth(*tree, siblings);
    }
    // Everything was right, and nothing is left.
    [[nodiscard]] bool done() const { return good_ && at_end_; }

  private:
    std::string_view rest_;
    bool at_end_ = false;
    bool good_ = true;
};

std::string proof_text(const EpochProof& proof) {
    return fmt::format("proof {} {} {} {} {} {} {} {}\n",
                       crypto::base64(format::bytes_of(proof.entry)), base64_or_none(proof.body),
                       proof.border.size, hex_of(proof.border.root), hex_of(proof.border.key_id),
                       hex_of(proof.border.signature), base64_or_none(joined(proof.inclusion)),
                       base64_or_none(joined(proof.onward)));
}

EpochProof read_proof(Words& words, bool& good) {
    EpochProof proof;
    const Bytes entry = words.bytes();
    good = good && entry.size() == sizeof proof.entry;
    if (good) std::memcpy(&proof.entry, entry.data(), sizeof proof.entry);
    proof.body = words.bytes();
    proof.border.size = words.number();
    words.hex(proof.border.root);
    words.hex(proof.border.key_id);
    words.hex(proof.border.signature);
    proof.inclusion = words.hashes();
    proof.onward = words.hashes();
    return proof;
}

// One line behind the first; false when it is none that there may be.
bool take_line(std::string_view line, ResumePoint& point) {
    Words words(line);
    const std::string_view name = words.word();
    bool good = true;
    if (name == "ledger") {
        words.hex(point.ledger);
        words.hex(point.genesis_leaf);
        point.watched_size = words.number_if_any();
    } else if (name == "segment") {
        point.segment = words.number();
        words.hex(point.state_digest);
        point.previous_end = words.number();
    } else if (name == "totals") {
        point.totals.records = words.number();
        point.totals.events = words.number();
        point.totals.bytes = words.number();
    } else if (name == "checkpoints") {
        point.checkpoint_count = words.number();
        words.hex(point.checkpoint_chain);
    } else if (name == "tail") {
        NamedTail tail;
        tail.tail.segment_number = words.number();
        tail.tail.offset = words.number();
        tail.tail.length = words.number();
        words.hex(tail.tail.digest);
        tail.used = words.number();
        tail.sequence = words.number();
        point.named_tails.push_back(tail);
    } else if (name == "epoch") {
        EpochKey epoch;
        epoch.epoch = words.number();
        epoch.start = words.number();
        epoch.record = words.number();
        words.hex(epoch.key);
        point.epochs.push_back(epoch);
    } else if (name == "event") {
        Event event;
        event.kind = words.word();
        event.sequence = words.number_if_any();
        event.notable = words.flag();
        const Bytes message = words.bytes();
        event.message = as_text(message);
        point.events.events.push_back(std::move(event));
    } else if (name == "listed") {
        const std::string kind(words.word());
        point.events.listed[kind] = words.number();
    } else if (name == "events") {
        point.events.left_out = words.number();
        point.events.notable = words.flag();
        point.events.destroyed = words.flag();
        point.events.recoveries = words.number();
        point.events.time_steps_back = words.number();
        point.events.first_time_step_back = words.number();
        words.hex(point.events.last_boot);
    } else if (name == "boot") {
        BootId boot{};
        words.hex(boot);
        point.events.boots.insert(boot);
    } else if (name == "proof") {
        point.lineage.epochs.push_back(read_proof(words, good));
    } else if (name == "growth") {
        point.lineage.growth = words.growth();
    } else if (name == "watched") {
        WatchedSize watched;
        watched.size = words.number();
        words.hex(watched.root);
        point.lineage.watched = watched;
    } else if (name == "watched-growth") {
        point.lineage.watched_growth = words.growth();
    } else if (name == "lost") {
        point.lineage.lost = words.flag();
    } else if (name == "file") {
        SeenFile file;
        file.segment = words.number();
        file.identity.device = words.number();
        file.identity.inode = words.number();
        file.size = words.number();
        file.changed_ns = words.number();
        point.files.push_back(file);
    } else {
        return false;
    }
    return good && words.done();
}

Error not_one() {
    return {ErrorCode::kDamaged, "this is no state of a verification"};
}

}  // namespace

Result<SeenFile> look_at_segment(platform::Storage& storage, const std::string& directory,
                                 std::uint64_t segment) {
    const auto file =
        storage.open(platform::join(directory, segment_path(segment)), platform::OpenMode::kRead);
    if (!file) return file.error();
    const auto identity = (*file)->identity();
    if (!identity) return identity.error();
    const auto size = (*file)->size();
    if (!size) return size.error();
    const auto changed = (*file)->changed_ns();
    if (!changed) return changed.error();
    return SeenFile{segment, *identity, *size, *changed};
}

std::string ResumePoint::text() const {
    std::string text = first_line() + '\n';
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "ledger {} {} {}\n", hex_of(ledger), hex_of(genesis_leaf),
                   number_or_none(watched_size));
    fmt::format_to(out, "segment {} {} {}\n", segment, hex_of(state_digest), previous_end);
    fmt::format_to(out, "totals {} {} {}\n", totals.records, totals.events, totals.bytes);
    fmt::format_to(out, "checkpoints {} {}\n", checkpoint_count, hex_of(checkpoint_chain));
    for (const NamedTail& each : named_tails) {
        fmt::format_to(out, "tail {} {} {} {} {} {}\n", std::uint64_t{each.tail.segment_number},
                       std::uint64_t{each.tail.offset}, std::uint64_t{each.tail.length},
                       hex_of(each.tail.digest), each.used, each.sequence);
    }
    for (const EpochKey& each : epochs) {
        fmt::format_to(out, "epoch {} {} {} {}\n", each.epoch, each.start, each.record,
                       hex_of(each.key));
    }
    for (const Event& each : events.events) {
        fmt::format_to(out, "event {} {} {} {}\n", each.kind, number_or_none(each.sequence),
                       each.notable ? 1 : 0, base64_or_none(as_bytes(each.message)));
    }
    for (const auto& [kind, count] : events.listed) {
        fmt::format_to(out, "listed {} {}\n", kind, count);
    }
    fmt::format_to(out, "events {} {} {} {} {} {} {}\n", events.left_out, events.notable ? 1 : 0,
                   events.destroyed ? 1 : 0, events.recoveries, events.time_steps_back,
                   events.first_time_step_back, hex_of(events.last_boot));
    for (const BootId& boot : events.boots) fmt::format_to(out, "boot {}\n", hex_of(boot));
    for (const EpochProof& proof : lineage.epochs) text += proof_text(proof);
    if (lineage.growth) text += growth_text("growth", *lineage.growth);
    if (lineage.watched) {
        fmt::format_to(out, "watched {} {}\n", lineage.watched->size,
                       hex_of(lineage.watched->root));
    }
    if (lineage.watched_growth) text += growth_text("watched-growth", *lineage.watched_growth);
    fmt::format_to(out, "lost {}\n", lineage.lost ? 1 : 0);
    for (const SeenFile& file : files) {
        fmt::format_to(out, "file {} {} {} {} {}\n", file.segment, file.identity.device,
                       file.identity.inode, file.size, file.changed_ns);
    }
    fmt::format_to(out, "end {}\n", hex_of(crypto::sha256(as_bytes(text))));
    return text;
}

Result<ResumePoint> ResumePoint::parse(std::string_view text) {
    // The last line is the digest of all before it: a file cut short is none.
    const std::size_t length = 4 + 2 * sizeof(Hash) + 1;
    if (text.size() < length) return not_one();
    const std::string_view content = text.substr(0, text.size() - length);
    if (text.substr(content.size()) !=
        fmt::format("end {}\n", hex_of(crypto::sha256(as_bytes(content))))) {
        return not_one();
    }
    std::string_view rest = content;
    if (notes::take_line(rest) != first_line()) return not_one();
    ResumePoint point;
    while (!rest.empty()) {
        const auto line = notes::take_line(rest);
        if (!line || !take_line(*line, point)) return not_one();
    }
    const auto ascends = [](const SeenFile& left, const SeenFile& right) {
        return left.segment >= right.segment;
    };
    const bool whole =
        point.segment > 0 && !point.epochs.empty() && !point.files.empty() &&
        std::adjacent_find(point.files.begin(), point.files.end(), ascends) == point.files.end();
    if (!whole) return not_one();
    return point;
}

}  // namespace counterfoil::verifier

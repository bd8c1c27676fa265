// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/time_text.h"
#include "verifier/bundle_content.h"
#include "verifier/bundle_records.h"
#include "verifier/bundle_streams.h"
#include "verifier/epoch_chain.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kEntriesAtOnce = 1024;
constexpr SizeLimits kEntriesLimits{format::kEntrySize, format::kTarSizeMax};

// A bundle of all entries of a range, which together with the tree before them make a root that the
// checkpoint continues: so none can be missing.
class RangeContent : public BundleContent {
  public:
    RangeContent(const VerifyOptions& options, std::uint64_t bytes_total)
        : options_(options), bytes_total_(bytes_total) {}

    std::optional<Finding> take(BundleReader& reader, const BundleHead& head,
                                EventList& events) override;
    std::string manifest(const BundleHead& head) const override;
    void tell(Report& report, bool holds) override;
    std::vector<std::string> outside(std::uint64_t size) const override;
    std::vector<std::string> unsaid() const override;

  private:
    [[nodiscard]] std::optional<Finding> take_before(BundleReader& reader);
    // A bracket's note, if it comes next: nothing when it does not.
    [[nodiscard]] std::optional<Finding> take_bracket(BundleReader& reader, const BundleHead& head,
                                                      std::string_view name,
                                                      std::optional<BundleNote>& note);
    [[nodiscard]] std::optional<Finding> take_entries(BundleReader& reader, const BundleHead& head,
                                                      EventList& events);
    [[nodiscard]] std::optional<Finding> begin_at(const format::Entry& first, std::uint64_t count,
                                                  const BundleHead& head, const Place& place);
    [[nodiscard]] std::optional<Finding> add(const format::Entry& entry, const BundleHead& head,
                                             const Place& place, EventList& events);
    void count(const format::Entry& entry);
    [[nodiscard]] std::optional<Finding> judge_lower() const;
    [[nodiscard]] std::optional<Finding> judge_upper(const BundleHead& head) const;
    [[nodiscard]] std::optional<Finding> take_consistency(BundleReader& reader,
                                                          const BundleHead& head);

    const VerifyOptions& options_;
    std::uint64_t bytes_total_;
    std::optional<notes::TimeSpan> times_;
    BundleStreams streams_;
    merkle::Path before_;
    Place before_place_;
    std::optional<BundleNote> lower_;
    std::optional<BundleNote> upper_;
    std::optional<std::uint64_t> first_;
    merkle::Frontier tree_;
    std::optional<Hash> previous_;
    std::uint64_t records_ = 0;
    std::uint64_t event_records_ = 0;
    RangeFacts facts_;
};

std::optional<Finding> RangeContent::take(BundleReader& reader, const BundleHead& head,
                                          EventList& events) {
    const Result<std::optional<notes::TimeSpan>> times =
        notes::range_manifest_times(head.manifest());
    if (!times) {
        return failure("bundle-manifest", {std::string(format::kManifestFile), {}, {}, {}},
                       times.error().message);
    }
    times_ = *times;
    if (auto found = streams_.take_all(reader, *head.facts(), *head.checkpoint(), 1)) return found;
    if (auto found = take_before(reader)) return found;
    if (auto found = take_bracket(reader, head, format::kRangeLowerFile, lower_)) return found;
    if (auto found = take_entries(reader, head, events)) return found;
    if (auto found = take_bracket(reader, head, format::kRangeUpperFile, upper_)) return found;
    if (auto found = judge_upper(head)) return found;
    if (auto found = take_consistency(reader, head)) return found;
    std::optional<std::string_view> next;
    if (auto problem = reader.look(next)) return problem;
    if (!next) return std::nullopt;
    return failure("bundle-order", reader.place(), "nothing stands behind a range",
                   {"the end of the bundle", plain(*next)});
}

std::optional<Finding> RangeContent::take_before(BundleReader& reader) {
    Bytes text;
    if (auto problem = reader.take_if(format::kRangeBeforeFile, kProofLimits, text)) return problem;
    if (text.empty()) return std::nullopt;
    before_place_ = reader.place();
    return read_bundle_hashes(as_text(text), before_place_, before_);
}

std::optional<Finding> RangeContent::take_bracket(BundleReader& reader, const BundleHead& head,
                                                  std::string_view name,
                                                  std::optional<BundleNote>& note) {
    // A range that nobody asked for by times has no brackets: whoever takes the next file says so.
    if (!times_) return std::nullopt;
    Bytes text;
    if (auto problem = reader.take_if(name, kNoteLimits, text)) return problem;
    if (text.empty()) return std::nullopt;
    note.emplace();
    if (auto problem =
            read_bundle_note(as_text(text), head.facts()->genesis.origin, reader.place(), *note)) {
        return problem;
    }
    const notes::Checkpoint& checkpoint = head.checkpoint()->checkpoint;
    if (note->checkpoint.size > checkpoint.size) {
        return failure(
            "checkpoint-size", reader.place(),
            "a checkpoint that brackets a range is not larger than the bundle's",
            {fmt::format("at most {}", checkpoint.size), std::to_string(note->checkpoint.size)});
    }
    return judge_note_by(*head.facts(), head.epochs().all(), checkpoint, *note, reader.place());
}

std::optional<Finding> RangeContent::take_entries(BundleReader& reader, const BundleHead& head,
                                                  EventList& events) {
    if (auto problem = reader.begin(format::kRangeEntriesFile, kEntriesLimits)) return problem;
    Place place = reader.place();
    const std::uint64_t size = reader.left();
    if (size % format::kEntrySize != 0) {
        return failure(
            "bundle-size", place, "entries stand one after the other, each of the same size",
            {fmt::format("a multiple of {} bytes", format::kEntrySize), std::to_string(size)});
    }
    const std::uint64_t count = size / format::kEntrySize;
    Bytes part;
    while (records_ < count) {
        if (options_.cancelled && options_.cancelled()) return judging_was_stopped();
        place.offset = reader.offset();
        if (auto problem = reader.take_part(kEntriesAtOnce * format::kEntrySize, part)) {
            return problem;
        }
        for (std::size_t at = 0; at < part.size(); at += format::kEntrySize) {
            format::Entry entry;
            std::memcpy(&entry, part.data() + at, sizeof entry);
            Place here = place;
            here.offset = *place.offset + at;
            if (auto problem = judge_entry_version(entry, here)) return problem;
            if (!first_) {
                if (auto problem = begin_at(entry, count, head, here)) return problem;
            }
            here.sequence = *first_ + records_;
            if (auto problem = add(entry, head, here, events)) return problem;
        }
        if (options_.progress) options_.progress({reader.offset(), bytes_total_, records_});
    }
    return std::nullopt;
}

// Where the range begins is what its first entry says; the tree before it must be of that size.
std::optional<Finding> RangeContent::begin_at(const format::Entry& first, std::uint64_t count,
                                              const BundleHead& head, const Place& place) {
    const std::uint64_t size = head.checkpoint()->checkpoint.size;
    const std::uint64_t begin = first.sequence;
    if (begin >= size || count > size - begin) {
        return failure("checkpoint-size", place, "the range ends behind the checkpoint",
                       {fmt::format("at most {}", size), fmt::format("{} + {}", begin, count)});
    }
    const std::optional<merkle::Frontier> tree = merkle::Frontier::from_nodes(begin, before_);
    if (!tree) {
        return failure("bundle-proof", before_place_,
                       "the tree before the range is one of another size",
                       {fmt::format("the subtrees of {} records", begin),
                        fmt::format("{} hashes", before_.size())});
    }
    tree_ = *tree;
    first_ = begin;
    if (begin == 0) {
        previous_ = Hash{};
        streams_.expect_beginnings();
    }
    return std::nullopt;
}

std::optional<Finding> RangeContent::add(const format::Entry& entry, const BundleHead& head,
                                         const Place& place, EventList& events) {
    if (auto problem =
            judge_lone_entry(entry, *head.facts(), *first_ + records_, previous_, place)) {
        return problem;
    }
    if (auto problem = streams_.judge_numbers(entry, place)) return problem;
    if (records_ > 0 && entry.time_ns < facts_.last_time_ns) {
        FrameFacts said;
        said.time_steps_back = 1;
        said.first_time_step_back = entry.sequence;
        events.note(said);
    }
    count(entry);
    previous_ = merkle::leaf_hash(format::bytes_of(entry));
    tree_.append(*previous_);
    return records_ == 1 ? judge_lower() : std::nullopt;
}

void RangeContent::count(const format::Entry& entry) {
    if (records_ == 0) facts_.first_time_ns = entry.time_ns;
    facts_.last_time_ns = entry.time_ns;
    ++records_;
    if (format::is_event(entry)) ++event_records_;
    const std::optional<std::uint32_t> stream = streams_.first();
    if (stream && entry.stream_id != *stream) return;
    if (stream) {
        if (facts_.stream_records == 0) facts_.stream_first = entry.stream_sequence;
        facts_.stream_last = entry.stream_sequence;
        ++facts_.stream_records;
    }
    const bool in_time =
        times_ && entry.time_ns >= times_->from_ns && entry.time_ns <= times_->to_ns;
    if (in_time) ++facts_.in_time;
}

Place bracket_place(std::string_view name) {
    return {std::string(name), {}, {}, {}};
}

// Behind the first entry: the last record under the lower checkpoint is the first of the range.
std::optional<Finding> RangeContent::judge_lower() const {
    if (!times_) return std::nullopt;
    const Place place = bracket_place(format::kRangeLowerFile);
    if (lower_.has_value() != (*first_ > 0)) {
        return failure("range-bracket", place,
                       "a checkpoint brackets the range below, unless it begins with the ledger");
    }
    if (!lower_) return std::nullopt;
    if (lower_->checkpoint.size != tree_.size()) {
        return wrong_number("range-bracket", place,
                            "the range begins with the last record under the lower checkpoint",
                            tree_.size(), lower_->checkpoint.size);
    }
    if (lower_->checkpoint.root != tree_.root()) {
        return wrong_bytes("checkpoint-root", place,
                           "the lower checkpoint's root is not that of the records up to it",
                           tree_.root(), lower_->checkpoint.root);
    }
    if (facts_.first_time_ns < times_->from_ns) return std::nullopt;
    return failure(
        "range-bracket", place,
        "the last record under the lower checkpoint must be of before the times asked "
        "for: records in them may stand before the range",
        {"before " + notes::rfc3339(times_->from_ns), notes::rfc3339(facts_.first_time_ns)});
}

// Behind the last entry, which is the last record under the upper checkpoint.
std::optional<Finding> RangeContent::judge_upper(const BundleHead& head) const {
    if (!times_) return std::nullopt;
    const Place place = bracket_place(format::kRangeUpperFile);
    if (upper_.has_value() != (tree_.size() < head.checkpoint()->checkpoint.size)) {
        return failure("range-bracket", place,
                       "a checkpoint brackets the range above, unless it ends with the bundle's");
    }
    if (!upper_) return std::nullopt;
    if (upper_->checkpoint.size != tree_.size()) {
        return wrong_number("range-bracket", place,
                            "the range ends with the last record under the upper checkpoint",
                            tree_.size(), upper_->checkpoint.size);
    }
    if (upper_->checkpoint.root != tree_.root()) {
        return wrong_bytes("checkpoint-root", place,
                           "the upper checkpoint's root is not that of the records up to it",
                           tree_.root(), upper_->checkpoint.root);
    }
    if (facts_.last_time_ns > times_->to_ns) return std::nullopt;
    return failure(
        "range-bracket", place,
        "the last record under the upper checkpoint must be of after the times asked for: records "
        "in them may stand behind the range",
        {"after " + notes::rfc3339(times_->to_ns), notes::rfc3339(facts_.last_time_ns)});
}

std::optional<Finding> RangeContent::take_consistency(BundleReader& reader,
                                                      const BundleHead& head) {
    const notes::Checkpoint& checkpoint = head.checkpoint()->checkpoint;
    merkle::Path path;
    Place place = bracket_place(format::kRangeConsistencyFile);
    if (tree_.size() < checkpoint.size) {
        Bytes text;
        if (auto problem = reader.take(format::kRangeConsistencyFile, kProofLimits, text)) {
            return problem;
        }
        place = reader.place();
        if (auto problem = read_bundle_hashes(as_text(text), place, path)) return problem;
    }
    if (merkle::verify_consistency(tree_.size(), checkpoint.size, path, tree_.root(),
                                   checkpoint.root)) {
        return std::nullopt;
    }
    return failure("bundle-consistency", place,
                   "the range is not proven to be part of the checkpoint's tree: a record was "
                   "changed, left out or added, or the tree before it is another");
}

std::string RangeContent::manifest(const BundleHead& head) const {
    return notes::range_manifest_json(head.expected(),
                                      {*first_, tree_.size(), streams_.first(), times_});
}

void RangeContent::tell(Report& report, bool holds) {
    report.first_record = first_;
    report.records_verified = records_;
    report.event_records = event_records_;
    if (!holds) return;
    facts_.end = tree_.size();
    facts_.stream_id = streams_.first();
    if (facts_.stream_id) facts_.stream = *streams_.name(*facts_.stream_id);
    facts_.times = times_;
    if (lower_) facts_.lower_size = lower_->checkpoint.size;
    if (upper_) facts_.upper_size = upper_->checkpoint.size;
    report.range = facts_;
}

std::vector<std::string> RangeContent::outside(std::uint64_t size) const {
    std::vector<std::string> texts{
        fmt::format("what the records outside {} to {} are: the checkpoint binds all {} records, "
                    "but the others are not here",
                    *first_, tree_.size() - 1, size)};
    if (times_) {
        texts.push_back(
            "that nothing outside the range has a time within those asked for: the checkpoints "
            "bracket it by the writer's clock at two records, and order is proven by the chain");
    }
    return texts;
}

std::vector<std::string> RangeContent::unsaid() const {
    return {
        "what the records of the range say: their entries are here, which bind their bodies by "
        "digest"};
}

}  // namespace

std::unique_ptr<BundleContent> range_content(const VerifyOptions& options,
                                             std::uint64_t bytes_total) {
    return std::make_unique<RangeContent>(options, bytes_total);
}

}  // namespace counterfoil::verifier

// SPDX-License-Identifier: Apache-2.0
#include "verifier/attachment_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "verifier/time_stamp_judge.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kCosignedMax = 64;
constexpr std::size_t kTimeStampsMax = 1000;

// The newest ones, newest first.
std::vector<std::uint64_t> newest(const std::vector<std::uint64_t>& ascending, std::size_t max) {
    const std::size_t count = std::min(ascending.size(), max);
    return {ascending.rbegin(), ascending.rbegin() + static_cast<std::ptrdiff_t>(count)};
}

const KeptNote* find(const std::vector<KeptNote>& kept, std::uint64_t number) {
    const auto note = std::lower_bound(
        kept.begin(), kept.end(), number,
        [](const KeptNote& each, std::uint64_t wanted) { return each.number < wanted; });
    return note != kept.end() && note->number == number ? &*note : nullptr;
}

Place place_of(const std::string& name) {
    return {platform::join(std::string(format::kCheckpointsDirectory), name), {}, {}, {}};
}

// The note's bytes, and one line or more behind them.
std::optional<notes::Note> read_cosigned(ByteView bytes, const KeptNote& note) {
    const std::string_view text = as_text(bytes);
    if (text.size() <= note.bytes.size() || !text.starts_with(note.bytes)) return std::nullopt;
    Result<notes::Note> cosigned = notes::parse_note(text);
    // A line with an empty one before it would make another text of this one.
    if (!cosigned || cosigned->text != note.text()) return std::nullopt;
    return std::move(*cosigned);
}

}  // namespace

AttachmentJudge::AttachmentJudge(platform::Storage& storage, const std::string& directory,
                                 const Inventory& inventory, const VerifyOptions& options,
                                 std::uint64_t now_ns, FindingList& findings, EventList& events)
    : storage_(storage),
      directory_(directory),
      options_(options),
      findings_(findings),
      events_(events),
      cosigned_(newest(inventory.cosigned, kCosignedMax)),
      stamped_(newest(inventory.time_stamps, kTimeStampsMax)),
      time_stamps_left_out_(inventory.time_stamps.size() - stamped_.size()) {
    if (options.policy) witness_judge_.emplace(*options.policy, now_ns, findings, events);
}

std::vector<std::uint64_t> AttachmentJudge::wanted() const {
    std::vector<std::uint64_t> numbers;
    std::set_union(cosigned_.rbegin(), cosigned_.rend(), stamped_.rbegin(), stamped_.rend(),
                   std::back_inserter(numbers));
    return numbers;
}

void AttachmentJudge::run(const std::vector<KeptNote>& kept) {
    judge_cosigned(kept);
    judge_time_stamps(kept);
    if (cancelled()) {
        findings_.add(finding(Severity::kIncomplete, "interrupted", {},
                              "judging was stopped before the end"));
    }
}

void AttachmentJudge::judge_cosigned(const std::vector<KeptNote>& kept) {
    bool settled = !witness_judge_;
    for (const std::uint64_t number : cosigned_) {
        const KeptNote* const note = find(kept, number);
        if (note == nullptr || cancelled()) continue;
        const Place place = place_of(format::cosigned_file_name(number));
        const std::optional<Bytes> bytes = read(place, format::kCheckpointNoteSizeMax);
        if (!bytes) continue;
        const std::optional<notes::Note> cosigned = read_cosigned(*bytes, *note);
        if (!cosigned) {
            findings_.add(failure("cosigned-note", place,
                                  "it must be the checkpoint's note, byte for byte, with one "
                                  "signature line or more behind it"));
            continue;
        }
        if (!settled) settled = witness_judge_->note(*cosigned, note->size, place);
    }
    if (witness_judge_) witness_judge_->finish();
}

void AttachmentJudge::judge_time_stamps(const std::vector<KeptNote>& kept) {
    for (const std::uint64_t number : stamped_) {
        const KeptNote* const note = find(kept, number);
        if (note == nullptr || cancelled()) continue;
        const Place place = place_of(format::time_stamp_file_name(number));
        const std::optional<Bytes> reply = read(place, crypto::kTimeStampSizeMax);
        if (!reply) continue;
        Stamped stamped;
        std::optional<Finding> problem =
            judge_time_stamp(*reply, *note, options_.time_stamp_authorities, place, stamped);
        if (problem) {
            findings_.add(std::move(*problem));
        } else {
            time_stamps_.push_back(std::move(stamped));
        }
    }
    if (time_stamps_.empty() || options_.time_stamp_authorities) return;
    events_.add({"time-stamp-unchecked", std::nullopt,
                 fmt::format("{} time {} of a checkpoint {} not checked against an authority: name "
                             "its certificate with --timestamp-ca",
                             time_stamps_.size(), time_stamps_.size() == 1 ? "stamp" : "stamps",
                             time_stamps_.size() == 1 ? "was" : "were"),
                 false});
}

std::optional<Bytes> AttachmentJudge::read(const Place& place, std::uint64_t size_max) {
    Result<Bytes> bytes =
        platform::read_file(storage_, platform::join(directory_, place.file), size_max);
    if (bytes) return std::move(*bytes);
    findings_.add(from_error(bytes.error(), place));
    return std::nullopt;
}

bool AttachmentJudge::cancelled() const {
    return options_.cancelled && options_.cancelled();
}

void AttachmentJudge::tell(Report& report) const {
    if (witness_judge_) witness_judge_->tell(report);
    if (!tells_more(report.verdict)) return;
    report.time_stamps = time_stamps_;
    if (!time_stamps_.empty() && options_.time_stamp_authorities) {
        report.not_proven.push_back(
            "that the time stamp authorities' clocks are right, and that none of their "
            "certificates was revoked");
    }
    if (time_stamps_left_out_ > 0) {
        report.not_proven.push_back(
            fmt::format("what {} older time stamps say: only the newest {} were looked at",
                        time_stamps_left_out_, kTimeStampsMax));
    }
}

}  // namespace counterfoil::verifier

// SPDX-License-Identifier: Apache-2.0
// M03 to M06: records, bodies, frames, segments exchanged, taken out, put in, by somebody who can
// compute everything but a signature.
#include <algorithm>
#include <random>
#include <utility>

#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/edits.h"

namespace counterfoil::tamper {
namespace {

struct Sizes {
    explicit Sizes(const Base& base) {
        const EditedLedger ledger(base->files);
        records = ledger.record_places().size();
        frames = ledger.frame_places().size();
        segments = ledger.segments.size();
    }
    std::uint64_t records;
    std::uint64_t frames;
    std::uint64_t segments;
};

template <class Item>
auto at(std::vector<Item>& items, std::size_t place) {
    return items.begin() + static_cast<std::ptrdiff_t>(place);
}

void add_exchanges(Families& to, const Base& base, const std::string& which) {
    const Sizes sizes(base);
    add_edits(to, "M03", "two records exchanged, " + which, base, sizes.records * sizes.records,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.records);
                  if (pair.first >= pair.second) return false;
                  const auto places = ledger.record_places();
                  std::swap(ledger.record(places[pair.first]), ledger.record(places[pair.second]));
                  return true;
              });
    add_edits(to, "M03", "two bodies exchanged, " + which, base, sizes.records * sizes.records,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.records);
                  if (pair.first >= pair.second) return false;
                  const auto places = ledger.record_places();
                  EditedRecord& first = ledger.record(places[pair.first]);
                  EditedRecord& second = ledger.record(places[pair.second]);
                  std::swap(first.body, second.body);
                  std::swap(first.entry.body_length, second.entry.body_length);
                  return true;
              });
    add_edits(to, "M03", "two frames exchanged, " + which, base, sizes.frames * sizes.frames,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.frames);
                  if (pair.first >= pair.second) return false;
                  std::swap(ledger.frame(pair.first), ledger.frame(pair.second));
                  return true;
              });
    add_edits(to, "M03", "two frames merged, " + which, base, sizes.frames,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const auto places = ledger.frame_places();
                  const auto [segment, frame] = places[static_cast<std::size_t>(number)];
                  auto& frames = ledger.segments[segment].frames;
                  if (frame + 1 >= frames.size()) return false;
                  EditedFrame& first = frames[frame];
                  const EditedFrame second = frames[frame + 1];
                  first.records.insert(first.records.end(), second.records.begin(),
                                       second.records.end());
                  first.trailer = second.trailer;
                  frames.erase(at(frames, frame + 1));
                  return true;
              });
    add_edits(to, "M03", "a frame split, " + which, base, sizes.records,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const auto place = ledger.record_places()[static_cast<std::size_t>(number)];
                  if (place.record == 0) return false;
                  const auto [segment, frame] = ledger.frame_places()[place.frame];
                  auto& frames = ledger.segments[segment].frames;
                  EditedFrame second = frames[frame];
                  second.records.erase(second.records.begin(), at(second.records, place.record));
                  frames[frame].records.resize(place.record);
                  frames.insert(at(frames, frame + 1), second);
                  return true;
              });
    add_edits(to, "M03", "two segments exchanged, " + which, base, sizes.segments * sizes.segments,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.segments);
                  if (pair.first >= pair.second) return false;
                  std::swap(ledger.segments[pair.first], ledger.segments[pair.second]);
                  std::swap(ledger.segments[pair.first].path, ledger.segments[pair.second].path);
                  return true;
              });
}

void add_removals(Families& to, const Base& base, const std::string& which) {
    const Sizes sizes(base);
    add_edits(to, "M04", "records taken out, from one to another, " + which, base,
              sizes.records * sizes.records, [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf run(number, sizes.records);
                  if (run.first > run.second) return false;
                  const auto places = ledger.record_places();
                  for (std::size_t i = run.second + 1; i-- > run.first;) {
                      auto& records = ledger.frame(places[i].frame).records;
                      records.erase(at(records, places[i].record));
                  }
                  // A frame of no records would be a stranger thing.
                  for (EditedSegment& segment : ledger.segments) {
                      std::erase_if(segment.frames,
                                    [](const EditedFrame& frame) { return frame.records.empty(); });
                  }
                  return true;
              });
    add_edits(to, "M04", "frames taken out, from one to another, " + which, base,
              sizes.frames * sizes.frames, [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf run(number, sizes.frames);
                  if (run.first > run.second) return false;
                  const auto places = ledger.frame_places();
                  for (std::size_t i = run.second + 1; i-- > run.first;) {
                      auto& frames = ledger.segments[places[i].first].frames;
                      frames.erase(at(frames, places[i].second));
                  }
                  return true;
              });
    for (const bool renamed : {false, true}) {
        add_edits(to, "M04",
                  std::string("segments taken out") + (renamed ? " and renamed, " : ", ") + which,
                  base, sizes.segments * sizes.segments,
                  [=](std::uint64_t number, EditedLedger& ledger) {
                      const TwoOf run(number, sizes.segments);
                      if (run.first > run.second) return false;
                      std::vector<std::string> names;
                      for (const EditedSegment& each : ledger.segments) names.push_back(each.path);
                      ledger.segments.erase(at(ledger.segments, run.first),
                                            at(ledger.segments, run.second + 1));
                      for (std::size_t i = 0; renamed && i < ledger.segments.size(); ++i) {
                          ledger.segments[i].path = names[i];
                      }
                      return true;
                  });
    }
    std::vector<std::string> paths;
    for (const auto& [path, content] : base->files) {
        if (!path.starts_with("quarantine/")) paths.push_back(path);
    }
    Family files{"M04", "any of the files taken out, " + which, base,
                 std::uint64_t{1} << paths.size()};
    files.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        if (number == 0) return std::nullopt;
        for (std::size_t i = 0; i < paths.size(); ++i) {
            if ((number >> i & 1U) != 0) subject.files.erase(paths[i]);
        }
        return kFailed;
    };
    to.push_back(files);
}

void add_repetitions(Families& to, const Base& base, const std::string& which) {
    const Sizes sizes(base);
    add_edits(to, "M05", "a record put in once more, anywhere, " + which, base,
              sizes.records * sizes.records, [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.records);
                  const auto places = ledger.record_places();
                  const EditedRecord again = ledger.record(places[pair.first]);
                  auto& records = ledger.frame(places[pair.second].frame).records;
                  records.insert(at(records, places[pair.second].record + 1), again);
                  return true;
              });
    add_edits(to, "M05", "a frame put in once more, anywhere, " + which, base,
              sizes.frames * sizes.frames, [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.frames);
                  const EditedFrame again = ledger.frame(pair.first);
                  const auto [segment, frame] = ledger.frame_places()[pair.second];
                  auto& frames = ledger.segments[segment].frames;
                  frames.insert(at(frames, frame + 1), again);
                  return true;
              });
    add_edits(to, "M05", "a segment in another's place, " + which, base,
              sizes.segments * (sizes.segments + 1),
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, sizes.segments + 1);
                  EditedSegment again = ledger.segments[pair.first];
                  if (pair.second < sizes.segments) {
                      again.path = ledger.segments[pair.second].path;
                      ledger.segments[pair.second] = again;
                  } else {
                      again.path = "segments/0000000000000000000" + std::to_string(sizes.segments) +
                                   ".segment";
                      ledger.segments.push_back(again);
                  }
                  return true;
              });
}

void add_insertions(Families& to, const Base& base, const std::string& which, std::uint64_t seed) {
    const Sizes sizes(base);
    constexpr std::uint64_t kForms = 8;
    add_edits(to, "M06", "a forged event put in, " + which, base, sizes.records * kForms,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const auto places = ledger.record_places();
                  const auto place = places[static_cast<std::size_t>(number / kForms)];
                  std::mt19937_64 random(seed + number);
                  EditedRecord forged;
                  for (const auto& each : places) {
                      if (ledger.record(each).entry.type == 1) forged = ledger.record(each);
                  }
                  forged.body.resize(24 + random() % 300);
                  for (std::uint8_t& byte : forged.body) byte = static_cast<std::uint8_t>(random());
                  forged.entry.body_length = static_cast<std::uint32_t>(forged.body.size());
                  auto& records = ledger.frame(place.frame).records;
                  records.insert(at(records, place.record + 1), forged);
                  return true;
              });
    add_edits(to, "M06", "an event's body forged, " + which, base, sizes.records * kForms,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  const auto place =
                      ledger.record_places()[static_cast<std::size_t>(number / kForms)];
                  EditedRecord& record = ledger.record(place);
                  if (record.entry.type != 1) return false;
                  std::mt19937_64 random(seed + number);
                  record.body[static_cast<std::size_t>(random() % record.body.size())] ^=
                      static_cast<std::uint8_t>(1 + random() % 255);
                  return true;
              });
    add_edits(to, "M06", "a frame of forged events at the end, " + which, base, 16,
              [=](std::uint64_t number, EditedLedger& ledger) {
                  EditedSegment& segment = ledger.segments.back();
                  EditedFrame forged = segment.frames.back();
                  const EditedRecord last = forged.records.back();
                  forged.records.assign(static_cast<std::size_t>(number + 1), last);
                  segment.frames.push_back(forged);
                  return true;
              });
}

}  // namespace

void add_order_and_membership(Families& to, std::uint64_t seed) {
    for (const auto& [base, which] : {std::pair(small_ledger(), std::string("closed")),
                                      std::pair(rich_ledger(), std::string("rich")),
                                      std::pair(clear_ledger(), std::string("unencrypted")),
                                      std::pair(recovered_ledger(), std::string("recovered"))}) {
        add_exchanges(to, base, which);
        add_removals(to, base, which);
        add_repetitions(to, base, which);
        add_insertions(to, base, which, seed);
    }
}

}  // namespace counterfoil::tamper

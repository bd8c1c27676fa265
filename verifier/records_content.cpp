// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "ledger/format/envelope.h"
#include "ledger/merkle/hashing.h"
#include "verifier/bundle_content.h"
#include "verifier/bundle_disclosure.h"
#include "verifier/bundle_records.h"
#include "verifier/bundle_streams.h"

namespace counterfoil::verifier {
namespace {

// A bundle of some records, each with its body and proof.
class RecordsContent : public BundleContent {
  public:
    RecordsContent(const VerifyOptions& options, std::uint64_t bytes_total)
        : options_(options), bytes_total_(bytes_total), disclosure_(options) {}

    std::optional<Finding> take(BundleReader& reader, const BundleHead& head,
                                EventList& events) override;
    std::string manifest(const BundleHead& head) const override;
    void tell(Report& report, bool holds) override;
    std::vector<std::string> outside(std::uint64_t size) const override;
    std::vector<std::string> unsaid() const override;

  private:
    [[nodiscard]] std::optional<Finding> take_record(BundleReader& reader, const BundleHead& head,
                                                     std::uint64_t sequence, EventList& events);
    [[nodiscard]] std::optional<Finding> take_key(BundleReader& reader, std::uint64_t sequence,
                                                  const format::Entry& entry, ByteView body,
                                                  bool encrypted);

    const VerifyOptions& options_;
    std::uint64_t bytes_total_;
    BundleStreams streams_;
    std::optional<std::uint64_t> first_record_;
    std::uint64_t records_ = 0;
    std::uint64_t event_records_ = 0;
    std::uint64_t closed_events_ = 0;  // Sealed, and no key is given.
    std::uint64_t bodies_left_out_ = 0;
    std::uint64_t record_keys_ = 0;
    std::optional<Hash> previous_;
    std::uint64_t previous_time_ns_ = 0;
    RecordOpener opener_;
    BundleDisclosure disclosure_;
};

std::optional<Finding> RecordsContent::take(BundleReader& reader, const BundleHead& head,
                                            EventList& events) {
    if (auto found = streams_.take_all(reader, *head.facts(), *head.checkpoint())) return found;
    std::optional<std::string_view> next;
    if (auto problem = reader.look(next)) return problem;
    const std::optional<std::uint64_t> first =
        next ? format::bundle_record_of(*next) : std::nullopt;
    if (!first) {
        return failure("bundle-order", reader.place(), "another file must stand behind this one",
                       {"the entry of a record", next ? plain(*next) : "the end of the bundle"});
    }
    first_record_ = first;
    for (std::uint64_t sequence = *first;; ++sequence) {
        if (options_.cancelled && options_.cancelled()) return judging_was_stopped();
        if (auto problem = take_record(reader, head, sequence, events)) return problem;
        ++records_;
        if (options_.progress) options_.progress({reader.offset(), bytes_total_, records_});
        if (auto problem = reader.look(next)) return problem;
        if (!next) break;
    }
    return streams_.judge_use();
}

std::optional<Finding> RecordsContent::take_record(BundleReader& reader, const BundleHead& head,
                                                   std::uint64_t sequence, EventList& events) {
    const LedgerFacts& facts = *head.facts();
    const auto name = [&](std::string_view file) {
        return format::bundle_record_file(sequence, file);
    };
    format::Entry entry;
    if (auto problem = take_entry(reader, name(format::kEntryFile), entry)) return problem;
    Place place = reader.place();
    place.sequence = sequence;
    const std::optional<Hash> before = sequence == 0 ? std::optional<Hash>(Hash{}) : previous_;
    if (auto problem = judge_lone_entry(entry, facts, sequence, before, place)) return problem;
    if (auto problem = streams_.judge_numbers(entry, place)) return problem;

    Bytes body;
    if (auto problem = reader.take_if(name(format::kBodyFile), kBodyLimits, body)) return problem;
    FrameFacts said;
    if (!body.empty()) {
        place = reader.place();
        place.sequence = sequence;
        if (auto problem = judge_lone_body(entry, body, facts, place, said)) return problem;
        if (said.epoch) {
            const auto decoded = format::decode_body(format::RecordType::kKey, body);
            const auto& key = std::get<format::EpochKeyBody>(*decoded);
            if (auto problem = head.epochs().judge_key_record(sequence, key, place)) return problem;
        }
    } else if (format::is_event(entry)) {
        ++bodies_left_out_;
    } else {
        return failure("bundle-body-missing", place, "only an event's body can be left out",
                       {"a body", "none"});
    }
    const std::string proof = name(format::kInclusionFile);
    if (auto problem = take_inclusion(reader, proof, entry, *head.checkpoint())) return problem;
    if (format::is_event(entry)) ++event_records_;
    if (auto problem = take_key(reader, sequence, entry, body, facts.encrypted)) return problem;

    if (previous_ && entry.time_ns < previous_time_ns_) {
        said.time_steps_back = 1;
        said.first_time_step_back = sequence;
    }
    // Recoveries and openings are judged with the whole ledger, of which they tell.
    said.recovery.reset();
    said.open.reset();
    events.note(said);
    previous_ = merkle::leaf_hash(format::bytes_of(entry));
    previous_time_ns_ = entry.time_ns;
    return std::nullopt;
}

std::optional<Finding> RecordsContent::take_key(BundleReader& reader, std::uint64_t sequence,
                                                const format::Entry& entry, ByteView body,
                                                bool encrypted) {
    const bool event = format::is_event(entry);
    if (event && !encrypted && !body.empty())
        disclosure_.add(entry, streams_.name(entry.stream_id), body);
    Bytes key;
    const std::string name = format::bundle_record_file(sequence, format::kRecordKeyFile);
    if (auto problem = reader.take_if(name, kKeyLimits, key)) return problem;
    if (key.empty()) {
        if (event && encrypted && !body.empty()) ++closed_events_;
        return std::nullopt;
    }
    Place place = reader.place();
    place.sequence = sequence;
    if (!event || !encrypted || body.empty()) {
        return failure("bundle-record-key", place,
                       "a key stands only beside a sealed event whose body is here");
    }
    crypto::Secret256 secret;
    std::copy(key.begin(), key.end(), secret.writable().begin());
    Bytes plaintext;
    if (auto problem = opener_.open(entry, body, secret, place, plaintext)) return problem;
    if (!format::decode_envelope(plaintext)) {
        return failure("envelope", place,
                       "what was sealed in the record is not an envelope that format 1 knows");
    }
    ++record_keys_;
    disclosure_.add(entry, streams_.name(entry.stream_id), plaintext);
    return std::nullopt;
}

std::string RecordsContent::manifest(const BundleHead& head) const {
    return notes::evidence_manifest_json(
        head.expected(), {streams_.count(), *first_record_, records_, record_keys_});
}

void RecordsContent::tell(Report& report, bool holds) {
    report.first_record = first_record_;
    report.records_verified = records_;
    report.event_records = event_records_;
    if (!holds) return;
    report.disclosed = disclosure_.take();
    report.disclosed_total = disclosure_.total();
}

std::vector<std::string> RecordsContent::outside(std::uint64_t size) const {
    return {fmt::format("what the records outside {} to {} say, and that the ledger they lie in is "
                        "right: the checkpoint binds all {} records before it, but the others are "
                        "not here",
                        *first_record_, *first_record_ + records_ - 1, size),
            "that nothing that matters lies outside: whoever made the bundle chose its records"};
}

std::vector<std::string> RecordsContent::unsaid() const {
    std::vector<std::string> texts;
    if (closed_events_ > 0) {
        texts.push_back(fmt::format(
            "what {} sealed events say: no key for them is in the bundle, but each body is the one "
            "that its entry names by digest",
            closed_events_));
    }
    if (bodies_left_out_ > 0) {
        texts.push_back(fmt::format("what {} events said whose bodies were destroyed or left out",
                                    bodies_left_out_));
    }
    if (disclosure_.total() > 0) {
        texts.push_back(
            "who else has read the disclosed events: whoever has this bundle can read them");
    }
    return texts;
}

}  // namespace

std::unique_ptr<BundleContent> records_content(const VerifyOptions& options,
                                               std::uint64_t bytes_total) {
    return std::make_unique<RecordsContent>(options, bytes_total);
}

}  // namespace counterfoil::verifier

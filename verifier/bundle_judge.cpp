// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/format/envelope.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/evidence.h"
#include "ledger/notes/text.h"
#include "verifier/ledger_json_claim.h"

namespace counterfoil::verifier {
namespace {

constexpr SizeLimits kManifestLimits{1, format::kManifestSizeMax};
constexpr SizeLimits kNoteLimits{1, format::kCheckpointNoteSizeMax};

// Of a manifest that begins as each version of it does.
std::optional<std::string_view> format_version(std::string_view manifest) {
    if (!notes::take_prefix(manifest, notes::kEvidenceManifestStart)) return std::nullopt;
    const std::size_t comma = manifest.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const std::string_view number = manifest.substr(0, comma);
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(), [](char each) {
        return each >= '0' && each <= '9';
    });
    if (!digits || (number.size() > 1 && number.front() == '0')) return std::nullopt;
    return number;
}

}  // namespace

BundleJudge::BundleJudge(const std::string& path, const VerifyOptions& options,
                         std::uint64_t now_ns)
    : path_(path), options_(options), findings_(options.findings_max), disclosure_(options) {
    if (options.policy) witness_judge_.emplace(*options.policy, now_ns, findings_, events_);
}

void BundleJudge::run(platform::Storage& storage) {
    const auto file = storage.open(path_, platform::OpenMode::kRead);
    if (!file) {
        findings_.add(
            file.error().code == ErrorCode::kNotFound
                ? finding(Severity::kIoError, "read-error", {}, plain(file.error().message))
                : from_error(file.error(), {}));
        return;
    }
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) {
        findings_.add(from_error(size.error(), {}));
        return;
    }
    bytes_total_ = *size;
    BundleReader reader(**file, *size);
    if (auto problem = judge(reader)) findings_.add(std::move(*problem));
    bytes_done_ = reader.offset();
    events_.finish();
}

std::optional<Finding> BundleJudge::judge(BundleReader& reader) {
    if (auto problem = take_manifest(reader)) return problem;
    BundleEpochs epochs(reader);
    auto problem = epochs.run(options_.pin, options_.policy, findings_);
    facts_ = epochs.facts();
    identity_ = epochs.identity();
    epochs_ = epochs.count();
    last_epoch_ = epochs.last();
    if (problem) return problem;
    if (findings_.any(Severity::kFailure)) return std::nullopt;
    if (auto found = take_checkpoint(reader, epochs)) return found;
    if (auto found = streams_.take_all(reader, *facts_, *checkpoint_)) return found;
    if (auto found = take_records(reader, epochs)) return found;
    if (auto found = judge_manifest()) return found;
    judged_to_its_end_ = true;
    judge_witnesses();
    return std::nullopt;
}

std::optional<Finding> BundleJudge::take_manifest(BundleReader& reader) {
    Bytes text;
    if (auto problem = reader.take(format::kManifestFile, kManifestLimits, text)) return problem;
    manifest_ = as_text(text);
    const std::optional<std::string_view> version = format_version(manifest_);
    if (!version || *version == std::to_string(format::kVersion)) return std::nullopt;
    return finding(Severity::kUnsupported, "bundle-version", reader.place(),
                   "the bundle has a format version that this program does not know",
                   {std::to_string(format::kVersion), plain(*version)});
}

std::optional<Finding> BundleJudge::take_checkpoint(BundleReader& reader, BundleEpochs& epochs) {
    Bytes text;
    if (auto problem = reader.take(format::kCheckpointFile, kNoteLimits, text)) return problem;
    const Place place = reader.place();
    BundleNote note;
    if (auto problem = read_bundle_note(as_text(text), facts_->genesis.origin, place, note)) {
        return problem;
    }
    if (auto problem = epochs.lead_to(note, place)) return problem;
    checkpoint_ = std::move(note);
    return std::nullopt;
}

std::optional<Finding> BundleJudge::take_records(BundleReader& reader, const BundleEpochs& epochs) {
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
        if (options_.cancelled && options_.cancelled()) {
            return finding(Severity::kIncomplete, "interrupted", {},
                           "judging was stopped before the end");
        }
        if (auto problem = take_record(reader, epochs, sequence)) return problem;
        ++records_;
        if (options_.progress) options_.progress({reader.offset(), bytes_total_, records_});
        if (auto problem = reader.look(next)) return problem;
        if (!next) break;
    }
    return streams_.judge_use();
}

std::optional<Finding> BundleJudge::take_record(BundleReader& reader, const BundleEpochs& epochs,
                                                std::uint64_t sequence) {
    const auto name = [&](std::string_view file) {
        return format::bundle_record_file(sequence, file);
    };
    format::Entry entry;
    if (auto problem = take_entry(reader, name(format::kEntryFile), entry)) return problem;
    Place place = reader.place();
    place.sequence = sequence;
    const std::optional<Hash> before = sequence == 0 ? std::optional<Hash>(Hash{}) : previous_;
    if (auto problem = judge_lone_entry(entry, *facts_, sequence, before, place)) return problem;
    if (auto problem = streams_.judge_numbers(entry, place)) return problem;

    Bytes body;
    if (auto problem = reader.take_if(name(format::kBodyFile), kBodyLimits, body)) return problem;
    FrameFacts said;
    if (!body.empty()) {
        place = reader.place();
        place.sequence = sequence;
        if (auto problem = judge_lone_body(entry, body, *facts_, place, said)) return problem;
        if (said.epoch) {
            const auto decoded = format::decode_body(format::RecordType::kKey, body);
            const auto& key = std::get<format::EpochKeyBody>(*decoded);
            if (auto problem = epochs.judge_key_record(sequence, key, place)) return problem;
        }
    } else if (format::is_event(entry)) {
        ++bodies_left_out_;
    } else {
        return failure("bundle-body-missing", place, "only an event's body can be left out",
                       {"a body", "none"});
    }
    if (auto problem = take_inclusion(reader, name(format::kInclusionFile), entry, *checkpoint_))
        return problem;
    if (format::is_event(entry)) ++event_records_;
    if (auto problem = take_key(reader, sequence, entry, body)) return problem;

    if (previous_ && entry.time_ns < previous_time_ns_) {
        said.time_steps_back = 1;
        said.first_time_step_back = sequence;
    }
    // Recoveries and openings are judged with the whole ledger, of which they tell.
    said.recovery.reset();
    said.open.reset();
    events_.note(said);
    previous_ = merkle::leaf_hash(format::bytes_of(entry));
    previous_time_ns_ = entry.time_ns;
    return std::nullopt;
}

std::optional<Finding> BundleJudge::take_key(BundleReader& reader, std::uint64_t sequence,
                                             const format::Entry& entry, ByteView body) {
    const bool event = format::is_event(entry);
    if (event && !facts_->encrypted && !body.empty())
        disclosure_.add(entry, streams_.name(entry.stream_id), body);
    Bytes key;
    const std::string name = format::bundle_record_file(sequence, format::kRecordKeyFile);
    if (auto problem = reader.take_if(name, kKeyLimits, key)) return problem;
    if (key.empty()) {
        if (event && facts_->encrypted && !body.empty()) ++closed_events_;
        return std::nullopt;
    }
    Place place = reader.place();
    place.sequence = sequence;
    if (!event || !facts_->encrypted || body.empty()) {
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

std::optional<Finding> BundleJudge::judge_manifest() const {
    notes::EvidenceManifest manifest;
    manifest.ledger_id = facts_->id;
    manifest.origin = facts_->genesis.origin;
    manifest.vkey = facts_->vkey;
    manifest.genesis_leaf = facts_->genesis_leaf;
    manifest.encrypted = facts_->encrypted;
    manifest.checkpoint_size = checkpoint_->checkpoint.size;
    manifest.checkpoint_root = checkpoint_->checkpoint.root;
    manifest.epochs = epochs_;
    manifest.streams = streams_.count();
    manifest.first_record = *first_record_;
    manifest.record_count = records_;
    manifest.disclosed_records = record_keys_;
    const std::string expected = notes::evidence_manifest_json(manifest);
    if (manifest_ == expected) return std::nullopt;
    const auto differs =
        std::mismatch(expected.begin(), expected.end(), manifest_.begin(), manifest_.end());
    const auto at = static_cast<std::size_t>(differs.first - expected.begin());
    return failure("bundle-manifest",
                   {std::string(format::kManifestFile), {}, format::kTarBlockSize + at, {}},
                   "manifest.json is not, byte for byte, what the bundle's other files say",
                   {plain(std::string_view(expected).substr(at, 40)),
                    plain(std::string_view(manifest_).substr(std::min(at, manifest_.size()), 40))});
}

// The lines of C by keys that the policy knows, when all that C proves has been proven.
void BundleJudge::judge_witnesses() {
    if (!witness_judge_) return;
    const Place place{std::string(format::kCheckpointFile), {}, {}, {}};
    static_cast<void>(witness_judge_->note(checkpoint_->note, checkpoint_->checkpoint.size, place));
    witness_judge_->finish();
}

Verdict BundleJudge::verdict() const {
    return findings_.verdict(events_.any_notable() ? Verdict::kVerifiedWithEvents
                                                   : Verdict::kVerified);
}

std::vector<std::string> BundleJudge::not_proven(Verdict verdict) const {
    std::vector<std::string> texts;
    texts.push_back(
        "that what was logged is true: the ledger proves what it was given, and in what order");
    if (!judged_to_its_end_ || !tells_more(verdict)) {
        texts.push_back("what stands behind the first finding: it was not judged");
        return texts;
    }
    const std::uint64_t size = checkpoint_->checkpoint.size;
    texts.push_back(fmt::format(
        "what the records outside {} to {} say, and that the ledger they lie in is right: the "
        "checkpoint binds all {} records before it, but the others are not here",
        *first_record_, *first_record_ + records_ - 1, size));
    texts.push_back(fmt::format(
        "what happened behind the checkpoint ({} records), and that the ledger still exists",
        size));
    texts.push_back(
        "that nothing that matters lies outside: whoever made the bundle chose its records");
    texts.push_back(fmt::format(
        "against somebody who has the secret of the epoch that signed the checkpoint ({}): what "
        "came after the first {} records; a checkpoint remembered elsewhere binds that too",
        last_epoch_.epoch, last_epoch_.start));
    if (identity_ == Identity::kKeyOnly) {
        texts.push_back(
            "with the vkey alone: that there is no second ledger under the same key, unless the "
            "identity key is kept offline; a pin file names the genesis record too");
    }
    if (identity_ == Identity::kUnpinned) texts.push_back("whose ledger this is");
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
    texts.push_back("that times are right: they are the writer's own clock");
    return texts;
}

Report BundleJudge::report() {
    Report report;
    report.evidence = Evidence::kBundle;
    report.path = plain(path_);
    report.verdict = verdict();
    report.identity = identity_;
    report.not_proven = not_proven(report.verdict);
    if (facts_) {
        report.ledger_id = facts_->id;
        report.origin = facts_->genesis.origin;
        report.vkey = facts_->vkey;
    }
    if (checkpoint_) {
        report.tree_size = checkpoint_->checkpoint.size;
        report.root = checkpoint_->checkpoint.root;
        report.checkpoint_count = 1;
        report.checkpoint_size = checkpoint_->checkpoint.size;
    }
    report.first_record = first_record_;
    report.records_verified = records_;
    report.event_records = event_records_;
    report.bytes_verified = bytes_done_;
    report.epochs = epochs_;
    if (judged_to_its_end_ && tells_more(report.verdict)) {
        report.disclosed = disclosure_.take();
        report.disclosed_total = disclosure_.total();
    }
    if (witness_judge_) witness_judge_->tell(report);
    report.findings_total = findings_.total();
    report.findings = findings_.take();
    report.events = events_.take();
    return report;
}

Result<LedgerId> claimed_bundle_id(platform::Storage& storage, const std::string& path) {
    const auto file = storage.open(path, platform::OpenMode::kRead);
    if (!file) return file.error();
    Bytes bytes(static_cast<std::size_t>(format::kTarBlockSize + format::kManifestSizeMax));
    const Result<std::size_t> count = (*file)->read_at(0, bytes);
    if (!count) return count.error();
    bytes.resize(*count);
    const ByteView view(bytes);
    const auto header =
        format::read_tar_header(view.first(std::min(view.size(), format::kTarBlockSize)));
    if (header && header->size <= view.size() - format::kTarBlockSize) {
        const LedgerJsonClaim claim = read_ledger_json(
            as_text(view.subspan(format::kTarBlockSize, static_cast<std::size_t>(header->size))));
        if (claim.ledger_id) return *claim.ledger_id;
    }
    return Error{ErrorCode::kDamaged, fmt::format("{} names no ledger id", plain(path))};
}

}  // namespace counterfoil::verifier

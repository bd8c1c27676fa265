// SPDX-License-Identifier: Apache-2.0
#include "verifier/fork_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/crypto/encoding.h"
#include "ledger/format/bundle.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/evidence.h"
#include "verifier/bundle_content.h"
#include "verifier/bundle_head.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_texts.h"
#include "verifier/evidence_file.h"
#include "verifier/file_slice.h"
#include "verifier/standing_claims.h"

namespace counterfoil::verifier {
namespace {

constexpr SizeLimits kManifestLimits{1, format::kManifestSizeMax};
constexpr SizeLimits kHashesLimits{1, format::kBundleProofSizeMax};

// What one of the two bundles proves.
struct Proven {
    LedgerFacts facts;
    Identity identity = Identity::kUnpinned;
    std::uint64_t epochs = 0;
    notes::Checkpoint checkpoint;
};

class ForkJudge {
  public:
    ForkJudge(platform::Storage& storage, const std::string& path, const VerifyOptions& options)
        : storage_(storage), path_(path), options_(options), findings_(options.findings_max) {}

    void run() {
        std::unique_ptr<platform::File> file;
        if (auto problem = open_evidence(storage_, path_, {}, file, size_)) {
            findings_.add(std::move(*problem));
            return;
        }
        if (auto problem = judge(*file)) findings_.add(std::move(*problem));
    }

    Report report() {
        Report report;
        report.evidence = Evidence::kFork;
        report.path = plain(path_);
        report.verdict = findings_.verdict(Verdict::kVerifiedWithEvents);
        report.bytes_verified = size_;
        report.not_proven.emplace_back(kTruthNotProven);
        if (shown_) {
            report.ledger_id = shown_->facts.id;
            report.origin = shown_->facts.genesis.origin;
            report.vkey = shown_->facts.vkey;
            report.identity = shown_->identity;
            report.tree_size = shown_->checkpoint.size;
            report.root = shown_->checkpoint.root;
            report.epochs = shown_->epochs;
            report.checkpoint_size = shown_->checkpoint.size;
        }
        if (fork_) report.events.push_back(std::move(*fork_));
        report.not_proven.emplace_back(
            "which of the two histories is the true one, and who made "
            "the other: whoever had the ledger's keys could");
        for (std::string& each : identity_not_proven(report.identity)) {
            report.not_proven.push_back(std::move(each));
        }
        report.findings_total = findings_.total();
        report.findings = findings_.take();
        return report;
    }

  private:
    std::optional<Finding> judge(const platform::File& file) {
        BundleReader reader(file, size_);
        Bytes manifest;
        if (auto problem = reader.take(format::kManifestFile, kManifestLimits, manifest)) {
            return problem;
        }
        const Place manifest_place = reader.place();
        if (auto problem =
                judge_manifest_version(as_text(manifest), notes::kForkFormat, manifest_place)) {
            return problem;
        }
        std::optional<Proven> remembered;
        if (auto problem = take_bundle(file, reader, format::kRememberedFile, remembered)) {
            return problem;
        }
        if (auto problem = take_bundle(file, reader, format::kShownFile, shown_)) return problem;
        if (findings_.any(Severity::kFailure)) return std::nullopt;
        const notes::Checkpoint& then = remembered->checkpoint;
        const notes::Checkpoint& now = shown_->checkpoint;
        Bytes text;
        if (auto problem = reader.take_if(format::kConsistencyFile, kHashesLimits, text)) {
            return problem;
        }
        merkle::Path path;
        const Place place = reader.place();
        if (!text.empty()) {
            if (auto problem = read_bundle_hashes(as_text(text), place, path)) return problem;
        }
        std::optional<std::string_view> next;
        if (auto problem = reader.look(next)) return problem;
        if (next) {
            return failure("bundle-order", reader.place(), "nothing stands behind the proof",
                           {"the end of the bundle", plain(*next)});
        }
        const std::optional<Hash> beginning = beginning_told_by(as_text(manifest), then, now);
        if (!beginning) {
            return failure("bundle-manifest", manifest_place,
                           "manifest.json is not, byte for byte, what the other files say");
        }
        if (!merkle::verify_consistency(then.size, now.size, path, *beginning, now.root)) {
            return failure("fork-unproven", place,
                           "the beginning that the manifest names is not proven to be that of the "
                           "ledger that was shown");
        }
        if (*beginning == then.root) {
            return failure(
                "fork-unproven", place,
                "the ledger that was shown begins as it is remembered: there is no fork");
        }
        fork_ =
            Event{"fork-proven", std::nullopt,
                  fmt::format("two histories of this ledger were signed: one has the root {} at "
                              "{} records, the other {}, and goes on to {} records",
                              crypto::hex(then.root), then.size, crypto::hex(*beginning), now.size),
                  true};
        return std::nullopt;
    }

    // A bundle in the bundle, which proves a checkpoint from the pin on.
    std::optional<Finding> take_bundle(const platform::File& file, BundleReader& reader,
                                       std::string_view name, std::optional<Proven>& proven) {
        FileRange range;
        if (auto problem = reader.pass(name, range)) return problem;
        const FileSlice slice(file, range.begin, range.size);
        BundleReader inner(slice, range.size);
        BundleHead head(inner);
        const auto inside = [&](Finding problem) {
            problem.file = std::string(name) + "/" + problem.file;
            if (problem.offset) problem.offset = *problem.offset + range.begin;
            return std::optional(std::move(problem));
        };
        FindingList found(16);
        if (auto problem = head.take(options_.pin, options_.policy, found))
            return inside(std::move(*problem));
        // A missing key is told once.
        const bool failed = found.any(Severity::kFailure);
        for (Finding& each : found.take()) {
            if (failed || findings_.total() == 0)
                findings_.add(std::move(*inside(std::move(each))));
        }
        if (!head.checkpoint()) return std::nullopt;
        EventList events;
        const auto content = checkpoint_content();
        if (auto problem = content->take(inner, head, events)) return inside(std::move(*problem));
        if (content->manifest(head) != head.manifest()) {
            return inside(failure("bundle-manifest",
                                  {std::string(format::kManifestFile), {}, {}, {}},
                                  "manifest.json is not, byte for byte, what the other files say"));
        }
        proven = Proven{*head.facts(), head.identity(), head.epochs().count(),
                        head.checkpoint()->checkpoint};
        if (name == format::kRememberedFile) first_leaf_ = proven->facts.genesis_leaf;
        if (name == format::kShownFile && first_leaf_ != proven->facts.genesis_leaf) {
            return failure("ledger-id", {std::string(name), {}, range.begin, {}},
                           "the two bundles are of different ledgers");
        }
        return std::nullopt;
    }

    // The one value that the manifest adds to the other files; nothing when it is not in its form.
    std::optional<Hash> beginning_told_by(std::string_view manifest, const notes::Checkpoint& then,
                                          const notes::Checkpoint& now) const {
        notes::ForkManifest expected;
        expected.ledger_id = shown_->facts.id;
        expected.origin = shown_->facts.genesis.origin;
        expected.vkey = shown_->facts.vkey;
        expected.genesis_leaf = shown_->facts.genesis_leaf;
        expected.remembered_size = then.size;
        expected.remembered_root = then.root;
        expected.shown_size = now.size;
        expected.shown_root = now.root;
        // It stands at the end, in a text of one length.
        const std::string form = notes::fork_manifest_json(expected);
        const std::size_t digits = 2 * sizeof(Hash);
        if (manifest.size() != form.size()) return std::nullopt;
        const std::size_t at = form.rfind(crypto::hex(Hash{}));
        const auto told = crypto::exactly<Hash>(crypto::from_hex(manifest.substr(at, digits)));
        if (!told) return std::nullopt;
        expected.shown_beginning = *told;
        if (manifest != notes::fork_manifest_json(expected)) return std::nullopt;
        return told;
    }

    platform::Storage& storage_;
    const std::string& path_;
    const VerifyOptions& options_;
    FindingList findings_;
    std::uint64_t size_ = 0;
    std::optional<Hash> first_leaf_;
    std::optional<Proven> shown_;
    std::optional<Event> fork_;
};

}  // namespace

bool is_fork_evidence(platform::Storage& storage, const std::string& path) {
    std::unique_ptr<platform::File> file;
    std::uint64_t size = 0;
    if (open_evidence(storage, path, {}, file, size)) return false;
    const std::string start = notes::manifest_start(notes::kForkFormat);
    Bytes found(start.size());
    const auto got = file->read_at(format::kTarBlockSize, found);
    return got && *got == found.size() && as_text(found) == start;
}

Report judge_fork_evidence(platform::Storage& storage, const std::string& path,
                           const VerifyOptions& options) {
    ForkJudge judge(storage, path, options);
    judge.run();
    return judge.report();
}

}  // namespace counterfoil::verifier

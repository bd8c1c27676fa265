// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "verifier/evidence_file.h"
#include "verifier/ledger_json_claim.h"
#include "verifier/standing_claims.h"

namespace counterfoil::verifier {
namespace {

std::unique_ptr<BundleContent> content_of(Evidence kind, const VerifyOptions& options,
                                          std::uint64_t bytes_total) {
    switch (kind) {
        case Evidence::kRange:
            return range_content(options, bytes_total);
        case Evidence::kCheckpoint:
            return checkpoint_content();
        default:
            return records_content(options, bytes_total);
    }
}

}  // namespace

BundleJudge::BundleJudge(const std::string& path, const VerifyOptions& options,
                         std::uint64_t now_ns)
    : path_(path), options_(options), findings_(options.findings_max) {
    if (options.policy) witness_judge_.emplace(*options.policy, now_ns, findings_, events_);
}

void BundleJudge::run(platform::Storage& storage) {
    if (auto problem = open_evidence(storage, path_, {}, file_, bytes_total_)) {
        findings_.add(std::move(*problem));
        return;
    }
    reader_.emplace(*file_, bytes_total_);
    head_.emplace(*reader_);
    if (auto problem = judge()) findings_.add(std::move(*problem));
    events_.finish();
}

std::optional<Finding> BundleJudge::judge() {
    if (auto problem = head_->take(options_.pin, options_.policy, findings_)) return problem;
    if (!head_->checkpoint()) return std::nullopt;
    content_ = content_of(head_->kind(), options_, bytes_total_);
    if (auto problem = content_->take(*reader_, *head_, events_)) return problem;
    if (auto problem = judge_manifest()) return problem;
    if (is_of_remembered_size()) {
        const Place place{std::string(format::kCheckpointFile), {}, {}, {}};
        const Hash& root = head_->checkpoint()->checkpoint.root;
        if (auto fork = compare_with_memory(*options_.remembered, root, place)) return fork;
    }
    judged_to_its_end_ = true;
    judge_witnesses();
    return std::nullopt;
}

std::optional<Finding> BundleJudge::judge_manifest() const {
    const std::string expected = content_->manifest(*head_);
    const std::string& found = head_->manifest();
    if (found == expected) return std::nullopt;
    const auto differs =
        std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
    const auto at = static_cast<std::size_t>(differs.first - expected.begin());
    return failure("bundle-manifest",
                   {std::string(format::kManifestFile), {}, format::kTarBlockSize + at, {}},
                   "manifest.json is not, byte for byte, what the bundle's other files say",
                   {plain(std::string_view(expected).substr(at, 40)),
                    plain(std::string_view(found).substr(std::min(at, found.size()), 40))});
}

bool BundleJudge::is_of_remembered_size() const {
    return options_.remembered && head_->checkpoint() &&
           head_->checkpoint()->checkpoint.size == options_.remembered->size;
}

// The lines of C by keys that the policy knows, when all that C proves has been proven.
void BundleJudge::judge_witnesses() {
    if (!witness_judge_) return;
    const Place place{std::string(format::kCheckpointFile), {}, {}, {}};
    const BundleNote& note = *head_->checkpoint();
    static_cast<void>(witness_judge_->note(note.note, note.checkpoint.size, place));
    witness_judge_->finish();
}

std::vector<std::string> BundleJudge::not_proven(bool holds) const {
    std::vector<std::string> texts{kTruthNotProven};
    if (!holds) {
        texts.push_back("what stands behind the first finding: it was not judged");
        return texts;
    }
    const auto add = [&](std::vector<std::string> more) {
        std::move(more.begin(), more.end(), std::back_inserter(texts));
    };
    const std::uint64_t size = head_->checkpoint()->checkpoint.size;
    add(content_->outside(size));
    texts.push_back(fmt::format(
        "what happened behind the checkpoint ({} records), and that the ledger still exists",
        size));
    texts.push_back(late_key_not_proven(head_->epochs().last()));
    add(identity_not_proven(head_->identity()));
    add(content_->unsaid());
    texts.push_back(kTimesNotProven);
    return texts;
}

Report BundleJudge::report() {
    Report report;
    report.evidence = head_ ? head_->kind() : Evidence::kBundle;
    report.path = plain(path_);
    report.verdict = findings_.verdict(events_.any_notable() ? Verdict::kVerifiedWithEvents
                                                             : Verdict::kVerified);
    const bool holds = judged_to_its_end_ && tells_more(report.verdict);
    report.not_proven = not_proven(holds);
    if (head_) {
        report.identity = head_->identity();
        report.epochs = head_->epochs().count();
        report.bytes_verified = reader_->offset();
        if (const auto& facts = head_->facts()) {
            report.ledger_id = facts->id;
            report.origin = facts->genesis.origin;
            report.vkey = facts->vkey;
        }
        if (const auto& checkpoint = head_->checkpoint()) {
            report.tree_size = checkpoint->checkpoint.size;
            report.root = checkpoint->checkpoint.root;
            report.checkpoint_count = 1;
            report.checkpoint_size = checkpoint->checkpoint.size;
        }
    }
    if (holds && is_of_remembered_size()) report.remembered_size = options_.remembered->size;
    if (content_) content_->tell(report, holds);
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

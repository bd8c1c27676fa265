// SPDX-License-Identifier: Apache-2.0
#include "verifier/epoch_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "verifier/bundle_head.h"
#include "verifier/bundle_reader.h"
#include "verifier/evidence_file.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kFindingsMax = 16;  // The first ends it, but for those of the identity.

}  // namespace

EpochChainRead read_epoch_chain(platform::Storage& storage, const std::string& path,
                                const std::optional<Pin>& pin) {
    FindingList findings(kFindingsMax);
    EpochChainRead read;
    std::unique_ptr<platform::File> file;
    std::uint64_t size = 0;
    auto problem = open_evidence(storage, path, {}, file, size);
    if (!problem) {
        BundleReader reader(*file, size);
        BundleHead head(reader);
        problem = head.take(pin, std::nullopt, findings);
        if (!problem && head.checkpoint()) {
            read.chain = EpochChain{*head.facts(), head.identity(), head.epochs().all(),
                                    head.epochs().start_roots(), *head.checkpoint()};
        }
    }
    if (problem) findings.add(std::move(*problem));
    read.findings = findings.take();
    for (Finding& each : read.findings) {
        each.file = each.file.empty() ? plain(path) : fmt::format("{}: {}", plain(path), each.file);
    }
    return read;
}

std::optional<Finding> judge_note(const EpochChain& chain, const BundleNote& note,
                                  const Place& place) {
    return judge_note_by(chain.facts, chain.epochs, chain.checkpoint.checkpoint, note, place);
}

std::optional<Finding> judge_note_by(const LedgerFacts& facts, const std::vector<EpochKey>& epochs,
                                     const notes::Checkpoint& checkpoint, const BundleNote& note,
                                     const Place& place) {
    const std::uint64_t size = note.checkpoint.size;
    const std::uint64_t known = checkpoint.size;
    if (auto problem = judge_line_if_any(note, facts.genesis.fixed.identity_key, place)) {
        return problem;
    }
    if (size > known) {
        return finding(
            Severity::kIncomplete, "epochs-unknown", place,
            fmt::format("it is not known whose key signs checkpoints of {} records: the "
                        "evidence of the ledger's epochs ends at {}; give newer evidence "
                        "(`counterfoil export DIR --checkpoint`)",
                        size, known));
    }
    // The first epoch that starts at this size or later signs later sizes.
    const auto later = std::find_if(epochs.begin(), epochs.end(),
                                    [&](const EpochKey& epoch) { return epoch.start >= size; });
    if (auto problem = judge_line_of(note, std::prev(later)->key, place)) return problem;
    if (size == known && note.checkpoint.root != checkpoint.root) {
        return wrong_bytes("checkpoint-root", place,
                           "two checkpoints of the same size have different roots: whoever has "
                           "the ledger's key tells two stories",
                           checkpoint.root, note.checkpoint.root);
    }
    return std::nullopt;
}

}  // namespace counterfoil::verifier

// SPDX-License-Identifier: Apache-2.0
#include "verifier/note_evidence.h"

#include <fmt/format.h>

#include "verifier/evidence_file.h"
#include "verifier/standing_claims.h"

namespace counterfoil::verifier {

void NoteEvidence::take(platform::Storage& storage, FindingList& findings) {
    if (options_.evidence_path.empty()) {
        if (options_.pin) return;
        findings.add(finding(Severity::kUntrusted, "no-key", {},
                             "anybody can sign such a note: give the ledger's vkey or pin file "
                             "(--key), which must come from elsewhere",
                             {"a key or pin", "none"}));
        return;
    }
    EpochChainRead read = read_epoch_chain(storage, options_.evidence_path, options_.pin);
    chain_ = std::move(read.chain);
    for (Finding& each : read.findings) findings.add(std::move(each));
}

std::optional<Finding> NoteEvidence::judge(const BundleNote& note, const Place& place) const {
    const std::string* origin = chain_         ? &chain_->facts.genesis.origin
                                : options_.pin ? &options_.pin->key.name
                                               : nullptr;
    if (origin != nullptr && note.checkpoint.origin != *origin) {
        return failure("checkpoint-origin", place, "the checkpoint is of another ledger",
                       {plain(*origin), plain(note.checkpoint.origin)});
    }
    if (chain_) return judge_note(*chain_, note, place);
    if (options_.pin) {
        if (auto problem = judge_line_if_any(note, options_.pin->key.key, place)) return problem;
    }
    return finding(Severity::kIncomplete, "epochs-unknown", place,
                   "the note is signed by the key of an epoch, and nothing here says which keys "
                   "are the ledger's: give its directory or a bundle of it (--evidence); "
                   "`counterfoil export DIR --checkpoint` makes one",
                   {"evidence of the ledger's epochs", "none"});
}

void NoteEvidence::tell(Report& report) const {
    if (!chain_) return;
    report.ledger_id = chain_->facts.id;
    report.origin = chain_->facts.genesis.origin;
    report.vkey = chain_->facts.vkey;
    report.identity = chain_->identity;
    report.epochs = chain_->epochs.size();
}

std::vector<std::string> NoteEvidence::not_proven(std::uint64_t size) const {
    if (!chain_) return {"whose the checkpoint is: its signature could not be judged"};
    std::vector<std::string> texts = identity_not_proven(chain_->identity);
    const std::uint64_t known = chain_->checkpoint.checkpoint.size;
    if (size < known) {
        texts.push_back(fmt::format(
            "that the checkpoint of {} records is the beginning of that of {} in the evidence: the "
            "ledger's key of its time signed it; a consistency proof of the two would show that",
            size, known));
    }
    texts.push_back(late_key_not_proven(chain_->epochs.back()));
    return texts;
}

std::optional<Finding> read_note_file(platform::Storage& storage, const std::string& path,
                                      BundleNote& note) {
    const Place place{path, {}, {}, {}};
    Bytes bytes;
    if (auto problem = read_evidence(storage, path, place, notes::kNoteSizeMax, bytes)) {
        return problem;
    }
    return read_note(as_text(bytes), place, note);
}

}  // namespace counterfoil::verifier

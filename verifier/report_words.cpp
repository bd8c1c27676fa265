// SPDX-License-Identifier: Apache-2.0
#include "verifier/report_words.h"

#include <fmt/format.h>

#include "verifier/findings.h"

namespace counterfoil::verifier {
namespace {

const char* failed_meaning(Evidence evidence) {
    switch (evidence) {
        case Evidence::kLedger:
            return "the ledger was changed or damaged, or it is another one";
        case Evidence::kBundle:
        case Evidence::kRange:
        case Evidence::kCheckpoint:
        case Evidence::kFork:
            return "the bundle was changed or damaged, or it is of another ledger";
        case Evidence::kProof:
        case Evidence::kConsistency:
            return "the proof does not hold, or it is of another ledger";
        case Evidence::kTiles:
            return "the tile tree was changed or damaged, or it is of another ledger";
    }
    return "";
}

}  // namespace

const char* meaning(const Report& report) {
    // Of a ledger, only what is new was judged.
    const bool partial = report.evidence == Evidence::kLedger && report.first_record;
    switch (report.verdict) {
        case Verdict::kFailed:
            return failed_meaning(report.evidence);
        case Verdict::kUnsupported:
            return "a format version that this program does not know";
        case Verdict::kIoError:
            return "it could not be read";
        case Verdict::kUntrusted:
            return "it agrees with itself, but nobody vouches for its key";
        case Verdict::kIncomplete:
            return "nothing wrong was found, but not all can be proven";
        case Verdict::kVerifiedWithEvents:
            return partial ? "what is new is proven; note what happened to it"
                           : "everything is proven; note what happened to it";
        case Verdict::kVerified:
            return partial ? "what is new is proven" : "everything is proven";
    }
    return "";
}

const char* kind_text(Evidence evidence) {
    switch (evidence) {
        case Evidence::kLedger:
            return "";
        case Evidence::kBundle:
            return "an evidence bundle: some records of a ledger, and what proves them";
        case Evidence::kRange:
            return "a range bundle: that a range of a ledger is complete";
        case Evidence::kCheckpoint:
            return "a checkpoint bundle: whose checkpoint it is, and by which keys";
        case Evidence::kProof:
            return "a proof that a record is under a checkpoint";
        case Evidence::kConsistency:
            return "a proof that one checkpoint continues another";
        case Evidence::kFork:
            return "evidence that two histories of one ledger were signed";
        case Evidence::kTiles:
            return "a tile tree: all entries of a ledger, without their bodies";
    }
    return "";
}

const char* by_whom(Identity identity) {
    switch (identity) {
        case Identity::kPinned:
            return "pinned: the key and the beginning are those given";
        case Identity::kKeyOnly:
            return "key-only: the key is the one given";
        case Identity::kUnpinned:
            return "unpinned: no key that was given vouches for it";
    }
    return "";
}

std::string place_of(const Finding& finding) {
    std::string place = plain(finding.file);
    if (finding.offset) place += fmt::format(" at byte {}", *finding.offset);
    if (finding.sequence) {
        place += fmt::format("{}record {}", place.empty() ? "" : ", ", *finding.sequence);
    }
    return place;
}

}  // namespace counterfoil::verifier

// SPDX-License-Identifier: Apache-2.0
#include "verifier/report.h"

namespace counterfoil::verifier {

const char* verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::kFailed:
            return "FAILED";
        case Verdict::kUnsupported:
            return "UNSUPPORTED";
        case Verdict::kIoError:
            return "IO_ERROR";
        case Verdict::kUntrusted:
            return "UNTRUSTED";
        case Verdict::kIncomplete:
            return "INCOMPLETE";
        case Verdict::kVerifiedWithEvents:
            return "VERIFIED_WITH_EVENTS";
        case Verdict::kVerified:
            return "VERIFIED";
    }
    return "FAILED";
}

bool tells_more(Verdict verdict) {
    return verdict != Verdict::kFailed && verdict != Verdict::kUnsupported &&
           verdict != Verdict::kIoError;
}

int exit_code(Verdict verdict) {
    switch (verdict) {
        case Verdict::kFailed:
            return 1;
        case Verdict::kUnsupported:
            return 6;
        case Verdict::kIoError:
            return 5;
        case Verdict::kUntrusted:
            return 4;
        case Verdict::kIncomplete:
            return 3;
        case Verdict::kVerifiedWithEvents:
        case Verdict::kVerified:
            return 0;
    }
    return 1;
}

const char* severity_name(Severity severity) {
    switch (severity) {
        case Severity::kFailure:
            return "failure";
        case Severity::kUnsupported:
            return "unsupported";
        case Severity::kIoError:
            return "io-error";
        case Severity::kUntrusted:
            return "untrusted";
        case Severity::kIncomplete:
            return "incomplete";
    }
    return "failure";
}

const char* evidence_name(Evidence evidence) {
    switch (evidence) {
        case Evidence::kLedger:
            return "ledger";
        case Evidence::kBundle:
            return "bundle";
        case Evidence::kRange:
            return "range";
        case Evidence::kCheckpoint:
            return "checkpoint";
        case Evidence::kProof:
            return "proof";
        case Evidence::kConsistency:
            return "consistency";
        case Evidence::kFork:
            return "fork";
        case Evidence::kTiles:
            return "tiles";
    }
    return "ledger";
}

const char* identity_name(Identity identity) {
    switch (identity) {
        case Identity::kPinned:
            return "pinned";
        case Identity::kKeyOnly:
            return "key-only";
        case Identity::kUnpinned:
            return "unpinned";
    }
    return "unpinned";
}

}  // namespace counterfoil::verifier

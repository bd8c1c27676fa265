// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"

namespace counterfoil::cli {

int exit_code(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalidArgument:
            return kExitUsage;
        case ErrorCode::kNotFound:
        case ErrorCode::kExists:
        case ErrorCode::kPermission:
        case ErrorCode::kNoSpace:
        case ErrorCode::kTooLarge:
        case ErrorCode::kIo:
            return kExitFailed;
        case ErrorCode::kBusy:
            return kExitBusy;
        case ErrorCode::kDamaged:
            return kExitBadLedger;
        case ErrorCode::kUnsupported:
            return kExitUnsupported;
        case ErrorCode::kInterrupted:
            return kExitInterrupted;
    }
    return kExitFailed;
}

}  // namespace counterfoil::cli

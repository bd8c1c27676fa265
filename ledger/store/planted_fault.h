// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace counterfoil::store {

// A test of the tests: mistakes of durability that others have made, one of which a test program
// may switch on to see that the suite finds it. Only a build of this room with
// COUNTERFOIL_PLANTED_FAULTS, which tests/crash makes for itself, has them; in every other build
// planted() is false for the compiler, and nothing of them is left.
enum class PlantedFault {
    kNone,
    kAnswerBeforeSync,      // The sync of a frame comes with the next one.
    kRetryFailedSync,       // The second try succeeds, and lies.
    kForgetPoison,          // A failed write is told once, and then writing goes on.
    kHeadBeforeData,        // HEAD names a frame that is not synced yet.
    kCloseUnsynced,         // The clean HEAD is written without a sync of what it names.
    kCallUnsyncedSynced,    // Policy none, and the receipt says otherwise.
    kContinueOldSegment,    // After a crash, writing goes on behind the last good frame.
    kRecoverFromAnything,   // Whatever the row, it is called a torn tail.
    kCutSilently,           // The recovery record names no tail, and none is kept.
    kRecoverUnsynced,       // What only the kernel has is taken for durable.
    kReuseIncarnation,      // Two writers of one number.
    kKeepLostStreams,       // A stream whose record was lost stays in the keyring.
    kKeepOldEpochSecret,    // An epoch ends, and whoever comes later can still sign in it.
    kOpenWithAllSecrets,    // What a crash left of other epochs stays.
    kEpochSecretLate,       // The new epoch's secret is kept once its key record is durable.
    kEpochSecretGoneEarly,  // The old one is destroyed before the key record is durable.
    kFollowNothing,         // Erasures that a crash cut short are not done again.
    kEraseBeforeRecord,     // A key is destroyed before the ledger says so.
};

#ifdef COUNTERFOIL_PLANTED_FAULTS
inline PlantedFault planted_fault = PlantedFault::kNone;
inline bool planted(PlantedFault fault) {
    return planted_fault == fault;
}
#else
constexpr bool planted(PlantedFault) {
    return false;
}
#endif

}  // namespace counterfoil::store

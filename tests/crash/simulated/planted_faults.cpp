// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/planted_faults.h"

#include <memory>
#include <string_view>
#include <utility>

#include "ledger/store/planted_fault.h"
#include "tests/crash/simulated/careless_storage.h"

namespace counterfoil::crash {
namespace {

Carelessness::Where ends_with(std::string_view end) {
    return [end](const std::string& path) { return path.ends_with(end); };
}

Carelessness::Where contains(std::string_view part) {
    return [part](const std::string& path) { return path.find(part) != std::string::npos; };
}

Carelessness::Where everywhere() {
    return [](const std::string&) { return true; };
}

PlantedFault at_the_seam(std::string name, Carelessness careless) {
    PlantedFault fault;
    fault.name = std::move(name);
    fault.at_the_seam = [careless = std::move(careless)](platform::Storage& disk) {
        return std::make_unique<CarelessStorage>(disk, careless);
    };
    return fault;
}

PlantedFault unsynced(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.skips_sync = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

PlantedFault unsynced_directory(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.skips_directory_sync = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

PlantedFault half_written(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.writes_half = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

PlantedFault swallowing(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.swallows_errors = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

PlantedFault not_overwritten(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.overwrites_nothing = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

PlantedFault overwritten_unsynced(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.syncs_no_overwriting = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

PlantedFault late(std::string name, Carelessness::Where where) {
    Carelessness careless;
    careless.syncs_after_head = std::move(where);
    return at_the_seam(std::move(name), std::move(careless));
}

#ifdef COUNTERFOIL_PLANTED_FAULTS
PlantedFault in_the_store(std::string name, store::PlantedFault mistake) {
    PlantedFault fault;
    fault.name = std::move(name);
    fault.begin = [mistake] { store::planted_fault = mistake; };
    fault.end = [] { store::planted_fault = store::PlantedFault::kNone; };
    return fault;
}
#endif

}  // namespace

std::vector<PlantedFault> planted_faults() {
    return {
#ifdef COUNTERFOIL_PLANTED_FAULTS
        in_the_store("AnswersComeBeforeTheSync", store::PlantedFault::kAnswerBeforeSync),
        in_the_store("AFailedSyncIsTriedAgain", store::PlantedFault::kRetryFailedSync),
        in_the_store("AFailedWriteIsForgotten", store::PlantedFault::kForgetPoison),
        in_the_store("HeadIsWrittenBeforeItsData", store::PlantedFault::kHeadBeforeData),
        in_the_store("TheCloseSyncsNothing", store::PlantedFault::kCloseUnsynced),
        in_the_store("UnsyncedIsCalledSynced", store::PlantedFault::kCallUnsyncedSynced),
        in_the_store("ACrashedSegmentIsContinued", store::PlantedFault::kContinueOldSegment),
        in_the_store("TailsAreCutSilently", store::PlantedFault::kCutSilently),
        in_the_store("RecoverySyncsNothing", store::PlantedFault::kRecoverUnsynced),
        in_the_store("AnIncarnationIsUsedAgain", store::PlantedFault::kReuseIncarnation),
        in_the_store("ErasuresThatWereCutShortAreForgotten", store::PlantedFault::kFollowNothing),
        in_the_store("KeysAreDestroyedBeforeTheirRecord", store::PlantedFault::kEraseBeforeRecord),
        in_the_store("LostStreamsStayInTheKeyring", store::PlantedFault::kKeepLostStreams),
        in_the_store("OldEpochSecretsAreKept", store::PlantedFault::kKeepOldEpochSecret),
        in_the_store("NewEpochSecretsComeLate", store::PlantedFault::kEpochSecretLate),
        in_the_store("OldEpochSecretsGoEarly", store::PlantedFault::kEpochSecretGoneEarly),
        in_the_store("OpeningKeepsOtherEpochSecrets", store::PlantedFault::kOpenWithAllSecrets),
#endif
        unsynced("SegmentsAreNotSynced", ends_with(".segment")),
        unsynced("HeadIsNotSynced", ends_with("/HEAD")),
        unsynced("NewSegmentsAreNotSyncedBeforeTheirRename", ends_with("/spare.tmp")),
        unsynced("CheckpointNotesAreNotSynced", ends_with(".note.tmp")),
        unsynced("QuarantinedTailsAreNotSynced", ends_with(".tail.tmp")),
        unsynced("EpochSecretsAreNotSynced", contains("/epoch-")),
        unsynced("NewEpochSecretsAreNotSynced", contains("/ledger/keys/epoch-")),
        unsynced_directory("KeysDirectoryIsNotSynced", ends_with("/ledger/keys")),
        not_overwritten("OldEpochSecretsAreNotOverwritten", contains("/keys/epoch-")),
        overwritten_unsynced("OldEpochSecretsAreOverwrittenUnsynced", contains("/keys/epoch-")),
        unsynced("KeyFilesAreNotSynced", contains("/data/keys/")),
        unsynced("LedgerJsonIsNotSynced", ends_with("/ledger.json")),
        unsynced_directory("NoDirectoryIsSynced", everywhere()),
        unsynced_directory("SegmentsDirectoryIsNotSynced", ends_with("/segments")),
        unsynced_directory("CheckpointsDirectoryIsNotSynced", ends_with("/checkpoints")),
        unsynced_directory("QuarantineDirectoryIsNotSynced", ends_with("/quarantine")),
        unsynced_directory("NewLedgerIsNotSyncedBeforeItsRename", contains("/ledger.new-")),
        unsynced_directory("NewLedgersPlaceIsNotSynced", ends_with("/data")),
        late("SegmentsAreSyncedAfterHead", ends_with(".segment")),
        half_written("HalfOfEachFrameIsWritten", ends_with(".segment")),
        half_written("HalfOfEachTailIsQuarantined", ends_with(".tail.tmp")),
        swallowing("FailedSyncsOfSegmentsAreSwallowed", ends_with(".segment")),
        swallowing("FailedSyncsOfHeadAreSwallowed", ends_with("/HEAD")),
        swallowing("EveryErrorIsSwallowed", everywhere()),
    };
}

}  // namespace counterfoil::crash

// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/layouts.h"

#include <array>

#include "ledger/format/bodies.h"
#include "ledger/format/bundle.h"
#include "ledger/format/entry.h"
#include "ledger/format/envelope.h"
#include "ledger/format/epoch_secret.h"
#include "ledger/format/frame.h"
#include "ledger/format/head.h"
#include "ledger/format/segment.h"

namespace counterfoil::format {

std::span<const Layout> layouts() {
    static constexpr std::array kLayouts = {
        Layout{"Entry", sizeof(Entry), kEntryFields},
        Layout{"FrameHeader", sizeof(FrameHeader), kFrameHeaderFields},
        Layout{"FrameTrailer", sizeof(FrameTrailer), kFrameTrailerFields},
        Layout{"SegmentHeader", sizeof(SegmentHeader), kSegmentHeaderFields},
        Layout{"SegmentFooter", sizeof(SegmentFooter), kSegmentFooterFields},
        Layout{"FramePosition", sizeof(FramePosition), kFramePositionFields},
        Layout{"HeadSlot", sizeof(HeadSlot), kHeadSlotFields},
        Layout{"LossHeader", sizeof(LossHeader), kLossHeaderFields},
        Layout{"GenesisBody", sizeof(GenesisBody), kGenesisBodyFields},
        Layout{"OpenBody", sizeof(OpenBody), kOpenBodyFields},
        Layout{"SegmentBody", sizeof(SegmentBody), kSegmentBodyFields},
        Layout{"StreamPosition", sizeof(StreamPosition), kStreamPositionFields},
        Layout{"StreamBody", sizeof(StreamBody), kStreamBodyFields},
        Layout{"EpochKeyBody", sizeof(EpochKeyBody), kEpochKeyBodyFields},
        Layout{"JointKeyBody", sizeof(JointKeyBody), kJointKeyBodyFields},
        Layout{"DataKeyBody", sizeof(DataKeyBody), kDataKeyBodyFields},
        Layout{"HoldBody", sizeof(HoldBody), kHoldBodyFields},
        Layout{"ErasureBody", sizeof(ErasureBody), kErasureBodyFields},
        Layout{"DestroyedBody", sizeof(DestroyedBody), kDestroyedBodyFields},
        Layout{"SequenceRange", sizeof(SequenceRange), kSequenceRangeFields},
        Layout{"RecoveryBody", sizeof(RecoveryBody), kRecoveryBodyFields},
        Layout{"RecoveredTail", sizeof(RecoveredTail), kRecoveredTailFields},
        Layout{"DropBody", sizeof(DropBody), kDropBodyFields},
        Layout{"HeartbeatBody", sizeof(HeartbeatBody), kHeartbeatBodyFields},
        Layout{"AnchorBody", sizeof(AnchorBody), kAnchorBodyFields},
        Layout{"EnvelopeHeader", sizeof(EnvelopeHeader), kEnvelopeHeaderFields},
        Layout{"EnvelopeField", sizeof(EnvelopeField), kEnvelopeFieldFields},
        Layout{"PeerCredentials", sizeof(PeerCredentials), kPeerCredentialsFields},
        Layout{"TarHeader", sizeof(TarHeader), kTarHeaderFields},
        Layout{"EpochSecret", sizeof(EpochSecret), kEpochSecretFields},
    };
    return kLayouts;
}

}  // namespace counterfoil::format

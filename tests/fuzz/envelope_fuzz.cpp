// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ledger/base/result.h"
#include "ledger/format/envelope.h"

// Whatever decode_envelope accepts can be written again; only fields of unknown tags get lost.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace counterfoil;
    const ByteView bytes(data, size);
    const std::optional<format::Envelope> envelope = format::decode_envelope(bytes);
    if (!envelope) return 0;
    const std::optional<Bytes> written = format::encode_envelope(envelope->attributes);
    require(written.has_value(), "accepted attributes can be written");
    const std::size_t header_and_fields = bytes.size() - envelope->event.size();
    require(written->size() <= header_and_fields, "writing adds nothing");
    if (written->size() == header_and_fields) {
        require(std::equal(written->begin(), written->end(), bytes.begin()),
                "known fields encode to the same bytes");
    }
    const std::optional<format::Envelope> again = format::decode_envelope(*written);
    require(again.has_value() && again->event.empty(), "what was written is an envelope");
    require(format::encode_envelope(again->attributes) == written, "attributes stay the same");
    return 0;
}

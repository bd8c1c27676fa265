// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"

// Whatever decode_body accepts is the one encoding of what it read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace counterfoil;
    const ByteView bytes(data, size);
    for (unsigned number = 0; number <= format::kRecordTypeLast + 1U; ++number) {
        const auto type = static_cast<format::RecordType>(number);
        const std::optional<format::Body> body = format::decode_body(type, bytes);
        if (!body) continue;
        require(format::body_type(*body) == type, "a body keeps its type");
        const Bytes again = format::encode_body(*body);
        require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
                "an accepted body encodes to the same bytes");
    }
    return 0;
}

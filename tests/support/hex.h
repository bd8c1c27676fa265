// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/encoding.h"

namespace counterfoil::support {

// The bytes of a literal that is known to be good.
inline Bytes unhex(std::string_view text) {
    const std::optional<Bytes> bytes = crypto::from_hex(text);
    require(bytes.has_value(), "a test's literal is not hexadecimal");
    return *bytes;
}

template <class Array>
Array unhex_array(std::string_view text) {
    const std::optional<Array> array = crypto::exactly<Array>(crypto::from_hex(text));
    require(array.has_value(), "a test's literal has another length");
    return *array;
}

}  // namespace counterfoil::support

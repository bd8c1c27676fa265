// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "ledger/base/bytes.h"

namespace counterfoil::crypto {

// A secret whose length is known only at run time, such as a passphrase or the text of a key file:
// memory guarded, locked and wiped as a Secret256's, that never grows, so no copy is left behind.
// Move-only. Needs `start()` first.
class SecretBytes {
  public:
    explicit SecretBytes(std::size_t capacity);  // Empty, all zero.

    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] ByteView view() const;
    // All the capacity, to be filled before `resize` says how much of it counts.
    [[nodiscard]] MutableByteView room();
    // At most the capacity; what lies behind is wiped.
    void resize(std::size_t size);
    // At the end, within the capacity.
    void append(ByteView bytes);

  private:
    struct Free {
        void operator()(std::uint8_t* bytes) const;
    };
    std::unique_ptr<std::uint8_t[], Free> bytes_;  // Null only after a move.
    std::size_t capacity_;
    std::size_t size_ = 0;
};

}  // namespace counterfoil::crypto

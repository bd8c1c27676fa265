// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/head.h"
#include "ledger/keys/signer.h"
#include "ledger/platform/storage.h"

namespace counterfoil::store {

// What HEAD says of the ledger, without generation and signature.
struct HeadState {
    LedgerId ledger_id{};
    BootId boot_id{};
    std::uint64_t incarnation = 0;
    std::uint64_t segment_number = 0;
    std::uint64_t end_offset = 0;
    std::uint64_t tree_size = 0;
    Hash root{};
    std::uint64_t checkpoint_count = 0;
    Hash checkpoint_chain{};
};

// The file HEAD: two slots, written in turn (docs/FORMAT.md, "HEAD"). The caller makes what HEAD
// names durable before it calls.
class HeadFile {
  public:
    // The file of a new ledger: generations 0 and 1, both clean; synced.
    [[nodiscard]] static Status create(platform::Storage& storage, const std::string& directory,
                                       const HeadState& state, const keys::Signer& signer);
    // Goes on after `generation`.
    [[nodiscard]] static Result<HeadFile> open(platform::Storage& storage,
                                               const std::string& directory,
                                               std::uint64_t generation);

    [[nodiscard]] Status write(const HeadState& state, bool clean, const keys::Signer& signer);
    [[nodiscard]] Status sync();
    // Two clean generations, each synced, which says that the ledger ends exactly there.
    [[nodiscard]] Status write_clean(const HeadState& state, const keys::Signer& signer);
    [[nodiscard]] std::uint64_t generation() const { return generation_; }

  private:
    HeadFile(std::unique_ptr<platform::File> file, std::uint64_t generation)
        : file_(std::move(file)), generation_(generation) {}

    std::unique_ptr<platform::File> file_;
    std::uint64_t generation_;  // Of the last slot that was written.
};

}  // namespace counterfoil::store

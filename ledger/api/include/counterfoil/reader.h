// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <counterfoil/bytes.h>
#include <counterfoil/event.h>
#include <counterfoil/places.h>
#include <counterfoil/result.h>

namespace counterfoil {

// A record, opened as far as the keys at hand allow.
struct Record {
    std::uint64_t sequence = 0;
    std::uint64_t time_ns = 0;  // When the ledger took it: ns since 1970 UTC, by its own clock.
    Hash leaf_hash{};           // As its receipt has it.
    // False for what the ledger says of itself (its beginning, segments, keys, erasures): that has
    // none of what follows.
    bool is_event = false;
    std::string stream;  // "stream 3" where the name cannot be read.
    std::uint64_t stream_sequence = 0;
    Attributes attributes;
    std::optional<Bytes> content;
    std::string closed;   // Why there is no content and no attribute; empty when there is.
    bool erased = false;  // It can no longer be read by anybody,
    std::optional<std::uint64_t> erased_by;  // and which record says so, if it is in this ledger.
};

// Reads a ledger beside its writer or without one, and judges nothing: what it shows is worth what
// verify() says.
//
// One thread at a time; several objects do not know of each other. None of its functions throws;
// memory that runs out ends the process.
class __attribute__((visibility("default"))) Reader {
  public:
    // With the keys that are there; without them events stay closed. kNotFound: there is no ledger.
    // kPermission, kInvalidArgument: keys are there and refused. kUnsupported: a newer format.
    // kDamaged: nothing can be found in it.
    [[nodiscard]] static Result<Reader> open(const std::string& directory,
                                             const Places& places = {}) noexcept;
    // Looks for no keys at all.
    [[nodiscard]] static Result<Reader> open_without_keys(const std::string& directory) noexcept;

    Reader(Reader&& other) noexcept;
    Reader& operator=(Reader&& other) noexcept;
    ~Reader();

    // How many records there were when it was opened: 0 to size() - 1 can be read.
    [[nodiscard]] std::uint64_t size() const noexcept;
    [[nodiscard]] const LedgerId& id() const noexcept;
    [[nodiscard]] const std::string& origin() const noexcept;
    // Why all events are closed; empty when they are not.
    [[nodiscard]] const std::string& why_closed() const noexcept;

    // kNotFound: there is no such record. kDamaged: it is not what it must be.
    [[nodiscard]] Result<Record> record(std::uint64_t sequence) noexcept;
    // The same as `counterfoil show --json` prints it: one JSON object, without LF.
    [[nodiscard]] Result<std::string> record_json(std::uint64_t sequence) noexcept;

  private:
    struct Impl;
    [[gnu::visibility("hidden")]] explicit Reader(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace counterfoil

// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/scratch.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/answer.h"
#include "ledger/base/harmless.h"
#include "ledger/crypto/encoding.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli::bench {
namespace {

void remove_all(const std::string& path) {
    std::error_code failure;
    std::filesystem::remove_all(path, failure);
    if (failure) {
        say(fmt::format("cannot remove {}: {}; please do", harmless(path), failure.message()));
    }
}

}  // namespace

Result<Scratch> Scratch::make(const Machine& machine, const std::string& parent) {
    std::array<std::uint8_t, 8> drawn{};
    machine.random().fill(drawn);
    const std::string path = platform::join(platform::absolute_path(parent.empty() ? "." : parent),
                                            "counterfoil-bench-" + crypto::hex(drawn));
    if (Status made = machine.storage().make_directory(path); !made) return made.error();
    return Scratch(path);
}

Scratch::~Scratch() {
    if (!path_.empty()) remove_all(path_);
}

Scratch::Scratch(Scratch&& other) noexcept
    : path_(std::exchange(other.path_, {})), count_(other.count_) {}

std::string Scratch::fresh(const std::string& name) {
    return platform::join(path_, fmt::format("{}-{}", name, count_++));
}

void Scratch::remove(const std::string& path) {
    remove_all(path);
}

}  // namespace counterfoil::cli::bench

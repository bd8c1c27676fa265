// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/clock.h"

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/platform/storage.h"

namespace counterfoil::platform {
namespace {

constexpr const char* kBootIdPath = "/proc/sys/kernel/random/boot_id";
constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

std::uint64_t read_clock_ns(clockid_t id) {
    timespec now = {};
    require(::clock_gettime(id, &now) == 0, "the system has this clock");
    if (now.tv_sec < 0) return 0;  // Set to before 1970.
    return static_cast<std::uint64_t>(now.tv_sec) * kNsPerSecond +
           static_cast<std::uint64_t>(now.tv_nsec);
}

std::optional<std::uint8_t> hexadecimal_digit(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
    return std::nullopt;
}

// "0a1b2c3d-....-....-....-............\n", as the kernel prints a UUID.
std::optional<BootId> parse_uuid(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.size() != 36) return std::nullopt;
    BootId id = {};
    std::size_t place = 0;
    for (std::uint8_t& byte : id) {
        if (place == 8 || place == 13 || place == 18 || place == 23) {
            if (text[place++] != '-') return std::nullopt;
        }
        const auto high = hexadecimal_digit(text[place++]);
        const auto low = hexadecimal_digit(text[place++]);
        if (!high || !low) return std::nullopt;
        byte = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return id;
}

class SystemClock final : public Clock {
  public:
    std::uint64_t now_ns() override { return read_clock_ns(CLOCK_REALTIME); }

    // CLOCK_BOOTTIME and not CLOCK_MONOTONIC: it also counts while the machine sleeps, so a sleep
    // does not look like a step of the wall clock.
    std::uint64_t monotonic_ns() override { return read_clock_ns(CLOCK_BOOTTIME); }

    Result<BootId> boot_id() override {
        const std::unique_ptr<Storage> storage = posix_storage();
        const Result<Bytes> text = read_file(*storage, kBootIdPath, 64);
        if (!text) return text.error();
        const std::optional<BootId> id = parse_uuid(as_text(*text));
        if (!id) return Error{ErrorCode::kIo, std::string(kBootIdPath) + " does not hold a UUID"};
        return *id;
    }
};

}  // namespace

std::unique_ptr<Clock> system_clock() {
    return std::make_unique<SystemClock>();
}

}  // namespace counterfoil::platform

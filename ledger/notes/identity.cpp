// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/identity.h"

#include <fmt/format.h>

#include <chrono>

#include "ledger/crypto/encoding.h"

namespace counterfoil::notes {

std::string ledger_json(const LedgerIdentity& identity) {
    return fmt::format(
        "{{\n"
        "  \"format\": \"counterfoil-ledger\",\n"
        "  \"format_version\": 1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"encryption\": \"{}\",\n"
        "  \"segment_size_limit\": {},\n"
        "  \"created\": \"{}\"\n"
        "}}\n",
        crypto::hex(identity.ledger_id), identity.origin, identity.vkey,
        crypto::hex(identity.genesis_leaf), identity.encrypted ? "XAES-256-GCM" : "none",
        identity.segment_size_limit, rfc3339(identity.created_ns));
}

std::string rfc3339(std::uint64_t time_ns) {
    constexpr std::uint64_t kSecond = 1'000'000'000;
    const std::uint64_t seconds = time_ns / kSecond;
    const auto since_epoch = std::chrono::seconds(static_cast<std::int64_t>(seconds));
    const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const auto time = (since_epoch - days).count();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time / 3600, time / 60 % 60, time % 60, time_ns % kSecond);
}

}  // namespace counterfoil::notes

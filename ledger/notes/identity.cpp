// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "ledger/crypto/encoding.h"

namespace counterfoil::notes {
namespace {

std::string date_and_time(std::uint64_t seconds) {
    const auto since_epoch = std::chrono::seconds(static_cast<std::int64_t>(seconds));
    const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const auto time = (since_epoch - days).count();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time / 3600, time / 60 % 60, time % 60);
}

}  // namespace

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
    return fmt::format("{}.{:09}Z", date_and_time(time_ns / kSecond), time_ns % kSecond);
}

std::string rfc3339_seconds(std::uint64_t time) {
    constexpr std::uint64_t kLastOf9999 = 253'402'300'799;
    return date_and_time(std::min(time, kLastOf9999)) + "Z";
}

}  // namespace counterfoil::notes

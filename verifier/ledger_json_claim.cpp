// SPDX-License-Identifier: Apache-2.0
#include "verifier/ledger_json_claim.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "verifier/findings.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

LedgerJsonClaim read_ledger_json(std::string_view text) {
    LedgerJsonClaim claim;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return claim;
    const auto version = json.find("format_version");
    if (version != json.end() && version->is_number_unsigned()) {
        claim.format_version = version->get<std::uint64_t>();
    }
    const auto id = json.find("ledger_id");
    if (id != json.end() && id->is_string()) {
        claim.ledger_id =
            crypto::exactly<LedgerId>(crypto::from_hex(id->get_ref<const std::string&>()));
    }
    return claim;
}

Status require_known_format(platform::Storage& storage, const std::string& directory) {
    const std::string path = platform::join(directory, std::string(format::kLedgerJson));
    const Result<Bytes> text = platform::read_file(storage, path, format::kLedgerJsonSizeMax);
    if (!text) {
        const ErrorCode code = text.error().code;
        const bool nobody_can_tell = code == ErrorCode::kIo || code == ErrorCode::kPermission;
        return nobody_can_tell ? Status(text.error()) : Status();
    }
    const LedgerJsonClaim claim = read_ledger_json(as_text(*text));
    if (!claim.format_version || *claim.format_version == format::kVersion) return {};
    return counterfoil::unsupported_version(plain(path), *claim.format_version, format::kVersion);
}

Result<LedgerId> claimed_ledger_id(platform::Storage& storage, const std::string& directory) {
    const std::string path = platform::join(directory, std::string(format::kLedgerJson));
    const Result<Bytes> text = platform::read_file(storage, path, format::kLedgerJsonSizeMax);
    if (!text) return text.error();
    const LedgerJsonClaim claim = read_ledger_json(as_text(*text));
    if (claim.ledger_id) return *claim.ledger_id;
    return Error{ErrorCode::kDamaged, fmt::format("{} names no ledger id", plain(path))};
}

}  // namespace counterfoil::verifier

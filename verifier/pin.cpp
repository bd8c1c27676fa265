// SPDX-License-Identifier: Apache-2.0
#include "verifier/pin.h"

#include <fmt/format.h>

#include <vector>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"

namespace counterfoil::verifier {
namespace {

constexpr std::string_view kFirstLine = "counterfoil-pin v1";

Error malformed(const char* what) {
    return {ErrorCode::kDamaged,
            std::string("this is no pin file: ") + what +
                "; it has three lines: \"counterfoil-pin v1\", the vkey, the genesis leaf hash"};
}

}  // namespace

std::string pin_text(const Pin& pin) {
    require(pin.genesis_leaf.has_value(), "a pin file holds the genesis leaf hash");
    return std::string(kFirstLine) + "\n" + pin.key.text() + "\n" + crypto::hex(*pin.genesis_leaf) +
           "\n";
}

Result<Pin> parse_pin(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('\n'));
    if (const auto version = other_version_of(kFirstLine, first)) {
        return unknown_version("this pin file", *version, 1);
    }
    std::vector<std::string_view> lines;
    while (!text.empty() && lines.size() < 4) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return malformed("its last line does not end");
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (lines.size() != 3) return malformed("it has another number of lines");
    if (lines[0] != kFirstLine) return malformed("its first line is another");
    Result<notes::VerifierKey> key = notes::VerifierKey::parse(lines[1]);
    if (!key) return key.error();
    if (key->type != notes::kTypeEd25519) return malformed("its key is of another type");
    const auto leaf = crypto::exactly<Hash>(crypto::from_hex(lines[2]));
    if (!leaf) return malformed("its third line is not 64 hexadecimal digits");
    return Pin{std::move(*key), *leaf};
}

Result<Pin> parse_pin_or_vkey(std::string_view text) {
    Result<Pin> pin = parse_pin(text);
    if (pin) return pin;
    if (text.ends_with('\n')) text.remove_suffix(1);
    const Result<notes::VerifierKey> vkey = notes::VerifierKey::parse(text);
    if (vkey) return Pin{*vkey, {}};
    return pin;
}

Result<Pin> given_pin(platform::Storage& storage, const std::string& key) {
    constexpr std::uint64_t kPinFileSizeMax = 4096;
    if (storage.kind(key)) {
        const Result<Bytes> content = platform::read_file(storage, key, kPinFileSizeMax);
        if (!content) return content.error();
        Result<Pin> pin = parse_pin_or_vkey(as_text(*content));
        if (pin) return pin;
        const bool later = pin.error().code == ErrorCode::kUnsupported;
        return Error{later ? ErrorCode::kUnsupported : ErrorCode::kInvalidArgument,
                     fmt::format("{}: {}", key, pin.error().message)};
    }
    const Result<notes::VerifierKey> vkey = notes::VerifierKey::parse(key);
    if (vkey) return Pin{*vkey, {}};
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("the key {}: is no file here, and no vkey: {}", key, vkey.error().message)};
}

}  // namespace counterfoil::verifier

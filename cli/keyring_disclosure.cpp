// SPDX-License-Identifier: Apache-2.0
#include "cli/keyring_disclosure.h"

namespace counterfoil::cli {
namespace {

// A key that is not here leaves its record closed; anything else is an error.
template <class T>
Result<std::optional<T>> if_here(Result<T> found) {
    if (found) return std::optional<T>(std::move(*found));
    if (found.error().code == ErrorCode::kNotFound) return std::optional<T>();
    return found.error();
}

}  // namespace

Result<std::optional<crypto::Secret256>> KeyringDisclosure::record_key(const format::Entry& entry) {
    return if_here(keys_.record_key(entry));
}

Result<std::optional<publish::DisclosedName>> KeyringDisclosure::stream_name(
    std::uint32_t stream_id) {
    const keys::StreamKeys& streams = keys_.keyring().streams();
    const std::optional<std::string> name = streams.name(stream_id);
    if (!name) return std::optional<publish::DisclosedName>();
    auto key = if_here(streams.name_key(stream_id));
    if (!key) return key.error();
    if (!*key) return std::optional<publish::DisclosedName>();
    return std::optional<publish::DisclosedName>({*name, std::move(**key)});
}

}  // namespace counterfoil::cli

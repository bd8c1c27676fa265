// SPDX-License-Identifier: Apache-2.0
#include "cli/given_file.h"

#include <fmt/format.h>

#include "ledger/platform/source.h"

namespace counterfoil::cli {
namespace {

Error in_file(const std::string& path, const Error& error) {
    return {error.code, fmt::format("{}: {}", path, error.message)};
}

}  // namespace

Result<Bytes> read_given_file(const std::string& path, std::uint64_t size_max) {
    auto opened = path == "-"
                      ? Result<std::unique_ptr<platform::Source>>(platform::standard_input())
                      : platform::open_source(path);
    if (!opened) return opened.error();
    // One byte more than allowed tells that there is more.
    Bytes content(static_cast<std::size_t>(size_max) + 1);
    std::size_t used = 0;
    while (used < content.size()) {
        const Result<std::size_t> got = (*opened)->read(MutableByteView(content).subspan(used));
        if (!got) return got.error();
        if (*got == 0) break;
        used += *got;
    }
    if (used > size_max) {
        return Error{ErrorCode::kTooLarge,
                     fmt::format("{}: it is longer than {} bytes", (*opened)->name(), size_max)};
    }
    content.resize(used);
    return content;
}

Result<notes::Policy> read_policy(const std::string& path) {
    const Result<Bytes> text = read_given_file(path, notes::kPolicySizeMax);
    if (!text) return text.error();
    Result<notes::Policy> policy = notes::Policy::parse(as_text(*text));
    if (!policy) return in_file(path, policy.error());
    return policy;
}

Result<crypto::Authorities> read_authorities(const std::string& path) {
    const Result<Bytes> text = read_given_file(path, crypto::kAuthoritiesSizeMax);
    if (!text) return text.error();
    Result<crypto::Authorities> authorities = crypto::Authorities::parse(as_text(*text));
    if (!authorities) return in_file(path, authorities.error());
    return authorities;
}

}  // namespace counterfoil::cli

// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/secret_file.h"

#include <fmt/format.h>

namespace counterfoil::keys {
namespace {

// A service manager that hands a credential to one user by an access list leaves it with the
// superuser, and with r for the group, which then is the list's.
Status check_access(const platform::File& file, bool is_credential) {
    const Result<platform::FileAccess> access = file.access();
    if (!access) return access.error();
    if (!access->owned_by_us && !access->owned_by_root) {
        return Error{ErrorCode::kPermission,
                     fmt::format("{}: this key file belongs to another user; run as that user, or "
                                 "`chown` it if it is yours",
                                 file.path())};
    }
    const unsigned others = is_credential && access->owned_by_root ? 0037U : 0077U;
    if ((access->mode & others) != 0) {
        return Error{ErrorCode::kPermission,
                     fmt::format("{}: others than its owner can read or write this key file (mode "
                                 "{:04o}); `chmod 600` it, and think about who may have read it",
                                 file.path(), access->mode)};
    }
    return {};
}

}  // namespace

Result<crypto::SecretBytes> read_secret_file(platform::Storage& storage, const std::string& path,
                                             bool is_credential) {
    const auto file = storage.open(path, platform::OpenMode::kRead);
    if (!file) return file.error();
    if (Status fit = check_access(**file, is_credential); !fit) return fit.error();
    crypto::SecretBytes content(kSecretFileSizeMax);
    const Result<std::size_t> got = (*file)->read_at(0, content.room());
    if (!got) return got.error();
    content.resize(*got);
    return content;
}

}  // namespace counterfoil::keys

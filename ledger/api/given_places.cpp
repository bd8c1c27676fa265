// SPDX-License-Identifier: Apache-2.0
#include "ledger/api/given_places.h"

#include <optional>
#include <utility>

#include "ledger/crypto/secret.h"
#include "ledger/platform/process.h"
#include "ledger/platform/user_places.h"

namespace counterfoil::api {
namespace {

Result<std::string> place(const std::string& given, std::optional<std::string> of_user,
                          const char* name) {
    if (!given.empty()) return platform::absolute_path(given);
    if (of_user) return std::move(*of_user);
    return Error{ErrorCode::kInvalidArgument,
                 std::string("this user has no place of their own (neither HOME nor a directory of "
                             "XDG is set); name one with Places::") +
                     name};
}

}  // namespace

Result<std::string> trust_directory(const Places& places) {
    return place(places.trust, platform::user_data_directory("trust"), "trust");
}

Result<std::string> marks_directory(const Places& places) {
    return place(places.state, platform::marks_directory(), "state");
}

Result<keys::KeyAccess> key_access(const Places& places, keys::PassphraseSource& passphrase) {
    keys::KeyAccess access;
    access.passphrase = &passphrase;
    if (!places.identity_key.empty()) {
        access.identity_file = platform::absolute_path(places.identity_key);
    }
    if (places.keys.empty()) {
        access.credentials = platform::credentials_directory().value_or("");
    }
    Result<std::string> directory =
        place(places.keys, platform::user_data_directory("keys"), "keys");
    if (!directory) return directory.error();
    access.directory = std::move(*directory);
    return access;
}

Result<crypto::SecretBytes> AskedCaller::ask(const std::string& path) {
    if (!ask_) {
        return Error{ErrorCode::kNotFound,
                     path + ": is behind a passphrase, and Places::passphrase is empty"};
    }
    Result<Bytes> answer = ask_(path);
    if (!answer) return answer.error();
    crypto::SecretBytes passphrase(answer->size());
    passphrase.append(*answer);
    crypto::wipe(*answer);
    return passphrase;
}

Result<crypto::SecretBytes> AskedCaller::ask_new(const std::string& path) {
    return ask(path);
}

bool AskedCaller::ask_again(unsigned /*wrong*/) const {
    return false;
}

}  // namespace counterfoil::api

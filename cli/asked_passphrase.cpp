// SPDX-License-Identifier: Apache-2.0
#include "cli/asked_passphrase.h"

#include <fmt/format.h>

#include "cli/answer.h"
#include "ledger/base/harmless.h"
#include "ledger/crypto/secret.h"
#include "ledger/keys/passphrase_key.h"
#include "ledger/platform/terminal.h"

namespace counterfoil::cli {
namespace {

constexpr unsigned kTries = 3;
// The LF of a typed line comes along.
constexpr std::size_t kLineSizeMax = keys::PassphraseKey::kPassphraseSizeMax + 1;

}  // namespace

Result<crypto::SecretBytes> AskedPassphrase::ask(const std::string& path) {
    if (descriptor_) return read_descriptor();
    return ask_on_terminal(fmt::format("Passphrase for {}: ", harmless(path)));
}

Result<crypto::SecretBytes> AskedPassphrase::ask_new(const std::string& path) {
    if (descriptor_) return read_descriptor();
    for (unsigned tries = 1;; ++tries) {
        Result<crypto::SecretBytes> first = ask_on_terminal(
            fmt::format("New passphrase for {}, at least {} characters: ", harmless(path),
                        keys::PassphraseKey::kPassphraseCharactersMin));
        if (!first) return first;
        const Result<crypto::SecretBytes> second = ask_on_terminal("The same once more: ");
        if (!second) return second.error();
        if (crypto::equal_in_constant_time(first->view(), second->view())) return first;
        if (tries == kTries) {
            return Error{ErrorCode::kInvalidArgument,
                         "the passphrase was not typed twice the same; nothing was made"};
        }
        say("these are not the same; try again");
    }
}

bool AskedPassphrase::ask_again(unsigned wrong) const {
    if (descriptor_ || wrong >= kTries) return false;
    say("this passphrase does not open it; try again");
    return true;
}

Result<crypto::SecretBytes> AskedPassphrase::read_descriptor() {
    if (!read_) {
        crypto::SecretBytes passphrase(kLineSizeMax - 1);
        const Result<std::size_t> size = platform::read_first_line(*descriptor_, passphrase.room());
        if (!size) return size.error();
        passphrase.resize(*size);
        read_ = std::move(passphrase);
    }
    crypto::SecretBytes copy(kLineSizeMax - 1);
    copy.append(read_->view());
    return copy;
}

Result<crypto::SecretBytes> AskedPassphrase::ask_on_terminal(const std::string& prompt) const {
    // Not there is what the key is, for whoever can go on without.
    const Error nobody{ErrorCode::kNotFound,
                       "the master key is behind a passphrase, and there is nobody to ask; give "
                       "it with --passphrase-fd"};
    if (!may_ask_) return nobody;
    Result<platform::Terminal> terminal = platform::Terminal::open();
    if (!terminal) return nobody;
    crypto::SecretBytes passphrase(kLineSizeMax);
    const Result<std::size_t> size = terminal->ask_secret(prompt, passphrase.room());
    if (!size) return size.error();
    passphrase.resize(*size);
    return passphrase;
}

}  // namespace counterfoil::cli

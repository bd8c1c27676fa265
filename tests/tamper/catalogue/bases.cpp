// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/bases.h"

#include <utility>

#include "ledger/base/result.h"
#include "ledger/notes/verifier_key.h"
#include "tests/support/sealed_forge.h"

namespace counterfoil::tamper {
namespace {

using test::Forge;
using test::ForgeHooks;
using test::ForgeOptions;
using test::SealedForge;

Base shared(Subject subject) {
    return std::make_shared<const Subject>(std::move(subject));
}

Base bundle_base(bool encrypted) {
    ForgeOptions options;
    options.encrypted = encrypted;
    SealedForge sealed(options);
    test::three_epochs(sealed);
    Subject subject;
    subject.bundle = true;
    subject.files["bundle"] = sealed.bundle(6, 8);
    subject.pin = pin_of(sealed.forge);
    return shared(std::move(subject));
}

}  // namespace

verifier::Pin pin_of(const Forge& forge) {
    auto key = notes::VerifierKey::parse(forge.vkey());
    require(key.ok(), "the forge names its key");
    return {*key, forge.genesis_leaf()};
}

Subject subject_of(const Forge& forge) {
    Subject subject;
    subject.files = forge.files;
    subject.pin = pin_of(forge);
    return subject;
}

Forge small_forge(ForgeOptions options, ForgeHooks hooks) {
    Forge forge(std::move(options), std::move(hooks));
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.stream(2), forge.data_key(1), forge.event(1, "first"),
                 forge.event(1, "other"), forge.event(2, "login"), forge.event(2, "leave"),
                 forge.event(1, "longer than the others")});
    forge.publish();
    forge.frame({forge.rotation()});
    forge.roll();
    forge.head(false);
    forge.frame({forge.heartbeat(), forge.drop(3), forge.event(2, "again"), forge.event(1, "third"),
                 forge.event(1, "last")});
    forge.publish();
    forge.close();
    return forge;
}

Base small_ledger() {
    static const Base base = shared(subject_of(small_forge()));
    return base;
}
Base clear_ledger() {
    static const Base base = [] {
        ForgeOptions options;
        options.encrypted = false;
        return shared(subject_of(small_forge(options)));
    }();
    return base;
}
Base rich_ledger() {
    static const Base base = shared(subject_of(test::forge_ledger(3)));
    return base;
}
Base recovered_ledger() {
    static const Base base = shared(subject_of(test::forge_recovered()));
    return base;
}
Base unclean_ledger() {
    static const Base base = shared(subject_of(test::forge_unclean()));
    return base;
}
Base small_bundle() {
    static const Base base = bundle_base(true);
    return base;
}
Base clear_bundle() {
    static const Base base = bundle_base(false);
    return base;
}

}  // namespace counterfoil::tamper

// SPDX-License-Identifier: Apache-2.0
// Linked into every test program that needs secrets or signatures: starts the crypto room as a
// program's main does, and stops the run when that fails.

#include <gtest/gtest.h>

#include "ledger/crypto/library.h"

namespace {

class StartCrypto : public ::testing::Environment {
  public:
    void SetUp() override {
        const counterfoil::Status started = counterfoil::crypto::start();
        ASSERT_TRUE(started.ok()) << started.error().message;
    }
};

[[maybe_unused]] const ::testing::Environment* const kStartCrypto =
    ::testing::AddGlobalTestEnvironment(new StartCrypto);  // GoogleTest owns it.

}  // namespace

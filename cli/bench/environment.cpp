// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/environment.h"

#include "cli/build_facts.h"
#include "ledger/base/version.h"
#include "ledger/crypto/accelerator.h"
#include "ledger/crypto/library.h"
#include "ledger/notes/time_text.h"
#include "ledger/platform/machine_facts.h"

namespace counterfoil::cli::bench {

Environment environment_of(const Machine& machine, const std::string& directory) {
    const platform::MachineFacts facts = platform::machine_facts();
    Environment environment;
    environment.version = kProgramVersionText;
    environment.compiler = compiler_text();
    environment.build_type = build_type();
    environment.openssl = crypto::openssl_version();
    environment.hashing = crypto::hashing_implementation();
    environment.sealing = crypto::sealing_implementation();
    environment.processor = facts.processor;
    environment.processor_features = processor_feature_names();
    environment.processors = facts.processors;
    environment.memory_bytes = facts.memory_bytes;
    environment.kernel = facts.kernel;
    environment.file_system = platform::file_system_of(directory);
    environment.date = notes::rfc3339_seconds(machine.clock().now_ns() / 1'000'000'000);
    return environment;
}

}  // namespace counterfoil::cli::bench

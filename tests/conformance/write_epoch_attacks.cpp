// SPDX-License-Identifier: Apache-2.0
// Writes every ledger of tests/support/epoch_attacks.h below a directory, each with its pin, and
// prints a line for each: directory, pin file, what must be found, name; tabs between them.

#include <cstdio>
#include <fstream>
#include <string>

#include "ledger/crypto/encoding.h"
#include "ledger/crypto/library.h"
#include "tests/support/epoch_attacks.h"

int main(int count, char** values) {
    using namespace counterfoil;
    if (count != 2 || !crypto::start()) {
        std::fputs("usage: write_epoch_attacks DIR\n", stderr);
        return 2;
    }
    std::size_t number = 0;
    for (const test::EpochAttack& attack : test::epoch_attacks()) {
        const test::Forge forge = attack.make();
        const std::string ledger = std::string(values[1]) + "/attack-" + std::to_string(number++);
        forge.write(ledger);
        const std::string pin = ledger + ".pin";
        std::ofstream(pin) << "counterfoil-pin v1\n"
                           << forge.vkey() << "\n"
                           << crypto::hex(forge.genesis_leaf()) << "\n";
        std::printf("%s\t%s\t%s\t%s\n", ledger.c_str(), pin.c_str(), attack.kind.c_str(),
                    attack.name.c_str());
    }
    return 0;
}

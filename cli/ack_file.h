// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>

#include "ledger/base/result.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {

// Lines `SEQUENCE LEAF_HASH_HEX`, one for each record that is durable. One thread at a time.
class AckFile {
  public:
    // Appends to the file, which is created if need be.
    [[nodiscard]] Status open(const std::string& path);
    void add(const store::Receipt& receipt);
    // Writes what was added. Nothing was asked for: does nothing.
    [[nodiscard]] Status flush();

  private:
    std::string path_;
    std::ofstream file_;
    std::string pending_;
};

}  // namespace counterfoil::cli

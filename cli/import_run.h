// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "cli/progress.h"
#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/intake/line_events.h"
#include "ledger/platform/source.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {

// What has been taken in. Records count only when they are committed.
struct ImportCounts {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;  // Of their content.
    std::uint64_t invalid_json = 0;
    std::uint64_t empty_lines = 0;
    std::optional<std::uint64_t> first_sequence;
    std::uint64_t last_sequence = 0;
};

// Lines `SEQUENCE LEAF_HASH_HEX`, one for each record that is durable.
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

// Takes lines from sources and commits them in batches.
class ImportRun {
  public:
    struct Settings {
        intake::LineFormat format = intake::LineFormat::kJsonLines;
        std::string stream;
        std::uint64_t batch_records_max = 1000;
        bool durable_at_once = true;  // False: acknowledge only after the writer was closed.
    };

    ImportRun(store::LedgerWriter& writer, AckFile& acks, ProgressLine& progress,
              Settings settings);

    // All lines of one source. Whatever came before an error is kept in the batch.
    [[nodiscard]] Status take(platform::Source& source);
    // As above from standard input: commits what it has before it waits for more.
    [[nodiscard]] Status take_standard_input();
    // Commits the batch.
    [[nodiscard]] Status flush();
    [[nodiscard]] const ImportCounts& counts() const { return counts_; }

  private:
    [[nodiscard]] Status add(const intake::LineEvent& event);

    store::LedgerWriter& writer_;
    AckFile& acks_;
    ProgressLine& progress_;
    Settings settings_;
    ImportCounts counts_;
    Bytes content_;  // Of the batch, one event behind the other.
    std::vector<std::size_t> ends_;
    std::vector<store::Event> events_;
};

}  // namespace counterfoil::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "cli/ack_file.h"
#include "cli/progress.h"
#include "ledger/base/result.h"
#include "ledger/store/appender.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {

struct ImportCounts {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;  // Of their content.
    std::optional<std::uint64_t> first_sequence;
    std::uint64_t last_sequence = 0;
};

// What is committed: counted, acknowledged, and shown while it goes on.
class ImportLog {
  public:
    ImportLog(AckFile& acks, ProgressLine& progress) : acks_(acks), progress_(progress) {}

    // `bytes` are those of the record's content.
    void add(const store::Receipt& receipt, std::uint64_t bytes);
    [[nodiscard]] Status flush_acks() { return acks_.flush(); }

    [[nodiscard]] const ImportCounts& counts() const { return counts_; }

  private:
    AckFile& acks_;
    ProgressLine& progress_;
    ImportCounts counts_;
};

// Where an import's records go: into the ledger, and into the log once they are there. After an
// error nothing more may be added; what came before it is in the ledger, without a gap.
class ImportSink {
  public:
    virtual ~ImportSink() = default;
    // Copies the event. An error is this event's, or that of a commit.
    [[nodiscard]] virtual Status add(const store::Event& event) = 0;
    // Commits all that was added. Only then may somebody else look at the log or use the writer.
    [[nodiscard]] virtual Status flush() = 0;
    // For a caller that is about to wait: flushes, and soon readers see all that was added.
    [[nodiscard]] virtual Status idle() = 0;
};

struct ImportSinkOptions {
    std::uint64_t batch_records_max = 1000;
    store::AppenderOptions appender;  // For the policy group; its batch is as above.
};

// As the writer's sync policy asks: for `group` a thread commits while the next records are read,
// else each batch is committed when it is full. For `none` the log's acknowledgements are left
// unwritten: they are true only when the writer has been closed. Writer and log must outlive the
// sink, and belong to it until it ends.
[[nodiscard]] std::unique_ptr<ImportSink> make_import_sink(store::LedgerWriter& writer,
                                                           ImportLog& log,
                                                           const ImportSinkOptions& options);

}  // namespace counterfoil::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "gui/models/table_rows.h"
#include "ledger/reader/ledger_reader.h"
#include "verifier/report.h"

// Epochs, checkpoints and what happened to a ledger, as rows. They show what is there; the verdict
// says whether it may be believed.
namespace counterfoil::gui {

[[nodiscard]] std::vector<TableRows::Row> epochRows(reader::LedgerReader& reader);
// The newest first, at most `rows_max`.
[[nodiscard]] std::vector<TableRows::Row> checkpointRows(reader::LedgerReader& reader,
                                                         const verifier::Report* report,
                                                         std::size_t rows_max);
// A note as anybody may have it: one row for each of its signatures.
[[nodiscard]] std::vector<TableRows::Row> noteRows(std::string_view text);
[[nodiscard]] std::vector<TableRows::Row> eventRows(const verifier::Report& report);
// Holds that were added and released, which a verdict does not list. Reads every entry of the
// ledger: for a job, which polls `stopping`.
[[nodiscard]] std::vector<TableRows::Row> holdRows(reader::LedgerReader& reader,
                                                   const std::function<bool()>& stopping);

}  // namespace counterfoil::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/reader/ledger_view.h"

namespace counterfoil::reader {

// One line for people, harmless, without LF. `columns` 0: as long as it takes.
[[nodiscard]] std::string record_line(const RecordView& record, std::size_t columns);
// One JSON object on one line, without LF.
[[nodiscard]] std::string record_json(const RecordView& record);

}  // namespace counterfoil::reader

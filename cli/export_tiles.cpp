// SPDX-License-Identifier: Apache-2.0
#include "cli/export_tiles.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/exit_code.h"
#include "cli/newest_checkpoint.h"
#include "cli/open_ledger.h"
#include "cli/progress.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/platform/process.h"
#include "ledger/publish/tile_tree.h"

namespace counterfoil::cli {
namespace {

nlohmann::ordered_json answer_json(const std::string& output,
                                   const publish::WrittenTiles& written) {
    return {{"output", output},
            {"checkpoint_size", written.checkpoint_size},
            {"checkpoint_root", crypto::hex(written.checkpoint_root)},
            {"previous_size", written.previous_size},
            {"changed", written.changed},
            {"entry_bundles", written.bundles},
            {"tiles", written.tiles},
            {"bytes", written.bytes}};
}

std::string answer_text(const std::string& output, const publish::WrittenTiles& written) {
    const std::string records = counted(written.checkpoint_size, "record");
    if (!written.changed) return fmt::format("{}: {}, all there already", output, records);
    return fmt::format("{}: {}, {} of them new; wrote {} and {}, {}", output, records,
                       count_text(written.checkpoint_size - written.previous_size),
                       counted(written.bundles, "entry bundle"), counted(written.tiles, "tile"),
                       size_text(written.bytes));
}

}  // namespace

int export_tiles(const Machine& machine, const TilesRequest& request, WriterPlaces& places) {
    const Result<NewestCheckpoint> newest =
        newest_checkpoint(machine, request.directory, places, request.quiet);
    if (!newest) return fail(newest.error());
    Result<reader::LedgerReader> reader = open_reader(machine, request.directory);
    if (!reader) return fail(reader.error());

    ProgressLine progress(machine.clock(), "exporting", request.quiet);
    publish::TileTreeOptions options;
    options.progress = [&](std::uint64_t done, std::uint64_t) { progress.update(done, 0, 0); };
    options.cancelled = platform::interrupted;
    platform::catch_interrupts();
    const Result<publish::WrittenTiles> written =
        publish::write_tile_tree(*reader, machine.storage(), request.output, options);
    progress.erase();
    if (!written) return fail(written.error());
    Answer answer;
    answer.line(request.json ? answer_json(request.output, *written).dump()
                             : answer_text(request.output, *written));
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli

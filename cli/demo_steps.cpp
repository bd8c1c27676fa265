// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_steps.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "cli/import_run.h"
#include "cli/open_ledger.h"
#include "ledger/format/directory.h"
#include "ledger/format/frame.h"
#include "ledger/platform/source.h"
#include "verifier/trust_store.h"
#include "verifier/verify.h"

namespace counterfoil::cli {

DemoSteps::DemoSteps(const Machine& machine, std::string directory)
    : machine_(machine),
      ledger_(directory + "/ledger"),
      keys_(directory + "/keys"),
      trust_(directory + "/trust"),
      state_(directory + "/state"),
      directory_(std::move(directory)) {}

Result<store::Created> DemoSteps::make_ledger() {
    store::CreateOptions options;
    options.directory = ledger_;
    options.keys.directory = keys_;
    options.origin = "demo.invalid/audit";
    Result<store::Created> created = store::create_ledger(machine_.platform(), options);
    if (!created) return created;
    Status kept = verifier::TrustStore(machine_.storage(), trust_)
                      .remember(created->ledger_id, {created->vkey, created->genesis_leaf});
    if (!kept) return kept.error();
    return created;
}

Result<ImportCounts> DemoSteps::import(const std::string& file) {
    const auto source = platform::open_source(file);
    if (!source) return source.error();
    const auto writer =
        store::LedgerWriter::open(machine_.platform(), {ledger_, {keys_}, {}, true, state_, false});
    if (!writer) return writer.error();
    AckFile acks;
    ProgressLine progress(machine_.clock(), "importing", false);
    ImportLog log(acks, progress);
    auto sink = make_import_sink(**writer, log, {});
    const intake::SubjectFields nobody;
    const Status taken =
        ImportRun(*sink, intake::LineFormat::kLines, "logs", nobody).take(**source);
    const Status flushed = sink->flush();
    sink.reset();
    const Status closed = (*writer)->close();
    for (const Status* status : {&taken, &flushed, &closed}) {
        if (!*status) return status->error();
    }
    return log.counts();
}

Result<verifier::Report> DemoSteps::verify(const std::string& ledger) const {
    verifier::VerifyOptions options;
    const Result<LedgerId> id = verifier::claimed_ledger_id(machine_.storage(), ledger);
    if (!id) return id.error();
    auto pin = verifier::TrustStore(machine_.storage(), trust_).find(*id);
    if (!pin) return pin.error();
    options.pin = *pin;
    return verifier::verify_ledger(machine_.storage(), machine_.clock(), ledger, options);
}

Result<std::string> DemoSteps::copy(const std::string& name) const {
    const std::string target = platform::join(directory_, name);
    std::error_code failure;
    std::filesystem::copy(ledger_, target, std::filesystem::copy_options::recursive, failure);
    if (!failure) return target;
    return Error{ErrorCode::kIo,
                 fmt::format("cannot copy {} to {}: {}", ledger_, target, failure.message())};
}

Result<std::string> DemoSteps::copy_with_a_flipped_bit(std::uint64_t sequence) const {
    const Result<std::string> target = copy("flipped");
    if (!target) return target;
    // Find the frame that holds the record, and in it the bodies.
    Result<reader::LedgerReader> reader = open_reader(machine_, *target);
    if (!reader) return reader.error();
    std::string path;
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < reader->segments().size(); ++i) {
        const Result<const reader::SegmentReader*> segment = reader->segment(i);
        if (!segment) return segment.error();
        for (std::size_t j = 0; j < (*segment)->frame_count(); ++j) {
            const Result<reader::FrameSummary> frame = (*segment)->frame(j);
            if (!frame) return frame.error();
            if (frame->first_sequence > sequence) continue;
            path = platform::join(platform::join(*target, std::string(format::kSegmentsDirectory)),
                                  format::segment_file_name(reader->segments()[i].number));
            offset = frame->offset + format::kFrameHeaderSize +
                     std::uint64_t{frame->record_count} * format::kEntrySize;
            for (std::uint64_t before = frame->first_sequence; before < sequence; ++before) {
                const Result<format::Entry> entry = (*segment)->entry(before);
                if (!entry) break;
                offset += entry->body_length;
            }
        }
    }
    const auto file = machine_.storage().open(path, platform::OpenMode::kReadWrite);
    if (!file) return file.error();
    std::array<std::uint8_t, 1> byte{};
    const Result<std::size_t> read = (*file)->read_at(offset, byte);
    if (!read) return read.error();
    byte[0] ^= 1U;
    if (Status written = (*file)->write_at(offset, byte); !written) return written.error();
    return target;
}

Result<std::string> DemoSteps::copy_cut_short() const {
    const Result<std::string> target = copy("cut");
    if (!target) return target;
    const Result<reader::LedgerReader> reader = open_reader(machine_, *target);
    if (!reader) return reader.error();
    const reader::LedgerReader::Segment& last = reader->segments().back();
    const std::string path =
        platform::join(platform::join(*target, std::string(format::kSegmentsDirectory)),
                       format::segment_file_name(last.number));
    std::error_code failure;
    std::filesystem::resize_file(path, last.frames_end / 2, failure);
    if (!failure) return target;
    return Error{ErrorCode::kIo, fmt::format("cannot cut {}: {}", path, failure.message())};
}

}  // namespace counterfoil::cli

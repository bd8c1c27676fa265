// SPDX-License-Identifier: Apache-2.0
#include "verifier/frame_reader.h"

#include <fmt/format.h>

#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/format/directory.h"
#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

using format::FrameHeader;
using format::kEntrySize;
using format::kFrameHeaderSize;
using format::kFrameTrailerSize;

std::optional<Finding> judge_header(const FrameHeader& header, const Place& place,
                                    std::uint64_t room) {
    if (header.magic != format::kFrameMagic) {
        return failure("frame-magic", place,
                       "there is no frame here although something was written: a frame starts "
                       "with the bytes CF-FRAME",
                       {"CF-FRAME", plain({header.magic.data(), header.magic.size()})});
    }
    if (header.version != format::kVersion) {
        return version_finding("frame-version", place, "this frame", header.version);
    }
    const std::uint32_t crc =
        crypto::crc32c(bytes_of(header).first(kFrameHeaderSize - sizeof header.header_crc));
    if (crc != header.header_crc) {
        return failure(
            "frame-header-crc", place,
            "the frame's header was damaged: its checksum does not fit its bytes",
            {fmt::format("{:08x}", crc), fmt::format("{:08x}", std::uint32_t{header.header_crc})});
    }
    if (header.flags != 0 || header.reserved != 0) {
        return failure("frame-reserved", place, "reserved bytes of a frame header must be zero");
    }
    if (header.record_count == 0) {
        return failure("frame-count", place, "a frame holds at least one record",
                       {"1 or more", "0"});
    }
    // The bodies first: with them inside the file, the sum below cannot overflow.
    if (header.bodies_length > room ||
        header.frame_length != format::frame_length(header.record_count, header.bodies_length)) {
        return failure("frame-length", place,
                       "the lengths in the frame's header contradict each other or the file's end");
    }
    if (header.frame_length > room) {
        return failure("frame-beyond-segment", place, "the frame reaches beyond its segment's end",
                       {fmt::format("at most {}", room), std::to_string(header.frame_length)});
    }
    return std::nullopt;
}

// Behind a right header: everything else that needs no state.
std::optional<Finding> judge_content(Frame& frame, const Place& place) {
    const ByteView bytes = frame.bytes;
    const std::size_t bodies_begin = kFrameHeaderSize + frame.record_count() * kEntrySize;
    const std::size_t bodies_end = bodies_begin + frame.bodies().size();
    const std::size_t trailer_begin = bytes.size() - kFrameTrailerSize;
    const ByteView behind =
        bytes.subspan(bodies_end, bytes.size() - sizeof frame.trailer.frame_crc - bodies_end);
    const std::uint32_t crc = crypto::crc32c(behind, crypto::crc32c(bytes.first(bodies_begin)));
    if (crc != frame.trailer.frame_crc) {
        return failure("frame-crc", place,
                       "the frame's header, entries or trailer were changed or torn: its checksum "
                       "does not fit its bytes",
                       {fmt::format("{:08x}", crc),
                        fmt::format("{:08x}", std::uint32_t{frame.trailer.frame_crc})});
    }
    frame.bodies_crc_right = crypto::crc32c(frame.bodies()) == frame.trailer.bodies_crc;
    if (!all_zero(bytes.subspan(bodies_end, trailer_begin - bodies_end))) {
        return failure("frame-padding", place, "the bytes between bodies and trailer must be zero");
    }
    if (frame.trailer.reserved != 0) {
        return failure("frame-reserved", place, "reserved bytes of a frame trailer must be zero");
    }
    return std::nullopt;
}

}  // namespace

ByteView Frame::entry(std::size_t index) const {
    return ByteView(bytes).subspan(kFrameHeaderSize + index * kEntrySize, kEntrySize);
}

ByteView Frame::bodies() const {
    return ByteView(bytes).subspan(kFrameHeaderSize + record_count() * kEntrySize,
                                   static_cast<std::size_t>(std::uint64_t{header.bodies_length}));
}

Place Frame::place() const {
    return {std::string(format::kSegmentsDirectory) + "/" + format::segment_file_name(segment),
            segment, offset, std::nullopt};
}

FrameRead read_frame(const platform::File& file, std::uint64_t segment, std::uint64_t offset,
                     std::uint64_t limit, Frame& frame) {
    frame.segment = segment;
    frame.offset = offset;
    frame.bodies_crc_right = false;
    FrameRead result;
    const Place place = frame.place();
    const auto refuse = [&](const Error& error) {
        if (error.code != ErrorCode::kDamaged) result.io_error = error;
        result.problem = from_error(error, place);
        return result;
    };

    std::array<std::uint8_t, kFrameHeaderSize> head{};
    if (Status read = read_exact(file, offset, head); !read) return refuse(read.error());
    std::memcpy(&frame.header, head.data(), head.size());
    result.problem = judge_header(frame.header, place, limit > offset ? limit - offset : 0);
    if (result.problem) return result;
    result.header_right = true;

    frame.bytes.resize(static_cast<std::size_t>(frame.length()));
    if (Status read = read_exact(file, offset, frame.bytes); !read) return refuse(read.error());
    if (std::memcmp(frame.bytes.data(), head.data(), head.size()) != 0) {
        result.problem = failure("file-changed", place, "the file changes while it is being read");
        return result;
    }
    std::memcpy(&frame.trailer, frame.bytes.data() + frame.bytes.size() - kFrameTrailerSize,
                kFrameTrailerSize);
    result.trailer_read = true;
    result.problem = judge_content(frame, place);
    return result;
}

}  // namespace counterfoil::verifier

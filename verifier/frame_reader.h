// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/format/frame.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {

// One frame as it lies in its segment. Reused from frame to frame: its memory is that of the
// largest one.
struct Frame {
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;
    format::FrameHeader header;
    format::FrameTrailer trailer;
    Bytes bytes;
    bool bodies_crc_right = false;

    [[nodiscard]] std::uint64_t length() const { return header.frame_length; }
    [[nodiscard]] std::size_t record_count() const { return header.record_count; }
    [[nodiscard]] ByteView entry(std::size_t index) const;
    [[nodiscard]] ByteView bodies() const;
    [[nodiscard]] Place place() const;
};

struct FrameRead {
    std::optional<Finding> problem;  // Nothing: the frame's structure is right.
    std::optional<Error> io_error;   // The disk, not the ledger, is at fault.
    bool header_right = false;       // Its own CRC and its lengths hold, so it can be skipped.
    bool trailer_read = false;       // The trailer's bytes are in the frame, believed or not.
};

// Reads the frame at `offset` and checks what needs no state: magic, version, header CRC, reserved
// bytes, count and lengths against `limit` (where the file ends), frame CRC, padding, trailer's
// reserved bytes. Nothing is allocated for a length that was not checked. The bodies' CRC is only
// noted: destroyed bodies excuse it.
[[nodiscard]] FrameRead read_frame(const platform::File& file, std::uint64_t segment,
                                   std::uint64_t offset, std::uint64_t limit, Frame& frame);

}  // namespace counterfoil::verifier

// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/checkpoint_attachments.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "verifier/ledger_json_claim.h"

namespace counterfoil::store {
namespace {

constexpr std::size_t kCosignaturesMax = 64;
constexpr std::size_t kCosignatureSize = 8 + 64;  // Time and signature.

// A published checkpoint, as it stands on disk.
struct Published {
    std::uint64_t number = 0;
    std::string bytes;
    notes::Note note;
    std::uint64_t size = 0;
};

Result<Published> published(const reader::LedgerReader& reader, std::uint64_t number) {
    Result<std::string> bytes = reader.checkpoint_note(number);
    if (!bytes) return bytes.error();
    Result<notes::Note> note = notes::parse_note(*bytes);
    const auto checkpoint = note ? notes::parse_checkpoint(note->text) : note.error();
    if (!checkpoint) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("checkpoint {} is no signed checkpoint; look with `counterfoil "
                                 "verify`",
                                 number)};
    }
    return Published{number, std::move(*bytes), std::move(*note), checkpoint->size};
}

// The published checkpoint of this size: sizes ascend.
Result<std::optional<Published>> published_of_size(const reader::LedgerReader& reader,
                                                   std::uint64_t size) {
    std::uint64_t first = 0;
    std::uint64_t end = reader.head().checkpoint_count;
    while (first < end) {
        const std::uint64_t middle = first + (end - first) / 2;
        Result<Published> found = published(reader, middle);
        if (!found) return found.error();
        if (found->size == size) return std::optional<Published>(std::move(*found));
        if (found->size < size) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return std::optional<Published>();
}

// A stamp names no size, so all may have to be looked at; it is mostly one of the newest.
Result<std::optional<Published>> published_of_digest(const reader::LedgerReader& reader,
                                                     const Hash& digest) {
    for (std::uint64_t number = reader.head().checkpoint_count; number-- > 0;) {
        Result<Published> found = published(reader, number);
        if (!found) return found.error();
        if (crypto::sha256(as_bytes(found->note.text)) == digest) {
            return std::optional<Published>(std::move(*found));
        }
    }
    return std::optional<Published>();
}

std::string checkpoints_of(const std::string& directory) {
    return platform::join(directory, std::string(format::kCheckpointsDirectory));
}

// Keeps those who add from writing over each other. The file stays and means nothing; the lock ends
// with the object.
Result<std::unique_ptr<platform::File>> lock_attachments(platform::Storage& storage,
                                                         const std::string& directory) {
    if (Status known = verifier::require_known_format(storage, directory); !known) {
        return known.error();
    }
    const std::string path =
        platform::join(checkpoints_of(directory), std::string(format::kAttachLockFile));
    auto file = storage.open(path, platform::OpenMode::kCreateNew);
    if (!file && file.error().code == ErrorCode::kExists) {
        file = storage.open(path, platform::OpenMode::kReadWrite);
    }
    if (!file) return file.error();
    const Result<bool> locked = (*file)->try_lock();
    if (!locked) return locked.error();
    if (!*locked) {
        return Error{ErrorCode::kBusy, fmt::format("{}: another process is adding to the "
                                                   "checkpoints; try again",
                                                   path)};
    }
    return file;
}

Status replace_file(platform::Storage& storage, const std::string& path, ByteView content) {
    return platform::replace_file(storage, path,
                                  [&](platform::File& file) { return file.write_at(0, content); });
}

bool is_cosignature(const notes::NoteSignature& line, const std::string& origin) {
    return line.name != origin && line.signature.size() == kCosignatureSize;
}

bool same_key(const notes::NoteSignature& first, const notes::NoteSignature& second) {
    return first.name == second.name && first.key_id == second.key_id;
}

// Whether a witness of the policy made this line.
bool vouched_for(const notes::Note& note, const notes::NoteSignature& line,
                 const notes::Policy& policy) {
    return std::any_of(policy.witnesses().begin(), policy.witnesses().end(), [&](const auto& each) {
        return each.key.name == line.name && each.key.id() == line.key_id &&
               notes::judge_cosignature({note.text, {line}}, each.key).verdict ==
                   notes::SignatureVerdict::kVerified;
    });
}

// The lines that lie there; none when nothing does. kDamaged when it is not that note with more.
Result<std::vector<notes::NoteSignature>> lines_there(const reader::LedgerReader& reader,
                                                      const Published& checkpoint,
                                                      const std::string& path) {
    const Result<std::string> bytes = reader.cosigned_note(checkpoint.number);
    if (!bytes) {
        if (bytes.error().code != ErrorCode::kNotFound) return bytes.error();
        return std::vector<notes::NoteSignature>();
    }
    const Result<notes::Note> note = notes::parse_note(*bytes);
    if (!note || note->text != checkpoint.note.text || !bytes->starts_with(checkpoint.bytes)) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: is not the checkpoint's note with more lines; remove it, and "
                                 "add the cosignatures again",
                                 path)};
    }
    const auto own = static_cast<std::ptrdiff_t>(checkpoint.note.signatures.size());
    return std::vector<notes::NoteSignature>(note->signatures.begin() + own,
                                             note->signatures.end());
}

}  // namespace

Result<AttachedCosignatures> attach_cosignatures(platform::Storage& storage,
                                                 const std::string& directory,
                                                 const reader::LedgerReader& reader,
                                                 std::string_view note,
                                                 const std::optional<notes::Policy>& policy) {
    const Result<notes::Note> given = notes::parse_note(note);
    if (!given) return given.error();
    const Result<notes::Checkpoint> tree = notes::parse_checkpoint(given->text);
    if (!tree) return tree.error();
    const Result<std::optional<Published>> found = published_of_size(reader, tree->size);
    if (!found) return found.error();
    if (!*found || (*found)->note.text != given->text) {
        return Error{
            ErrorCode::kNotFound,
            fmt::format("the ledger has published no checkpoint of this text ({} records); "
                        "`counterfoil checkpoint` prints the newest, for witnesses to "
                        "cosign",
                        tree->size)};
    }
    const Published& checkpoint = **found;
    const auto lock = lock_attachments(storage, directory);
    if (!lock) return lock.error();
    const std::string path =
        platform::join(checkpoints_of(directory), format::cosigned_file_name(checkpoint.number));
    Result<std::vector<notes::NoteSignature>> lines = lines_there(reader, checkpoint, path);
    if (!lines) return lines.error();

    AttachedCosignatures attached;
    attached.checkpoint_size = checkpoint.size;
    for (const notes::NoteSignature& line : given->signatures) {
        if (!is_cosignature(line, tree->origin)) {
            ++attached.ignored;
            continue;
        }
        if (policy && !vouched_for(*given, line, *policy)) {
            return Error{ErrorCode::kPermission,
                         fmt::format("the line of \"{}\" is no cosignature of this checkpoint by a "
                                     "witness of the policy",
                                     line.name)};
        }
        if (std::any_of(lines->begin(), lines->end(),
                        [&](const auto& each) { return same_key(each, line); })) {
            ++attached.known;
            continue;
        }
        lines->push_back(line);
        ++attached.added;
    }
    if (attached.added + attached.known == 0) {
        return Error{ErrorCode::kNotFound,
                     "no line of this note is a witness's cosignature; add the lines that the "
                     "witness answered to the checkpoint's note"};
    }
    if (attached.added == 0) return attached;
    notes::Note whole = checkpoint.note;
    whole.signatures.insert(whole.signatures.end(), lines->begin(), lines->end());
    const std::string bytes = whole.serialize();
    if (lines->size() > kCosignaturesMax || bytes.size() > format::kCheckpointNoteSizeMax) {
        return Error{
            ErrorCode::kTooLarge,
            fmt::format("{}: would hold {} cosignatures in {} bytes; the limits are {} and "
                        "{}",
                        path, lines->size(), bytes.size(), kCosignaturesMax,
                        format::kCheckpointNoteSizeMax)};
    }
    if (Status written = replace_file(storage, path, as_bytes(bytes)); !written) {
        return written.error();
    }
    return attached;
}

Result<AttachedTimeStamp> attach_time_stamp(platform::Storage& storage,
                                            const std::string& directory,
                                            const reader::LedgerReader& reader, ByteView reply,
                                            const std::optional<crypto::Authorities>& authorities) {
    const Result<crypto::TimeStamp> stamp = crypto::read_time_stamp(reply);
    if (!stamp) return stamp.error();
    const Result<std::optional<Published>> found = published_of_digest(reader, stamp->imprint);
    if (!found) return found.error();
    if (!*found) {
        return Error{ErrorCode::kNotFound,
                     "the time stamp is over none of this ledger's published checkpoints; "
                     "`counterfoil timestamp request` asks for one that is"};
    }
    if (authorities) {
        const Result<crypto::TimeStamp> proven = authorities->verify(reply, stamp->imprint);
        if (!proven) return Error{ErrorCode::kPermission, proven.error().message};
    }
    const auto lock = lock_attachments(storage, directory);
    if (!lock) return lock.error();
    const std::string path =
        platform::join(checkpoints_of(directory), format::time_stamp_file_name((*found)->number));
    AttachedTimeStamp attached{(*found)->size, *stamp, true};
    const Result<Bytes> there = platform::read_file(storage, path, crypto::kTimeStampSizeMax);
    if (there && std::equal(there->begin(), there->end(), reply.begin(), reply.end())) {
        attached.added = false;
        return attached;
    }
    if (there || there.error().code != ErrorCode::kNotFound) {
        return Error{ErrorCode::kExists,
                     fmt::format("{}: the checkpoint of {} records has another time stamp; remove "
                                 "that file first, or have the next checkpoint stamped",
                                 path, attached.checkpoint_size)};
    }
    if (Status written = replace_file(storage, path, reply); !written) return written.error();
    return attached;
}

}  // namespace counterfoil::store

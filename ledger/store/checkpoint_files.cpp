// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/checkpoint_files.h"

#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"

namespace counterfoil::store {

CheckpointFiles::CheckpointFiles(platform::Storage& storage, const std::string& directory,
                                 State state)
    : storage_(storage),
      directory_(platform::join(directory, std::string(format::kCheckpointsDirectory))),
      state_(state) {}

Status CheckpointFiles::publish(const std::string& origin, const format::FrameTrailer& commit,
                                const crypto::SigningKey* identity) {
    notes::Note note;
    note.text = notes::checkpoint_text(origin, commit.tree_size, commit.root);
    note.signatures.push_back(
        {origin, commit.epoch_key_id, Bytes(commit.signature.begin(), commit.signature.end())});
    if (identity != nullptr) {
        note.signatures.push_back(notes::sign_note(origin, note.text, *identity));
    }
    const std::string bytes = note.serialize();

    const std::string path = platform::join(directory_, format::checkpoint_file_name(state_.count));
    Status written = platform::write_whole_file(storage_, path, as_bytes(bytes));
    if (!written) return written;
    if (Status synced = storage_.sync_directory(directory_); !synced) {
        // Whatever the reason, the note has its name by now: that it is not there is not known.
        return Error{ErrorCode::kIo, synced.error().message};
    }

    state_.chain = crypto::sha256({state_.chain, crypto::sha256(as_bytes(bytes))});
    state_.newest_size = commit.tree_size;
    ++state_.count;
    return {};
}

}  // namespace counterfoil::store

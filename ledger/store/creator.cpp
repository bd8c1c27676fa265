// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/creator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/directory.h"
#include "ledger/format/labels.h"
#include "ledger/keys/epoch_secrets.h"
#include "ledger/keys/key_file.h"
#include "ledger/keys/keyring.h"
#include "ledger/keys/labelled.h"
#include "ledger/keys/passphrase_key.h"
#include "ledger/keys/record_cipher.h"
#include "ledger/keys/wrapping.h"
#include "ledger/notes/identity.h"
#include "ledger/store/head_file.h"
#include "ledger/store/pipeline.h"
#include "ledger/store/segment_file.h"

namespace counterfoil::store {
namespace {

crypto::Secret256 random_secret(platform::Random& random) {
    crypto::Secret256 secret;
    random.fill(secret.writable());
    return secret;
}

// Removes what was made so far unless `keep` is called.
class Cleanup {
  public:
    explicit Cleanup(platform::Storage& storage) : storage_(storage) {}
    ~Cleanup() {
        if (kept_) return;
        for (const std::string& file : files_) static_cast<void>(storage_.remove_file(file));
        if (!directory_.empty()) remove_tree(directory_);
    }
    Cleanup(const Cleanup&) = delete;
    Cleanup& operator=(const Cleanup&) = delete;

    void file(const std::string& path) { files_.push_back(path); }
    void directory(const std::string& path) { directory_ = path; }
    void keep() { kept_ = true; }

  private:
    void remove_tree(const std::string& directory) {
        const Result<std::vector<platform::DirectoryEntry>> entries = storage_.list(directory);
        if (!entries) return;
        for (const platform::DirectoryEntry& entry : *entries) {
            const std::string path = platform::join(directory, entry.name);
            if (entry.kind == platform::EntryKind::kDirectory) {
                remove_tree(path);
            } else {
                static_cast<void>(storage_.remove_file(path));
            }
        }
        static_cast<void>(storage_.remove_directory(directory));
    }

    platform::Storage& storage_;
    std::vector<std::string> files_;
    std::string directory_;
    bool kept_ = false;
};

// Makes a key file, of which nothing is to be left if the ledger is not made. What was there before
// is somebody else's.
template <class Make>
Status keep_key(Cleanup& cleanup, const std::string& path, Make make) {
    Status made = make();
    if (made || made.error().code != ErrorCode::kExists) cleanup.file(path);
    return made;
}

Status check(const CreateOptions& options) {
    if (!format::is_origin(options.origin)) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("origin \"{}\": must be 1 to {} ASCII letters, digits and "
                                 "-._~:/@% and not start with counterfoil/ or cosignature/; name "
                                 "one with --origin",
                                 options.origin, format::kOriginSizeMax)};
    }
    if (!format::is_segment_size(options.segment_size_limit)) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("segment size {}: must be a power of two from 64 KiB to 1 GiB",
                                 options.segment_size_limit)};
    }
    require(!options.behind_passphrase || options.keys.passphrase != nullptr,
            "somebody can be asked for the passphrase");
    return {};
}

// The text of a master key file, when a passphrase protects it; asks for that.
Result<std::string> passphrase_key(const keys::KeyAccess& access, const std::string& path,
                                   const crypto::Secret256& master, const LedgerId& ledger_id,
                                   platform::Random& random) {
    const Result<crypto::SecretBytes> passphrase = access.passphrase->ask_new(path);
    if (!passphrase) return passphrase.error();
    return keys::PassphraseKey::seal(master, ledger_id, passphrase->view(), random);
}

// True when there is an empty directory at the place; false when there is nothing.
Result<bool> place_is_empty_directory(platform::Storage& storage, const std::string& directory) {
    const Result<platform::EntryKind> kind = storage.kind(directory);
    if (!kind) {
        if (kind.error().code == ErrorCode::kNotFound) return false;
        return kind.error();
    }
    if (*kind == platform::EntryKind::kDirectory) {
        const Result<std::vector<platform::DirectoryEntry>> entries = storage.list(directory);
        if (!entries) return entries.error();
        if (entries->empty()) return true;
    }
    return Error{
        ErrorCode::kExists,
        fmt::format("{}: is there already and not empty; choose another name, or append to "
                    "it if it is a ledger",
                    directory)};
}

format::Genesis make_genesis(const CreateOptions& options, const LedgerId& ledger_id,
                             std::uint64_t now_ns, const crypto::SigningKey& identity,
                             const crypto::PublicKey& epoch_key) {
    format::Genesis genesis{};
    format::GenesisBody& fixed = genesis.fixed;
    fixed.format_version = format::kVersion;
    fixed.encryption = static_cast<std::uint8_t>(options.encrypted ? format::Encryption::kXaes256Gcm
                                                                   : format::Encryption::kNone);
    fixed.sync_policy = static_cast<std::uint8_t>(options.sync_policy);
    fixed.ledger_id = ledger_id;
    fixed.created_ns = now_ns;
    fixed.segment_size_limit = options.segment_size_limit;
    fixed.window = options.window;
    fixed.checkpoint_records = options.checkpoint_records;
    fixed.checkpoint_ns = options.checkpoint_ns;
    fixed.epoch_records = options.epoch_records;
    fixed.epoch_ns = options.epoch_ns;
    fixed.identity_key = identity.public_key();
    fixed.epoch_key = epoch_key;
    if (options.predecessor) {
        fixed.predecessor_id = options.predecessor->ledger_id;
        fixed.predecessor_size = options.predecessor->size;
        fixed.predecessor_root = options.predecessor->root;
        fixed.predecessor_genesis = options.predecessor->genesis_leaf;
    }
    genesis.origin = options.origin;

    genesis.signature = identity.sign(
        keys::labelled(format::kGenesisLabel, ledger_id, format::genesis_signed_part(genesis)));
    return genesis;
}

}  // namespace

std::string default_origin(const std::string& host, const std::string& directory) {
    std::string origin = host + "/" + directory.substr(directory.rfind('/') + 1);
    origin.resize(std::min(origin.size(), format::kOriginSizeMax));
    for (char& character : origin) {
        if (!format::is_origin(std::string_view(&character, 1))) character = '-';
    }
    // A host may be called as a reserved prefix.
    if (!format::is_origin(origin)) std::replace(origin.begin(), origin.end(), '/', '-');
    return origin;
}

Result<Created> create_ledger(const platform::Platform& platform, const CreateOptions& options) {
    platform::Storage& storage = platform.storage;
    if (Status checked = check(options); !checked) return checked.error();
    const Result<bool> replaces_empty = place_is_empty_directory(storage, options.directory);
    if (!replaces_empty) return replaces_empty.error();
    const Result<BootId> boot_id = platform.clock.boot_id();
    if (!boot_id) return boot_id.error();

    Created created;
    platform.random.fill(created.ledger_id);
    std::array<std::uint8_t, 6> suffix{};
    platform.random.fill(suffix);
    const crypto::Secret256 master = random_secret(platform.random);
    keys::KeyFiles key_files(storage, options.keys);
    created.master_key_path = key_files.path(keys::KeyFiles::Kind::kMaster, created.ledger_id);
    created.identity_key_path = key_files.path(keys::KeyFiles::Kind::kIdentity, created.ledger_id);
    Result<std::string> sealed_master = std::string();
    if (options.behind_passphrase) {
        sealed_master = passphrase_key(options.keys, created.master_key_path, master,
                                       created.ledger_id, platform.random);
        if (!sealed_master) return sealed_master.error();
    }
    const crypto::Secret256 identity_seed = random_secret(platform.random);
    const crypto::SigningKey identity(identity_seed);
    const notes::KeyId identity_id =
        notes::key_id(options.origin, notes::kTypeEd25519, identity.public_key());
    const crypto::Secret256 epoch_seed =
        keys::draw_epoch_seed(platform.random, options.origin, {&identity_id, 1});
    const keys::KeySigner signer(0, crypto::SigningKey(epoch_seed));
    const std::uint64_t now_ns = platform.clock.now_ns();

    // The directory under its temporary name.
    const std::string temporary = fmt::format("{}.new-{}", options.directory, crypto::hex(suffix));
    Cleanup cleanup(storage);
    if (Status made = storage.make_directory(temporary); !made) return made.error();
    cleanup.directory(temporary);
    for (const std::string_view name : {format::kSegmentsDirectory, format::kCheckpointsDirectory,
                                        format::kKeysDirectory, format::kQuarantineDirectory}) {
        Status made = storage.make_directory(platform::join(temporary, std::string(name)));
        if (!made) return made.error();
    }

    // Segment 0 with its header, and the first frame: genesis, segment, open.
    const std::string segments = platform::join(temporary, std::string(format::kSegmentsDirectory));
    const std::string spare = platform::join(segments, std::string(format::kSpareFile));
    const std::uint64_t size = fresh_segment_size(0, options.segment_size_limit);
    auto file = zero_filled_file(storage, spare, size);
    if (!file) return file.error();
    format::SegmentHeader header{};
    header.sync_policy = static_cast<std::uint8_t>(options.sync_policy);
    header.ledger_id = created.ledger_id;
    header.segment_size = size;
    header.window = options.window;
    Result<SegmentFile> segment =
        SegmentFile::create(storage, segments, spare, std::move(*file), header);
    if (!segment) return segment.error();

    Position position;
    position.epoch_key = signer.public_key();
    const Bytes genesis_body = format::encode_body(
        make_genesis(options, created.ledger_id, now_ns, identity, signer.public_key()));
    const Bytes segment_body =
        format::encode_body(segment_record(position, 0, segment->header_digest(), 0));
    const Bytes open_body = format::encode_body(open_record(1, *boot_id, options.sync_policy, 0));
    const std::array drafts = {
        Draft{format::RecordType::kGenesis, 0, now_ns, {}, genesis_body},
        Draft{format::RecordType::kSegment, 0, now_ns, {}, segment_body},
        Draft{format::RecordType::kOpen, 0, now_ns, {}, open_body},
    };
    position.incarnation = 1;
    FrameBuffer buffer;
    keys::ClearText clear_text;
    const Result<SealedFrame> sealed =
        seal(sequence(drafts, created.ledger_id, clear_text, position, buffer), clear_text,
             platform.random);
    if (!sealed) return sealed.error();
    const SignedFrame frame = sign(link(*sealed, position), position, options.origin, signer);
    created.genesis_leaf = buffer.leaves.front();
    if (Status written = segment->write(frame); !written) return written.error();
    if (Status synced = segment->sync(); !synced) return synced.error();

    // What lies beside the segments.
    HeadState head;
    head.ledger_id = created.ledger_id;
    head.boot_id = *boot_id;
    head.incarnation = 1;
    head.end_offset = segment->end_offset();
    head.tree_size = position.size();
    head.root = position.tree.root();
    if (Status made = HeadFile::create(storage, temporary, head, signer); !made) {
        return made.error();
    }
    created.vkey = {options.origin, notes::kTypeEd25519, identity.public_key()};
    const std::string identity_text = notes::ledger_json(
        {created.ledger_id, options.origin, created.vkey.text(), created.genesis_leaf,
         options.encrypted, options.segment_size_limit, now_ns});
    for (const auto& [name, content] :
         {std::pair{format::kLedgerJson, std::string_view(identity_text)},
          std::pair{format::kLockFile, std::string_view()}}) {
        Status written = platform::write_new_file(
            storage, platform::join(temporary, std::string(name)), as_bytes(content));
        if (!written) return written.error();
    }

    // Secrets.
    const keys::Wrapping wrapping(master, created.ledger_id, platform.random);
    keys::EpochSecrets epochs(storage, wrapping, created.ledger_id, temporary);
    if (Status kept = epochs.create(0, epoch_seed); !kept) return kept.error();
    Status keyring = keys::Keyring::create(
        storage, platform::join(temporary, std::string(format::kKeyringFile)), created.ledger_id);
    if (!keyring) return keyring.error();
    Status kept_identity = keep_key(cleanup, created.identity_key_path, [&] {
        return key_files.create(keys::KeyFiles::Kind::kIdentity, created.ledger_id, identity_seed);
    });
    if (!kept_identity) return kept_identity.error();
    Status kept_master = keep_key(cleanup, created.master_key_path, [&] {
        constexpr auto kMaster = keys::KeyFiles::Kind::kMaster;
        if (sealed_master->empty()) return key_files.create(kMaster, created.ledger_id, master);
        return key_files.create(kMaster, created.ledger_id, as_bytes(*sealed_master));
    });
    if (!kept_master) return kept_master.error();

    // The commit point: a ledger is there, whole, or it is not there.
    if (Status synced = storage.sync_directory(temporary); !synced) return synced.error();
    Status renamed = *replaces_empty ? storage.rename_over(temporary, options.directory)
                                     : storage.rename_new(temporary, options.directory);
    if (!renamed) return renamed.error();
    cleanup.keep();
    if (Status synced = storage.sync_directory(platform::parent(options.directory)); !synced) {
        return synced.error();
    }
    return created;
}

}  // namespace counterfoil::store

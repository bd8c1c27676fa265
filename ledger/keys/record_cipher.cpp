// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/record_cipher.h"

#include <fmt/format.h>

#include <cstring>

#include "ledger/format/labels.h"

namespace counterfoil::keys {
namespace {

// The entry as it is authenticated: what is known before bodies are hashed and records linked.
format::Entry associated_data(const format::Entry& entry) {
    format::Entry data = entry;
    data.body_digest = {};
    data.previous = {};
    return data;
}

}  // namespace

Hash RecordCipher::commitment() {
    return hash_.digest({as_bytes(format::kKeyCommitmentLabel), record_key_.view()});
}

Status RecordCipher::seal(format::Entry& entry, const crypto::Nonce192& nonce, ByteView plaintext,
                          MutableByteView body) {
    require(body.size() == body_length(plaintext.size()),
            "a body has the length that was announced");
    const crypto::Secret256* key = nullptr;
    if (entry.key_id == 0) {
        const Result<DataKeySource::StreamKey> current = source_.current_key(entry.stream_id);
        if (!current) return current.error();
        entry.key_id = current->key_id;
        key = current->key;
    } else {
        const Result<const crypto::Secret256*> subject = source_.find_key(entry.key_id);
        if (!subject) return subject.error();
        key = *subject;
    }
    cipher_.record_key_into(*key, nonce, record_key_);
    entry.nonce = nonce;
    entry.key_commitment = commitment();
    entry.body_length = static_cast<std::uint32_t>(body.size());
    const format::Entry data = associated_data(entry);
    cipher_.seal(record_key_, nonce, bytes_of(data), plaintext, body);
    return {};
}

Status RecordCipher::derive(const format::Entry& entry) {
    const std::uint64_t sequence = entry.sequence;
    const Result<const crypto::Secret256*> key = source_.find_key(entry.key_id);
    if (!key) {
        return Error{key.error().code, fmt::format("record {}: {}", sequence, key.error().message)};
    }
    cipher_.record_key_into(**key, entry.nonce, record_key_);
    if (!crypto::equal_in_constant_time(commitment(), entry.key_commitment)) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("record {}: the key commitment does not fit the key", sequence)};
    }
    return {};
}

Result<crypto::Secret256> RecordCipher::record_key(const format::Entry& entry) {
    if (Status derived = derive(entry); !derived) return derived.error();
    return record_key_.copy();
}

Result<Bytes> RecordCipher::open(const format::Entry& entry, ByteView body) {
    const std::uint64_t sequence = entry.sequence;
    if (Status derived = derive(entry); !derived) return derived.error();
    if (body.size() < crypto::kTagSize) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("record {}: the body is cut short", sequence)};
    }
    Bytes plaintext(body.size() - crypto::kTagSize);
    const format::Entry data = associated_data(entry);
    if (!cipher_.open(record_key_, entry.nonce, bytes_of(data), body, plaintext)) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("record {}: the body does not authenticate", sequence)};
    }
    return plaintext;
}

Status ClearText::seal(format::Entry& entry, const crypto::Nonce192&, ByteView plaintext,
                       MutableByteView body) {
    require(body.size() == plaintext.size(), "a body has the length that was announced");
    entry.body_length = static_cast<std::uint32_t>(body.size());
    if (!plaintext.empty()) std::memmove(body.data(), plaintext.data(), plaintext.size());
    return {};
}

Result<Bytes> ClearText::open(const format::Entry&, ByteView body) {
    return Bytes(body.begin(), body.end());
}

}  // namespace counterfoil::keys

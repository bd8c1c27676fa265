// SPDX-License-Identifier: Apache-2.0
#include "verifier/lineage.h"

#include <cstring>

#include "ledger/merkle/hashing.h"

namespace counterfoil::verifier {
namespace {

SignedSize signed_size(const format::FrameTrailer& trailer) {
    SignedSize size;
    size.size = trailer.tree_size;
    size.root = trailer.root;
    size.key_id = trailer.epoch_key_id;
    size.signature = trailer.signature;
    return size;
}

// The record at `index` of a frame that was found right.
EpochProof record_of(const Frame& frame, std::size_t index) {
    EpochProof proof;
    std::memcpy(&proof.entry, frame.entry(index).data(), sizeof proof.entry);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < index; ++i) {
        format::Entry entry;
        std::memcpy(&entry, frame.entry(i).data(), sizeof entry);
        begin += entry.body_length;
    }
    const ByteView body = frame.bodies().subspan(begin, proof.entry.body_length);
    proof.body.assign(body.begin(), body.end());
    return proof;
}

}  // namespace

void Lineage::append(merkle::Frontier& tree, const Hash& leaf) {
    tree.append(leaf, [&](unsigned level, std::uint64_t index, const Hash& root) {
        if (state_.growth) state_.growth->completed(level, index, root);
        if (state_.watched_growth) state_.watched_growth->completed(level, index, root);
    });
    if (tree.size() == 1 && !state_.lost) state_.growth.emplace(tree);
    if (tree.size() == watched_size_) {
        state_.watched = WatchedSize{tree.size(), tree.root()};
        state_.watched_growth.emplace(tree);
    }
}

void Lineage::undo(std::uint64_t size) {
    if (state_.growth) {
        if (state_.growth->old_size() > size) {
            state_.growth.reset();
        } else {
            state_.growth->undo(size);
        }
    }
    if (state_.watched && state_.watched->size > size) state_.watched.reset();
    if (!state_.watched_growth) return;
    if (state_.watched_growth->old_size() > size) {
        state_.watched_growth.reset();
    } else {
        state_.watched_growth->undo(size);
    }
}

void Lineage::take(const Frame& frame, const FrameFacts& facts, const merkle::Frontier& before,
                   const merkle::Frontier& tree) {
    if (state_.lost || !state_.growth) return;
    if (state_.epochs.empty()) state_.epochs.push_back(record_of(frame, 0));
    if (tree.size() == target_) return finish(frame, tree);
    if (!facts.epoch) return;
    Result<merkle::Path> onward = state_.growth->path_to(tree);
    if (!onward || state_.epochs.size() >= kEpochsMax) return lose();
    state_.epochs.back().onward = std::move(*onward);

    // The key record is the last of its frame.
    const std::size_t last = frame.record_count() - 1;
    EpochProof next = record_of(frame, last);
    merkle::Frontier under = before;
    for (std::size_t i = 0; i < last; ++i) under.append(merkle::leaf_hash(frame.entry(i)));
    next.inclusion = merkle::last_leaf_path(under);
    next.border = signed_size(frame.trailer);
    state_.epochs.push_back(std::move(next));
    state_.growth.emplace(tree);
}

void Lineage::finish(const Frame& frame, const merkle::Frontier& tree) {
    if (state_.watched_growth) {
        Result<merkle::Path> path = state_.watched_growth->path_to(tree);
        if (path) watched_path_ = std::move(*path);
    }
    Result<merkle::Path> onward = state_.growth->path_to(tree);
    if (!onward) return;
    state_.epochs.back().onward = std::move(*onward);
    // Nothing behind the target is gathered, so nothing need be kept twice.
    proof_ = CheckpointProof{std::move(state_.epochs), signed_size(frame.trailer)};
    state_.epochs.clear();
    state_.growth.reset();
}

void Lineage::lose() {
    state_.lost = true;
    state_.growth.reset();
    state_.watched_growth.reset();
    state_.epochs.clear();
    proof_.reset();
}

}  // namespace counterfoil::verifier

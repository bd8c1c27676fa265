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
        if (growth_) growth_->completed(level, index, root);
        if (watched_growth_) watched_growth_->completed(level, index, root);
    });
    if (tree.size() == 1 && !lost_) growth_.emplace(tree);
    if (tree.size() == watched_size_) {
        watched_ = WatchedSize{tree.size(), tree.root()};
        watched_growth_.emplace(tree);
    }
}

void Lineage::undo(std::uint64_t size) {
    if (growth_) {
        if (growth_->old_size() > size) {
            growth_.reset();
        } else {
            growth_->undo(size);
        }
    }
    if (!watched_growth_) return;
    if (watched_growth_->old_size() > size) {
        watched_.reset();
        watched_growth_.reset();
    } else {
        watched_growth_->undo(size);
    }
}

void Lineage::take(const Frame& frame, const FrameFacts& facts, const merkle::Frontier& before,
                   const merkle::Frontier& tree) {
    if (lost_ || !growth_) return;
    if (epochs_.empty()) epochs_.push_back(record_of(frame, 0));
    if (tree.size() == target_) return finish(frame, tree);
    if (!facts.epoch) return;
    Result<merkle::Path> onward = growth_->path_to(tree);
    if (!onward || epochs_.size() >= kEpochsMax) return lose();
    epochs_.back().onward = std::move(*onward);

    // The key record is the last of its frame.
    const std::size_t last = frame.record_count() - 1;
    EpochProof next = record_of(frame, last);
    merkle::Frontier under = before;
    for (std::size_t i = 0; i < last; ++i) under.append(merkle::leaf_hash(frame.entry(i)));
    next.inclusion = merkle::last_leaf_path(under);
    next.border = signed_size(frame.trailer);
    epochs_.push_back(std::move(next));
    growth_.emplace(tree);
}

void Lineage::finish(const Frame& frame, const merkle::Frontier& tree) {
    if (watched_growth_) {
        Result<merkle::Path> path = watched_growth_->path_to(tree);
        if (path) watched_path_ = std::move(*path);
    }
    Result<merkle::Path> onward = growth_->path_to(tree);
    if (!onward) return;
    epochs_.back().onward = std::move(*onward);
    // Nothing behind the target is gathered, so nothing need be kept twice.
    proof_ = CheckpointProof{std::move(epochs_), signed_size(frame.trailer)};
    epochs_.clear();
    growth_.reset();
}

void Lineage::lose() {
    lost_ = true;
    growth_.reset();
    watched_growth_.reset();
    epochs_.clear();
    proof_.reset();
}

}  // namespace counterfoil::verifier

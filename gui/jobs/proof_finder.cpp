// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobs/proof_finder.h"

#include <optional>
#include <utility>

#include "gui/words.h"
#include "ledger/merkle/hashing.h"
#include "ledger/reader/ledger_nodes.h"

namespace counterfoil::gui {

struct ProofFinder::Tree {
    explicit Tree(reader::LedgerReader opened) : reader(std::move(opened)) {}

    reader::LedgerReader reader;
    Job* job = nullptr;  // Whoever may stop it.
    std::uint64_t hashed = 0;
    reader::LedgerNodes nodes{reader, [this] {
                                  hashed += reader::LedgerNodes::kKeptLeaves;
                                  job->tell(hashed, hashed, reader.size());
                                  return job->stopping();
                              }};
};

ProofFinder::ProofFinder(const platform::Machine& machine, std::string directory, QObject* parent)
    : QObject(parent), machine_(machine), directory_(std::move(directory)) {}

ProofFinder::~ProofFinder() = default;

Result<ProofPath> ProofFinder::pathOf(Job& job, std::uint64_t sequence) {
    if (!tree_) {
        Result<reader::LedgerReader> reader =
            reader::LedgerReader::open(machine_.storage(), directory_);
        if (!reader) return reader.error();
        tree_ = std::make_shared<Tree>(std::move(*reader));
    }
    tree_->job = &job;
    reader::LedgerReader& reader = tree_->reader;
    ProofPath proof;
    proof.index = sequence;
    proof.size = reader.size();
    proof.root = reader.head().root;
    if (reader.readable_size() != proof.size) {
        return Error{ErrorCode::kDamaged, "the last record that HEAD names cannot be read"};
    }
    if (sequence >= proof.size) {
        return Error{ErrorCode::kNotFound, "the record is behind the end that HEAD names"};
    }
    const Result<format::Entry> entry = reader.entry(sequence);
    if (!entry) return entry.error();
    proof.leaf = merkle::leaf_hash(format::bytes_of(*entry));
    Result<merkle::Path> path = merkle::inclusion_path(sequence, proof.size, tree_->nodes);
    if (!path) return path.error();
    proof.path = std::move(*path);
    proof.holds =
        merkle::verify_inclusion(sequence, proof.size, proof.leaf, proof.path, proof.root);
    return proof;
}

void ProofFinder::find(std::uint64_t sequence) {
    job_.reset();  // Waits for the one before.
    const auto result = std::make_shared<std::optional<Result<ProofPath>>>();
    job_ = std::make_unique<Job>(
        [this, result, sequence](Job& job) { result->emplace(pathOf(job, sequence)); });
    connect(job_.get(), &Job::progressed, this,
            [this](quint64, quint64 done, quint64 total) { emit progressed(done, total); });
    connect(job_.get(), &Job::finished, this, [this, result, sequence] {
        if (**result) {
            emit found(***result);
        } else {
            emit failed(sequence, shown((*result)->error().message));
        }
    });
    connect(job_.get(), &Job::died, this, [this, sequence](const QString& why) {
        emit failed(sequence, shown(why.toStdString()));
    });
    job_->start();
}

}  // namespace counterfoil::gui

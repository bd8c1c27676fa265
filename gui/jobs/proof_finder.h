// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <memory>
#include <string>

#include "gui/jobs/job.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"
#include "ledger/platform/machine.h"

namespace counterfoil::gui {

// The way from a record's leaf to the root of the tree.
struct ProofPath {
    std::uint64_t index = 0;
    std::uint64_t size = 0;
    Hash leaf{};
    merkle::Path path;
    Hash root{};  // Of the tree, as HEAD says.
    bool holds = false;
};

// Finds the path of one record after another. The first reads every entry of the ledger once; what
// was computed is kept for the next.
class ProofFinder : public QObject {
    Q_OBJECT

  public:
    // `machine` must outlive it.
    ProofFinder(const platform::Machine& machine, std::string directory, QObject* parent = nullptr);
    ~ProofFinder() override;

    // Another request ends the one before.
    void find(std::uint64_t sequence);

  signals:
    void progressed(quint64 done, quint64 total);
    void found(const counterfoil::gui::ProofPath& proof);
    void failed(quint64 sequence, const QString& why);

  private:
    struct Tree;
    Result<ProofPath> pathOf(Job& job, std::uint64_t sequence);

    const platform::Machine& machine_;
    const std::string directory_;
    std::shared_ptr<Tree> tree_;  // Of the job's thread while there is one.
    std::unique_ptr<Job> job_;
};

}  // namespace counterfoil::gui

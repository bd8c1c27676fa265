// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableWidget>
#include <QWidget>
#include <memory>

#include "gui/evidence.h"
#include "gui/jobs/proof_finder.h"
#include "gui/models/record_facts.h"
#include "gui/views/proof_view.h"

namespace counterfoil::gui {

// One record: what is wrong with it, its entry, its content, its way to the root, its bytes.
class RecordPanel : public QWidget {
    Q_OBJECT

  public:
    explicit RecordPanel(Evidence& evidence, QWidget* parent = nullptr);

    void show(RecordFacts facts);
    void clear();
    [[nodiscard]] std::optional<std::uint64_t> sequence() const;
    // The words beside "expected" and "found" at the top; empty: nothing is wrong.
    [[nodiscard]] QString problemText() const { return problem_->text(); }
    void showTab(int tab) { tabs_->setCurrentIndex(tab); }
    [[nodiscard]] QString contentText() const { return content_->toPlainText(); }
    [[nodiscard]] const ProofView& proof() const { return *proof_; }

    enum Tab { kEntryTab, kContentTab, kProofTab, kBytesTab };

  private:
    void showEntry();
    void showContent();
    void showBytes();
    void findProof();
    void renewFinder();

    Evidence& evidence_;
    std::optional<RecordFacts> facts_;
    QLabel* title_;
    QLabel* problem_;
    QTabWidget* tabs_;
    QTableWidget* fields_;
    QLabel* content_note_;
    QPlainTextEdit* content_;
    QLabel* proof_note_;
    ProofView* proof_;
    QPlainTextEdit* bytes_;
    std::unique_ptr<ProofFinder> finder_;
    bool proof_wanted_ = false;  // Of the shown record, and not asked for yet.
};

}  // namespace counterfoil::gui

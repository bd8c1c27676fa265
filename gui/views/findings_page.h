// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QWidget>

#include "gui/evidence.h"
#include "gui/models/findings_model.h"

namespace counterfoil::gui {

// All findings, and of the chosen one what was expected beside what was found.
class FindingsPage : public QWidget {
    Q_OBJECT

  public:
    explicit FindingsPage(Evidence& evidence, QWidget* parent = nullptr);

    [[nodiscard]] int count() const { return model_->rowCount(); }
    void choose(int row);
    void chooseNext(int step);  // 1 or -1.
    [[nodiscard]] const verifier::Finding* chosen() const;

  signals:
    void wantsRecord(quint64 sequence);

  private:
    void refresh();
    void showChosen();

    Evidence& evidence_;
    FindingsModel* model_;
    QLabel* total_;
    QTableView* table_;
    QPlainTextEdit* details_;
    QPushButton* go_;
    QPushButton* copy_;
};

}  // namespace counterfoil::gui

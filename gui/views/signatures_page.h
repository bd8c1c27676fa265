// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>

#include "gui/evidence.h"
#include "gui/views/table_with_details.h"

namespace counterfoil::gui {

// Checkpoints with their signatures, cosignatures and time stamps, and the epochs whose keys sign.
// Of a note alone: its signatures.
class SignaturesPage : public QWidget {
    Q_OBJECT

  public:
    explicit SignaturesPage(Evidence& evidence, QWidget* parent = nullptr);

    [[nodiscard]] TableWithDetails& checkpoints() { return *checkpoints_; }

  signals:
    void wantsRecord(quint64 sequence);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    static QStringList checkpointColumns(Evidence::Kind kind);
    void refresh();
    void refreshWhenSeen();

    Evidence& evidence_;
    bool stale_ = true;
    QLabel* state_;
    TableWithDetails* checkpoints_;
    TableWithDetails* epochs_;
};

}  // namespace counterfoil::gui

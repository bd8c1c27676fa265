// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGroupBox>
#include <QScrollArea>
#include <QVBoxLayout>

#include "gui/evidence.h"
#include "gui/models/report_groups.h"

namespace counterfoil::gui {

// Under the banner: what was found first, the three questions kept apart, what happened, and
// always what was not proven.
class VerdictPage : public QScrollArea {
    Q_OBJECT

  public:
    explicit VerdictPage(Evidence& evidence, QWidget* parent = nullptr);

  signals:
    void wantsFinding(int row);

  private:
    void rebuild();
    void addFirstFinding(const verifier::Report& report);
    void addGroup(const GroupSummary& group);
    void addList(const QString& title, const QStringList& lines);

    Evidence& evidence_;
    QWidget* content_ = nullptr;
    QVBoxLayout* rows_ = nullptr;
};

}  // namespace counterfoil::gui

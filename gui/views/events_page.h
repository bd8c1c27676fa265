// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>

#include "gui/evidence.h"
#include "gui/views/table_with_details.h"

namespace counterfoil::gui {

// What happened to the ledger, as the verifier tells it: recoveries, erasures, destroyed records,
// rotations, an open end.
class EventsPage : public QWidget {
    Q_OBJECT

  public:
    explicit EventsPage(Evidence& evidence, QWidget* parent = nullptr);

    [[nodiscard]] TableWithDetails& events() { return *events_; }

  signals:
    void wantsRecord(quint64 sequence);

  private:
    void refresh();

    Evidence& evidence_;
    QLabel* state_;
    TableWithDetails* events_;
};

}  // namespace counterfoil::gui

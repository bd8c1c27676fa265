// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "verifier/report.h"

namespace counterfoil::gui {

// What a report found, a row each.
class FindingsModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { kSeverity, kKind, kRecord, kPlace, kMessage, kColumns };

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::vector<verifier::Finding> findings);
    [[nodiscard]] const verifier::Finding& at(int row) const {
        return findings_[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

  private:
    std::vector<verifier::Finding> findings_;
};

// For the clipboard: all that is known of one.
[[nodiscard]] QString findingText(const verifier::Finding& finding);

}  // namespace counterfoil::gui

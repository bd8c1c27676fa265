// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/findings_model.h"

#include <utility>

#include "gui/icons.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "verifier/report_words.h"

namespace counterfoil::gui {

void FindingsModel::show(std::vector<verifier::Finding> findings) {
    beginResetModel();
    findings_ = std::move(findings);
    endResetModel();
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(findings_.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const verifier::Finding& finding = at(index.row());
    if (role == Qt::DecorationRole && index.column() == kSeverity) {
        return severityIcon(finding.severity);
    }
    if (role == Qt::ToolTipRole) return plainToolTip(findingText(finding));
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case kSeverity:
            return severityName(finding.severity);
        case kKind:
            return shown(finding.kind);
        case kRecord:
            return finding.sequence ? QString::number(*finding.sequence) : QString();
        case kPlace:
            return shown(verifier::place_of(finding));
        case kMessage:
            return shown(finding.message);
        default:
            return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) return {};
    if (orientation == Qt::Vertical) return section + 1;
    switch (section) {
        case kSeverity:
            return tr("Severity");
        case kKind:
            return tr("Kind");
        case kRecord:
            return tr("Record");
        case kPlace:
            return tr("Where");
        case kMessage:
            return tr("What was found");
        default:
            return {};
    }
}

QString findingText(const verifier::Finding& finding) {
    QString text =
        QString("[%1] %2: %3\n")
            .arg(severityName(finding.severity), shown(finding.kind), shown(finding.message));
    const QString place = shown(verifier::place_of(finding));
    if (!place.isEmpty()) {
        text += FindingsModel::tr("where: %1").arg(place) + '\n';
    }
    if (!finding.expected.empty() || !finding.found.empty()) {
        text += FindingsModel::tr("expected: %1").arg(shown(finding.expected)) + '\n' +
                FindingsModel::tr("found: %1").arg(shown(finding.found)) + '\n';
    }
    return text;
}

}  // namespace counterfoil::gui

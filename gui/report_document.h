// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPageSize>
#include <QString>
#include <memory>

#include "verifier/report.h"

QT_BEGIN_NAMESPACE
class QTextDocument;
QT_END_NAMESPACE

namespace counterfoil::gui {

// The report, for printing: verdict, scope, keys, findings, checkpoints, what was not proven, and a
// picture of latencies if there is one. Printed, text stays text.
[[nodiscard]] std::unique_ptr<QTextDocument> reportDocument(const verifier::Report& report,
                                                            const QImage& latencies);
// As PDF, with the JSON report attached. False when the file could not be written.
[[nodiscard]] bool saveReportPdf(const verifier::Report& report, const QImage& latencies,
                                 const QString& file, QPageSize::PageSizeId page);

}  // namespace counterfoil::gui

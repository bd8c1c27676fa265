// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QApplication>
#include <QStandardPaths>
#include <QStyleFactory>

#include "ledger/crypto/library.h"

int main(int count, char** values) {
    testing::InitGoogleTest(&count, values);
    // What the tests expect does not depend on whoever runs them.
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(count, values);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    if (!counterfoil::crypto::start()) return 1;
    return RUN_ALL_TESTS();
}

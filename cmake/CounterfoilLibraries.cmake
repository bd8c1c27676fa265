# SPDX-License-Identifier: Apache-2.0
# Every third-party library, found once. All come from Debian's packages (scripts/install-dependencies).

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal>=2.30)

# Optional, and only on amd64: hashes in lanes, and seals on VAES, where the processor can. It has no
# pkg-config file.
option(COUNTERFOIL_ACCELERATOR "Use libipsec-mb where it is installed" ON)
find_path(IPSEC_MB_INCLUDE intel-ipsec-mb.h)
find_library(IPSEC_MB_LIBRARY IPSec_MB)
mark_as_advanced(IPSEC_MB_INCLUDE IPSEC_MB_LIBRARY)
if(COUNTERFOIL_ACCELERATOR AND IPSEC_MB_INCLUDE AND IPSEC_MB_LIBRARY)
    add_library(Counterfoil::IpsecMb INTERFACE IMPORTED)
    target_include_directories(Counterfoil::IpsecMb SYSTEM INTERFACE ${IPSEC_MB_INCLUDE})
    target_link_libraries(Counterfoil::IpsecMb INTERFACE ${IPSEC_MB_LIBRARY})
endif()

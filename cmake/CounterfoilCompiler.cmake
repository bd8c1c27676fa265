# SPDX-License-Identifier: Apache-2.0
# One place for the language, the warnings and the sanitizers that every target gets.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

set(COUNTERFOIL_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined or thread)")
option(COUNTERFOIL_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(COUNTERFOIL_WERROR "Treat warnings as errors" ON)

add_compile_options(-Wall -Wextra -Wconversion -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> -fno-omit-frame-pointer)
if(COUNTERFOIL_WERROR)
    add_compile_options(-Werror)
endif()
if(COUNTERFOIL_SANITIZE)
    add_compile_options(-fsanitize=${COUNTERFOIL_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${COUNTERFOIL_SANITIZE})
    add_compile_definitions(COUNTERFOIL_SANITIZED)
endif()
if(COUNTERFOIL_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "COUNTERFOIL_FUZZ needs clang: libFuzzer is part of its runtime.")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

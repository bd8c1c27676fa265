# SPDX-License-Identifier: Apache-2.0

# counterfoil_room(NAME SOURCES a.cpp ... [ROOMS lower...] [LIBRARIES third-party...])
#
# A room is one folder, one static library `counterfoil_NAME`, one sentence in docs/ARCHITECTURE.md. ROOMS names
# the lower rooms that it uses; LIBRARIES are private, because a third-party header never shows in a room's own headers.
function(counterfoil_room NAME)
    cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
    set(target counterfoil_${NAME})
    if(ROOM_SOURCES)
        add_library(${target} STATIC ${ROOM_SOURCES})
        target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
        target_link_libraries(${target} PRIVATE ${ROOM_LIBRARIES})
        set(scope PUBLIC)
    else()
        add_library(${target} INTERFACE)
        target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
        set(scope INTERFACE)
    endif()
    foreach(room IN LISTS ROOM_ROOMS)
        target_link_libraries(${target} ${scope} counterfoil_${room})
    endforeach()
endfunction()

# counterfoil_test(NAME SOURCES a.cpp ... ROOMS room... [LIBRARIES ...] [LABELS label...])
#
# A GoogleTest program `NAME_test`, which starts the crypto room when it tests one above it; one ctest entry for each program, so that a run stays short to read.
# Each label is also a target `tests_LABEL` that builds its programs only. The label `threads` is for tests
# that run threads of our own: scripts/test runs these under the thread sanitizer. All have `in_process`.
function(counterfoil_test NAME)
    cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LIBRARIES;LABELS" ${ARGN})
    set(target ${NAME}_test)
    add_executable(${target} ${TEST_SOURCES})
    target_link_libraries(${target} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main ${TEST_LIBRARIES})
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${target} PRIVATE
        COUNTERFOIL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" COUNTERFOIL_BINARY_DIR="${PROJECT_BINARY_DIR}")
    foreach(room IN LISTS TEST_ROOMS)
        target_link_libraries(${target} PRIVATE counterfoil_${room})
        if(NOT room MATCHES "^(base|format|platform|intake)$")
            set(starts_crypto counterfoil_start_crypto)
        endif()
    endforeach()
    target_link_libraries(${target} PRIVATE ${starts_crypto})
    add_test(NAME ${NAME} COMMAND ${target})
    set_tests_properties(${NAME} PROPERTIES LABELS "${TEST_LABELS}")
    counterfoil_in_process(${NAME} ${target})
    foreach(label IN LISTS TEST_LABELS)
        if(NOT TARGET tests_${label})
            add_custom_target(tests_${label})
        endif()
        add_dependencies(tests_${label} ${target})
    endforeach()
endfunction()

# counterfoil_in_process(TEST TARGET)
#
# The test runs what it tests in its own process, this target, rather than asking the program: scripts/test
# runs it under the address sanitizer, too.
function(counterfoil_in_process TEST TARGET)
    set_property(TEST ${TEST} APPEND PROPERTY LABELS in_process)
    add_dependencies(tests_in_process ${TARGET})
endfunction()

# counterfoil_fuzz(NAME SOURCES a.cpp ... ROOMS room... [LIBRARIES ...])
#
# A libFuzzer program `NAME_fuzz`, built by the target `fuzz_programs`. Its seeds, if any, lie in
# tests/fuzz/corpus/NAME.
function(counterfoil_fuzz NAME)
    cmake_parse_arguments(FUZZ "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
    set(target ${NAME}_fuzz)
    add_executable(${target} ${FUZZ_SOURCES})
    target_link_libraries(${target} PRIVATE ${FUZZ_LIBRARIES})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${target} PRIVATE COUNTERFOIL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    foreach(room IN LISTS FUZZ_ROOMS)
        target_link_libraries(${target} PRIVATE counterfoil_${room})
    endforeach()
    add_dependencies(fuzz_programs ${target})
endfunction()

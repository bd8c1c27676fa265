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

# counterfoil_test(NAME SOURCES a.cpp ... ROOMS room... [LIBRARIES ...])
#
# A GoogleTest program `NAME_test`; one ctest entry for each program, so that a run stays short to read.
function(counterfoil_test NAME)
    cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
    set(target ${NAME}_test)
    add_executable(${target} ${TEST_SOURCES})
    target_link_libraries(${target} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main ${TEST_LIBRARIES})
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${target} PRIVATE
        COUNTERFOIL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" COUNTERFOIL_BINARY_DIR="${PROJECT_BINARY_DIR}")
    foreach(room IN LISTS TEST_ROOMS)
        target_link_libraries(${target} PRIVATE counterfoil_${room})
    endforeach()
    add_test(NAME ${NAME} COMMAND ${target})
endfunction()

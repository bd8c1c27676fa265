// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace counterfoil::format {

// One row of a byte table in docs/FORMAT.md.
struct Field {
    std::string_view name;
    std::size_t offset;
    std::size_t size;
};

// A layout and its rows. docs/FORMAT.md has a table for each, and a test compares the two.
struct Layout {
    std::string_view name;
    std::size_t size;
    std::span<const Field> fields;
};

// True when the fields cover the layout from its first to its last byte, in order, without a gap.
[[nodiscard]] constexpr bool covers(std::span<const Field> fields, std::size_t size) {
    std::size_t end = 0;
    for (const Field& field : fields) {
        if (field.offset != end || field.size == 0) return false;
        end += field.size;
    }
    return end == size;
}

}  // namespace counterfoil::format

// A row for a member of the layout that is being described.
#define COUNTERFOIL_FIELD(layout, member)                         \
    ::counterfoil::format::Field {                                \
#member, offsetof(layout, member), sizeof(layout::member) \
    }

// Asserts that a layout has exactly this size, lies at any address, and has no byte without a name.
#define COUNTERFOIL_LAYOUT(layout, bytes, fields)                     \
    static_assert(sizeof(layout) == (bytes) && alignof(layout) == 1); \
    static_assert(std::is_trivially_copyable_v<layout>);              \
    static_assert(::counterfoil::format::covers(fields, bytes), "a byte has no name")

# One interface target with what every library of memglia is compiled with.
#
# -ffp-contract=off: no fused multiply-add may change a bit of a result between machines.
add_library(memglia_options INTERFACE)
target_include_directories(memglia_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(memglia_options INTERFACE -ffp-contract=off
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns about std::string's own operator+ (GCC bug 105651).
    target_compile_options(memglia_options INTERFACE -Wno-restrict)
endif()

# memglia_library(NAME SOURCES... LINKS...)
function(memglia_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC memglia_options ${arg_LINKS})
endfunction()

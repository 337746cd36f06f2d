# memglia_language: what every program that uses a library of memglia is compiled with.
#
# -ffp-contract=off: no fused multiply-add may change a bit of a result between machines.
add_library(memglia_language INTERFACE)
add_library(memglia::language ALIAS memglia_language)
set_target_properties(memglia_language PROPERTIES EXPORT_NAME language)
target_include_directories(memglia_language INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/memglia>)
target_compile_features(memglia_language INTERFACE cxx_std_20)
target_compile_options(memglia_language INTERFACE -ffp-contract=off)

# memglia_options: that, and the warnings of this project's own code.
add_library(memglia_options INTERFACE)
target_link_libraries(memglia_options INTERFACE memglia_language)
target_compile_options(memglia_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns about std::string's own operator+ (GCC bug 105651).
    target_compile_options(memglia_options INTERFACE -Wno-restrict)
endif()

# memglia_library(NAME SOURCES... LINKS...): memglia_base is also memglia::base.
function(memglia_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
    string(REGEX REPLACE "^memglia_" "" short ${name})
    add_library(${name} STATIC ${arg_SOURCES})
    add_library(memglia::${short} ALIAS ${name})
    set_target_properties(${name} PROPERTIES EXPORT_NAME ${short})
    target_link_libraries(${name} PUBLIC memglia_language ${arg_LINKS}
                                  PRIVATE $<BUILD_INTERFACE:memglia_options>)
endfunction()

# Finds SystemC and makes the target memglia::systemc.
#
# Debian's 2.3.4 has no CMake package, only systemc.pc, and was built as C++17: its library refuses C++20
# objects at link time unless SC_CPLUSPLUS says 201703L. A SystemC built as C++20 must not have that
# definition. So the right value is found by linking a program, once, at configure time.
#
# The installed package brings this file along and finds SystemC with it.
if(TARGET memglia::systemc)
    return()
endif()
include(CheckCXXSourceCompiles)

find_package(SystemCLanguage CONFIG QUIET)
if(TARGET SystemC::systemc)
    set(memglia_systemc_found SystemC::systemc)
else()
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
        pkg_check_modules(SYSTEMC QUIET IMPORTED_TARGET GLOBAL systemc)
    endif()
    if(NOT SYSTEMC_FOUND)
        set(memglia_lost "SystemC was not found. On Debian: apt-get install libsystemc-dev pkg-config. \
For a SystemC of your own: -DCMAKE_PREFIX_PATH=/where/it/is")
        if(CMAKE_FIND_PACKAGE_NAME STREQUAL memglia)
            # find_package(memglia) says so itself, or nothing if it is QUIET.
            set(memglia_FOUND FALSE)
            set(memglia_NOT_FOUND_MESSAGE "${memglia_lost}")
            return()
        endif()
        message(FATAL_ERROR "${memglia_lost}")
    endif()
    set(memglia_systemc_found PkgConfig::SYSTEMC)
endif()

find_package(Threads REQUIRED)
if(NOT DEFINED MEMGLIA_SC_CPLUSPLUS)
    block() # whatever standard the project around has chosen
    cmake_policy(SET CMP0067 NEW)
    set(CMAKE_CXX_STANDARD 20)
    set(CMAKE_REQUIRED_LIBRARIES ${memglia_systemc_found} Threads::Threads)
    foreach(value default 201703L 202002L 201402L 201103L)
        string(MAKE_C_IDENTIFIER "memglia_systemc_links_with_${value}" check)
        if(value STREQUAL default)
            set(CMAKE_REQUIRED_DEFINITIONS)
        else()
            set(CMAKE_REQUIRED_DEFINITIONS -DSC_CPLUSPLUS=${value})
        endif()
        check_cxx_source_compiles(
            "#include <systemc>\nint sc_main(int, char**) { sc_core::sc_signal<int> s; return s.read(); }" ${check})
        if(${check})
            set(MEMGLIA_SC_CPLUSPLUS ${value} CACHE STRING "SC_CPLUSPLUS that links with the SystemC found")
            break()
        endif()
    endforeach()
    endblock()
    if(NOT DEFINED MEMGLIA_SC_CPLUSPLUS)
        message(FATAL_ERROR "SystemC is there but a C++20 program does not link with it: "
                            "see CMakeFiles/CMakeError.log in the build folder")
    endif()
endif()

add_library(memglia_systemc INTERFACE)
add_library(memglia::systemc ALIAS memglia_systemc)
target_link_libraries(memglia_systemc INTERFACE ${memglia_systemc_found} Threads::Threads)
if(NOT MEMGLIA_SC_CPLUSPLUS STREQUAL "default")
    target_compile_definitions(memglia_systemc INTERFACE SC_CPLUSPLUS=${MEMGLIA_SC_CPLUSPLUS})
endif()

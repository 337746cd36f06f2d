# Debian packages: `cpack -G DEB` in the build folder makes memglia (the program) and libmemglia-dev.
set(CPACK_PACKAGE_NAME memglia)
set(CPACK_PACKAGE_VENDOR "The memglia developers")
set(CPACK_PACKAGE_CONTACT "The memglia developers <memglia@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "emulator of neuromorphic chips")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_SOURCE_GENERATOR "")
set(CPACK_GENERATOR DEB)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_COMPONENTS_ALL Runtime Development DebianProgram DebianLibrary)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME memglia)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
"Emulates neuromorphic chips: memristor crossbars, spiking neurons, astrocyte
units and a router as clocked and event-driven blocks. Spiking
neuron-astrocyte networks run on them in a closed loop, and every decision is
accounted in cycles and joules.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libmemglia-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libsystemc-dev, libboost-dev (>= 1.74), pkg-config")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
"Headers, static libraries and the CMake package of memglia's core: memristors
and crossbars, hardware blocks in SystemC, spiking neuron-astrocyte networks.")

# Only packages hold these: what Debian wants in /usr/share/doc and where its zsh looks.
string(TIMESTAMP memglia_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
foreach(package memglia libmemglia-dev)
    set(folder ${PROJECT_BINARY_DIR}/debian/${package})
    configure_file(${PROJECT_SOURCE_DIR}/cmake/debian-changelog.in ${folder}/changelog.Debian @ONLY)
    file(COPY ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${folder})
    file(RENAME ${folder}/CHANGELOG.md ${folder}/changelog)
    if(MEMGLIA_GZIP)
        execute_process(COMMAND ${MEMGLIA_GZIP} -9nf ${folder}/changelog.Debian ${folder}/changelog)
    endif()
endforeach()
foreach(pair memglia:DebianProgram libmemglia-dev:DebianLibrary)
    string(REPLACE ":" ";" pair ${pair})
    list(GET pair 0 package)
    list(GET pair 1 component)
    install(DIRECTORY ${PROJECT_BINARY_DIR}/debian/${package}/ DESTINATION share/doc/${package}
            COMPONENT ${component} EXCLUDE_FROM_ALL)
    install(FILES ${PROJECT_SOURCE_DIR}/cmake/debian-copyright RENAME copyright
            DESTINATION share/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/pages/completion/_memglia DESTINATION share/zsh/vendor-completions
        COMPONENT DebianProgram EXCLUDE_FROM_ALL)

include(CPack)
cpack_add_component_group(program)
cpack_add_component_group(library)
cpack_add_component(Runtime GROUP program)
cpack_add_component(DebianProgram GROUP program)
cpack_add_component(Development GROUP library)
cpack_add_component(DebianLibrary GROUP library)

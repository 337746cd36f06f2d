# What `cmake --install` puts where. Components: Runtime (program, configurations, manual pages, completion),
# Development (headers, libraries, CMake package), License, Zsh (its completion: Debian has
# another place for it); Debian only for packages (package.cmake).
include(CMakePackageConfigHelpers)

set(memglia_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/memglia)
set(memglia_core memglia_language memglia_base memglia_crossbar memglia_rtl_cores memglia_rtl
                 memglia_snan memglia_network memglia_tasks memglia_mapping)
install(TARGETS ${memglia_core} EXPORT memgliaTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT Development)
install(EXPORT memgliaTargets NAMESPACE memglia:: DESTINATION ${memglia_package_dir} COMPONENT Development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/memgliaConfig.cmake.in
    ${PROJECT_BINARY_DIR}/memgliaConfig.cmake INSTALL_DESTINATION ${memglia_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/memgliaConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/memgliaConfig.cmake ${PROJECT_BINARY_DIR}/memgliaConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/systemc.cmake
        DESTINATION ${memglia_package_dir} COMPONENT Development)
foreach(room base crossbar rtl_models snan)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/memglia
            COMPONENT Development FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/rtl_models/sc_main.cpp
        DESTINATION ${CMAKE_INSTALL_DATADIR}/memglia COMPONENT Development)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT License)

if(NOT TARGET memglia)
    return()
endif()

# Manual pages and completion, from the tables that --help prints.
set(memglia_pages ${PROJECT_BINARY_DIR}/pages)
find_program(MEMGLIA_GZIP gzip)
set(compress)
if(MEMGLIA_GZIP)
    set(compress COMMAND sh -c "${MEMGLIA_GZIP} -9nf '${memglia_pages}'/man/*.1")
endif()
add_custom_command(OUTPUT ${memglia_pages}/made
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${memglia_pages}
    COMMAND ${CMAKE_COMMAND} -E env MEMGLIA_CONFIGS=${PROJECT_SOURCE_DIR}/configs XDG_CONFIG_HOME=/nonexistent
            $<TARGET_FILE:memglia> man --out ${memglia_pages}/man
    COMMAND $<TARGET_FILE:memglia> completion --out ${memglia_pages}/completion
    ${compress}
    COMMAND ${CMAKE_COMMAND} -E touch ${memglia_pages}/made
    DEPENDS memglia COMMENT "Manual pages and completion" VERBATIM)
add_custom_target(memglia_pages ALL DEPENDS ${memglia_pages}/made)

install(TARGETS memglia RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT Runtime)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/firmware/images/ DESTINATION ${CMAKE_INSTALL_DATADIR}/memglia/firmware COMPONENT Runtime)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/configs DESTINATION ${CMAKE_INSTALL_DATADIR}/memglia COMPONENT Runtime)
install(DIRECTORY ${memglia_pages}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT Runtime)
install(FILES ${memglia_pages}/completion/memglia.bash RENAME memglia
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT Runtime)
install(FILES ${memglia_pages}/completion/memglia.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT Runtime)
install(FILES ${memglia_pages}/completion/_memglia
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT Zsh)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CITATION.cff
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT Runtime)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT Runtime)

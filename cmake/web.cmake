# Browser parts are built by Node.js and become part of the program: nothing lies beside it.
find_program(NODE NAMES node nodejs REQUIRED)
find_program(NPM NAMES npm REQUIRED)

# guichet_web(form-client SERVED /static/js/… NAMESPACE guichet::form::client OUT assets)
#
# Builds web/NAME by its build.mjs and sets OUT to a C++ source that holds the result. The packages
# of its lock file are fetched when the lock changed since they were fetched last.
function(guichet_web name)
  cmake_parse_arguments(WEB "" "SERVED;NAMESPACE;OUT" "" ${ARGN})
  set(source ${CMAKE_SOURCE_DIR}/web/${name})
  set(built ${CMAKE_BINARY_DIR}/web/${name})
  set(stamp ${source}/node_modules/.fetched)
  set(output ${CMAKE_BINARY_DIR}/web/${name}.cpp)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${source}/src/*)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND ${NPM} ci --no-audit --no-fund --ignore-scripts --loglevel=error --fetch-timeout=60000
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    WORKING_DIRECTORY ${source}
    DEPENDS ${source}/package-lock.json
    COMMENT "Fetching the packages of web/${name}"
    VERBATIM)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${NODE} build.mjs ${built}
    COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/web/embed.mjs ${built} ${WEB_SERVED} ${WEB_NAMESPACE}
            ${output}
    WORKING_DIRECTORY ${source}
    DEPENDS ${stamp} ${sources} ${source}/build.mjs ${CMAKE_SOURCE_DIR}/web/embed.mjs
    COMMENT "Building web/${name}"
    VERBATIM)
  set(${WEB_OUT} ${output} PARENT_SCOPE)
endfunction()

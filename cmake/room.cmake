# A room is a folder of src/: one library from its sources and, side by side, its
# tests (*_test.cpp), micro benchmarks (*_bench.cpp) and fuzz targets (*_fuzz.cpp).
#
#   guichet_room(payments USES vault jobs acquiring LINKS OpenSSL::Crypto)
#
# USES names rooms below this one: the link line enforces the arrows of src/README.md.
#
# FUZZED names the sources, without .cpp, that fuzz targets of any room reach; `*` is all of them.
# The build of the fuzz targets compiles these alone, a quarter of the program: when a linker
# misses something there, its source belongs on the list.

add_library(guichet_flags INTERFACE)
target_include_directories(guichet_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(guichet_flags INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -fno-plt)
target_compile_definitions(guichet_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL
  GUICHET_VERSION="${PROJECT_VERSION}")
# Bound at start: binding a call at its first use saves vector registers on the stack, and with
# them whatever memcpy moved last, a card number for example.
target_link_options(guichet_flags INTERFACE -Wl,-z,now)
if(NOT GUICHET_FUZZ)
  target_link_options(guichet_flags INTERFACE -fuse-ld=mold)
endif()

function(guichet_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LINKS;FOLDERS;FUZZED" ${ARGN})
  set(patterns ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(folder ${ROOM_FOLDERS})
    list(APPEND patterns ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  endforeach()
  file(GLOB all CONFIGURE_DEPENDS ${patterns})
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "(_(test|bench|fuzz|main)|/main)\\.cpp$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(fuzzers ${all})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  if(GUICHET_FUZZ AND NOT ROOM_FUZZED STREQUAL "*")
    set(sources ${ROOM_FUZZED})
    list(TRANSFORM sources APPEND .cpp)
  endif()
  set(rooms ${ROOM_USES})
  list(TRANSFORM rooms PREPEND guichet_)

  if(sources)
    add_library(guichet_${name} STATIC ${sources})
    target_link_libraries(guichet_${name} PUBLIC guichet_flags ${rooms} ${ROOM_LINKS})
  else()
    add_library(guichet_${name} INTERFACE)
    target_link_libraries(guichet_${name} INTERFACE guichet_flags ${rooms} ${ROOM_LINKS})
  endif()

  if(GUICHET_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE guichet_${name} GTest::gtest GTest::gtest_main)
    add_test(NAME ${name}_test COMMAND ${name}_test)
  endif()
  if(GUICHET_FUZZ)
    foreach(source ${fuzzers})
      get_filename_component(target ${source} NAME_WE)
      add_executable(${target} ${source})
      target_link_libraries(${target} PRIVATE guichet_${name})
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()

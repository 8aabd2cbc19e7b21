# The project's few build rules: one library per folder, one executable per test, one per fuzz target.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(gm_flags INTERFACE)
target_include_directories(gm_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(gm_flags INTERFACE -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
                       -Wno-unused-parameter -fno-omit-frame-pointer -fstack-protector-strong)
target_compile_definitions(gm_flags INTERFACE _GNU_SOURCE GM_VERSION="${PROJECT_VERSION}")
if(GM_SANITIZE)
  target_compile_options(gm_flags INTERFACE -fsanitize=${GM_SANITIZE} -fno-sanitize-recover=all -g)
  target_link_options(gm_flags INTERFACE -fsanitize=${GM_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
  target_compile_definitions(gm_flags INTERFACE _FORTIFY_SOURCE=2)
endif()
if(GM_FUZZ)
  target_compile_options(gm_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g)
  target_link_options(gm_flags INTERFACE -fsanitize=address,undefined)
endif()

# gm_pkgs(target pkg…): links Debian's -dev packages, found by pkg-config, as system includes.
function(gm_pkgs target)
  foreach(pkg IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "GM_${pkg}" id)
    if(NOT TARGET PkgConfig::${id})
      pkg_check_modules(${id} REQUIRED IMPORTED_TARGET GLOBAL ${pkg})
    endif()
    target_link_libraries(${target} PUBLIC PkgConfig::${id})
  endforeach()
endfunction()

# gm_library(name SOURCES … LINKS targets… PKGS pkg-config names… LIBS plain -l names…)
function(gm_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS;PKGS;LIBS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_link_libraries(${name} PUBLIC gm_flags Threads::Threads ${A_LINKS} ${A_LIBS})
  gm_pkgs(${name} ${A_PKGS})
endfunction()

# gm_executable(name SOURCES … LINKS … PKGS …): put at the top of the build folder.
function(gm_executable name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS;PKGS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE gm_flags ${A_LINKS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  foreach(pkg IN LISTS A_PKGS)
    string(MAKE_C_IDENTIFIER "GM_${pkg}" id)
    if(NOT TARGET PkgConfig::${id})
      pkg_check_modules(${id} REQUIRED IMPORTED_TARGET GLOBAL ${pkg})
    endif()
    target_link_libraries(${name} PRIVATE PkgConfig::${id})
  endforeach()
endfunction()

# gm_test_env(test KEY=VALUE…): the environment of a test, with the sanitizers' own settings.
function(gm_test_env name)
  set(env ${ARGN})
  if(GM_SANITIZE MATCHES "address")
    list(APPEND env "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0")
  endif()
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${env}")
endfunction()

# gm_test(name SOURCES … LINKS …): a cmocka program, run by ctest in the source folder.
function(gm_test name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS;PKGS" ${ARGN})
  gm_executable(${name} SOURCES ${A_SOURCES} LINKS ${A_LINKS} PKGS cmocka ${A_PKGS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${name} PRIVATE GM_SOURCE_DIR="${CMAKE_SOURCE_DIR}" GM_BINARY_DIR="${CMAKE_BINARY_DIR}"
                             GM_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
  gm_test_env(${name})
endfunction()

# gm_fuzz(name SOURCES … LINKS …): with -DGM_FUZZ=ON a libFuzzer binary; otherwise the same function run once over
# every file of tests/fuzz/corpus/<name>, as a plain test.
function(gm_fuzz name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS;PKGS" ${ARGN})
  if(GM_FUZZ)
    gm_executable(fuzz_${name} SOURCES ${A_SOURCES} LINKS ${A_LINKS} PKGS ${A_PKGS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    gm_executable(fuzz_${name} SOURCES ${A_SOURCES} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus_main.c
                  LINKS ${A_LINKS} PKGS ${A_PKGS})
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(fuzz_${name} PROPERTIES TIMEOUT 300)
    gm_test_env(fuzz_${name})
  endif()
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
endfunction()

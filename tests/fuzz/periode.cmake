gm_fuzz(periode SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/periode.c LINKS gm_warehouse)

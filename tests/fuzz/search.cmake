gm_fuzz(search SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/search.c LINKS gm_warehouse)

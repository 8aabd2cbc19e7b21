gm_fuzz(blocks SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/blocks.c LINKS gm_warehouse)

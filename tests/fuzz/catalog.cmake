gm_fuzz(catalog SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/catalog.c LINKS gm_warehouse)

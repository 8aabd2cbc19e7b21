gm_fuzz(locatie SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/locatie.c LINKS gm_warehouse)

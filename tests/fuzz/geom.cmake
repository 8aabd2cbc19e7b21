gm_fuzz(geom SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/geom.c LINKS gm_geo)

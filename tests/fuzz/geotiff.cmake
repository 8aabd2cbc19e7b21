gm_fuzz(geotiff SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/geotiff.c LINKS gm_render)

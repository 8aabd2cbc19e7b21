gm_fuzz(sld SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_sld.c LINKS gm_render)

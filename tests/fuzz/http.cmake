gm_fuzz(http SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/http.c LINKS gm_http)

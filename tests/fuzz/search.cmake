gm_fuzz(search SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/search.c LINKS gm_warehouse)
if(TARGET gm_api)
  gm_fuzz(locatieserver SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/locatieserver.c LINKS gm_api PKGS jansson)
endif()

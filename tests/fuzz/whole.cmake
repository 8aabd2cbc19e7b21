# Targets that take the whole way, on the small warehouse of the server's tests (and so on cmocka).
foreach(target handlers locatiecode)
  gm_fuzz(${target} SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/${target}.c ${CMAKE_SOURCE_DIR}/tests/geoserver/fixture.c
          LINKS gm_http PKGS cmocka spng jansson expat)
endforeach()
foreach(target mor_json mor_csv)
  gm_fuzz(${target} SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/${target}.c ${CMAKE_SOURCE_DIR}/tests/fuzz/mor_job.c
          ${CMAKE_SOURCE_DIR}/tests/geoserver/fixture.c LINKS gm_http gm_import_mor PKGS cmocka spng jansson)
endforeach()
gm_fuzz(gebieden SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/gebieden.c LINKS gm_import_gebieden)
gm_fuzz(achtergrond SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/achtergrond.c LINKS gm_import_achtergrond)
foreach(target handlers locatiecode mor_json mor_csv gebieden achtergrond)
  target_compile_definitions(fuzz_${target} PRIVATE GM_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endforeach()

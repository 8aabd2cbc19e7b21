if(TARGET gm_import_bag)
  gm_fuzz(bag_xml SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/bag_xml.c LINKS gm_import_bag)
  gm_fuzz(bag_scan SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/bag_scan.c LINKS gm_import_bag PKGS expat)
endif()

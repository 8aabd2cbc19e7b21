gm_fuzz(csv SOURCES tests/fuzz/csv.c LINKS gm_import_table)
gm_fuzz(profile SOURCES tests/fuzz/profile.c LINKS gm_import_table)
gm_fuzz(sdc_input SOURCES tests/fuzz/sdc_input.c LINKS gm_import_sociaal)

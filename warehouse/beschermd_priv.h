/* What sdc.c, beschermd.c and publish.c share; nobody else includes it. */
#ifndef GM_WAREHOUSE_BESCHERMD_PRIV_H
#define GM_WAREHOUSE_BESCHERMD_PRIV_H

#include "warehouse/beschermd.h"

#include <sqlite3.h>
#include <stdint.h>

enum { SDC_KEY_BYTES = 32, SDC_THRESHOLD = 10, SDC_MIN_INWONERS = 100 };

/* The fixed secret rounding point of a cell, 0..4 (privacy.md §1). */
int sdc_point(const unsigned char key[SDC_KEY_BYTES], const char *dataset, const char *maat, const char *gebied,
              const char *categorie);

/* Opens beschermd/sociaal.sqlite after checking the modes of folder and file. */
bool beschermd_open_db(const char *dir, bool create, sqlite3 **out, struct err *err) MUST_CHECK;
/* Reads k_sdc; with create it is made when absent, unless a release exists already. */
bool beschermd_read_key(const char *dir, bool create, unsigned char key[SDC_KEY_BYTES], struct err *err) MUST_CHECK;
bool beschermd_exec(sqlite3 *db, const char *sql, struct err *err) MUST_CHECK;
bool beschermd_fail(sqlite3 *db, struct err *err);

#endif

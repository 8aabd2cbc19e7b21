/* The import of meldingen as it runs, on a small warehouse, with the bytes of one run: a resolver, and an open load
 * that is rolled back now and then. */
#ifndef FUZZ_MOR_JOB_H
#define FUZZ_MOR_JOB_H

#include "importers/mor/mor_priv.h"
#include "tests/fuzz/fuzz.h"

/* A job with this profile, opened at the first call and closed at exit; the report is empty, the load open. */
struct mor_job *mor_job_get(const char *profiel);
/* The bytes as a file in the job's own folder; the path is good until the next call. */
const char *mor_job_file(const char *name, const uint8_t *data, size_t n);
/* What must hold after a reader has run, for its result; aborts when it doesn't. */
void mor_job_check(const struct mor_job *j, bool ok, const struct err *err);

#endif

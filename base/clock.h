/* Time as an argument, and dates without a time zone's surprises. */
#ifndef GM_BASE_CLOCK_H
#define GM_BASE_CLOCK_H

#include "base/str.h"

struct clock {
    int64_t (*now_ms)(void *ctx); /* milliseconds since 1970-01-01 UTC */
    void *ctx;
};
struct clock clock_system(void);
int64_t clock_now_ms(struct clock c);
/* Monotonic, for measuring. */
int64_t clock_ticks_ns(void);

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
int64_t date_to_days(int year, int month, int day);
void date_from_days(int64_t days, int *year, int *month, int *day);
/* "2026-11-24", also the date part of "2026-11-24T…" or "2026-11-24 …"; false when it is no such date. */
bool date_parse(struct str s, int *year, int *month, int *day);
/* Writes "2026-11-24" (11 bytes with NUL). */
void date_format(int64_t days, char out[11]);
/* "2026K4" of a date; 7 bytes with NUL. */
void quarter_format(int year, int month, char out[8]);
/* "2026-11-24T10:00:00Z" (21 bytes with NUL). */
void timestamp_format(int64_t ms, char out[21]);
/* "Tue, 24 Nov 2026 10:00:00 GMT" (RFC 9110 §5.6.7; 30 bytes with NUL). */
void http_date_format(int64_t ms, char out[30]);

#endif

#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t system_now_ms(void *ctx)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct clock clock_system(void)
{
    return (struct clock){system_now_ms, NULL};
}

int64_t clock_now_ms(struct clock c)
{
    return c.now_ms(c.ctx);
}

int64_t clock_ticks_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Both ways by eras of 400 years that begin on 1 March, so that the leap day is the last of its year. */
int64_t date_to_days(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void date_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

static bool digits(struct str s, size_t from, size_t n, int *out)
{
    int v = 0;
    for (size_t i = from; i < from + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

bool date_parse(struct str s, int *year, int *month, int *day)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int y, m, d;
    if (s.n < 10 || s.p[4] != '-' || s.p[7] != '-' || (s.n > 10 && s.p[10] != 'T' && s.p[10] != ' '))
        return false;
    if (!digits(s, 0, 4, &y) || !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d))
        return false;
    if (m < 1 || m > 12 || d < 1 || d > lengths[m - 1])
        return false;
    if (m == 2 && d == 29 && (y % 4 != 0 || (y % 100 == 0 && y % 400 != 0)))
        return false;
    *year = y;
    *month = m;
    *day = d;
    return true;
}

/* Years outside 0-9999 don't occur in what we write; they are clamped so that the width is certain. */
static int clamp_year(int year)
{
    return year < 0 ? 0 : year > 9999 ? 9999 : year;
}

void date_format(int64_t days, char out[11])
{
    int y, m, d;
    date_from_days(days, &y, &m, &d);
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", clamp_year(y), m, d);
    for (int i = 0; i < 11; i++)
        out[i] = text[i];
}

void quarter_format(int year, int month, char out[8])
{
    char text[32];
    snprintf(text, sizeof text, "%04dK%d", clamp_year(year), (month + 2) / 3);
    for (int i = 0; i < 7; i++)
        out[i] = text[i];
    out[7] = 0;
}

void timestamp_format(int64_t ms, char out[21])
{
    int64_t s = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
    int64_t day = s >= 0 ? s / 86400 : (s - 86399) / 86400;
    int rest = (int)(s - day * 86400);
    date_format(day, out);
    char text[48];
    snprintf(text, sizeof text, "T%02d:%02d:%02dZ", rest / 3600, rest / 60 % 60, rest % 60);
    for (int i = 0; i < 11; i++)
        out[10 + i] = text[i];
}

void http_date_format(int64_t ms, char out[30])
{
    static const char *const names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t t = (time_t)(ms / 1000);
    struct tm tm;
    gmtime_r(&t, &tm);
    snprintf(out, 30, "%s, %02u %s %04u %02u:%02u:%02u GMT", names[tm.tm_wday % 7], (unsigned)tm.tm_mday % 32,
             months[tm.tm_mon % 12], (unsigned)clamp_year(tm.tm_year + 1900), (unsigned)tm.tm_hour % 24,
             (unsigned)tm.tm_min % 60, (unsigned)tm.tm_sec % 61);
}

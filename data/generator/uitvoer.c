#include "data/generator/uitvoer.h"

#include <archive_entry.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void stop(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("demogemeente: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(70);
}

void *geheugen(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        stop("geheugen op");
    return p;
}

void *rij_ruimte(void *p, size_t size)
{
    p = realloc(p, size);
    if (!p)
        stop("geheugen op");
    return p;
}

void *rij_groei(void *p, int n, int *cap, size_t size)
{
    if (n < *cap)
        return p;
    *cap = *cap ? *cap * 2 : 64;
    return rij_ruimte(p, (size_t)*cap * size);
}

int gemeente_pt(struct gemeente *g, struct pt p)
{
    p.x = (double)(int64_t)(p.x * 1000 + 0.5) / 1000;
    p.y = (double)(int64_t)(p.y * 1000 + 0.5) / 1000;
    *RIJ_NIEUW(g->pts, g->n_pts, g->cap_pts) = p;
    return g->n_pts - 1;
}

int datum_int(struct datum d)
{
    return d.jaar * 10000 + d.maand * 100 + d.dag;
}

long datum_dag(int ymd)
{
    int y = ymd / 10000, m = ymd / 100 % 100, d = ymd % 100;
    y -= m <= 2;
    long era = y / 400, yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int dag_datum(long z)
{
    z += 719468;
    long era = z / 146097, doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    long d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
    return (int)((yoe + era * 400 + (m <= 2)) * 10000 + m * 100 + d);
}

const char *datum_tekst(int ymd, char out[11])
{
    unsigned y = (unsigned)ymd / 10000 % 10000, m = (unsigned)ymd / 100 % 100, d = (unsigned)ymd % 100;
    const char s[11] = {(char)('0' + y / 1000),
                        (char)('0' + y / 100 % 10),
                        (char)('0' + y / 10 % 10),
                        (char)('0' + y % 10),
                        '-',
                        (char)('0' + m / 10),
                        (char)('0' + m % 10),
                        '-',
                        (char)('0' + d / 10),
                        (char)('0' + d % 10),
                        0};
    return memcpy(out, s, 11);
}

const char *datum_kort(int ymd, char out[9])
{
    char t[11];
    datum_tekst(ymd, t);
    const char s[9] = {t[8], t[9], t[5], t[6], t[0], t[1], t[2], t[3], 0};
    return memcpy(out, s, 9);
}

FILE *tijdelijk(void)
{
    FILE *f = tmpfile();
    if (!f)
        stop("geen ruimte voor een tijdelijk bestand");
    return f;
}

static void goed(struct archive *a, int rc)
{
    if (rc < ARCHIVE_WARN)
        stop("schrijven van een zip mislukt: %s", archive_error_string(a));
}

struct archive *zip_open(const char *path, bool opslaan)
{
    struct archive *a = archive_write_new();
    if (!a)
        stop("geheugen op");
    goed(a, archive_write_set_format_zip(a));
    goed(a, opslaan ? archive_write_zip_set_compression_store(a) : archive_write_zip_set_compression_deflate(a));
    if (!opslaan)
        goed(a, archive_write_set_options(a, "zip:compression-level=4,zip:!zip64"));
    goed(a, archive_write_open_filename(a, path));
    return a;
}

void zip_begin(struct archive *a, const char *naam, int ymd, int64_t size)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, naam);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, datum_dag(ymd) * 86400 + 6 * 3600, 0);
    if (size >= 0)
        archive_entry_set_size(e, size);
    goed(a, archive_write_header(a, e));
    archive_entry_free(e);
}

void zip_data(struct archive *a, const void *p, size_t n)
{
    if (archive_write_data(a, p, n) < 0)
        stop("schrijven van een zip mislukt: %s", archive_error_string(a));
}

void zip_close(struct archive *a)
{
    goed(a, archive_write_close(a));
    archive_write_free(a);
}

void zip_bestand(struct archive *a, const char *naam, const char *path, int ymd)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &st))
        stop("lezen van %s mislukt: %s", path, strerror(errno));
    zip_begin(a, naam, ymd, st.st_size);
    static char buf[1 << 16];
    size_t n;
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        zip_data(a, buf, n);
    if (ferror(f))
        stop("lezen van %s mislukt: %s", path, strerror(errno));
    fclose(f);
    unlink(path);
}

static void ring_erbij(void *arg, const struct pt *p, int n, bool gat)
{
    struct vlak *v = arg;
    *RIJ_NIEUW(v->r, v->n_r, v->cap_r) = (struct vlak_ring){v->n, n, gat ? -1 : v->n_r - 1};
    for (int i = 0; i < n; i++)
        *RIJ_NIEUW(v->p, v->n, v->cap) = p[i];
}

void vlak_maak(const struct gemeente *g, enum niveau niveau, int label, struct vlak *v)
{
    memset(v, 0, sizeof *v);
    gebied_ringen(g, niveau, label, ring_erbij, v);
    for (int h = 0; h < v->n_r; h++) { /* the smallest outer ring around a hole's first point is its own */
        if (v->r[h].hoort >= 0)
            continue;
        double klein = 1e300;
        for (int o = 0; o < v->n_r; o++) {
            if (v->r[o].hoort != o)
                continue;
            const struct pt *q = v->p + v->r[o].first;
            struct pt m = {0, 0};
            for (int i = 0; i < v->r[h].n; i++)
                m.x += v->p[v->r[h].first + i].x / v->r[h].n, m.y += v->p[v->r[h].first + i].y / v->r[h].n;
            bool in = false;
            double area = 0;
            for (int a = 0, b = v->r[o].n - 1; a < v->r[o].n; b = a++) {
                area += (q[b].x - q[0].x) * (q[a].y - q[0].y) - (q[a].x - q[0].x) * (q[b].y - q[0].y);
                if ((q[a].y > m.y) != (q[b].y > m.y) &&
                    m.x < (q[b].x - q[a].x) * (m.y - q[a].y) / (q[b].y - q[a].y) + q[a].x)
                    in = !in;
            }
            if (in && area < klein)
                klein = area, v->r[h].hoort = o;
        }
        if (v->r[h].hoort < 0)
            v->r[h].hoort = 0;
    }
}

void vlak_done(struct vlak *v)
{
    free(v->p);
    free(v->r);
}

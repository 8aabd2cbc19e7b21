/* Milliseconds per tile of 256 × 256 pixels for the panden of a real warehouse, filled and outlined with one pixel;
 * geometry is projected beforehand. One core, drawing only, as the table of DESIGN.md; Cairo beside it, feature by
 * feature.
 *
 *     geomagazijn import bag 0221PND15092020.zip; bench_raster magazijn.sqlite [MAP.ppm]
 */
#include "geo/geom.h"
#include "geoserver/render/raster.h"

#include <cairo.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TILE = 256 };

struct shapes {
    double *xy; /* RD metres */
    int32_t *px;
    uint32_t *ring_end;
    size_t n, n_rings;
};

static int fail(const char *what)
{
    fprintf(stderr, "bench_raster: %s\n", what);
    return 1;
}

static bool take(struct shapes *s, const struct geom *g)
{
    double *xy = realloc(s->xy, (s->n + g->n_xy) * 2 * sizeof *xy);
    uint32_t *ends = xy ? realloc(s->ring_end, (s->n_rings + g->n_rings) * sizeof *ends) : NULL;
    s->xy = xy ? xy : s->xy;
    if (!ends)
        return false;
    s->ring_end = ends;
    memcpy(xy + 2 * s->n, g->xy, g->n_xy * 2 * sizeof *xy);
    for (size_t i = 0; i < g->n_rings; i++)
        ends[s->n_rings++] = (uint32_t)s->n + g->ring_end[i];
    s->n += g->n_xy;
    return true;
}

static bool load(const char *path, struct shapes *s)
{
    sqlite3 *db;
    sqlite3_stmt *q = NULL;
    struct arena *a = arena_new(64 << 20);
    bool ok = a && sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "SELECT geom FROM pand WHERE geom IS NOT NULL", -1, &q, NULL) == SQLITE_OK;
    while (ok && sqlite3_step(q) == SQLITE_ROW) {
        struct geom g;
        struct err err = {0};
        struct arena_mark mark = arena_mark(a);
        ok = geom_from_spatialite(sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0), a, &g, &err) &&
             take(s, &g);
        arena_rewind(a, mark);
    }
    sqlite3_finalize(q);
    sqlite3_close(db);
    arena_free(a);
    return ok;
}

/* The shapes whose box touches a tile with its top left at (x, y), in subpixels from there. */
static size_t project(const struct shapes *all, double x, double y, double metres, struct shapes *out)
{
    size_t from = 0;
    out->n = out->n_rings = 0;
    for (size_t k = 0; k < all->n_rings; k++) {
        size_t n = all->ring_end[k] - from, at = out->n;
        int32_t box[4] = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
        for (size_t i = 0; i < n; i++) {
            int32_t px = (int32_t)floor((all->xy[2 * (from + i)] - x) / metres * RASTER_SUB + 0.5);
            int32_t py = (int32_t)floor((y - all->xy[2 * (from + i) + 1]) / metres * RASTER_SUB + 0.5);
            box[0] = px < box[0] ? px : box[0], box[1] = py < box[1] ? py : box[1];
            box[2] = px > box[2] ? px : box[2], box[3] = py > box[3] ? py : box[3];
            out->px[2 * (at + i)] = px;
            out->px[2 * (at + i) + 1] = py;
        }
        from = all->ring_end[k];
        if (box[2] < 0 || box[3] < 0 || box[0] > TILE * RASTER_SUB || box[1] > TILE * RASTER_SUB)
            continue;
        out->n += n;
        out->ring_end[out->n_rings++] = (uint32_t)out->n;
    }
    return out->n_rings;
}

static void draw(struct raster *r, const struct shapes *s, bool fill, bool line)
{
    static const struct stroke outline = {.on = true, .width_px = 1};
    if (!raster_start(r, TILE, TILE, false, 0xffffff, 0, 0, NULL))
        abort();
    if (fill) {
        raster_fill_add(r, s->px, s->ring_end, s->n_rings);
        raster_paint(r, 0xd9b38c, 1);
    }
    if (line) {
        raster_line_add(r, s->px, s->ring_end, s->n_rings, true, &outline, 1, NULL, 0);
        raster_paint(r, 0x6b4e2e, 1);
    }
}

static double ms_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double measure(struct raster *r, const struct shapes *s, bool fill, bool line)
{
    double best = 1e9;
    for (int round = 0; round < 40; round++) {
        double t = ms_now();
        for (int i = 0; i < 5; i++)
            draw(r, s, fill, line);
        t = (ms_now() - t) / 5;
        best = t < best ? t : best;
    }
    return best;
}

static double measure_cairo(const struct shapes *s)
{
    cairo_surface_t *c = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, TILE, TILE);
    cairo_t *cr = cairo_create(c);
    double best = 1e9;
    cairo_set_line_width(cr, 1);
    cairo_set_miter_limit(cr, 3);
    for (int round = 0; round < 5; round++) {
        double t = ms_now();
        size_t from = 0;
        cairo_set_source_rgb(cr, 1, 1, 1);
        cairo_paint(cr);
        for (size_t k = 0; k < s->n_rings; k++) {
            cairo_new_path(cr);
            for (size_t i = from; i + 1 < s->ring_end[k]; i++)
                cairo_line_to(cr, s->px[2 * i] / 256.0, s->px[2 * i + 1] / 256.0);
            cairo_close_path(cr);
            cairo_set_source_rgb(cr, 0.85, 0.7, 0.55);
            cairo_fill_preserve(cr);
            cairo_set_source_rgb(cr, 0.42, 0.3, 0.18);
            cairo_stroke(cr);
            from = s->ring_end[k];
        }
        t = ms_now() - t;
        best = t < best ? t : best;
    }
    cairo_destroy(cr);
    cairo_surface_destroy(c);
    return best;
}

static int by_number(const void *a, const void *b)
{
    return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : *(const uint32_t *)a > *(const uint32_t *)b;
}

static size_t colours(struct raster *r, FILE *ppm)
{
    uint32_t *px, *copy = malloc(TILE * TILE * sizeof *copy);
    int stride;
    size_t n = 1;
    if (!copy || !raster_pixels(r, &px, &stride, NULL))
        abort();
    for (int i = 0; ppm && i < TILE * TILE; i++)
        fprintf(ppm, "%c%c%c", px[i] >> 16 & 255, px[i] >> 8 & 255, px[i] & 255);
    memcpy(copy, px, TILE * TILE * sizeof *copy);
    qsort(copy, TILE * TILE, sizeof *copy, by_number);
    for (int i = 1; i < TILE * TILE; i++)
        n += copy[i] != copy[i - 1];
    free(copy);
    return n;
}

int main(int argc, char **argv)
{
    struct shapes all = {0}, tile = {0};
    if (argc < 2)
        return fail("gebruik: bench_raster MAGAZIJN.sqlite [TEGELS.ppm]");
    if (!load(argv[1], &all))
        return fail("geen panden te lezen");
    tile.px = malloc((all.n * 2 + 2) * sizeof *tile.px);
    tile.ring_end = malloc((all.n_rings + 1) * sizeof *tile.ring_end);
    struct raster *r = raster_new();
    FILE *ppm = argc > 2 ? fopen(argv[2], "w") : NULL;
    if (!tile.px || !tile.ring_end || !r)
        return fail("te weinig geheugen");
    if (ppm)
        fprintf(ppm, "P6\n%d %d\n255\n", TILE, TILE * 4);
    printf("%4s %8s %8s %8s %8s %8s %8s %8s\n", "z", "polygons", "points", "all ms", "fill", "line", "Cairo",
           "colours");
    for (int z = 13; z <= 17; z += z == 13 ? 2 : 1) {
        double metres = 156543.03392804097 / (1 << z) * 0.615, half = metres * TILE / 2;
        size_t n = project(&all, 206900 - half, 447600 + half, metres, &tile);
        double both = measure(r, &tile, true, true);
        size_t many = colours(r, ppm);
        printf("%4d %8zu %8zu %8.3f %8.3f %8.3f %8.3f %8zu\n", z, n, tile.n, both, measure(r, &tile, true, false),
               measure(r, &tile, false, true), measure_cairo(&tile), many);
    }
    if (ppm)
        fclose(ppm);
    raster_free(r);
    free(all.xy), free(all.ring_end), free(tile.px), free(tile.ring_end);
    return 0;
}

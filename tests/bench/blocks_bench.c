/* What tile blocks cost: makes those of all layers anew in a transaction, reads each level whole and by tiles, and
 * undoes it. build/tests/blocks_bench MAGAZIJN CATALOGUS */
#include "base/clock.h"
#include "warehouse/blocks.h"
#include "warehouse/load.h"
#include "warehouse/warehouse_priv.h"

#include <stdio.h>
#include <time.h>

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool build(struct warehouse *w, struct load *l, const struct catalog *c, struct err *err)
{
    int64_t rows = 0, bytes = 0;
    bool ok = db_exec(w->db, "DELETE FROM tegelblok; DELETE FROM tegellaag", err);
    double cpu = cpu_s();
    int64_t from = clock_ticks_ns();
    ok = ok && load_blocks(l, c, NULL, NULL, err);
    double wall = (double)(clock_ticks_ns() - from) / 1e9;
    cpu = cpu_s() - cpu;
    for (size_t i = 0; ok && i < c->n_lagen; i++) {
        int64_t n;
        ok = c->lagen[i].indicator || !warehouse_count(w, c->lagen[i].tabel, &n, err) || (rows += n, true);
    }
    ok = ok && db_int(w->db, "SELECT sum(length(blok)) FROM tegelblok", 0, &bytes, err);
    printf("made: %lld features, %.2f s, %.2f s of processor: %.2f µs and %.1f bytes a feature\n", (long long)rows,
           wall, cpu, cpu * 1e6 / (double)rows, (double)bytes / (double)rows);
    return ok;
}

static bool read_level(struct warehouse *w, const struct layer *l, int level, struct err *err)
{
    struct arena *a = arena_new(1u << 30);
    struct read_query q = {.layer = l,
                           .bbox = {-1e6, -1e6, 1e6, 1e6},
                           .velden = l->tegelvelden,
                           .n_velden = l->n_tegelvelden,
                           .pixel_m = 0.6 * (1 << level)};
    struct blocks_cursor *b = NULL;
    const struct block *block;
    size_t n = 0, points = 0, specks = 0, blocks = 0;
    double cpu = cpu_s();
    bool ok = blocks_open(w, &q, a, &b, err);
    while (ok && b && (ok = blocks_next(b, &block, err)) && block) {
        blocks++;
        n += block->n;
        specks += block->n_specks;
        for (size_t i = 0; i < block->n; i++)
            points += block->features[i].n_xy;
    }
    cpu = cpu_s() - cpu;
    if (ok && b && blocks)
        printf("%-10s level %2d: %7zu blocks %8zu features %8zu specks %9zu points %7.2f ms, %6.1f ns a feature\n",
               l->id, level, blocks, n, specks, points, cpu * 1e3, cpu * 1e9 / (double)(n + specks));
    blocks_close(b);
    arena_free(a);
    return ok;
}

/* Tiles of 256 pixels at random in the layer's box: each opened, read and closed as a request does. */
static bool read_tiles(struct warehouse *w, const struct layer *l, int level, struct err *err)
{
    enum { TILES = 300 };
    struct arena *a = arena_new(1u << 30);
    struct arena_mark mark = arena_mark(a);
    struct bbox all;
    double pixel = 0.8 * (1 << level);
    size_t n = 0, blocks = 0;
    uint32_t seed = 1;
    bool ok = read_extent(w, l, &all, err), any = false;
    double cpu = cpu_s();
    for (int i = 0; ok && i < TILES; i++) {
        double at[2];
        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525u + 1013904223u;
            at[k] = (seed >> 8) / 16777216.0;
        }
        double x = all.minx + at[0] * (all.maxx - all.minx), y = all.miny + at[1] * (all.maxy - all.miny);
        struct read_query q = {.layer = l,
                               .bbox = {x, y, x + 256 * pixel, y + 256 * pixel},
                               .velden = l->tegelvelden,
                               .n_velden = l->n_tegelvelden,
                               .pixel_m = pixel};
        struct blocks_cursor *b = NULL;
        const struct block *block;
        ok = blocks_open(w, &q, a, &b, err);
        any = any || b;
        while (ok && b && (ok = blocks_next(b, &block, err)) && block) {
            blocks++;
            n += block->n + block->n_specks;
        }
        blocks_close(b);
        arena_rewind(a, mark);
    }
    if (ok && any)
        printf("%-10s level %2d: a tile takes %7.1f us, %5.1f blocks, %7.0f features and specks\n", l->id, level,
               (cpu_s() - cpu) * 1e6 / TILES, (double)blocks / TILES, (double)n / TILES);
    arena_free(a);
    return ok;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new(64 << 20);
    struct catalog *c;
    struct warehouse *w = NULL;
    struct err err = {0};
    struct load *l = NULL;
    bool ok = argc == 3 && catalog_load(argv[2], NULL, a, &c, &err) &&
              warehouse_open(argv[1], WAREHOUSE_WRITE, &w, &err) && load_begin(w, &l, &err) && build(w, l, c, &err);
    for (size_t i = 0; ok && i < c->n_lagen; i++)
        for (int level = 0; ok && level < BLOCK_LEVELS; level++)
            ok = read_level(w, &c->lagen[i], level, &err) && read_tiles(w, &c->lagen[i], level, &err);
    load_abort(l);
    if (!ok)
        fprintf(stderr, "%s: %s\n", err.locator, err.message);
    warehouse_close(w);
    arena_free(a);
    return !ok;
}

/* CPU time of densities and clusters of meldingen per tile of 256 px, the first at a scale and those after it.
 * usage: bench_density WAREHOUSE X Y      X Y: RD, in the middle of what is looked at
 * Not a test: run by hand. */
#include "warehouse/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct dataset open_data = {.klasse = KLASSE_OPENBAAR};

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* Reads one tile; -1: failed. */
static double tile_ms(struct warehouse *w, const struct read_query *q, size_t *features)
{
    struct arena *a = arena_new(256 << 20);
    struct read_cursor *c;
    struct read_feature f;
    struct err err = {0};
    bool got = true;
    double start = cpu_ms();
    bool ok = read_open(w, q, a, &c, &err);
    for (*features = 0; ok && (ok = read_next(c, &f, &got, &err)) && got; ++*features)
        ;
    double spent = cpu_ms() - start;
    arena_free(a);
    if (!ok)
        fprintf(stderr, "%s\n", err.message);
    return ok ? spent : -1;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"zeshoek", "raster", "vloeiend", "cluster"}, *const fields[] = {"klasse"},
                             *const point_fields[] = {"aantal", "hoofdcategorie", "status"};
    struct warehouse *w;
    struct err err = {0};
    int64_t generation;
    if (argc != 4)
        return 64;
    double x = atof(argv[2]), y = atof(argv[3]);
    if (!warehouse_open(argv[1], WAREHOUSE_READ, &w, &err) || !warehouse_read_begin(w, &generation, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    for (int i = 0; i < 4; i++)
        for (double pixel_m = 107.52; pixel_m > 0.3; pixel_m /= 2) {
            struct layer l = {.id = "d",
                              .dataset = &open_data,
                              .tabel = "melding",
                              .type = i == 3 ? GEOM_POINT : GEOM_POLYGON,
                              .soort = i == 3 ? LAAG_GEWOON : LAAG_DICHTHEID,
                              .vorm = (enum dichtheid_vorm)(i % 3),
                              .cluster = i == 3,
                              .categorie_veld = "hoofdcategorie",
                              .dag_veld = "dag"};
            double half = 128 * pixel_m, worst = 0, sum = 0;
            struct read_query q = {
                .layer = &l, .velden = i == 3 ? point_fields : fields, .n_velden = i == 3 ? 3 : 1, .pixel_m = pixel_m};
            size_t n = 0;
            q.bbox = (struct bbox){x - half, y - half, x + half, y + half};
            double first = tile_ms(w, &q, &n);
            for (int k = 0; k < 20; k++) {
                double ms = tile_ms(w, &q, &n);
                sum += ms / 20;
                worst = ms > worst ? ms : worst;
            }
            printf("%-9s %7.2f m/px  first %6.1f ms, then %5.2f ms (at most %5.2f), %zu features\n", names[i], pixel_m,
                   first, sum, worst, n);
        }
    warehouse_read_end(w);
    warehouse_close(w);
    return 0;
}

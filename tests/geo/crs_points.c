/* Transforms points by crs_transform, for tests that compare with PROJ's own tools.
 * usage: crs_points GRIDS FROM TO <points >points
 * GRIDS: a folder for crs_grid_folder, or "-". A point a line, x/y order. The first line of the answer is the accuracy
 * that RD has and whether it goes by a grid. Four threads transform all, each with its own context; it fails when one
 * bit differs between them. */
#include "geo/crs.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, POINTS_MAX = 1 << 20 };

struct part {
    enum crs_id from, to;
    double *xy;
    size_t n;
    double accuracy_m;
    bool grid, ok;
};

static void *work(void *arg)
{
    struct part *p = arg;
    struct err err = {0};
    struct crs_context *c = crs_context_new();
    p->ok = c && crs_transform(c, p->from, p->to, p->xy, p->n, &err);
    if (p->ok) {
        p->accuracy_m = crs_rd_accuracy_m(c);
        p->grid = crs_has_rd_grid(c);
    }
    crs_context_free(c);
    return NULL;
}

int main(int argc, char **argv)
{
    const struct crs *from = argc == 4 ? crs_find(str_from(argv[2])) : NULL;
    const struct crs *to = argc == 4 ? crs_find(str_from(argv[3])) : NULL;
    double *xy = malloc(2 * POINTS_MAX * sizeof *xy);
    size_t n = 0;
    if (!from || !to || !xy || !crs_grid_folder(strcmp(argv[1], "-") == 0 ? NULL : argv[1]))
        return 64;
    while (n < POINTS_MAX && scanf("%lf %lf", xy + 2 * n, xy + 2 * n + 1) == 2)
        n++;
    struct part part[THREADS];
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
        part[i] = (struct part){from->id, to->id, malloc((2 * n + 1) * sizeof *xy), n, 0, false, false};
        memcpy(part[i].xy, xy, 2 * n * sizeof *xy);
        if (pthread_create(&thread[i], NULL, work, &part[i]) != 0)
            return 71;
    }
    int status = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        if (!part[i].ok || memcmp(part[i].xy, part[0].xy, 2 * n * sizeof *xy) != 0)
            status = 1;
    }
    printf("%g %d\n", part[0].accuracy_m, part[0].grid);
    for (size_t i = 0; status == 0 && i < n; i++)
        printf("%.12f %.12f\n", part[0].xy[2 * i], part[0].xy[2 * i + 1]);
    for (int i = 0; i < THREADS; i++)
        free(part[i].xy);
    free(xy);
    return status;
}

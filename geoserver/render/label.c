#include "geoserver/render/render_priv.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_PX = 64, GRID_MAX = 512 };

bool label_add(struct label_list *l, const struct label *k, struct arena *a, struct err *err)
{
    if (l->n == LABEL_MAX)
        return true;
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 256;
        struct label *items = arena_grow(a, l->items, l->cap * sizeof *items, cap * sizeof *items);
        if (!items)
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de opschriften");
        l->items = items;
        l->cap = cap;
    }
    l->items[l->n++] = *k;
    return true;
}

static int before(const void *pa, const void *pb)
{
    const struct label *a = pa, *b = pb;
    if (a->area != b->area)
        return a->area > b->area ? -1 : 1;
    if (a->layer != b->layer)
        return a->layer > b->layer ? -1 : 1;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    if (a->symbol != b->symbol)
        return a->symbol < b->symbol ? -1 : 1;
    return 0;
}

static bool overlap(const struct label *a, const struct label *b)
{
    int space = a->space > b->space ? a->space : b->space;
    return a->x < b->x + b->width + space && b->x < a->x + a->width + space && a->y < b->y + b->height + space &&
           b->y < a->y + a->height + space;
}

struct grid { /* labels by the cell of their top left corner */
    int x0, y0, columns, rows, cell;
    uint32_t *head; /* per cell, 1-based; the newest first */
};

static int cell_of(int v, int from, int cell, int count)
{
    int k = (v - from) / cell;
    return v < from || k < 0 ? 0 : k >= count ? count - 1 : k;
}

bool label_resolve(struct label_list *l, struct arena *a, bool **shown, struct err *err)
{
    size_t n = l->n;
    bool *now = arena_array(a, n + 1, sizeof(bool)), *then = arena_array(a, n + 1, sizeof(bool));
    struct grid g = {.columns = 1, .rows = 1, .cell = CELL_PX};
    if (n)
        qsort(l->items, n, sizeof *l->items, before);
    int x1 = 0, y1 = 0;
    for (size_t i = 0; i < n; i++) {
        const struct label *k = &l->items[i];
        g.x0 = i == 0 || k->x < g.x0 ? k->x : g.x0;
        g.y0 = i == 0 || k->y < g.y0 ? k->y : g.y0;
        x1 = i == 0 || k->x > x1 ? k->x : x1;
        y1 = i == 0 || k->y > y1 ? k->y : y1;
    }
    while ((x1 - g.x0) / g.cell >= GRID_MAX || (y1 - g.y0) / g.cell >= GRID_MAX)
        g.cell *= 2;
    g.columns = (x1 - g.x0) / g.cell + 1;
    g.rows = (y1 - g.y0) / g.cell + 1;
    g.head = arena_array(a, (size_t)g.columns * (size_t)g.rows, sizeof *g.head);
    /* who comes before me and is in my way: as lists in one array */
    uint32_t *from = arena_array(a, n + 1, sizeof *from), *next = arena_array(a, n + 1, sizeof *next);
    size_t cap = 4 * n + 16, m = 0;
    uint32_t *way = arena_array(a, cap, sizeof *way);
    if (!now || !then || !g.head || !from || !next || !way)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de opschriften");
    int widest = 0, highest = 0; /* a label sits in the cell of its top left: look back as far as the largest */
    for (size_t i = 0; i < n; i++) {
        const struct label *k = &l->items[i];
        widest = k->width + k->space > widest ? k->width + k->space : widest;
        highest = k->height + k->space > highest ? k->height + k->space : highest;
    }
    for (size_t i = 0; i < n; i++) {
        const struct label *k = &l->items[i];
        from[i] = (uint32_t)m;
        int c0 = cell_of(k->x - widest, g.x0, g.cell, g.columns),
            c1 = cell_of(k->x + k->width + widest, g.x0, g.cell, g.columns);
        int r0 = cell_of(k->y - highest, g.y0, g.cell, g.rows),
            r1 = cell_of(k->y + k->height + highest, g.y0, g.cell, g.rows);
        for (int r = r0; r <= r1; r++)
            for (int c = c0; c <= c1; c++)
                for (uint32_t j = g.head[(size_t)r * (size_t)g.columns + (size_t)c]; j; j = next[j - 1]) {
                    if (!overlap(k, &l->items[j - 1]))
                        continue;
                    if (m == cap) {
                        uint32_t *more = arena_grow(a, way, cap * sizeof *way, 2 * cap * sizeof *way);
                        if (!more)
                            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de opschriften");
                        way = more;
                        cap *= 2;
                    }
                    way[m++] = j - 1;
                }
        size_t mine = (size_t)cell_of(k->y, g.y0, g.cell, g.rows) * (size_t)g.columns +
                      (size_t)cell_of(k->x, g.x0, g.cell, g.columns);
        next[i] = g.head[mine];
        g.head[mine] = (uint32_t)i + 1;
    }
    from[n] = (uint32_t)m;
    memset(then, 1, n + 1);
    for (int round = 0; round < LABEL_ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            now[i] = true;
            for (uint32_t k = from[i]; now[i] && k < from[i + 1]; k++)
                now[i] = !then[way[k]];
        }
        bool *t = then;
        then = now;
        now = t;
    }
    *shown = then;
    return true;
}

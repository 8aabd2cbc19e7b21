/* Reading tile blocks: which rows of tegelblok a box needs, one range of rowids per row of blocks. */
#include "warehouse/blocks_priv.h"
#include "warehouse/warehouse_priv.h"

#include <stdlib.h>
#include <string.h>

/* The RD quadtree: NetherlandsRDNewQuad (geo/tile_matrix_set.c). */
static const double quad_x = -285401.92, quad_y = 903401.92, quad_side = 880803.84;
static const char rows_sql[] = "SELECT blok FROM tegelblok WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
static const double block_0_m = 215.04, pixel_0_m = 0.6;

int block_level(double pixel_m)
{
    int level = 0;
    for (double from = 2 * pixel_0_m; level < BLOCK_LEVELS - 1 && pixel_m >= from; from *= 2)
        level++;
    return level;
}

double block_grid(int level)
{
    return level == 0 ? 1.0 / 256 : (double)(1u << level) / 16;
}

static uint32_t cell(double from_edge)
{
    const uint32_t most = (1u << RD_CELL_ORDER) - 1;
    double v = from_edge * ((1u << RD_CELL_ORDER) / quad_side);
    return v > 0 ? v < most ? (uint32_t)v : most : 0;
}

void rd_cell(double x, double y, uint32_t *cx, uint32_t *cy)
{
    *cx = cell(x - quad_x);
    *cy = cell(quad_y - y);
}

double block_side(int s)
{
    return block_0_m * (double)(1u << s);
}

uint32_t block_of_cell(uint32_t c, int s)
{
    return s >= BLOCK_ORDER ? 0 : c >> (RD_CELL_ORDER - BLOCK_ORDER + s);
}

void block_corner(int s, uint32_t x, uint32_t y, double corner[2])
{
    corner[0] = quad_x + x * block_side(s);
    corner[1] = quad_y - (y + 1) * block_side(s);
}

uint64_t block_place(int64_t layer, int level, int tier, uint32_t y, uint32_t x)
{
    return ((((uint64_t)layer << 4 | (uint64_t)level) << 4 | (uint64_t)tier) << BLOCK_ORDER | y) << BLOCK_ORDER | x;
}

int64_t block_rowid(uint64_t place, int64_t part)
{
    return (int64_t)place * BLOCK_MAX_PARTS + part;
}

bool block_is_area_table(const char *table)
{
    return strcmp(table, "gemeente") == 0 || strcmp(table, "wijk") == 0 || strcmp(table, "buurt") == 0;
}

void block_signature(const struct layer *l, struct buf *b)
{
    buf_printf(b, "%d %s %d", BLOCK_FORMAT, l->tabel, (int)l->type);
    for (size_t i = 0; i < l->n_filters; i++) {
        buf_printf(b, "; %s in", l->filters[i].veld);
        for (size_t k = 0; k < l->filters[i].n_waarden; k++) {
            buf_byte(b, ' ');
            buf_json(b, str_from(l->filters[i].waarden[k]));
        }
    }
    buf_c(b, ";");
    for (size_t i = 0; i < l->n_tegelvelden; i++)
        buf_printf(b, " %s", l->tegelvelden[i]);
}

/* Statements of a connection, kept for the next request. One cursor at a time has `rows`; others prepare their own. */
struct statements {
    sqlite3_stmt *find, *rows;
    bool lent, orphan; /* orphan: the warehouse was closed under the cursor that has it */
};

struct blocks_cursor {
    sqlite3_stmt *s;
    struct statements *lender; /* of s; NULL: its own */
    struct block_memory memory;
    struct block_want want;
    struct bbox bbox;
    unsigned char columns[BLOCK_MAX_FIELDS];
    unsigned tiers; /* of the level, those that have blocks */
    int64_t layer;
    int tier;
    uint32_t x0, x1, y, y1; /* of the tier that is being read; y is the next row */
    bool ranging, stepping;
    struct block block;
};

static void statements_free(void *p)
{
    struct statements *k = p;
    sqlite3_finalize(k->find);
    k->find = NULL;
    k->orphan = true;
    if (k->lent)
        return; /* give_back does the rest */
    sqlite3_finalize(k->rows);
    free(k);
}

static struct statements *statements_of(struct warehouse *w, struct err *err)
{
    struct statements *k = w->blocks_state;
    if (k)
        return k;
    if (!(k = calloc(1, sizeof *k))) {
        err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        return NULL;
    }
    if (!db_prepare(w->db, "SELECT nr, handtekening, niveaus FROM tegellaag WHERE laag = ?", &k->find, err) ||
        !db_prepare(w->db, rows_sql, &k->rows, err)) {
        statements_free(k);
        return NULL;
    }
    w->blocks_state = k;
    w->blocks_state_free = statements_free;
    return k;
}

static bool borrow_rows(struct warehouse *w, struct statements *k, struct blocks_cursor *c, struct err *err)
{
    if (k->lent)
        return db_prepare(w->db, rows_sql, &c->s, err);
    k->lent = true;
    c->lender = k;
    c->s = k->rows;
    return true;
}

static void give_back(void *p)
{
    struct blocks_cursor *c = p;
    struct statements *k = c->lender;
    if (!k)
        sqlite3_finalize(c->s);
    else {
        sqlite3_reset(c->s);
        k->lent = false;
        if (k->orphan)
            statements_free(k);
    }
    c->s = NULL;
    c->lender = NULL;
}

/* The layer's number and tiers, when its blocks are of this catalogue entry. *layer -1: they aren't. */
static bool find_layer(sqlite3_stmt *s, const struct read_query *q, int64_t *layer, unsigned *tiers, struct err *err)
{
    struct buf signature;
    *layer = -1;
    if (q->layer->indicator)
        return true;
    buf_init(&signature, 1 << 16);
    block_signature(q->layer, &signature);
    db_bind(s, 1, str_from(q->layer->id));
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW && !signature.failed && str_eq(db_text(s, 1), buf_view(&signature)) &&
        sqlite3_column_bytes(s, 2) == 2 * BLOCK_LEVELS) {
        const unsigned char *levels = sqlite3_column_blob(s, 2);
        int level = block_level(q->pixel_m);
        *layer = sqlite3_column_int64(s, 0);
        *tiers = levels[2 * level] | (unsigned)levels[2 * level + 1] << 8;
        if (*layer < 0 || *layer >= BLOCK_MAX_LAYER)
            *layer = -1;
    }
    buf_done(&signature);
    sqlite3_reset(s);
    return code == SQLITE_ROW || code == SQLITE_DONE || db_fail(sqlite3_db_handle(s), err);
}

/* Which of the packed fields the query wants. False: one isn't packed. "aantal" of a point that stands for itself is 1,
 * as read_open gives it. */
static bool choose_columns(sqlite3 *db, const struct read_query *q, struct blocks_cursor *c)
{
    if (q->n_velden > BLOCK_MAX_FIELDS)
        return false;
    for (size_t i = 0; i < q->n_velden; i++) {
        size_t k = 0;
        while (k < q->layer->n_tegelvelden && strcmp(q->layer->tegelvelden[k], q->velden[i]) != 0)
            k++;
        bool packed = k < q->layer->n_tegelvelden;
        if (!packed && !read_is_plain_count(db, q->layer, q->velden[i]))
            return false;
        c->columns[i] = packed ? (unsigned char)k : BLOCK_ONE;
    }
    return true;
}

bool blocks_open(struct warehouse *w, const struct read_query *q, struct arena *a, struct blocks_cursor **out,
                 struct err *err)
{
    struct blocks_cursor *c = arena_alloc(a, sizeof *c);
    if (!c)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    struct statements *k = statements_of(w, err);
    if (!k || !find_layer(k->find, q, &c->layer, &c->tiers, err))
        return false;
    if (c->layer < 0 || !choose_columns(w->db, q, c)) {
        *out = NULL;
        return true;
    }
    /* Given back with the arena at the latest: a request that is cut short keeps none. */
    if (!arena_defer(a, give_back, c))
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!borrow_rows(w, k, c, err))
        return false;
    c->memory.a = a;
    c->bbox = q->bbox;
    c->want = (struct block_want){block_level(q->pixel_m), &c->bbox, q->layer->n_tegelvelden, c->columns, q->n_velden};
    c->tier = -1;
    *out = c;
    return true;
}

/* The next tier that has blocks, and its rows and columns. */
static bool next_tier(struct blocks_cursor *c)
{
    do
        c->tier++;
    while (c->tier < BLOCK_TIERS && !(c->tiers >> c->tier & 1));
    if (c->tier >= BLOCK_TIERS || !(c->bbox.minx <= c->bbox.maxx) || !(c->bbox.miny <= c->bbox.maxy))
        return false;
    int s = c->want.level + c->tier;
    double reach = block_side(s) / 4;
    uint32_t x0, y0, x1, y1;
    rd_cell(c->bbox.minx - reach, c->bbox.maxy + reach, &x0, &y0);
    rd_cell(c->bbox.maxx + reach, c->bbox.miny - reach, &x1, &y1);
    c->x0 = block_of_cell(x0, s);
    c->x1 = block_of_cell(x1, s);
    c->y = block_of_cell(y0, s);
    c->y1 = block_of_cell(y1, s);
    return true;
}

static bool next_row(struct blocks_cursor *c)
{
    while (!c->ranging || c->y > c->y1)
        if (!(c->ranging = next_tier(c)))
            return false;
    sqlite3_reset(c->s);
    sqlite3_bind_int64(c->s, 1, block_rowid(block_place(c->layer, c->want.level, c->tier, c->y, c->x0), 0));
    sqlite3_bind_int64(c->s, 2, block_rowid(block_place(c->layer, c->want.level, c->tier, c->y, c->x1) + 1, -1));
    c->y++;
    return true;
}

bool blocks_next(struct blocks_cursor *c, const struct block **b, struct err *err)
{
    for (;;) {
        if (!c->stepping && !(c->stepping = next_row(c))) {
            *b = NULL;
            return true;
        }
        int code = sqlite3_step(c->s);
        if (code == SQLITE_DONE) {
            c->stepping = false;
            continue;
        }
        if (code != SQLITE_ROW)
            return db_fail(sqlite3_db_handle(c->s), err);
        const void *blob = sqlite3_column_blob(c->s, 0);
        if (!block_decode(blob ? blob : "", (size_t)sqlite3_column_bytes(c->s, 0), &c->want, &c->memory, &c->block,
                          err))
            return false;
        if (c->block.n || c->block.n_specks) {
            *b = &c->block;
            return true;
        }
    }
}

void blocks_close(struct blocks_cursor *c)
{
    if (c)
        give_back(c);
}

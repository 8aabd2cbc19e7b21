#include "warehouse/spots.h"

#include "warehouse/warehouse_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_SETS = 3, KEPT_COUNTS = 32, KEPT_BYTES = 48 << 20, MAX_CATEGORIES = 60000 };
static const int32_t all_days = 99999999;

/* One table's points, and the texts of their categories. */
struct set {
    char *key; /* table, columns and filters */
    int64_t generation;
    struct spot *items;
    size_t n, cap;
    struct arena *names;
    struct str *categories; /* 1 … n_categories */
    size_t n_categories;
    uint64_t used;
};

struct count_key {
    const struct set *set;
    enum cel_vorm vorm;
    int64_t side_mm;
    int32_t first, last; /* days */
    uint16_t categorie;  /* CATEGORIE_MIXED: all */
    struct klassen_plan plan;
};

struct counted {
    struct count_key key;
    struct cellen cellen;
    struct cel *items;
    uint64_t used;
};

struct state {
    struct set sets[KEPT_SETS];
    struct counted counts[KEPT_COUNTS];
    uint64_t clock;
};

static void counted_free(struct counted *c)
{
    free(c->items);
    *c = (struct counted){0};
}

static void set_free(struct state *st, struct set *s)
{
    for (size_t i = 0; i < KEPT_COUNTS; i++)
        if (st->counts[i].items && st->counts[i].key.set == s)
            counted_free(&st->counts[i]);
    free(s->key);
    free(s->items);
    free(s->categories);
    arena_free(s->names);
    *s = (struct set){0};
}

static void state_free(void *p)
{
    struct state *st = p;
    for (size_t i = 0; st && i < KEPT_SETS; i++)
        set_free(st, &st->sets[i]);
    free(st);
}

/* ---- reading ---- */

static int32_t digits(const char *p, size_t n)
{
    int32_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (p[i] - '0');
    return v;
}

/* '0' stands for a digit, all else for itself. */
static bool has_form(struct str s, const char *form)
{
    if (s.n != strlen(form))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (form[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != form[i])
            return false;
    return true;
}

static bool one_period(struct str s, int32_t *first, int32_t *last)
{
    int32_t year, month;
    if (s.n < 4 || !has_form(str_sub(s, 0, 4), "0000"))
        return false;
    year = digits(s.p, 4) * 10000;
    if (s.n == 4) {
        *first = year + 101;
        *last = year + 1231;
    } else if (has_form(str_sub(s, 4, SIZE_MAX), "K0") && s.p[5] >= '1' && s.p[5] <= '4') {
        month = (s.p[5] - '1') * 3 + 1;
        *first = year + month * 100 + 1;
        *last = year + (month + 2) * 100 + 31;
    } else if (has_form(str_sub(s, 4, SIZE_MAX), "-00")) {
        *first = year + digits(s.p + 5, 2) * 100 + 1;
        *last = *first + 30;
    } else if (has_form(str_sub(s, 4, SIZE_MAX), "-00-00")) {
        *first = *last = year + digits(s.p + 5, 2) * 100 + digits(s.p + 8, 2);
    } else {
        return false;
    }
    int32_t m = *first / 100 % 100, d = *first % 100;
    return m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

bool periode_days(struct str text, int32_t *first, int32_t *last)
{
    size_t slash = str_find(text, '/', 0);
    int32_t from, to, skip;
    if (slash == SIZE_MAX ? !one_period(text, &from, &to)
                          : !one_period(str_sub(text, 0, slash), &from, &skip) ||
                                !one_period(str_sub(text, slash + 1, SIZE_MAX), &skip, &to) || from > to)
        return false;
    *first = from;
    *last = to;
    return true;
}

static bool column_known(sqlite3 *db, const struct layer *l, const char *veld, struct err *err)
{
    return sqlite3_table_column_metadata(db, NULL, l->tabel, veld, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK ||
           err_set(err, ERR_INVALID, veld, "De laag \"%s\" heeft geen veld \"%.60s\".", l->id, veld);
}

static bool set_sql(sqlite3 *db, const struct layer *l, struct buf *sql, struct err *err)
{
    const char *columns[] = {l->categorie_veld, l->dag_veld};
    buf_c(sql, "SELECT t.id, t.geom");
    for (size_t i = 0; i < 2; i++) {
        if (columns[i] && !column_known(db, l, columns[i], err))
            return false;
        buf_printf(sql, columns[i] ? ", t.\"%s\"" : ", NULL", columns[i]);
    }
    buf_printf(sql, " FROM \"%s\" t WHERE t.geom IS NOT NULL", l->tabel);
    int parameter = 1;
    for (size_t i = 0; i < l->n_filters; i++) {
        if (!column_known(db, l, l->filters[i].veld, err))
            return false;
        buf_printf(sql, " AND cast(t.\"%s\" AS TEXT) IN (", l->filters[i].veld);
        for (size_t k = 0; k < l->filters[i].n_waarden; k++)
            buf_printf(sql, "%s?%d", k ? "," : "", parameter++);
        buf_c(sql, ")");
    }
    buf_c(sql, " ORDER BY t.id");
    return true;
}

static bool category_number(struct set *s, struct str name, uint16_t *out, struct err *err)
{
    *out = 0;
    if (!name.n)
        return true;
    for (size_t i = s->n_categories; i > 0; i--)
        if (str_eq(s->categories[i], name)) {
            *out = (uint16_t)i;
            return true;
        }
    if (s->n_categories == MAX_CATEGORIES)
        return err_set(err, ERR_LIMIT, "categorie", "Er zijn meer dan %d categorieën.", MAX_CATEGORIES);
    struct str *more = realloc(s->categories, (s->n_categories + 2) * sizeof *more);
    if (!more)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    s->categories = more;
    more[++s->n_categories] = arena_str(s->names, name);
    *out = (uint16_t)s->n_categories;
    return more[s->n_categories].p || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

static bool set_add(struct set *s, sqlite3_stmt *st, const struct layer *l, const struct geom *g, struct err *err)
{
    int64_t id = sqlite3_column_int64(st, 0);
    double x = round(g->xy[0] * 1000), y = round(g->xy[1] * 1000);
    struct spot p = {.id = (uint32_t)id};
    int32_t last;
    if (s->n == SPOTS_MAX || id < 0 || id > UINT32_MAX)
        return err_set(err, ERR_LIMIT, NULL, "De laag \"%s\" telt meer dan %d punten; dat past niet in het geheugen.",
                       l->id, SPOTS_MAX);
    if (!(fabs(x) < INT32_MAX && fabs(y) < INT32_MAX))
        return true; /* nowhere near the Netherlands */
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 4096;
        struct spot *more = realloc(s->items, cap * sizeof *more);
        if (!more)
            return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        s->items = more;
        s->cap = cap;
    }
    p.x = (int32_t)x;
    p.y = (int32_t)y;
    if (!one_period(str_sub(db_text(st, 3), 0, 10), &p.dag, &last) || p.dag != last)
        p.dag = 0;
    if (!category_number(s, db_text(st, 2), &p.categorie, err))
        return false;
    s->items[s->n++] = p;
    return true;
}

static bool set_read(struct warehouse *w, const struct layer *l, struct set *s, struct arena *a, struct err *err)
{
    struct buf sql;
    sqlite3_stmt *st = NULL;
    buf_init(&sql, 1 << 16);
    bool ok = set_sql(w->db, l, &sql, err) && db_prepare(w->db, buf_cstr(&sql), &st, err);
    buf_done(&sql);
    if (!ok)
        return false;
    int parameter = 1, code = SQLITE_DONE;
    for (size_t i = 0; i < l->n_filters; i++)
        for (size_t k = 0; k < l->filters[i].n_waarden; k++)
            db_bind(st, parameter++, str_from(l->filters[i].waarden[k]));
    struct arena_mark mark = arena_mark(a);
    while (ok && (code = sqlite3_step(st)) == SQLITE_ROW) {
        struct geom g;
        arena_rewind(a, mark);
        ok = geom_from_spatialite(sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1), a, &g, err);
        if (ok && g.type == GEOM_POINT && g.n_xy)
            ok = set_add(s, st, l, &g, err);
    }
    arena_rewind(a, mark);
    if (ok && code != SQLITE_DONE)
        ok = db_fail(w->db, err);
    sqlite3_finalize(st);
    return ok;
}

/* What the set depends on; layers of one table share it. */
static char *set_key(const struct layer *l)
{
    struct buf b;
    char *key = NULL;
    buf_init(&b, 1 << 16);
    buf_printf(&b, "%s|%s|%s", l->tabel, l->categorie_veld ? l->categorie_veld : "", l->dag_veld ? l->dag_veld : "");
    for (size_t i = 0; i < l->n_filters; i++) {
        buf_printf(&b, "|%s", l->filters[i].veld);
        for (size_t k = 0; k < l->filters[i].n_waarden; k++) {
            buf_byte(&b, '=');
            buf_json(&b, str_from(l->filters[i].waarden[k]));
        }
    }
    if (!b.failed)
        key = strdup(buf_cstr(&b));
    buf_done(&b);
    return key;
}

static bool set_get(struct warehouse *w, const struct layer *l, struct arena *a, struct set **out, struct err *err)
{
    struct state *st = w->spots_state;
    char *key = set_key(l);
    if (!st) {
        w->spots_state = st = calloc(1, sizeof *st);
        w->spots_state_free = state_free;
    }
    if (!st || !key) {
        free(key);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    struct set *oldest = &st->sets[0];
    for (size_t i = 0; i < KEPT_SETS; i++) {
        struct set *s = &st->sets[i];
        if (s->key && w->reading && s->generation == w->read_generation && strcmp(s->key, key) == 0) {
            free(key);
            s->used = ++st->clock;
            *out = s;
            return true;
        }
        if (s->key && strcmp(s->key, key) == 0) { /* of an earlier generation */
            oldest = s;
            break;
        }
        if (s->used < oldest->used)
            oldest = s;
    }
    set_free(st, oldest);
    *oldest = (struct set){.key = key,
                           .generation = w->reading ? w->read_generation : -1,
                           .names = arena_new(16 << 20),
                           .used = ++st->clock};
    if (!oldest->names || !set_read(w, l, oldest, a, err)) {
        bool no_names = !oldest->names;
        set_free(st, oldest);
        return no_names ? err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.") : false;
    }
    *out = oldest;
    return true;
}

/* ---- counting ---- */

static int64_t floor_div(int64_t v, int64_t by)
{
    return v / by - (v % by < 0);
}

/* The radius of a hexagon as large as a square: side · √(2 / (3√3)). */
static double hexagon_radius(int64_t side_mm)
{
    return (double)side_mm * 0.62040323943542614;
}

static void hexagon_of(int64_t side_mm, int32_t x, int32_t y, int32_t *col, int32_t *row)
{
    double r = hexagon_radius(side_mm), across = r * 1.7320508075688772, best = INFINITY;
    int32_t low = (int32_t)floor(y / (1.5 * r));
    for (int32_t j = low; j <= low + 1; j++) {
        double shift = (j & 1) / 2.0, i = round(x / across - shift);
        double dx = x - (i + shift) * across, dy = y - j * 1.5 * r, d = dx * dx + dy * dy;
        if (d < best) {
            best = d;
            *col = (int32_t)i;
            *row = j;
        }
    }
}

void cel_hexagon(int64_t side_mm, int32_t col, int32_t row, double xy[14])
{
    /* Corners of neighbours are the same whole numbers of half widths and half radii: no gap, to the last bit. */
    static const int across[] = {0, -1, -1, 0, 1, 1, 0}, up[] = {2, 1, -1, -2, -1, 1, 2};
    double half_r = hexagon_radius(side_mm) / 2000, half_width = half_r * 1.7320508075688772;
    for (int i = 0; i < 7; i++) {
        xy[2 * i] = ((double)2 * col + (row & 1) + across[i]) * half_width;
        xy[2 * i + 1] = ((double)3 * row + up[i]) * half_r;
    }
}

/* Cells under construction: found by a hash of their place. */
struct tally {
    struct cel *items;
    uint32_t *slots; /* number + 1 */
    size_t n, cap, n_slots;
};

static uint64_t cel_hash(int32_t col, int32_t row)
{
    uint64_t h = ((uint64_t)(uint32_t)row << 32 | (uint32_t)col) * 0x9e3779b97f4a7c15ull;
    return h ^ h >> 29;
}

static bool tally_grow(struct tally *t)
{
    size_t cap = t->cap ? 2 * t->cap : 512;
    struct cel *items = realloc(t->items, cap * sizeof *items);
    if (!items)
        return false;
    t->items = items;
    t->cap = cap;
    uint32_t *slots = calloc(2 * cap, sizeof *slots);
    if (!slots)
        return false;
    free(t->slots);
    t->slots = slots;
    t->n_slots = 2 * cap;
    for (size_t i = 0; i < t->n; i++) {
        size_t at = cel_hash(items[i].col, items[i].row) & (t->n_slots - 1);
        while (slots[at])
            at = (at + 1) & (t->n_slots - 1);
        slots[at] = (uint32_t)i + 1;
    }
    return true;
}

static bool tally_add(struct tally *t, const struct spot *p, int32_t col, int32_t row)
{
    if (t->n == t->cap && !tally_grow(t))
        return false;
    size_t at = cel_hash(col, row) & (t->n_slots - 1);
    while (t->slots[at]) {
        struct cel *c = &t->items[t->slots[at] - 1];
        if (c->col == col && c->row == row) {
            c->n++;
            c->x += p->x;
            c->y += p->y;
            c->id = p->id < c->id ? p->id : c->id;
            c->categorie = c->categorie == p->categorie ? c->categorie : CATEGORIE_MIXED;
            return true;
        }
        at = (at + 1) & (t->n_slots - 1);
    }
    t->items[t->n++] =
        (struct cel){.col = col, .row = row, .n = 1, .id = p->id, .categorie = p->categorie, .x = p->x, .y = p->y};
    t->slots[at] = (uint32_t)t->n;
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct cel *p = a, *q = b;
    return p->row != q->row ? (p->row > q->row) - (p->row < q->row) : (p->col > q->col) - (p->col < q->col);
}

static bool cells_make(const struct count_key *k, struct counted *out, struct err *err)
{
    struct tally t = {0};
    bool ok = tally_grow(&t);
    for (size_t i = 0; ok && i < k->set->n; i++) {
        const struct spot *p = &k->set->items[i];
        int32_t col = 0, row = 0;
        if ((k->categorie != CATEGORIE_MIXED && p->categorie != k->categorie) ||
            (k->last < all_days && (p->dag < k->first || p->dag > k->last)))
            continue;
        if (k->vorm == CEL_HEXAGON) {
            hexagon_of(k->side_mm, p->x, p->y, &col, &row);
        } else {
            col = (int32_t)floor_div(p->x, k->side_mm);
            row = (int32_t)floor_div(p->y, k->side_mm);
        }
        ok = tally_add(&t, p, col, row);
        out->cellen.points++;
    }
    free(t.slots);
    out->items = t.items;
    if (!ok)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    qsort(t.items, t.n, sizeof *t.items, by_place);
    out->cellen.items = t.items;
    out->cellen.n = t.n;
    out->cellen.side_m = (double)k->side_mm / 1000;
    return true;
}

static bool classes_make(struct counted *c, struct arena *a, struct err *err)
{
    struct arena_mark mark = arena_mark(a);
    double *values = arena_array(a, c->cellen.n + 1, sizeof *values);
    if (!values)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < c->cellen.n; i++)
        values[i] = c->items[i].n;
    bool ok = klassen_make(&c->key.plan, values, c->cellen.n, a, &c->cellen.klassen, err);
    arena_rewind(a, mark);
    return ok;
}

static bool key_eq(const struct count_key *a, const struct count_key *b)
{
    return a->set == b->set && a->vorm == b->vorm && a->side_mm == b->side_mm && a->first == b->first &&
           a->last == b->last && a->categorie == b->categorie && klassen_plan_eq(&a->plan, &b->plan);
}

/* The place of the least recently used, after freeing as many as it takes to stay within KEPT_BYTES. */
static struct counted *counted_slot(struct state *st)
{
    for (;;) {
        struct counted *oldest = NULL, *empty = NULL;
        size_t bytes = 0;
        for (size_t i = 0; i < KEPT_COUNTS; i++) {
            struct counted *c = &st->counts[i];
            bytes += c->cellen.n * sizeof *c->items;
            if (!c->items)
                empty = c;
            else if (!oldest || c->used < oldest->used)
                oldest = c;
        }
        if (empty && bytes <= KEPT_BYTES)
            return empty;
        counted_free(oldest);
    }
}

static bool choice_make(const struct read_query *q, struct set *s, struct count_key *k, struct err *err)
{
    const struct layer *l = q->layer;
    const char *categorie = q->categorie ? q->categorie : l->categorie;
    k->categorie = CATEGORIE_MIXED;
    k->last = all_days;
    if (categorie && strcmp(categorie, "totaal") != 0) {
        size_t i = s->n_categories;
        while (i > 0 && !str_eq_c(s->categories[i], categorie))
            i--;
        if (i == 0)
            return err_set(err, ERR_NOT_FOUND, "categorie", "De laag \"%s\" heeft geen categorie \"%.60s\".", l->id,
                           categorie);
        k->categorie = (uint16_t)i;
    }
    if (q->periode && (!l->dag_veld || !periode_days(str_from(q->periode), &k->first, &k->last)))
        return err_set(err, ERR_NOT_FOUND, "periode",
                       "\"%.30s\" kan geen periode van de laag \"%s\" zijn; wel bijvoorbeeld 2026, 2026K3, 2026-08, "
                       "2026-08-31 of 2026K1/2026K3.",
                       q->periode, l->id);
    return true;
}

bool spots_count(struct warehouse *w, const struct read_query *q, enum cel_vorm vorm, int64_t side_mm,
                 const struct klassen_plan *plan, struct arena *a, const struct cellen **out, struct err *err)
{
    struct set *s = NULL;
    if (!set_get(w, q->layer, a, &s, err))
        return false;
    struct state *st = w->spots_state;
    struct count_key key = {.set = s, .vorm = vorm, .side_mm = side_mm};
    if (plan)
        key.plan = *plan;
    if (!choice_make(q, s, &key, err))
        return false;
    for (size_t i = 0; i < KEPT_COUNTS; i++)
        if (st->counts[i].items && key_eq(&st->counts[i].key, &key)) {
            st->counts[i].used = ++st->clock;
            *out = &st->counts[i].cellen;
            return true;
        }
    struct counted made = {.key = key, .used = ++st->clock};
    if (!cells_make(&key, &made, err) || (plan && vorm != CEL_SURFACE && !classes_make(&made, a, err))) {
        counted_free(&made);
        return false;
    }
    struct counted *slot = counted_slot(st);
    *slot = made;
    *out = &slot->cellen;
    return true;
}

void spots_keep(struct warehouse *w, const struct cellen *c, const struct klassen *k)
{
    struct state *st = w->spots_state;
    for (size_t i = 0; i < KEPT_COUNTS; i++)
        if (&st->counts[i].cellen == c)
            st->counts[i].cellen.klassen = *k;
}

struct str spots_categorie(struct warehouse *w, const struct layer *l, uint16_t categorie)
{
    struct state *st = w->spots_state;
    char *key = set_key(l);
    struct str name = {0};
    for (size_t i = 0; st && key && i < KEPT_SETS; i++) {
        const struct set *s = &st->sets[i];
        if (s->key && strcmp(s->key, key) == 0 && categorie > 0 && categorie <= s->n_categories)
            name = s->categories[categorie];
    }
    free(key);
    return name;
}

size_t cellen_from(const struct cellen *c, int32_t row, int32_t col)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct cel *k = &c->items[middle];
        if (k->row < row || (k->row == row && k->col < col))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* seed: draws the tiles of a layer beforehand, with all cores, into MBTiles or PMTiles. Work is done in parts of at
 * most 16 × 16 tiles; a part and the note that it is done are one transaction, so that a run can be killed at any
 * moment and the next one goes on. */
#include "geoserver/api/tile_answer.h"
#include "geoserver/command.h"
#include "geoserver/http/live.h"
#include "geoserver/pmtiles.h"
#include "warehouse/read.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"laag", OPTION_STRING, "ID", NULL, 0, 0, NULL,
     "de laag, zoals pand; meer lagen met een komma ertussen, dan is --uit een map"},
    {"tms", OPTION_CHOICE, "WebMercatorQuad|NetherlandsRDNewQuad", "WebMercatorQuad", 0, 0, NULL, "de tegelmatrix"},
    {"zoom", OPTION_STRING, "A-B", NULL, 0, 0, NULL, "van en tot en met welk zoomniveau, zoals 10-16"},
    {"gebied", OPTION_STRING, "CODE|BBOX", NULL, 0, 0, NULL,
     "alleen het rechthoekige gebied om een gemeente, wijk of buurt (GM1952), of minx,miny,maxx,maxy in RD of in "
     "graden; "
     "anders alles wat de laag heeft"},
    {"uit", OPTION_STRING, "FILE.mbtiles|FILE.pmtiles|DIR", NULL, 0, 0, NULL,
     "waarheen; in een map komt per laag een LAAG-TMS.mbtiles"},
    {"stijl", OPTION_STRING, "ID", NULL, 0, 0, NULL, "een andere stijl van de laag dan de gewone"},
    {"categorie", OPTION_STRING, "C", NULL, 0, 0, NULL, "van een laag met cijfers: de categorie"},
    {"periode", OPTION_STRING, "P", NULL, 0, 0, NULL, "van een laag met cijfers: de periode, zoals 2026K3"},
    {"formaat", OPTION_CHOICE, "png|webp|jpg", "png", 0, 0, NULL, "het beeldformaat"},
    {"retina", OPTION_FLAG, NULL, NULL, 0, 0, NULL, "tegels van 512 pixels, als @2x.png"},
    {"threads", OPTION_INT, "N", "0", 0, 256, NULL, "hoeveel tegels tegelijk (0: zoveel als er processorkernen zijn)"},
};
enum {
    SPECS = sizeof specs / sizeof *specs,
    BLOCK = 16,
    MAX_ZOOM = 24,
    TILE_BYTES = 16 << 20,
    ARENA_BYTES = 256 << 20
};

struct seed {
    const char *magazijn;
    struct server server; /* for versions and styles only */
    const struct layer *layer;
    struct render_layer draw;
    const struct tile_matrix_set *tms;
    struct mbtiles_origin origin;
    int64_t generation;
    enum image_format format;
    int ratio, z0, z1;
    struct range {
        int64_t x0, y0, x1, y1; /* tiles */
        int64_t first, across;  /* number of its first part, parts in a row */
    } zooms[MAX_ZOOM + 1];
    int64_t n_parts;
    struct bbox area, lonlat; /* RD; degrees, with that of earlier runs */
    struct buf blank;         /* an empty tile: isn't kept */
    atomic_llong next, parts_done, drawn, kept;
    pthread_mutex_t lock; /* of out and err */
    struct mbtiles *out;
    atomic_bool failed;
    struct err err;
};

struct part {
    int z;
    int64_t x0, y0, x1, y1, id;
};

/* ---- what is to be done ---- */

/* A part's number in the file is that of its tiles, so that another area or other zooms go on where they are the same.
 */
static struct part part_at(const struct seed *s, int64_t n)
{
    int z = s->z0;
    while (z < s->z1 && n >= s->zooms[z + 1].first)
        z++;
    const struct range *r = &s->zooms[z];
    int64_t k = n - r->first, bx = r->x0 / BLOCK + k % r->across, by = r->y0 / BLOCK + k / r->across;
    struct part p = {.z = z};
    p.x0 = bx * BLOCK > r->x0 ? bx * BLOCK : r->x0;
    p.y0 = by * BLOCK > r->y0 ? by * BLOCK : r->y0;
    p.x1 = bx * BLOCK + BLOCK - 1 < r->x1 ? bx * BLOCK + BLOCK - 1 : r->x1;
    p.y1 = by * BLOCK + BLOCK - 1 < r->y1 ? by * BLOCK + BLOCK - 1 : r->y1;
    uint64_t h = version_mix_number(VERSION_START, (uint64_t)z);
    const int64_t sides[] = {p.x0, p.y0, p.x1, p.y1};
    for (int i = 0; i < 4; i++)
        h = version_mix_number(h, (uint64_t)sides[i]);
    p.id = (int64_t)(h >> 1);
    return p;
}

/* The tiles of each zoom that can show something of the box (RD). */
static bool plan(struct seed *s, struct bbox rd, struct crs_context *crs, struct err *err)
{
    struct bbox b = rd;
    if (s->tms->crs != CRS_RD && !crs_transform_bbox(crs, CRS_RD, s->tms->crs, rd, &b, err))
        return false;
    for (int z = s->z0; z <= s->z1; z++) {
        struct range *r = &s->zooms[z];
        r->first = s->n_parts;
        r->across = 1;
        if (bbox_is_empty(b) || !tile_matrix_set_range(s->tms, z, b, &r->x0, &r->y0, &r->x1, &r->y1))
            continue;
        r->across = r->x1 / BLOCK - r->x0 / BLOCK + 1;
        s->n_parts += r->across * (r->y1 / BLOCK - r->y0 / BLOCK + 1);
    }
    return true;
}

/* ---- drawing ---- */

/* The box in RD of some tiles, with a tile around it for symbols and labels that stick out. */
static bool tiles_box(const struct seed *s, struct crs_context *crs, const struct part *p, struct bbox *rd,
                      struct err *err)
{
    struct bbox a = tile_matrix_set_bbox(s->tms, p->z, p->x0, p->y0);
    struct bbox b = tile_matrix_set_bbox(s->tms, p->z, p->x1, p->y1);
    double side = a.maxx - a.minx;
    *rd = (struct bbox){a.minx - side, b.miny - side, b.maxx + side, a.maxy + side};
    struct bbox all = *rd;
    if (s->tms->crs == CRS_RD)
        return true;
    if (!crs_transform_bbox(crs, s->tms->crs, CRS_RD, all, rd, err))
        return false;
    if (bbox_is_empty(*rd)) /* beyond where RD is defined: everything, to be sure */
        *rd = (struct bbox){-1e9, -1e9, 1e9, 1e9};
    return true;
}

static bool draw_one(const struct seed *s, struct worker *w, int z, int64_t x, int64_t y, struct buf *out,
                     struct err *err)
{
    static const struct arena_mark start = {0};
    struct render_request q = {.layers = &s->draw,
                               .n_layers = 1,
                               .crs = s->tms->crs,
                               .bbox = tile_matrix_set_bbox(s->tms, z, x, y),
                               .width_px = s->ratio * TILE_PX,
                               .height_px = s->ratio * TILE_PX,
                               .pixel_ratio = s->ratio,
                               .format = s->format,
                               .transparent = true};
    arena_rewind(w->arena, start);
    bool ok = render_map(w->render, w->warehouse, w->crs, &q, w->arena, out, err);
    arena_rewind(w->arena, start);
    return ok && (!out->failed || err_set(err, ERR_LIMIT, NULL, "Een tegel is te groot."));
}

struct made {
    int64_t x, y;
    size_t at, n;
};

/* Whether there may be something to see. What is computed of points (densities, clusters) reaches further than their
 * own boxes. */
static bool worth_it(const struct seed *s, struct worker *w, const struct part *p, bool *any, struct err *err)
{
    struct bbox rd;
    *any = s->layer->soort != LAAG_GEWOON || s->layer->cluster;
    return *any || (tiles_box(s, w->crs, p, &rd, err) && layer_has_features(w->warehouse, s->layer, rd, any, err));
}

/* Draws a part into bytes; list has room for all of it. */
static bool draw_part(struct seed *s, struct worker *w, const struct part *p, struct buf *bytes, struct made *list,
                      size_t *n, struct err *err)
{
    struct buf one;
    bool any = false;
    *n = 0;
    if (!worth_it(s, w, p, &any, err))
        return false;
    buf_init(&one, TILE_BYTES);
    bool ok = true;
    for (int64_t y = p->y0; ok && any && y <= p->y1; y++)
        for (int64_t x = p->x0; ok && x <= p->x1; x++) {
            struct part tile = {p->z, x, y, x, y, 0};
            bool here = false;
            ok = worth_it(s, w, &tile, &here, err);
            if (!ok || !here)
                continue;
            buf_clear(&one);
            ok = draw_one(s, w, p->z, x, y, &one, err);
            atomic_fetch_add(&s->drawn, 1);
            if (!ok || str_eq(buf_view(&one), buf_view(&s->blank)))
                continue;
            list[(*n)++] = (struct made){x, y, bytes->n, one.n};
            buf_str(bytes, buf_view(&one));
        }
    buf_done(&one);
    return ok && (!bytes->failed || err_set(err, ERR_LIMIT, NULL, "Een deel van de tegels is te groot."));
}

static bool keep_part(struct seed *s, const struct part *p, const struct buf *bytes, const struct made *list, size_t n,
                      struct err *err)
{
    pthread_mutex_lock(&s->lock);
    bool ok = mbtiles_begin(s->out, err);
    for (size_t i = 0; ok && i < n; i++) {
        ok = mbtiles_put(s->out, p->z, list[i].x, list[i].y, (struct str){bytes->p + list[i].at, list[i].n}, err);
        if (!ok)
            mbtiles_rollback(s->out);
    }
    ok = ok && mbtiles_commit_part(s->out, p->id, err);
    pthread_mutex_unlock(&s->lock);
    return ok;
}

/* Every part from its own snapshot; all must be of the same data. */
static bool same_data(struct seed *s, struct worker *w, struct err *err)
{
    int64_t generation;
    if (!warehouse_read_begin(w->warehouse, &generation, err))
        return false;
    if (generation == s->generation)
        return true;
    if (!warehouse_versions(w->warehouse, generation, &w->versions, err))
        return false;
    return tile_origin_version(&s->server, &w->versions, s->layer, s->origin.stijl) == s->origin.versie ||
           err_set(err, ERR_STORAGE, NULL,
                   "Intussen is er een import gedaan die deze laag raakt; begin opnieuw, dan worden alle tegels van de "
                   "nieuwe gegevens.");
}

static bool do_part(struct seed *s, struct worker *w, int64_t number, struct buf *bytes, struct made *list,
                    struct err *err)
{
    struct part p = part_at(s, number);
    bool done = false;
    size_t n = 0;
    pthread_mutex_lock(&s->lock);
    bool ok = mbtiles_is_done(s->out, p.id, &done, err);
    pthread_mutex_unlock(&s->lock);
    if (!ok || done)
        return ok;
    buf_clear(bytes);
    ok = same_data(s, w, err) && draw_part(s, w, &p, bytes, list, &n, err);
    warehouse_read_end(w->warehouse);
    if (ok)
        ok = keep_part(s, &p, bytes, list, n, err);
    atomic_fetch_add(&s->kept, ok ? (long long)n : 0);
    return ok;
}

static void fail_once(struct seed *s, const struct err *err)
{
    pthread_mutex_lock(&s->lock);
    if (!atomic_exchange(&s->failed, true))
        s->err = *err;
    pthread_mutex_unlock(&s->lock);
}

static void *work(void *arg)
{
    struct seed *s = arg;
    struct err err = {0};
    struct buf bytes;
    struct made *list = calloc(BLOCK * BLOCK, sizeof *list);
    struct worker w = {.crs = crs_context_new(), .arena = arena_new(ARENA_BYTES), .render = render_context_new()};
    buf_init(&bytes, (size_t)1 << 30);
    bool ok = (list && w.crs && w.arena && w.render) || err_set(&err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    ok = ok && warehouse_open(s->magazijn, WAREHOUSE_READ, &w.warehouse, &err);
    while (ok && !atomic_load(&s->failed)) {
        int64_t number = atomic_fetch_add(&s->next, 1);
        if (number >= s->n_parts)
            break;
        ok = do_part(s, &w, number, &bytes, list, &err);
        atomic_fetch_add(&s->parts_done, 1);
    }
    if (!ok)
        fail_once(s, &err);
    warehouse_close(w.warehouse);
    render_context_free(w.render);
    arena_free(w.arena);
    crs_context_free(w.crs);
    buf_done(&bytes);
    free(list);
    return NULL;
}

static void show_progress(struct seed *s, int64_t began)
{
    long long done = atomic_load(&s->parts_done);
    double seconds = (double)(clock_ticks_ns() - began) / 1e9,
           share = s->n_parts ? (double)done / (double)s->n_parts : 1;
    fprintf(stderr, "%s  %s: %3.0f %%, %lld tegels getekend, %.0f s%s", isatty(2) ? "\r" : "", s->layer->id,
            100 * share, (long long)atomic_load(&s->drawn), seconds, isatty(2) ? "\033[K" : "\n");
}

static bool run_threads(struct seed *s, int threads, struct err *err)
{
    enum { TICK_MS = 20 };
    pthread_t *ids = calloc((size_t)threads, sizeof *ids);
    int64_t began = clock_ticks_ns(), next_word = began + 1000000000, pause = isatty(2) ? 500000000 : 10000000000;
    int n = 0;
    if (!ids)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    while (n < threads && pthread_create(&ids[n], NULL, work, s) == 0)
        n++;
    if (n == 0) {
        free(ids);
        return err_set(err, ERR_MEMORY, NULL, "Er zijn geen draden te maken.");
    }
    while (atomic_load(&s->parts_done) < s->n_parts && !atomic_load(&s->failed)) {
        usleep(TICK_MS * 1000);
        if (clock_ticks_ns() > next_word) {
            show_progress(s, began);
            next_word = clock_ticks_ns() + pause;
        }
    }
    for (int i = 0; i < n; i++)
        pthread_join(ids[i], NULL);
    free(ids);
    if (isatty(2))
        fputs("\r\033[K", stderr);
    if (atomic_load(&s->failed))
        return err_set(err, s->err.code, s->err.locator, "%s", s->err.message);
    return true;
}

/* ---- what the file says of itself ---- */

/* The area in degrees: this run's, and what earlier runs put in the file. */
static bool lonlat_of(struct seed *s, struct crs_context *crs, struct bbox *out, struct err *err)
{
    char text[128];
    struct bbox was;
    *out = (struct bbox){0, 0, 0, 0};
    if (!bbox_is_empty(s->area) && !crs_transform_bbox(crs, CRS_RD, CRS_84, s->area, out, err))
        return false;
    mbtiles_text(s->out, "bounds", text, sizeof text);
    if (sscanf(text, "%lf,%lf,%lf,%lf", &was.minx, &was.miny, &was.maxx, &was.maxy) == 4)
        *out = (struct bbox){fmin(out->minx, was.minx), fmin(out->miny, was.miny), fmax(out->maxx, was.maxx),
                             fmax(out->maxy, was.maxy)};
    return true;
}

#define RD_NOTE                                                                                                        \
    "Let op: deze tegels liggen in NetherlandsRDNewQuad (EPSG:28992). De standaard kent alleen WebMercatorQuad; "      \
    "andere "                                                                                                          \
    "programma's zetten ze op de verkeerde plaats."

static bool write_metadata(struct seed *s, const struct mbtiles_contents *c, struct bbox b, struct err *err)
{
    char bounds[128], center[128], low[8], high[8];
    bool rd = s->tms->crs != CRS_WEB_MERCATOR;
    snprintf(bounds, sizeof bounds, "%.6f,%.6f,%.6f,%.6f", b.minx, b.miny, b.maxx, b.maxy);
    snprintf(center, sizeof center, "%.6f,%.6f,%d", (b.minx + b.maxx) / 2, (b.miny + b.maxy) / 2,
             (c->min_zoom + c->max_zoom) / 2);
    snprintf(low, sizeof low, "%d", c->min_zoom);
    snprintf(high, sizeof high, "%d", c->max_zoom);
    const char *pairs[][2] = {{"name", s->layer->titel},
                              {"format", s->origin.formaat},
                              {"bounds", bounds},
                              {"center", center},
                              {"minzoom", low},
                              {"maxzoom", high},
                              {"type", "overlay"},
                              {"version", "1"},
                              {"attribution", s->layer->dataset->bron ? s->layer->dataset->bron : ""},
                              {"description", rd                       ? RD_NOTE
                                              : s->layer->omschrijving ? s->layer->omschrijving
                                                                       : ""},
                              {"crs", s->tms->crs == CRS_RD ? "EPSG:28992" : "EPSG:3857"},
                              {"tms", s->tms->id}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!mbtiles_set(s->out, pairs[i][0], pairs[i][1], err))
            return false;
    return true;
}

static bool to_pmtiles(struct seed *s, const char *path, struct bbox lonlat, struct err *err)
{
    struct buf b;
    bool rd = s->tms->crs != CRS_WEB_MERCATOR;
    buf_init(&b, 1 << 16);
    buf_c(&b, "{\"name\":");
    buf_json(&b, str_from(s->layer->titel));
    buf_c(&b, ",\"description\":");
    buf_json(&b, str_from(rd ? RD_NOTE : s->layer->omschrijving ? s->layer->omschrijving : ""));
    buf_c(&b, ",\"attribution\":");
    buf_json(&b, str_from(s->layer->dataset->bron ? s->layer->dataset->bron : ""));
    buf_printf(&b, ",\"type\":\"overlay\",\"version\":\"1\",\"crs\":\"%s\",\"tms\":\"%s\"}",
               rd ? "EPSG:28992" : "EPSG:3857", s->tms->id);
    struct pmtiles_info info = {lonlat, buf_view(&b), s->origin.formaat};
    bool ok = pmtiles_write(s->out, path, &info, err);
    buf_done(&b);
    return ok;
}

/* At the start, so that a run that is cut short leaves it too. */
static bool note_area(struct seed *s, struct crs_context *crs, struct err *err)
{
    struct mbtiles_contents none = {0};
    return lonlat_of(s, crs, &s->lonlat, err) && write_metadata(s, &none, s->lonlat, err);
}

/* ---- one layer ---- */

static bool find_area(const char *gebied, const struct layer *l, struct worker *w, struct bbox *rd, struct err *err)
{
    double v[4];
    struct str rest = str_from(gebied), piece;
    int n = 0;
    if (!gebied)
        return read_extent(w->warehouse, l, rd, err);
    while (n < 4 && str_next(&rest, ',', &piece) && str_to_double(str_trim(piece), &v[n]))
        n++;
    if (n == 0)
        return area_bbox(w->warehouse, str_from(gebied), rd, err);
    if (n != 4 || rest.p || v[0] >= v[2] || v[1] >= v[3])
        return err_set(err, ERR_INVALID, "--gebied",
                       "\"%.60s\" is geen gebied: geef een code als GM1952, of minx,miny,maxx,maxy.", gebied);
    struct bbox b = {v[0], v[1], v[2], v[3]};
    *rd = b;
    return fabs(v[0]) > 180 || fabs(v[2]) > 180 || fabs(v[1]) > 90 || fabs(v[3]) > 90 ||
           crs_transform_bbox(w->crs, CRS_84, CRS_RD, b, rd, err);
}

static bool fill_origin(struct seed *s, const struct option_values *v, struct err *err)
{
    struct mbtiles_origin *o = &s->origin;
    const char *stijl = options_text(v, "stijl"), *chosen = stijl ? NULL : s->layer->stijlen[0];
    const char *categorie = options_text(v, "categorie"), *periode = options_text(v, "periode");
    for (size_t i = 0; stijl && i < s->layer->n_stijlen; i++)
        if (strcmp(stijl, s->layer->stijlen[i]) == 0)
            chosen = stijl;
    if (!chosen)
        return err_set(err, ERR_INVALID, "--stijl", "De laag \"%s\" heeft geen stijl \"%.60s\".", s->layer->id, stijl);
    s->draw = (struct render_layer){s->layer, style_find(s->server.styles, chosen), categorie, periode};
    o->ratio = s->ratio;
    return (s->draw.style && str_copy(str_from(s->layer->id), o->laag, sizeof o->laag) &&
            str_copy(str_from(chosen), o->stijl, sizeof o->stijl) &&
            str_copy(str_from(s->tms->id), o->tms, sizeof o->tms) &&
            str_copy(str_from(options_text(v, "formaat")), o->formaat, sizeof o->formaat) &&
            str_copy(str_from(categorie), o->categorie, sizeof o->categorie) &&
            str_copy(str_from(periode), o->periode, sizeof o->periode)) ||
           err_set(err, ERR_INVALID, NULL, "Een naam is te lang.");
}

/* Looks in the warehouse once: versions, the area, an empty tile. */
static bool look(struct seed *s, const struct option_values *v, struct worker *w, struct err *err)
{
    if (!warehouse_read_begin(w->warehouse, &s->generation, err))
        return false;
    bool ok = warehouse_versions(w->warehouse, s->generation, &w->versions, err) &&
              find_area(options_text(v, "gebied"), s->layer, w, &s->area, err) && plan(s, s->area, w->crs, err) &&
              render_blank(w->render, s->format, s->ratio * TILE_PX, s->ratio * TILE_PX, true, 0, &s->blank, err);
    warehouse_read_end(w->warehouse);
    s->origin.versie = tile_origin_version(&s->server, &w->versions, s->layer, s->origin.stijl);
    return ok;
}

static bool finish(struct seed *s, const char *uit, const char *file, int64_t began, struct err *err)
{
    struct mbtiles_contents c;
    struct stat st = {0};
    bool pm = str_ends(str_from(uit), STR(".pmtiles"));
    if (!mbtiles_contents(s->out, &c, err) || !write_metadata(s, &c, s->lonlat, err) ||
        (pm && !to_pmtiles(s, uit, s->lonlat, err)) || !mbtiles_finish(s->out, err))
        return false;
    mbtiles_close(s->out);
    s->out = NULL;
    if (pm)
        unlink(file);
    (void)stat(pm ? uit : file, &st);
    printf("%s: %lld tegels (%lld verschillende), %.1f MB, zoom %d-%d, in %.1f s; %lld nu getekend\n", pm ? uit : file,
           (long long)c.tiles, (long long)c.pictures, (double)st.st_size / 1e6, c.min_zoom, c.max_zoom,
           (double)(clock_ticks_ns() - began) / 1e9, (long long)atomic_load(&s->drawn));
    if (c.tiles == 0)
        puts("Er is niets getekend: de laag is leeg in dit gebied, of haar stijl toont niets op deze zoomniveaus.");
    return true;
}

static bool seed_layer(struct seed *s, const struct option_values *v, struct worker *w, const char *file,
                       struct err *err)
{
    int64_t began = clock_ticks_ns();
    int threads = (int)options_number(v, "threads");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (threads == 0)
        threads = cores > 0 ? (int)cores : 2;
    buf_init(&s->blank, TILE_BYTES);
    pthread_mutex_init(&s->lock, NULL);
    bool ok = fill_origin(s, v, err) && look(s, v, w, err) && mbtiles_create(file, &s->origin, &s->out, err) &&
              note_area(s, w->crs, err) && run_threads(s, threads, err) &&
              finish(s, options_text(v, "uit"), file, began, err);
    mbtiles_close(s->out);
    s->out = NULL;
    buf_done(&s->blank);
    pthread_mutex_destroy(&s->lock);
    return ok;
}

/* ---- the command ---- */

static bool parse_zoom(const char *text, const struct tile_matrix_set *tms, int *from, int *to, struct err *err)
{
    struct str s = str_from(text);
    size_t dash = str_find(s, '-', 0);
    int64_t a, b;
    bool ok = str_to_i64(str_sub(s, 0, dash), &a) && a >= 0;
    b = ok ? a : 0;
    ok = ok && (dash == SIZE_MAX || str_to_i64(str_sub(s, dash + 1, SIZE_MAX), &b)) && b >= a && b <= tms->max_zoom;
    if (!ok)
        return err_set(err, ERR_INVALID, "--zoom", "--zoom is A-B, van 0 tot en met %d in %s, zoals 10-16.",
                       tms->max_zoom, tms->id);
    *from = (int)a;
    *to = (int)b;
    return true;
}

/* The file that tiles are drawn into. */
static const char *work_file(const char *uit, const struct layer *l, const struct tile_matrix_set *tms, bool dir,
                             struct arena *a)
{
    if (dir)
        return arena_printf(a, "%s/%s-%s.mbtiles", uit, l->id, tms->id);
    return str_ends(str_from(uit), STR(".pmtiles")) ? arena_printf(a, "%s.deels", uit) : uit;
}

static bool seed_all(const struct option_values *v, struct server *server, struct worker *w, struct arena *a,
                     struct err *err)
{
    const char *uit = options_text(v, "uit");
    const struct tile_matrix_set *tms = tile_matrix_set_find(str_from(options_text(v, "tms")));
    bool dir = !str_ends(str_from(uit), STR(".mbtiles")) && !str_ends(str_from(uit), STR(".pmtiles"));
    struct str rest = str_from(options_text(v, "laag")), id;
    int z0 = 0, z1 = 0;
    if (!parse_zoom(options_text(v, "zoom"), tms, &z0, &z1, err))
        return false;
    if (!dir && str_find(rest, ',', 0) != SIZE_MAX)
        return err_set(err, ERR_INVALID, "--uit",
                       "In één bestand past één laag; geef voor meer lagen een map als --uit.");
    if (dir)
        mkdir(uit, 0755); /* when it can't be made, opening the file says so */
    while (str_next(&rest, ',', &id)) {
        const struct layer *l = catalog_layer(server->catalog, id);
        struct seed *s = arena_alloc(a, sizeof *s);
        if (!l)
            return err_set(err, ERR_NOT_FOUND, "--laag", "De laag \"%.*s\" bestaat niet.", STR_ARG(str_sub(id, 0, 60)));
        const char *file = work_file(uit, l, tms, dir, a);
        if (!s || !file)
            return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        *s = (struct seed){.magazijn = options_text(v, "magazijn"),
                           .server = *server,
                           .layer = l,
                           .tms = tms,
                           .format = options_text(v, "formaat")[0] == 'p'   ? IMAGE_PNG
                                     : options_text(v, "formaat")[0] == 'w' ? IMAGE_WEBP
                                                                            : IMAGE_JPEG,
                           .ratio = options_flag(v, "retina") ? 2 : 1,
                           .z0 = z0,
                           .z1 = z1};
        if (!seed_layer(s, v, w, file, err))
            return false;
    }
    return true;
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct paths paths;
    struct err err = {0};
    struct catalog *whole, *catalog;
    struct live_styles styles;
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help)
        return command_help(
            &command_seed,
            "Tekent vooraf de tegels van een laag, met alle processorkernen.\n"
            "Een tweede keer gaat verder waar de eerste ophield; zijn de gegevens of de stijl intussen "
            "veranderd, dan begint het opnieuw.\n"
            "'geomagazijn serve --tegels FILE.mbtiles' gebruikt ze zolang zij passen bij het magazijn.\n"
            "MBTiles en PMTiles kennen alleen WebMercatorQuad; een bestand in NetherlandsRDNewQuad is "
            "alleen voor deze server.\n"
            "Alleen lagen die voor iedereen zijn worden vooraf getekend.",
            specs, SPECS);
    static const char *const needed[] = {"laag", "zoom", "uit"};
    for (size_t i = 0; i < 3; i++)
        if (!options_text(&v, needed[i])) {
            err_set(&err, ERR_INVALID, NULL, "Geef --%s; 'geomagazijn seed --help' legt uit hoe.", needed[i]);
            return command_fail(&err);
        }
    if (!paths_find(&v, a, &paths, &err) || !catalog_load(paths.catalogus, paths.stijlen, a, &whole, &err) ||
        !catalog_for_rol(whole, ROL_OPENBAAR, a, &catalog, &err) ||
        !live_styles_read(paths.stijlen, catalog, a, &styles, &err))
        return command_fail(&err);
    struct server server = {.catalog = catalog,
                            .styles = styles.set,
                            .editions = styles.editions,
                            .n_editions = styles.n,
                            .config_tag = command_config_tag(options_text(&v, "magazijn"))};
    struct worker w = {.crs = crs_context_new(), .render = render_context_new()};
    bool ok = ((w.crs && w.render) || err_set(&err, ERR_MEMORY, NULL, "Onvoldoende geheugen.")) &&
              warehouse_open(options_text(&v, "magazijn"), WAREHOUSE_READ, &w.warehouse, &err) &&
              seed_all(&v, &server, &w, a, &err);
    warehouse_close(w.warehouse);
    render_context_free(w.render);
    crs_context_free(w.crs);
    return ok ? 0 : command_fail(&err);
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(256u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_seed = {"seed", "seed --laag ID --zoom A-B --uit FILE [opties]",
                                     "teken tegels vooraf, in MBTiles of PMTiles", run};

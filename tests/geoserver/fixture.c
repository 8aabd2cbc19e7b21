#include "tests/geoserver/fixture.h"

#include "geoserver/http/router.h"
#include "geoserver/render/render.h"
#include "warehouse/load.h"

#include <spng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

/* ---- the warehouse ---- */

static struct geom box(double x, double y, double width, double height, double *xy, uint32_t *ends)
{
    const double at[] = {x, y, x + width, y, x + width, y + height, x, y + height, x, y};
    memcpy(xy, at, sizeof at);
    ends[0] = 5;
    ends[1] = 1;
    return (struct geom){GEOM_POLYGON, true, xy, 5, ends, 1, ends + 1, 1};
}

static void add_gebied(struct load *l, enum gebied_niveau niveau, const char *code, const char *naam, int64_t inwoners,
                       double x, double width)
{
    double xy[10];
    uint32_t ends[2];
    struct gebied g = {.niveau = niveau,
                       .code = str_from(code),
                       .naam = str_from(naam),
                       .jaar = 2026,
                       .gemeente_code = STR("GM9999"),
                       .inwoners = inwoners,
                       .geom = box(x, 500000, width, 1000, xy, ends)};
    OK(load_gebied(l, &g, &err));
}

static void add_bag(struct load *l, struct bag_voorkomen v)
{
    v.voorkomenidentificatie = 1;
    v.begin_geldigheid = v.documentdatum = STR("2020-01-01");
    v.documentnummer = STR("T1");
    OK(load_bag(l, &v, &err));
}

static void add_pand(struct load *l, struct str id, int64_t year, double x, double y)
{
    double xy[10];
    uint32_t ends[2];
    struct geom g = box(x - PAND_HALF, y - PAND_HALF, 2 * PAND_HALF, 2 * PAND_HALF, xy, ends);
    g.multi = false;
    add_bag(l, (struct bag_voorkomen){.type = BAG_PND,
                                      .identificatie = id,
                                      .oorspronkelijk_bouwjaar = year,
                                      .status = STR("Pand in gebruik"),
                                      .geom = g});
}

static void add_address(struct load *l)
{
    double xy[10], at[2] = {PAND_X, PAND_Y};
    uint32_t ends[2];
    struct str pand = STR(PAND_ID), doel = STR("woonfunctie");
    add_bag(l, (struct bag_voorkomen){.type = BAG_WPL,
                                      .identificatie = STR("9999"),
                                      .naam = STR("Veendorp"),
                                      .status = STR("Woonplaats aangewezen"),
                                      .geom = box(200000, 500000, 1000, 1000, xy, ends)});
    add_bag(l, (struct bag_voorkomen){.type = BAG_OPR,
                                      .identificatie = STR("9999300000000001"),
                                      .naam = STR("Burgemeester <b>&-straat"), /* as no clerk would, but as XML may */
                                      .opr_type = STR("Weg"),
                                      .woonplaats_id = STR("9999"),
                                      .status = STR("Naamgeving uitgegeven")});
    add_bag(l, (struct bag_voorkomen){.type = BAG_NUM,
                                      .identificatie = STR("9999200000000001"),
                                      .huisnummer = STR("12"),
                                      .huisletter = STR("A"),
                                      .huisnummertoevoeging = STR("2"),
                                      .postcode = STR("9990AB"),
                                      .openbare_ruimte_id = STR("9999300000000001"),
                                      .type_adresseerbaar_object = STR("Verblijfsobject"),
                                      .status = STR("Naamgeving uitgegeven")});
    add_bag(l, (struct bag_voorkomen){.type = BAG_VBO,
                                      .identificatie = STR("9999010000000001"),
                                      .hoofdadres_id = STR("9999200000000001"),
                                      .oppervlakte = 100,
                                      .gebruiksdoelen = &doel,
                                      .n_gebruiksdoelen = 1,
                                      .pand_ids = &pand,
                                      .n_panden = 1,
                                      .status = STR("Verblijfsobject in gebruik"),
                                      .geom = {.type = GEOM_POINT, .xy = at, .n_xy = 1}});
}

static void add_melding(struct load *l, const char *id, const char *dag, const char *soort, bool object, double x)
{
    struct melding m = {.bron = STR("t"),
                        .bron_id = str_from(id),
                        .hoofdcategorie = str_from(soort),
                        .subcategorie = STR("<script>alert(1)</script>"),
                        .status = STR("open"),
                        .dag = str_from(dag),
                        .object = object,
                        .locatie_soort = STR("punt"),
                        .match = STR("punt"),
                        .has_point = true,
                        .x = x,
                        .y = 500200};
    OK(load_melding(l, &m, &err));
}

static void add_background(struct load *l)
{
    double xy[10], line[4] = {200050, 500100, 200090, 500140}, at[2] = {200150, 500300};
    uint32_t ends[2];
    bool there;
    struct achtergrond o = {.vorm = ACHTERGROND_VLAK, .bron = STR("t"), .bron_id = STR("1"), .soort = STR("water")};
    o.geom = box(200050, 500100, 40, 40, xy, ends);
    OK(load_achtergrond(l, &o, &there, &err));
    o.vorm = ACHTERGROND_LIJN;
    ends[0] = 2;
    o.geom = (struct geom){.type = GEOM_LINE, .xy = line, .n_xy = 2, .ring_end = ends, .n_rings = 1};
    OK(load_achtergrond(l, &o, &there, &err));
    o.vorm = ACHTERGROND_NAAM;
    o.soort = STR("straat");
    o.naam = STR("Veenweg");
    o.geom = (struct geom){.type = GEOM_POINT, .xy = at, .n_xy = 1};
    OK(load_achtergrond(l, &o, &there, &err));
    OK(load_achtergrond_finish(l, &err));
}

static int64_t commit(struct load *l, const char *dataset, const char *peildatum)
{
    struct load_summary sum = {.dataset = dataset, .bestanden = "t", .peildatum = peildatum, .rapport_json = STR("{}")};
    int64_t generation;
    OK(load_commit(l, &sum, &generation, &err));
    return generation;
}

static void fill(struct warehouse *w)
{
    struct load *l;
    OK(load_begin(w, &l, &err));
    add_gebied(l, GEBIED_GEMEENTE, "GM9999", "Veendorp", 1000, 200000, 2000);
    add_gebied(l, GEBIED_WIJK, "WK999900", "West", 1000, 200000, 1000);
    add_gebied(l, GEBIED_WIJK, "WK999901", "Oost", 0, 201000, 1000);
    add_gebied(l, GEBIED_BUURT, "BU99990000", "West", 1000, 200000, 1000);
    add_gebied(l, GEBIED_BUURT, "BU99990100", "Oost", 0, 201000, 1000);
    OK(load_gebied_finish(l, &err));
    commit(l, "gebieden", NULL);
    OK(load_begin(w, &l, &err));
    add_address(l);
    add_pand(l, STR(PAND_ID), 1895, PAND_X, PAND_Y);
    add_pand(l, STR("9999100000000002"), 2021, 200600, 500600);
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    commit(l, "bag", "2026-10-01");
    OK(load_begin(w, &l, &err));
    add_melding(l, "1", "2026-07-01", "afval", true, 200100);
    add_melding(l, "2", "2026-09-30", "groen", true, 200200);
    add_melding(l, "3", "2026-08-01", "afval", true, 201500);
    add_melding(l, "4", "2026-06-30", "afval", true, 200300);
    add_melding(l, "5", "2026-08-01", "afval", false, 200400);
    OK(load_melding_finish(l, &err));
    add_background(l);
    commit(l, "mor", NULL);
}

int64_t fixture_import(struct fixture *f, const char *id, const char *dag)
{
    struct warehouse *w;
    struct load *l;
    OK(warehouse_open(f->dir, WAREHOUSE_WRITE, &w, &err));
    OK(load_begin(w, &l, &err));
    add_melding(l, id, dag, "afval", true, 200100);
    OK(load_melding_finish(l, &err));
    int64_t generation = commit(l, "mor", NULL);
    warehouse_close(w);
    return generation;
}

void fixture_open(struct fixture *f)
{
    struct warehouse *w;
    struct catalog *whole, *catalog;
    struct style_set *styles;
    memset(f, 0, sizeof *f);
    memset(&err, 0, sizeof err);
    strcpy(f->dir, "/tmp/gm_server_XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->arena = arena_new(256 << 20);
    assert_non_null(f->arena);
    OK(catalog_load(GM_SOURCE_DIR "/data/catalogus", GM_SOURCE_DIR "/styles", f->arena, &whole, &err));
    OK(catalog_for_rol(whole, ROL_OPENBAAR, f->arena, &catalog, &err));
    OK(style_set_load(GM_SOURCE_DIR "/styles", f->arena, &styles, &err));
    OK(warehouse_open(f->dir, WAREHOUSE_WRITE, &w, &err));
    fill(w);
    warehouse_close(w);
    f->server = (struct server){
        .catalog = catalog, .styles = styles, .log = NULL, .clock = clock_system(), .config_tag = "test"};
    f->worker =
        (struct worker){.crs = crs_context_new(), .arena = arena_new(256 << 20), .render = render_context_new()};
    assert_true(f->worker.crs && f->worker.arena && f->worker.render);
    OK(warehouse_open(f->dir, WAREHOUSE_READ, &f->worker.warehouse, &err));
    buf_init(&f->response.body, 64 << 20);
}

void fixture_close(struct fixture *f)
{
    char cmd[100];
    buf_done(&f->response.body);
    warehouse_close(f->worker.warehouse);
    render_context_free(f->worker.render);
    arena_free(f->worker.arena);
    crs_context_free(f->worker.crs);
    arena_free(f->arena);
    snprintf(cmd, sizeof cmd, "rm -rf %s", f->dir);
    assert_int_equal(system(cmd), 0);
}

/* ---- requests ---- */

const char *fixture_get(struct fixture *f, const char *target)
{
    static const struct arena_mark start = {0};
    struct worker *w = &f->worker;
    struct str raw = str_from(target);
    struct param *params;
    struct request q = {
        .server = &f->server, .worker = w, .method = STR("GET"), .base_url = STR("http://kaart.test"), .id = 1};
    arena_rewind(w->arena, start);
    buf_done(&f->response.body);
    f->response = (struct response){.status = 200, .content_type = "text/plain"};
    buf_init(&f->response.body, 64 << 20);
    size_t mark = str_find(raw, '?', 0);
    OK(percent_decode(str_sub(raw, 0, mark), false, w->arena, &q.path, &err));
    OK(query_parse(mark == SIZE_MAX ? (struct str){0} : str_sub(raw, mark + 1, SIZE_MAX), w->arena, &params,
                   &q.n_params, 200, &err));
    q.params = params;
    const struct route *route = route_find(q.path);
    if (!route)
        fail_msg("%s has no route", target);
    OK(warehouse_read_begin(w->warehouse, &w->generation, &err));
    route->handle(&q, &f->response);
    warehouse_read_end(w->warehouse);
    assert_false(f->response.body.failed);
    return buf_cstr(&f->response.body);
}

const char *fixture_getf(struct fixture *f, const char *fmt, ...)
{
    char target[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(target, sizeof target, fmt, ap);
    va_end(ap);
    assert_in_range(n, 1, sizeof target - 1);
    return fixture_get(f, target);
}

/* ---- images ---- */

struct picture fixture_picture(struct str png)
{
    struct spng_ihdr head = {0};
    size_t n = 0;
    spng_ctx *ctx = spng_ctx_new(0);
    assert_non_null(ctx);
    if (spng_set_png_buffer(ctx, png.p, png.n) || spng_get_ihdr(ctx, &head) ||
        spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &n))
        fail_msg("not a PNG: %.*s", STR_ARG(str_sub(png, 0, 300)));
    struct picture p = {(int)head.width, (int)head.height, malloc(n)};
    assert_non_null(p.rgba);
    assert_int_equal(spng_decode_image(ctx, p.rgba, n, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS), 0);
    spng_ctx_free(ctx);
    return p;
}

void picture_done(struct picture *p)
{
    free(p->rgba);
    p->rgba = NULL;
}

uint32_t picture_at(const struct picture *p, int x, int y)
{
    assert_in_range(x, 0, p->width - 1);
    assert_in_range(y, 0, p->height - 1);
    const unsigned char *c = p->rgba + 4 * ((size_t)y * (size_t)p->width + (size_t)x);
    return (uint32_t)c[0] << 24 | (uint32_t)c[1] << 16 | (uint32_t)c[2] << 8 | c[3];
}

size_t picture_drawn(const struct picture *p)
{
    size_t n = 0;
    for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++)
        n += p->rgba[4 * i + 3] != 0;
    return n;
}

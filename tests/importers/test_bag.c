/* The BAG importer: small fictional files for each fault, and real extracts (when they are there) against counts that
 * were made independently. */
#include "importers/bag/bag_xml.h"
#include "warehouse/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define STAND_BEGIN                                                                                                    \
    "<?xml version=\"1.0\"?><s:bagStand xmlns:s=\"s\" xmlns:O=\"o\" xmlns:g=\"g\"><s:bagInfo><s:StandTechnischeDatum>" \
    "2026-10-01</s:StandTechnischeDatum></s:bagInfo>"
#define PAND_OF(id, polygon)                                                                                           \
    "<O:Pand><O:identificatie>" id                                                                                     \
    "</O:identificatie><O:geometrie><g:Polygon srsName=\"urn:ogc:def:crs:EPSG::28992\" "                               \
    "srsDimension=\"3\"><g:exterior><g:LinearRing><g:posList>" polygon                                                 \
    "</g:posList></g:LinearRing></g:exterior></g:Polygon></O:geometrie><O:oorspronkelijkBouwjaar>1932"                 \
    "</O:oorspronkelijkBouwjaar><O:status>Pand in gebruik</O:status><O:voorkomenidentificatie>1"                       \
    "</O:voorkomenidentificatie><O:beginGeldigheid>2010-01-01</O:beginGeldigheid></O:Pand>\n"
#define STAND_END "</s:bagStand>"
#define SQUARE "250000 570000 0 250010 570000 0 250010 570010 0\n 250000 570010 0 250000 570000 0"

struct seen {
    int n, rejected, warned, skipped;
    double area;
    char id[32], reason[160], stand[16];
};

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err)
{
    struct seen *s = ctx;
    s->n++;
    s->area += geom_area(&v->geom);
    assert_true(str_copy(v->identificatie, s->id, sizeof s->id));
    return true;
}
static void on_reject(void *ctx, const struct bag_where *where, const char *reason)
{
    struct seen *s = ctx;
    s->rejected++;
    snprintf(s->reason, sizeof s->reason, "%s", reason);
}
static void on_warn(void *ctx, const struct bag_where *where, const char *reason)
{
    ((struct seen *)ctx)->warned++;
}
static bool on_relation(void *ctx, struct str wpl, struct str gem, struct str begin, struct str eind, struct str status,
                        struct err *err)
{
    assert_int_equal(begin.n, 10);
    return true;
}
static void on_stand(void *ctx, struct str date)
{
    str_copy(date, ((struct seen *)ctx)->stand, 16);
}

static bool read_text(const char *xml, struct seen *s, struct err *err)
{
    *s = (struct seen){0};
    *err = (struct err){0};
    struct bag_sink sink = {.ctx = s,
                            .voorkomen = on_voorkomen,
                            .reject = on_reject,
                            .warn = on_warn,
                            .gemeente_woonplaats = on_relation,
                            .stand = on_stand};
    struct arena *a = arena_new(16 << 20);
    struct bag_xml *x = NULL;
    assert_non_null(a);
    bool ok = bag_xml_new("proef.xml", &sink, a, &x, err) && bag_xml_feed(x, xml, strlen(xml), true, err);
    s->skipped = ok && bag_xml_kind(x) == BAG_FILE_UNKNOWN;
    bag_xml_free(x);
    arena_free(a);
    return ok;
}

static void reads_a_pand(void **state)
{
    struct seen s;
    struct err err;
    assert_true(read_text(STAND_BEGIN PAND_OF("1952100000000001", SQUARE) PAND_OF("1952100000000002", SQUARE) STAND_END,
                          &s, &err));
    assert_int_equal(s.n, 2);
    assert_int_equal(s.rejected, 0);
    assert_true(s.area == 200);
    assert_string_equal(s.stand, "2026-10-01");
    assert_string_equal(s.id, "1952100000000002");
}

static void pads_15_digits(void **state)
{
    struct seen s;
    struct err err;
    assert_true(read_text(STAND_BEGIN PAND_OF("221100000000001", SQUARE) STAND_END, &s, &err));
    assert_int_equal(s.warned, 1);
    assert_string_equal(s.id, "0221100000000001");
}

static void rejects_only_the_faulty_object(void **state)
{
    static const char *const faulty[] = {
        STAND_BEGIN PAND_OF("1952100000000001", "0 0 0 1 0 0 1 1 0 0 1 0") PAND_OF("1952100000000002", SQUARE)
            STAND_END,
        STAND_BEGIN PAND_OF("1952100000000001", "0 0 0 1 0 0 0 0 0") PAND_OF("1952100000000002", SQUARE) STAND_END,
        STAND_BEGIN PAND_OF("1952100000000001", "NaN 0 0 1 0 0 1 1 0 NaN 0 0") PAND_OF("1952100000000002", SQUARE)
            STAND_END,
        STAND_BEGIN PAND_OF("12", SQUARE) PAND_OF("1952100000000002", SQUARE) STAND_END,
    };
    static const char *const reason[] = {"niet gesloten", "minder dan vier", "geen getal", "aantal cijfers"};
    for (size_t i = 0; i < 4; i++) {
        struct seen s;
        struct err err;
        assert_true(read_text(faulty[i], &s, &err));
        assert_int_equal(s.rejected, 1);
        assert_int_equal(s.n, 1);
        assert_non_null(strstr(s.reason, reason[i]));
    }
}

static void refuses_what_it_cannot_read(void **state)
{
    struct seen s;
    struct err err;
    assert_false(read_text(STAND_BEGIN PAND_OF("1952100000000001", SQUARE) "<O:Pand><O:ident", &s, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_non_null(strstr(err.locator, "proef.xml regel 3"));
    assert_false(read_text("<xb:BAG-Extract-Deelbestand-LVC/>", &s, &err));
    assert_int_equal(err.code, ERR_UNSUPPORTED);
    assert_false(read_text("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", &s, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_true(read_text("<iets><Pand/></iets>", &s, &err));
    assert_int_equal(s.skipped, 1);
    assert_int_equal(s.n + s.rejected, 0);
}

/* 0221PND15092020.zip: 13,098 voorkomens, 7,797 of them current (counted by the publisher and by grep). */
static void imports_doesburg(void **state)
{
    const char *file = GM_SHARED_DIR "/data/bag/0221PND15092020.zip";
    if (access(file, R_OK) != 0)
        skip();
    char dir[] = "/tmp/gm-test-bag-XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    struct import_options o = {.magazijn = dir, .files = &file, .n_files = 1, .clock = clock_system()};
    struct import_report *r = calloc(1, sizeof *r);
    struct err err = {0};
    if (!importer_bag.run(&o, r, &err))
        fail_msg("%s: %s", err.locator, err.message);
    import_report_print(r, stderr);
    assert_int_equal(r->gelezen, 13098);
    assert_int_equal(r->geaccepteerd + r->afgewezen, 13098);
    assert_string_equal(r->peildatum, "2020-09-15");
    struct warehouse *w;
    int64_t n;
    assert_true(warehouse_open(dir, WAREHOUSE_READ, &w, &err));
    assert_true(warehouse_count(w, "bag_pand", &n, &err));
    assert_int_equal(n, r->geaccepteerd);
    assert_true(warehouse_count(w, "pand", &n, &err));
    assert_int_equal(n, 7797);
    warehouse_close(w);
    free(r);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_pand),
        cmocka_unit_test(pads_15_digits),
        cmocka_unit_test(rejects_only_the_faulty_object),
        cmocka_unit_test(refuses_what_it_cannot_read),
        cmocka_unit_test(imports_doesburg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

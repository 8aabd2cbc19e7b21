/* Search in the form of PDOK's Locatieserver. */
#include "tests/geoserver/fixture_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LS "/locatieserver/search/v3_1"
#define ADDRESS "adr-9999200000000001"

static struct fixture f;

static int setup(void **state)
{
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    fixture_close(&f);
    return 0;
}

static json_t *get(const char *target)
{
    json_t *j = json_of(fixture_get(&f, target));
    if (f.response.status != 200)
        fail_msg("%s: %d %s", target, f.response.status, buf_cstr(&f.response.body));
    assert_true(json_is_integer(json_at(j, "response/numFound")));
    assert_true(json_is_integer(json_at(j, "response/start")));
    assert_true(json_is_number(json_at(j, "response/maxScore")));
    assert_true(json_is_array(json_at(j, "response/docs")));
    return j;
}

static void suggest_has_pdoks_envelope(void **state)
{
    json_t *j = get(LS "/suggest?q=9990ab+12a");
    assert_int_equal(json_integer_value(json_at(j, "response/numFound")), 1);
    json_t *doc = json_at(j, "response/docs/0");
    assert_string_equal(json_text(doc, "type"), "adres");
    assert_string_equal(json_text(doc, "id"), ADDRESS);
    assert_string_equal(json_text(doc, "weergavenaam"), "Burgemeester <b>&-straat 12A-2, 9990AB Veendorp");
    assert_int_equal(json_object_size(doc), 4); /* type, weergavenaam, id, score */
    /* what was typed stands between <b> and </b>, and the name's own signs are text */
    const char *marked = json_text(j, "highlighting/" ADDRESS "/suggest/0");
    assert_non_null(strstr(marked, "<b>9990AB</b>"));
    assert_non_null(strstr(marked, "&lt;b&gt;&amp;-straat"));
    assert_true(json_is_array(json_at(j, "spellcheck/suggestions")));
    json_decref(j);
}

static void lookup_tells_all(void **state)
{
    static const struct {
        const char *name, *value;
    } fields[] = {{"bron", "BAG"},
                  {"type", "adres"},
                  {"straatnaam", "Burgemeester <b>&-straat"},
                  {"huisletter", "A"},
                  {"huisnummertoevoeging", "2"},
                  {"huis_nlt", "12A-2"},
                  {"postcode", "9990AB"},
                  {"woonplaatsnaam", "Veendorp"},
                  {"gemeentecode", "9999"},
                  {"gemeentenaam", "Veendorp"},
                  {"wijkcode", "WK999900"},
                  {"wijknaam", "West"},
                  {"buurtcode", "BU99990000"},
                  {"nummeraanduiding_id", "9999200000000001"},
                  {"adresseerbaarobject_id", "9999010000000001"},
                  {"centroide_rd", "POINT(200120 500520)"}};
    json_t *j = get(LS "/lookup?id=" ADDRESS), *doc = json_at(j, "response/docs/0");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(json_text(doc, fields[i].name), fields[i].value) != 0)
            fail_msg("%s is \"%s\"", fields[i].name, json_text(doc, fields[i].name));
    assert_int_equal(json_integer_value(json_at(doc, "huisnummer")), 12);
    double xy[2];
    struct err err = {0};
    assert_int_equal(sscanf(json_text(doc, "centroide_ll"), "POINT(%lf %lf)", &xy[0], &xy[1]), 2);
    assert_true(crs_transform(f.worker.crs, CRS_84, CRS_RD, xy, 1, &err));
    assert_true(fabs(xy[0] - PAND_X) < 0.01 && fabs(xy[1] - PAND_Y) < 0.01);
    json_decref(j);
    j = get(LS "/lookup?id=" ADDRESS "&fl=id,%20postcode");
    assert_int_equal(json_object_size(json_at(j, "response/docs/0")), 2);
    json_decref(j);
    static const char *const absent[] = {"adr-1", "adr-", "x", "wpl-9999'--", "weg-%25", "adr-9999200000000001%20"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        char target[200];
        snprintf(target, sizeof target, LS "/lookup?id=%s", absent[i]);
        j = get(target);
        assert_int_equal(json_integer_value(json_at(j, "response/numFound")), 0);
        json_decref(j);
    }
}

/* Every kind that suggest gives, lookup finds by its id. */
static void what_is_suggested_can_be_looked_up(void **state)
{
    static const char *const types[] = {"adres", "weg", "postcode", "woonplaats", "gemeente", "wijk", "buurt"};
    static const char *const typed[] = {"burgemeester+12", "burgemeester", "9990AB", "veendorp",
                                        "veendorp",        "west",         "west"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char target[200], id[64], name[200];
        snprintf(target, sizeof target, LS "/free?q=%s&fq=type:%s", typed[i], types[i]);
        json_t *j = get(target);
        if (json_array_size(json_at(j, "response/docs")) != 1)
            fail_msg("%s: %s", target, buf_cstr(&f.response.body));
        assert_string_equal(json_text(j, "response/docs/0/type"), types[i]);
        snprintf(id, sizeof id, "%s", json_text(j, "response/docs/0/id"));
        snprintf(name, sizeof name, "%s", json_text(j, "response/docs/0/weergavenaam"));
        assert_true(strncmp(json_text(j, "response/docs/0/centroide_rd"), "POINT(20", 8) == 0);
        json_decref(j);
        snprintf(target, sizeof target, LS "/lookup?id=%s", id);
        j = get(target);
        assert_string_equal(json_text(j, "response/docs/0/type"), types[i]);
        assert_string_equal(json_text(j, "response/docs/0/weergavenaam"), name);
        json_decref(j);
    }
}

static void pages_and_filters_hold(void **state)
{
    json_t *j = get(LS "/free?q=veendorp&rows=1");
    int64_t total = json_integer_value(json_at(j, "response/numFound"));
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 1);
    assert_true(total >= 2);
    json_decref(j);
    j = get(LS "/free?q=veendorp&rows=0");
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 0);
    json_decref(j);
    j = get(LS "/free?q=veendorp&rows=999999999&start=1");
    assert_int_equal(json_integer_value(json_at(j, "response/start")), 1);
    assert_int_equal(json_array_size(json_at(j, "response/docs")), total - 1);
    json_decref(j);
    j = get(LS "/free?q=veendorp&fq=type:(gemeente%20OR%20woonplaats)");
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 2);
    json_decref(j);
    j = get(LS "/free?q=veendorp&fq=type:perceel"); /* PDOK's, not ours: nothing, rather than everything */
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 0);
    json_decref(j);
}

static void reverse_finds_the_nearest_address(void **state)
{
    json_t *j = get(LS "/reverse?X=200123&Y=500524");
    assert_string_equal(json_text(j, "response/docs/0/id"), ADDRESS);
    json_decref(j);
    j = get(LS "/reverse?X=200123&Y=500524&distance=4");
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 0);
    json_decref(j);
    double xy[] = {PAND_X, PAND_Y};
    char target[200];
    struct err err = {0};
    assert_true(crs_transform(f.worker.crs, CRS_RD, CRS_84, xy, 1, &err));
    snprintf(target, sizeof target, LS "/reverse?lon=%.7f&lat=%.7f&distance=1&type=adres", xy[0], xy[1]);
    j = get(target);
    assert_string_equal(json_text(j, "response/docs/0/id"), ADDRESS);
    json_decref(j);
    j = get(LS "/reverse?lon=6&lat=91"); /* nowhere */
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 0);
    json_decref(j);
}

static void wrong_requests_are_refused(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *said;
    } cases[] = {{LS "/suggest", 400, "q"},
                 {LS "/suggest?q=+", 400, "q"},
                 {LS "/suggest?q=a&rows=-1", 400, "rows"},
                 {LS "/suggest?q=a&rows=x", 400, "rows"},
                 {LS "/free?q=a&start=1.5", 400, "start"},
                 {LS "/free?q=a&fq=gemeentenaam:Utrecht", 400, "fq"},
                 {LS "/free?q=a&fq=type:weg&fq=type:adres", 400, "fq"},
                 {LS "/free?q=a&nietbestaand=1", 400, "nietbestaand"},
                 {LS "/lookup", 400, "id"},
                 {LS "/reverse?X=1", 400, "lat"},
                 {LS "/reverse?X=1&Y=nan", 400, "lat"},
                 {LS "/reverse?X=1&Y=1&distance=ver", 400, "distance"},
                 {LS "/reverse?X=1&Y=1&type=weg", 400, "type"},
                 {LS "/reverse?X=1&Y=1&fq=type:weg", 400, "type"},
                 {LS "/", 404, "/suggest"},
                 {LS "/Suggest?q=a", 404, "/suggest"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *j = json_of(fixture_get(&f, cases[i].target));
        if (f.response.status != cases[i].status || !strstr(json_text(j, "detail"), cases[i].said))
            fail_msg("%s: %d %s", cases[i].target, f.response.status, buf_cstr(&f.response.body));
        assert_false(f.response.cacheable);
        json_decref(j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suggest_has_pdoks_envelope),         cmocka_unit_test(lookup_tells_all),
        cmocka_unit_test(what_is_suggested_can_be_looked_up), cmocka_unit_test(pages_and_filters_hold),
        cmocka_unit_test(reverse_finds_the_nearest_address),  cmocka_unit_test(wrong_requests_are_refused)};
    return cmocka_run_group_tests(tests, setup, teardown);
}

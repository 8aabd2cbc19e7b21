/* Search in the form of PDOK's Locatieserver. */
#include "tests/geoserver/fixture_json.h"

#include "warehouse/search_priv.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
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

/* Every field that input-formats.md §6 lists for an address, or the reason why it isn't there. */
static void an_address_has_pdoks_fields(void **state)
{
    static const struct {
        const char *name;
        bool unasked; /* also without fl */
    } fields[] = {{"bron", true},
                  {"type", true},
                  {"id", true},
                  {"weergavenaam", true},
                  {"straatnaam", true},
                  {"straatnaam_verkort", true},
                  {"huisnummer", true},
                  {"huisletter", true},
                  {"huisnummertoevoeging", true},
                  {"huis_nlt", true},
                  {"postcode", true},
                  {"woonplaatsnaam", true},
                  {"woonplaatscode", true},
                  {"gemeentenaam", true},
                  {"gemeentecode", true},
                  {"wijkcode", true},
                  {"wijknaam", true},
                  {"buurtcode", true},
                  {"buurtnaam", true},
                  {"openbareruimtetype", true},
                  {"openbareruimte_id", true},
                  {"nummeraanduiding_id", true},
                  {"adresseerbaarobject_id", true},
                  {"identificatie", true},
                  {"centroide_ll", true},
                  {"centroide_rd", true},
                  {"geometrie_ll", false},
                  {"geometrie_rd", false},
                  {"rdf_seealso", true},
                  {"suggest", false},
                  {"typesortering", false},
                  {"sortering", false},
                  {"score", true},
                  {"shard", false}};
    /* no water boards and parcels in the warehouse; gemeente 9999 is in no province; shards only by its name; afstand
     * only from reverse */
    static const char *const absent[] = {"waterschapscode", "waterschapsnaam", "gekoppeld_perceel",
                                         "provincienaam",   "provinciecode",   "provincieafkorting",
                                         "shards",          "afstand"};
    for (int all = 0; all < 2; all++) {
        json_t *j = get(all ? LS "/free?q=9990ab+12a&fl=*" : LS "/free?q=9990ab+12a"),
               *doc = json_at(j, "response/docs/0");
        size_t n = 0;
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            bool there = json_object_get(doc, fields[i].name) != NULL;
            if (there != (all || fields[i].unasked))
                fail_msg("%s (fl %s)", fields[i].name, all ? "*" : "none");
            n += there;
        }
        for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
            assert_null(json_object_get(doc, absent[i]));
        assert_int_equal(json_object_size(doc), n);
        assert_string_equal(json_text(doc, "identificatie"), "9999010000000001-9999200000000001");
        assert_string_equal(json_text(doc, "rdf_seealso"),
                            "http://bag.basisregistraties.overheid.nl/bag/id/nummeraanduiding/9999200000000001");
        assert_string_equal(json_text(doc, "woonplaatscode"), "9999");
        assert_string_equal(json_text(doc, "openbareruimtetype"), "Weg");
        json_decref(j);
    }
    json_t *j = get(LS "/free?q=9990ab+12a&fl=shards,id"), *doc = json_at(j, "response/docs/0");
    assert_string_equal(json_text(doc, "shards"), "bag");
    assert_int_equal(json_object_size(doc), 2);
    json_decref(j);
}

static void provinces_follow_from_the_number(void **state)
{
    /* From the CBS: Groningen, Lelystad, Nissewaard, Voorne aan Zee; 18 was Hoogezand-Sappemeer. */
    static const struct {
        const char *code, *provincie;
    } cases[] = {{"GM0014", "PV20"}, {"GM0995", "PV24"}, {"GM1930", "PV28"}, {"GM1992", "PV28"},
                 {"GM0018", "PV20"}, {"GM1952", "PV20"}, {"GM0363", "PV27"}, {"GM0518", "PV28"},
                 {"GM0080", "PV21"}, {"GM0106", "PV22"}, {"GM0193", "PV23"}, {"GM0202", "PV25"},
                 {"GM0344", "PV26"}, {"GM0687", "PV29"}, {"GM0772", "PV30"}, {"GM0935", "PV31"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search_hit h = {.gemeentecode = str_from(cases[i].code)};
        hit_set_provincie(&h);
        assert_string_equal(h.provinciecode, cases[i].provincie);
    }
}

static void xml_is_solrs(void **state)
{
    const char *body = fixture_get(&f, LS "/suggest?q=burgemester&wt=xml");
    assert_string_equal(f.response.content_type, "application/xml; charset=utf-8");
    xmlDocPtr doc = xmlReadMemory(body, (int)strlen(body), NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    assert_non_null(doc);
    xmlXPathContextPtr c = xmlXPathNewContext(doc);
    static const struct {
        const char *path, *value;
    } cases[] = {{"string(/response/result[@name='response']/@numFound)", "1"},
                 {"string(/response/result/@numFoundExact)", "true"},
                 {"string(/response/result/doc/str[@name='type'])", "weg"},
                 {"string(/response/result/doc/str[@name='weergavenaam'])", "Burgemeester <b>&-straat, Veendorp"},
                 {"string(//lst[@name='highlighting']/lst/arr[@name='suggest']/str)",
                  "<b>Burgemeester</b> &lt;b&gt;&amp;-straat, Veendorp"},
                 {"string(//lst[@name='suggestions']/lst[@name='burgemester']/arr/str)", "burgemeester"},
                 {"string(//str[@name='collationQuery'])", "burgemeester"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        xmlXPathObjectPtr o = xmlXPathEvalExpression((const xmlChar *)cases[i].path, c);
        assert_non_null(o);
        assert_string_equal((const char *)o->stringval, cases[i].value);
        xmlXPathFreeObject(o);
    }
    xmlXPathFreeContext(c);
    xmlFreeDoc(doc);
}

static void what_is_mistyped_is_said(void **state)
{
    json_t *j = get(LS "/suggest?q=burgemester+12+a");
    assert_string_equal(json_text(j, "response/docs/0/id"), ADDRESS);
    assert_string_equal(json_text(j, "spellcheck/suggestions/0"), "burgemester");
    assert_string_equal(json_text(j, "spellcheck/suggestions/1/suggestion/0"), "burgemeester");
    assert_int_equal(json_integer_value(json_at(j, "spellcheck/suggestions/1/startOffset")), 0);
    assert_int_equal(json_integer_value(json_at(j, "spellcheck/suggestions/1/endOffset")), 11);
    assert_string_equal(json_text(j, "spellcheck/collations/0"), "collation");
    assert_string_equal(json_text(j, "spellcheck/collations/1/collationQuery"), "burgemeester 12 a");
    assert_string_equal(json_text(j, "spellcheck/collations/1/misspellingsAndCorrections/1"), "burgemeester");
    json_decref(j);
    j = get(LS "/suggest?q=burgemeester");
    assert_int_equal(json_array_size(json_at(j, "spellcheck/suggestions")), 0);
    json_decref(j);
}

/* The ways in which clients of PDOK ask (Signalen, NLMaps, QGIS plug-ins). */
static void clients_of_pdok_get_what_they_ask(void **state)
{
    static const struct {
        const char *target;
        size_t n;
        const char *type;
    } cases[] = {{LS "/suggest?fq=bron:BAG&fq=type:adres&fq=gemeentenaam:(%22Veendorp%22)&"
                     "fl=id,weergavenaam,centroide_ll&rows=7&q=burg",
                  0, NULL}, /* a street and no number: no address yet */
                 {LS "/suggest?fq=type:adres&fq=gemeentenaam:(veendorp+OR+weesp)&q=burg+12", 1, "adres"},
                 {LS "/suggest?fq=type:adres&fq=gemeentenaam:weesp&q=burg+12", 0, NULL},
                 {LS "/suggest?fq=type:adres+AND+postcode:9990AB&q=burg+12", 1, "adres"},
                 {LS "/free?fq=postcode:9990AB&fq=type:postcode", 1, "postcode"},
                 {LS "/free?q=postcode:9990AB+AND+huisnummer:12&wt=json&indent=true", 1, "adres"},
                 {LS "/free?q=*:*&fq=nummeraanduiding_id:9999200000000001&fq=type:adres", 1, "adres"},
                 {LS "/free", 0, NULL},
                 {LS "/free?q=veendorp&sort=score+desc,sortering+asc,weergavenaam+asc&df=tekst&qf=exacte_match^1", 2,
                  "gemeente"},
                 {LS "/free?q=veendorp&sort=weergavenaam+desc", 2, "woonplaats"},
                 {LS "/free?q=veendorp&bq=type:woonplaats^1.5+type:gemeente^0.5", 2, "woonplaats"},
                 {LS "/free?q=veendorp&lat=52.5&lon=5.9", 2, "gemeente"},
                 {LS "/free?q=west", 0, NULL}, /* wijken and buurten aren't in PDOK's default fq */
                 {LS "/free?q=west&fq=type:(wijk+OR+buurt)", 2, "wijk"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *j = get(cases[i].target);
        if (json_array_size(json_at(j, "response/docs")) != cases[i].n)
            fail_msg("%s: %s", cases[i].target, buf_cstr(&f.response.body));
        assert_true(json_is_true(json_at(j, "response/numFoundExact")));
        if (cases[i].n && !strstr(cases[i].target, "fl="))
            assert_string_equal(json_text(j, "response/docs/0/type"), cases[i].type);
        json_decref(j);
    }
    const char *body = fixture_get(&f, LS "/suggest?q=veendorp&indent=true");
    assert_non_null(strstr(body, "\n  \"response\":{\n    \"numFound\":2,"));
}

static void reverse_gives_distances_and_kinds(void **state)
{
    json_t *j = get(LS "/reverse?X=200123&Y=500524");
    assert_true(fabs(json_number_value(json_at(j, "response/docs/0/afstand")) - 5) < 0.01);
    assert_int_equal(json_object_size(json_at(j, "response/docs/0")), 5);
    json_decref(j);
    j = get(LS "/reverse?X=200123&Y=500524&type=weg&type=postcode&type=woonplaats,gemeente&type=wijk&type=buurt");
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 6);
    json_decref(j);
    j = get(LS "/reverse?X=200123&Y=500524&type=*&rows=3");
    assert_int_equal(json_array_size(json_at(j, "response/docs")), 3);
    json_decref(j);
    j = get(LS "/reverse?X=200123&Y=500524&fq=type:weg");
    assert_string_equal(json_text(j, "response/docs/0/type"), "weg");
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
                 {LS "/free?q=a&fq=kleur:rood", 400, "kleur"},
                 {LS "/free?q=a&fq=type", 400, "fq"},
                 {LS "/free?q=a&fq=type:", 400, "fq"},
                 {LS "/free?q=a&fq=type:(weg", 400, "fq"},
                 {LS "/free?q=a&fq=type:%22weg", 400, "fq"},
                 {LS "/free?q=a&fq=type:weg+adres", 400, "fq"},
                 {LS "/free?q=a&fq=type:weg+AND", 400, "fq"},
                 {LS "/free?q=a&fq=-type:weg", 400, "fq"},
                 {LS "/free?q=a&sort=score", 400, "sort"},
                 {LS "/free?q=a&sort=kleur+asc", 400, "sort"},
                 {LS "/free?q=a&wt=csv", 400, "wt"},
                 {LS "/free?q=a&indent=misschien", 400, "indent"},
                 {LS "/free?q=a&bq=type:weg^x", 400, "bq"},
                 {LS "/free?q=a&lat=53", 400, "lat"},
                 {LS "/reverse?X=1&Y=1&fq=postcode:9990AB", 400, "fq"},
                 {LS "/reverse?X=1&Y=1&distance=-1", 400, "distance"},
                 {LS "/free?q=a&nietbestaand=1", 400, "nietbestaand"},
                 {LS "/lookup", 400, "id"},
                 {LS "/reverse?X=1", 400, "lat"},
                 {LS "/reverse?X=1&Y=nan", 400, "lat"},
                 {LS "/reverse?X=1&Y=1&distance=ver", 400, "distance"},
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
        cmocka_unit_test(suggest_has_pdoks_envelope),         cmocka_unit_test(an_address_has_pdoks_fields),
        cmocka_unit_test(provinces_follow_from_the_number),   cmocka_unit_test(xml_is_solrs),
        cmocka_unit_test(what_is_mistyped_is_said),           cmocka_unit_test(clients_of_pdok_get_what_they_ask),
        cmocka_unit_test(reverse_gives_distances_and_kinds),  cmocka_unit_test(lookup_tells_all),
        cmocka_unit_test(what_is_suggested_can_be_looked_up), cmocka_unit_test(pages_and_filters_hold),
        cmocka_unit_test(reverse_finds_the_nearest_address),  cmocka_unit_test(wrong_requests_are_refused)};
    return cmocka_run_group_tests(tests, setup, teardown);
}

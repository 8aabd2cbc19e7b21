/* The BAG's scanner against expat, and the reader on it: the real files, every way of cutting a small one, and hostile
 * ones. */
#include "importers/bag/bag_geom.h"
#include "importers/bag/bag_scan.h"
#include "importers/bag/bag_xml.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <expat.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* ---- what a parser tells, as one text ---- */

struct told {
    struct buf all;
    bool in_text;
};

static void tell_text(struct told *t, const char *p, size_t n)
{
    if (!t->in_text && n)
        buf_byte(&t->all, '"');
    t->in_text = t->in_text || n;
    buf_add(&t->all, p, n);
}

static void tell_name(struct told *t, char what, struct str name)
{
    t->in_text = false;
    buf_byte(&t->all, what);
    buf_str(&t->all, name);
    buf_byte(&t->all, '\n');
}

/* As XML 1.0 §3.3.3 asks of attribute values: written white space is a space. */
static void tell_attribute(struct told *t, struct str name, struct str raw)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] == '\r' && i + 1 < raw.n && raw.p[i + 1] == '\n')
            continue;
        buf_byte(&b, raw.p[i] == '\n' || raw.p[i] == '\t' || raw.p[i] == '\r' ? ' ' : raw.p[i]);
    }
    tell_name(t, '@', name);
    buf_byte(&t->all, '=');
    bag_scan_decode(buf_view(&b), false, &t->all);
    buf_byte(&t->all, '\n');
    buf_done(&b);
}

/* piece: bytes per feed. */
static bool with_scan(struct str xml, size_t piece, struct told *t, enum err_code *code)
{
    struct bag_scan *s = bag_scan_new();
    struct bag_token token;
    enum bag_token_kind kind;
    size_t at = 0;
    do {
        size_t n = xml.n - at < piece ? xml.n - at : piece;
        char *copy = malloc(n ? n : 1); /* so that a read outside of it, or after it, is seen */
        if (n)
            memcpy(copy, xml.p + at, n);
        at += n;
        bag_scan_feed(s, copy, n, at == xml.n);
        while ((kind = bag_scan_next(s, &token)) != BAG_TOKEN_MORE && kind != BAG_TOKEN_FAULT) {
            if (kind == BAG_TOKEN_TEXT) {
                struct buf b;
                buf_init(&b, 1 << 26);
                if (token.plain)
                    buf_str(&b, token.text);
                else
                    bag_scan_decode(token.text, token.cdata, &b);
                tell_text(t, b.p, b.n);
                buf_done(&b);
            } else {
                tell_name(t, kind == BAG_TOKEN_START ? '<' : '>', token.name);
                for (size_t i = 0; kind == BAG_TOKEN_START && i < token.n_attributes; i++)
                    tell_attribute(t, token.attributes[i].name, token.attributes[i].value);
            }
        }
        free(copy);
    } while (kind == BAG_TOKEN_MORE && at < xml.n);
    const char *message = "";
    unsigned long line;
    *code = ERR_NONE;
    if (kind == BAG_TOKEN_FAULT) {
        *code = bag_scan_fault(s, &message, &line);
        assert_true(strlen(message) > 0);
        assert_true(line >= 1);
    }
    bag_scan_free(s);
    return kind == BAG_TOKEN_MORE;
}

static void XMLCALL expat_start(void *t, const char *name, const char **attributes)
{
    tell_name(t, '<', str_from(name));
    for (; attributes[0]; attributes += 2) {
        tell_name(t, '@', str_from(attributes[0]));
        buf_byte(&((struct told *)t)->all, '=');
        buf_c(&((struct told *)t)->all, attributes[1]);
        buf_byte(&((struct told *)t)->all, '\n');
    }
}
static void XMLCALL expat_end(void *t, const char *name)
{
    tell_name(t, '>', str_from(name));
}
static void XMLCALL expat_text(void *t, const char *p, int n)
{
    tell_text(t, p, (size_t)n);
}
static bool with_expat(struct str xml, struct told *t)
{
    XML_Parser p = XML_ParserCreate("UTF-8"); /* whatever is declared: that is not what is compared */
    XML_SetUserData(p, t);
    XML_SetElementHandler(p, expat_start, expat_end);
    XML_SetCharacterDataHandler(p, expat_text);
    bool ok = XML_Parse(p, xml.p, (int)xml.n, 1) == XML_STATUS_OK;
    XML_ParserFree(p);
    return ok;
}

static void show(struct str xml, const char *what)
{
    char *p = malloc(xml.n + 1);
    memcpy(p, xml.p, xml.n);
    p[xml.n] = 0;
    print_error("%s: [%s]\n", what, p);
    free(p);
}

/* The same told, or both refuse. */
static void same_as_expat(struct str xml, size_t piece)
{
    struct told ours = {0}, theirs = {0};
    enum err_code code;
    buf_init(&ours.all, 1 << 30);
    buf_init(&theirs.all, 1 << 30);
    bool a = with_scan(xml, piece, &ours, &code), b = with_expat(xml, &theirs);
    if (a != b) {
        show(xml, a ? "only accepted by us" : "only accepted by expat");
        fail();
    }
    if (a && !str_eq(buf_view(&ours.all), buf_view(&theirs.all))) {
        show(xml, "told otherwise than by expat");
        show(buf_view(&ours.all), "ours");
        show(buf_view(&theirs.all), "expat's");
        fail();
    }
    buf_done(&ours.all);
    buf_done(&theirs.all);
}

static const char *const documents[] = {
    "<a/>",
    "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes' ?>\n<a>b</a>\n",
    "<?xml version='1.0'?><!-- c --><?p i?><a x='1' y = \"&lt;2>\"\n>t<b/>&amp;<!-- c -->u</a ><!--d-->",
    "<a>t<![CDATA[<&]]]>v<!-- c --><![CDATA[]]>w<?p i?></a>",
    "<a>]]&gt;] ]></a>",
    "<a>]]></a>",
    "<a>&#65;&#x20AC;&#x10FFFF;</a>",
    "<a>&#0;</a>",
    "<a>&#xD800;</a>",
    "<a>&#xFFFE;</a>",
    "<a>&#x110000;</a>",
    "<a>&#99999999999999999999;</a>",
    "<a>&x;</a>",
    "<a>&amp</a>",
    "<a>&;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#X41;</a>",
    "<a b='&lt;&#10;c\r\nd\te'/>",
    "<a b='<'/>",
    "<a b='1' b='2'/>",
    "<a b='1'c='2'/>",
    "<a b/>",
    "<a b=c/>",
    "<a / >",
    "< a/>",
    "</a>",
    "<a></b>",
    "<a></a></a>",
    "<a/><b/>",
    "<a/>t",
    "t<a/>",
    "<a>",
    "<a><b></a></b>",
    "",
    "  \n",
    "<!-- -- --><a/>",
    "<!-- c --->",
    "<!--><a/>",
    "<a/><!---->",
    "<a/><!",
    "<a/><!-",
    "<a/><!--",
    "<a/><?p",
    "<a/><?p ?>",
    "<a/><?p?>",
    "<?p?q?><a/>",
    " <?xml version='1.0'?><a/>",
    "<a><?xml version='1.0'?></a>",
    "<a><?XML x?></a>",
    "<?xml?><a/>",
    "<?xmlx ?><a/>",
    "<?xml version='1.0' foo='b'?><a/>",
    "<?xml version='1.0'encoding='UTF-8'?><a/>",
    "<?xml version='1.0' standalone='maybe'?><a/>",
    "<?xml encoding='UTF-8'?><a/>",
    "<![CDATA[x]]><a/>",
    "<a><![CDATA[x]]</a>",
    "<a><![CDAT[x]]></a>",
    "<a>\x01</a>",
    "<a>\x7f\xc2\x80</a>",
    "<a>\xff</a>",
    "<a>\xc0\x80</a>",
    "<a>\xed\xa0\x80</a>",
    "<a>\xef\xbf\xbf</a>",
    "<a>\xf4\x90\x80\x80</a>",
    "<a>\xe2\x82</a>",
    "<a><!-- \xff --></a>",
    "<a b='\xff'/>",
    "<a>\r\nb\rc\n</a>",
    "<a><![CDATA[\r\n&amp;\r]]></a>",
    "<a:b:c:d xmlns:a='x' a:e='1'/>",
    "<1a/>",
    "<a.b-c_1/>",
    "<-a/>",
    "<\xc3\xa9l\xc3\xa8ve/>",
    "<a\xc3\x97/>",
    "<a>0123456789abcdef0123456789abcdef&gt;0123456789abcdef]0123456789abcdef\n0123456789\xc3\xa9</a>",
};

static void agrees_with_expat(void **state)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (size_t piece = 1; piece < 40; piece = piece * 2 + 1)
            same_as_expat(str_from(documents[i]), piece);
}

/* Each byte at each place of a name, a text, a value, a comment and an instruction that are longer than a register. */
static void agrees_with_expat_on_every_byte(void **state)
{
    static const char *const forms[] = {"<abcdefghij:0123456789/>",        "<a>0123456789abcdef0123</a>",
                                        "<a b='0123456789abcdef01'/>",     "<a><!--0123456789abcdef01--></a>",
                                        "<a><?p 0123456789abcdef01?></a>", "<a><![CDATA[0123456789abcdef01]]></a>"};
    for (size_t form = 0; form < sizeof forms / sizeof *forms; form++)
        for (int byte = 0; byte < 256; byte++)
            for (size_t at = 0; at < strlen(forms[form]); at++) {
                char xml[64];
                snprintf(xml, sizeof xml, "%s", forms[form]);
                xml[at] = (char)byte;
                same_as_expat((struct str){xml, strlen(forms[form])}, 1 + at);
            }
}

/* Small documents with a few bytes changed, left out, or put in; always the same ones. */
static void agrees_with_expat_on_mutations(void **state)
{
    static const char bytes[] = "<>/!?-[]&;#x'\"= \n\rab:1\x01\xc3\xa9\xff";
    uint64_t random = 42;
    for (int round = 0; round < 120000; round++) {
        char xml[512];
        const char *from = documents[(size_t)round % (sizeof documents / sizeof *documents)];
        size_t n = strlen(from);
        memcpy(xml, from, n);
        for (int change = round % 3; change >= 0; change--) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            size_t at = n ? (size_t)(random >> 33) % n : 0;
            char with = bytes[(random >> 20) % (sizeof bytes - 1)];
            switch (random >> 62) {
            case 0:
                if (n) {
                    memmove(xml + at, xml + at + 1, n - at - 1);
                    n--;
                }
                break;
            case 1:
                memmove(xml + at + 1, xml + at, n - at);
                xml[at] = with;
                n++;
                break;
            default:
                if (n)
                    xml[at] = with;
            }
        }
        struct str doc = {xml, n};
        /* What is refused on purpose. */
        if (str_find_str(doc, STR("<!D")) != SIZE_MAX || str_find_str(doc, STR("encoding")) != SIZE_MAX)
            continue;
        same_as_expat(doc, 1 + (size_t)round % 37);
    }
}

/* ---- the real files ---- */

struct seen {
    int64_t types[BAG_TYPES], onderzoek[BAG_TYPES], acties[5], relations, rejected, warned, groups, unknown, heads;
    bool open;
    char stand[11], van[11], tot[11], gemeente[8], unknown_name[32], where[160], reason[160];
    struct buf *log; /* NULL: only counted */
};

static void note(struct seen *s, const char *what, const struct bag_where *w, struct str more)
{
    char where[160];
    if (!s->log)
        return;
    bag_where_text(w, where);
    buf_printf(s->log, "%s %s ", what, where);
    buf_str(s->log, more);
    buf_byte(s->log, '\n');
}

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err)
{
    struct seen *s = ctx;
    s->types[v->type]++;
    s->acties[v->actie]++;
    note(s, "voorkomen", where, v->identificatie);
    if (s->log) {
        const struct str texts[] = {v->status,           v->documentdatum,          v->documentnummer,
                                    v->begin_geldigheid, v->eind_geldigheid,        v->naam,
                                    v->opr_type,         v->verkorte_naam,          v->huisnummer,
                                    v->postcode,         v->openbare_ruimte_id,     v->woonplaats_id,
                                    v->hoofdadres_id,    v->tijdstip_registratie_lv};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            buf_byte(s->log, '|');
            buf_str(s->log, texts[i]);
        }
        for (size_t i = 0; i < v->n_nevenadres; i++)
            buf_str(s->log, v->nevenadres_ids[i]);
        for (size_t i = 0; i < v->n_gebruiksdoelen; i++)
            buf_str(s->log, v->gebruiksdoelen[i]);
        for (size_t i = 0; i < v->n_panden; i++)
            buf_str(s->log, v->pand_ids[i]);
        for (size_t i = 0; i < 2 * v->geom.n_xy; i++) {
            buf_byte(s->log, ' ');
            buf_double(s->log, v->geom.xy[i]);
        }
        buf_printf(s->log, " %d %" PRId64 " %" PRId64 "\n", v->actie, v->oppervlakte, v->oorspronkelijk_bouwjaar);
    }
    return true;
}
static void on_reject(void *ctx, const struct bag_where *where, const char *reason)
{
    struct seen *s = ctx;
    s->rejected++;
    bag_where_text(where, s->where);
    snprintf(s->reason, sizeof s->reason, "%s", reason);
    note(s, "reject", where, str_from(reason));
}
static void on_warn(void *ctx, const struct bag_where *where, const char *reason)
{
    ((struct seen *)ctx)->warned++;
    note(ctx, "warn", where, str_from(reason));
}
static bool on_relation(void *ctx, struct str wpl, struct str gem, struct str begin, struct str eind, struct str status,
                        struct err *err)
{
    struct seen *s = ctx;
    s->relations++;
    assert_int_equal(begin.n, 10);
    assert_true(status.n > 0);
    if (s->log)
        buf_printf(s->log, "relatie %.*s %.*s %.*s\n", STR_ARG(wpl), STR_ARG(gem), STR_ARG(eind));
    return true;
}
static bool on_onderzoek(void *ctx, const struct bag_in_onderzoek *k, const struct bag_where *where, struct err *err)
{
    struct seen *s = ctx;
    s->onderzoek[k->type]++;
    assert_int_equal(k->identificatie.n, k->type == BAG_WPL ? 4 : 16);
    assert_int_equal(k->documentdatum.n, 10);
    assert_true(k->tijdstip_registratie.n > 10 && k->tijdstip_registratie_lv.n > 10);
    note(s, k->in_onderzoek ? "J" : "N", where, k->kenmerk);
    return true;
}
static bool on_levering(void *ctx, const struct bag_levering *l, const struct bag_where *where, struct err *err)
{
    struct seen *s = ctx;
    s->heads++;
    assert_true(str_copy(l->stand, s->stand, sizeof s->stand));
    if (l->n_gemeenten)
        str_copy(l->gemeente_codes[0], s->gemeente, sizeof s->gemeente);
    note(s, l->nederland ? "nederland" : "levering", where, l->n_gemeenten ? l->gemeente_namen[0] : l->schema_versie);
    return true;
}
static void on_periode(void *ctx, struct str van, struct str tot)
{
    struct seen *s = ctx;
    assert_true(str_copy(van, s->van, sizeof s->van) && str_copy(tot, s->tot, sizeof s->tot));
}
static bool on_groep(void *ctx, bool begin, const struct bag_where *where, struct err *err)
{
    struct seen *s = ctx;
    assert_true(begin != s->open);
    s->open = begin;
    s->groups += begin;
    note(s, begin ? "groep" : "einde", where, (struct str){0});
    return true;
}
static void on_unknown(void *ctx, struct str name, int64_t count, const struct bag_where *first)
{
    struct seen *s = ctx;
    s->unknown += count;
    str_copy(name, s->unknown_name, sizeof s->unknown_name);
    note(s, "unknown", first, name);
}

static bool read_pieces(struct str xml, size_t piece, struct seen *s, enum bag_file *kind, struct err *err)
{
    struct bag_sink sink = {s,           on_voorkomen, on_reject, on_warn,   on_relation, NULL, on_onderzoek,
                            on_levering, on_periode,   on_groep,  on_unknown};
    struct arena *a = arena_new(16 << 20);
    struct bag_xml *x;
    assert_true(bag_xml_new("proef.xml", &sink, a, &x, err));
    size_t at = 0;
    bool ok = true;
    do {
        size_t n = xml.n - at < piece ? xml.n - at : piece;
        char *copy = malloc(n ? n : 1);
        if (n)
            memcpy(copy, xml.p + at, n);
        at += n;
        ok = bag_xml_feed(x, copy, n, at == xml.n, err);
        memset(copy, '#', n);
        free(copy);
    } while (ok && at < xml.n);
    if (kind)
        *kind = bag_xml_kind(x);
    bag_xml_free(x);
    arena_free(a);
    return ok;
}

static bool read_text(const char *xml, struct seen *s, struct err *err)
{
    *s = (struct seen){0};
    *err = (struct err){0};
    return read_pieces(str_from(xml), strlen(xml) + 1, s, NULL, err);
}

struct totals {
    struct seen seen;
    int files, refused;
    int64_t bytes;
};

static void read_real(const char *name, struct str xml, struct totals *t)
{
    struct err err = {0};
    enum bag_file kind;
    same_as_expat(xml, 70001);
    if (!read_pieces(xml, 65536, &t->seen, &kind, &err)) {
        t->refused++;
        print_message("%s: %s: %s\n", name, err.locator, err.message);
    }
    t->files++;
    t->bytes += (int64_t)xml.n;
}

/* Bytes of an xml, or of zips in it. */
static void walk(const char *name, struct str bytes, struct totals *t)
{
    if (bytes.n < 2 || memcmp(bytes.p, "PK", 2) != 0) {
        read_real(name, bytes, t);
        return;
    }
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_format_zip(a);
    assert_int_equal(archive_read_open_memory(a, bytes.p, bytes.n), ARCHIVE_OK);
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        char inner[256];
        struct buf b;
        static char chunk[1 << 16];
        la_ssize_t n;
        snprintf(inner, sizeof inner, "%s", archive_entry_pathname(entry));
        if (strstr(inner, "__MACOSX") || (!strstr(inner, ".xml") && !strstr(inner, ".zip")))
            continue;
        buf_init(&b, 1 << 28);
        while ((n = archive_read_data(a, chunk, sizeof chunk)) > 0)
            buf_add(&b, chunk, (size_t)n);
        walk(inner, buf_view(&b), t);
        buf_done(&b);
    }
    archive_read_free(a);
}

static void read_file(const char *path, struct totals *t)
{
    FILE *f = fopen(path, "rb");
    struct buf b;
    static char chunk[1 << 16];
    size_t n;
    if (!f)
        skip();
    buf_init(&b, 1 << 28);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(&b, chunk, n);
    fclose(f);
    walk(strrchr(path, '/') + 1, buf_view(&b), t);
    buf_done(&b);
}

#define REAL GM_SHARED_DIR "/data/bag/"

/* Counts by grep over the unzipped files. */
static void reads_the_real_extracts(void **state)
{
    struct totals t = {0};
    read_file(REAL "0221PND15092020.zip", &t);
    assert_int_equal(t.seen.types[BAG_PND] + t.seen.rejected, 13098);
    assert_int_equal(t.refused, 0);
    assert_string_equal(t.seen.stand, "2020-09-15");
    assert_string_equal(t.seen.gemeente, "0221");
    t = (struct totals){0};
    read_file(REAL "BAGNLDL-15092020-small.zip", &t);
    assert_int_equal(t.refused, 0);
    assert_int_equal(t.seen.onderzoek[BAG_PND], 17996);
    assert_int_equal(t.seen.onderzoek[BAG_VBO], 13538);
    assert_int_equal(t.seen.relations, 8504);
    assert_int_equal(t.seen.types[BAG_OPR], 201);
    assert_int_equal(t.seen.rejected + t.seen.unknown, 0);
    t = (struct totals){0};
    read_file(REAL "GEM-WPL-RELATIE-15092020-000001.xml", &t);
    assert_int_equal(t.seen.relations, 35);
}

static void reads_the_real_mutations(void **state)
{
    struct totals t = {0};
    read_file(REAL "mutaties/9999MUT08062021-08072021-000001.xml", &t);
    assert_int_equal(t.refused + (int)t.seen.rejected, 0);
    assert_string_equal(t.seen.van, "2021-06-08");
    assert_string_equal(t.seen.tot, "2021-07-08");
    assert_int_equal(t.seen.groups, 1);
    assert_int_equal(t.seen.acties[BAG_TOEVOEGING], 1);
    assert_int_equal(t.seen.acties[BAG_WIJZIGING_WAS], 2);
    assert_int_equal(t.seen.acties[BAG_WIJZIGING_WORDT], 2);
    assert_int_equal(t.seen.acties[BAG_STAND], 0);
    /* GOB's: its objects have made-up ids, which are rejected one by one; the file is not. */
    t = (struct totals){0};
    read_file(REAL "gob/mutations.xml", &t);
    assert_int_equal(t.refused, 0);
    assert_int_equal(t.seen.groups, 6);
    assert_string_equal(t.seen.tot, "2021-01-14");
}

static int dir_file(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static void reads_all_samples(void **state)
{
    static const char *const folders[] = {REAL "gdal", REAL "gob", REAL "mutaties"};
    struct totals t = {0};
    for (size_t i = 0; i < 3; i++) {
        struct dirent **names;
        int n = scandir(folders[i], &names, dir_file, alphasort);
        if (n < 0)
            skip();
        for (int k = 0; k < n; k++) {
            char path[512];
            snprintf(path, sizeof path, "%s/%s", folders[i], names[k]->d_name);
            read_file(path, &t);
            free(names[k]);
        }
        free(names);
    }
    /* Only GDAL's inval_pnd.xml isn't XML. */
    assert_int_equal(t.refused, 1);
    assert_int_equal(t.seen.unknown, 0);
}

/* ---- the reader ---- */

#define RD "srsName=\"urn:ogc:def:crs:EPSG::28992\" "
#define LIFE                                                                                                           \
    "<O:status>in <!-- c -->gebruik</O:status><O:geconstateerd>J</O:geconstateerd><O:documentdatum>2020-01-02"         \
    "</O:documentdatum><O:documentnummer>A&amp;B\r\n1</O:documentnummer><O:voorkomen><H:Voorkomen>"                    \
    "<H:voorkomenidentificatie> 1 </H:voorkomenidentificatie><H:beginGeldigheid>2010-01-01</H:beginGeldigheid>"        \
    "<H:BeschikbaarLV><H:tijdstipRegistratieLV>2010-12-15T11:31:36.618</H:tijdstipRegistratieLV></H:BeschikbaarLV>"    \
    "</H:Voorkomen></O:voorkomen>"
#define VBO                                                                                                            \
    "<O:Verblijfsobject><O:heeftAlsHoofdadres><R:NummeraanduidingRef>1952200000000001</R:NummeraanduidingRef>"         \
    "</O:heeftAlsHoofdadres><O:heeftAlsNevenadres><R:NummeraanduidingRef>1952200000000002</R:NummeraanduidingRef>"     \
    "<R:NummeraanduidingRef x:href=\"NL.IMBAG.NUMMERAANDUIDING.1952200000000003\"/></O:heeftAlsNevenadres>" LIFE       \
    "<O:identificatie>1952010000000001</O:identificatie><O:geometrie><O:punt><g:Point " RD                             \
    "srsDimension=\"3\"><g:pos>250000.5 570000.25 0.0</g:pos></g:Point></O:punt></O:geometrie>"                        \
    "<O:gebruiksdoel>woonfunctie</O:gebruiksdoel><O:gebruiksdoel>kantoor<![CDATA[functie]]></O:gebruiksdoel>"          \
    "<O:nieuw><O:naam>x</O:naam></O:nieuw><O:oppervlakte>45</O:oppervlakte>"                                           \
    "<O:maaktDeelUitVan><R:PandRef>952100000000001</R:PandRef></O:maaktDeelUitVan></O:Verblijfsobject>"
#define KENMERK                                                                                                        \
    "<K:KenmerkPandInOnderzoek><K:kenmerk>oorspronkelijk bouwjaar</K:kenmerk><K:identificatieVanPand>"                 \
    "0221100000311191</K:identificatieVanPand><K:inOnderzoek>J</K:inOnderzoek><K:documentdatum>2010-04-20"             \
    "</K:documentdatum><K:documentnummer>1</K:documentnummer><H:HistorieInOnderzoek><H:tijdstipRegistratie>"           \
    "2010-12-15T11:14:25.000</H:tijdstipRegistratie><H:beginGeldigheid>2010-04-20</H:beginGeldigheid>"                 \
    "<H:tijdstipRegistratieLV>2010-12-15T11:31:36.618</H:tijdstipRegistratieLV></H:HistorieInOnderzoek>"               \
    "</K:KenmerkPandInOnderzoek>"

static const char mutations[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<m:bagMutaties xmlns:m=\"m\">\n<m:bagInfo><s:Gebied-Registratief>"
    "<s:Gebied-GEM><s:GemeenteCollectie><s:Gemeente><s:GemeenteIdentificatie>0014</s:GemeenteIdentificatie></"
    "s:Gemeente>"
    "<s:Gemeente><s:GemeenteIdentificatie>1952</s:GemeenteIdentificatie><s:GemeenteNaam>Midden-Gr\xc3\xb6ningen"
    "</s:GemeenteNaam></s:Gemeente></s:GemeenteCollectie></s:Gebied-GEM></s:Gebied-Registratief><s:MUT-Extract>"
    "<s:StandTechnischeDatum>2021-01-14</s:StandTechnischeDatum><s:Mutatieperiode><s:MutatiedatumVanaf>2021-01-13"
    "</s:MutatiedatumVanaf><s:MutatiedatumTot>2021-01-14</s:MutatiedatumTot></s:Mutatieperiode></s:MUT-Extract>"
    "</m:bagInfo>\n<l:dataset>LVBAG</"
    "l:dataset><l:mutatieBericht><l:mutatieGroep><l:toevoeging><l:wordt><m:bagObject>" VBO
    "</m:bagObject></l:wordt></l:toevoeging><l:wijziging><l:was>" VBO "</l:was><l:wordt>" VBO
    "</l:wordt></l:wijziging></l:mutatieGroep>\n<l:mutatieGroep><l:verwijdering><l:was>" VBO
    "</l:was></l:verwijdering><l:toevoeging><l:wordt><m:kenmerkInOnderzoek>" KENMERK
    "</m:kenmerkInOnderzoek></l:wordt></l:toevoeging></l:mutatieGroep></l:mutatieBericht></m:bagMutaties>\n";

static void reads_mutations_in_groups(void **state)
{
    struct seen s;
    struct err err;
    if (!read_text(mutations, &s, &err))
        fail_msg("%s: %s", err.locator, err.message);
    assert_int_equal(s.types[BAG_VBO], 4);
    assert_int_equal(s.acties[BAG_TOEVOEGING], 1);
    assert_int_equal(s.acties[BAG_WIJZIGING_WAS], 1);
    assert_int_equal(s.acties[BAG_WIJZIGING_WORDT], 1);
    assert_int_equal(s.acties[BAG_VERWIJDERING], 1);
    assert_int_equal(s.onderzoek[BAG_PND], 1);
    assert_int_equal(s.groups, 2);
    assert_false(s.open);
    assert_string_equal(s.van, "2021-01-13");
    assert_string_equal(s.stand, "2021-01-14");
    assert_int_equal(s.unknown, 4);
    assert_string_equal(s.unknown_name, "nieuw");
}

static void tells_the_same_however_it_is_cut(void **state)
{
    struct buf whole, cut;
    buf_init(&whole, 1 << 20);
    buf_init(&cut, 1 << 20);
    struct seen s = {.log = &whole};
    struct err err = {0};
    struct str xml = STR(mutations);
    assert_true(read_pieces(xml, xml.n, &s, NULL, &err));
    assert_true(str_find_str(buf_view(&whole), STR("|in gebruik|2020-01-02|A&B\n1|2010-01-01|")) != SIZE_MAX);
    assert_true(str_find_str(buf_view(&whole), STR("19522000000000021952200000000003woonfunctiekantoorfunctie"
                                                   "0952100000000001 250000.5 570000.25")) != SIZE_MAX);
    assert_true(str_find_str(buf_view(&whole), STR("proef.xml regel 4, verblijfsobject 1952010000000001")) != SIZE_MAX);
    for (size_t piece = 1; piece < xml.n; piece += piece < 130 ? 1 : 97) {
        struct seen again = {.log = &cut};
        buf_clear(&cut);
        assert_true(read_pieces(xml, piece, &again, NULL, &err));
        assert_true(str_eq(buf_view(&whole), buf_view(&cut)));
    }
    buf_done(&whole);
    buf_done(&cut);
}

/* Cut off anywhere: an error with the place, never less data without a word. */
static void refuses_a_cut_file(void **state)
{
    for (size_t n = 0; n < sizeof mutations - 2; n += 3) {
        struct seen s = {0};
        struct err err = {0};
        assert_false(read_pieces((struct str){mutations, n}, 4096, &s, NULL, &err));
        assert_int_equal(err.code, ERR_INVALID);
        assert_non_null(strstr(err.message, "afgebroken"));
        assert_non_null(strstr(err.locator, "proef.xml regel "));
    }
}

static void rejects_what_is_nowhere(void **state)
{
    struct seen s;
    struct err err;
    assert_true(read_text("<m:bagMutaties><l:wordt>" VBO "</l:wordt><l:toevoeging><l:was>" VBO
                          "</l:was></l:toevoeging></m:bagMutaties>",
                          &s, &err));
    assert_int_equal(s.rejected, 2);
    assert_int_equal(s.types[BAG_VBO], 0);
    assert_true(read_text("<bagStand>" KENMERK "<KenmerkPandInOnderzoek><identificatieVanPand>1</identificatieVanPand>"
                          "</KenmerkPandInOnderzoek></bagStand>",
                          &s, &err));
    assert_int_equal(s.rejected, 1);
    assert_int_equal(s.onderzoek[BAG_PND], 1);
    assert_string_equal(s.where, "proef.xml regel 1, pand 1");
    assert_true(read_text("<g:BAG-GWR-Deelbestand-LVC><p:GemeenteWoonplaatsRelatie><gerelateerdeWoonplaats>"
                          "<identificatie>12</identificatie></gerelateerdeWoonplaats></p:GemeenteWoonplaatsRelatie>"
                          "</g:BAG-GWR-Deelbestand-LVC>",
                          &s, &err));
    assert_int_equal(s.rejected, 1);
    assert_string_equal(s.where, "proef.xml regel 1");
}

static void refuses_other_deliveries(void **state)
{
    static const struct {
        const char *xml, *says;
        enum err_code code;
    } files[] = {
        {"<xb:BAG-Extract-Deelbestand-LVC xmlns:bag_LVC=\"http://www.kadaster.nl/schemas/imbag/lvc/v20090901\"/>",
         "BAG 2.0 Extract", ERR_UNSUPPORTED},
        {"<xb:Levering xmlns:xb='http://www.kadaster.nl/schemas/bag-verstrekkingen/extract-levering/v20110901'/>",
         "BAG 2.0 Extract", ERR_UNSUPPORTED},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><bagStand/>", "ISO-8859-1", ERR_UNSUPPORTED},
        {"\xff\xfe<", "UTF-16", ERR_UNSUPPORTED},
        {"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "DOCTYPE", ERR_INVALID},
        {"<bagStand>\n\n</bagstand>", "bagStand", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct seen s;
        struct err err;
        assert_false(read_text(files[i].xml, &s, &err));
        assert_int_equal(err.code, files[i].code);
        if (!strstr(err.message, files[i].says))
            fail_msg("%s", err.message);
    }
    struct seen s;
    struct err err;
    assert_false(read_text("<bagStand>\n\n</bagstand>", &s, &err));
    assert_string_equal(err.locator, "proef.xml regel 3");
}

static void keeps_to_its_limits(void **state)
{
    struct buf b;
    struct told t = {0};
    enum err_code code;
    buf_init(&b, 1 << 28);
    buf_init(&t.all, 1 << 20);
    for (int i = 0; i < BAG_SCAN_DEPTH + 1; i++)
        buf_c(&b, "<a>");
    assert_false(with_scan(buf_view(&b), 100, &t, &code));
    assert_int_equal(code, ERR_INVALID);
    buf_clear(&b);
    buf_c(&b, "<a");
    for (int i = 0; i < BAG_SCAN_ATTRIBUTES + 1; i++)
        buf_printf(&b, " a%d=''", i);
    buf_c(&b, "/>");
    assert_false(with_scan(buf_view(&b), 100, &t, &code));
    assert_int_equal(code, ERR_LIMIT);
    /* A text without end, an attribute without end, and a comment. */
    static const char *const endless[] = {"<a>", "<a b='", "<a><!--", "<a><![CDATA[", "<?p "};
    for (size_t i = 0; i < 5; i++) {
        buf_clear(&b);
        buf_c(&b, endless[i]);
        for (int k = 0; k < (BAG_SCAN_TOKEN >> 4) + 1; k++)
            buf_c(&b, "0123456789 \n3456");
        assert_false(with_scan(buf_view(&b), 1 << 17, &t, &code));
        assert_int_equal(code, ERR_LIMIT);
    }
    buf_done(&b);
    buf_done(&t.all);
}

/* 64 names are told apart, the rest together; objects with too many panden are rejected; nothing is fatal. */
static void bounds_what_it_remembers(void **state)
{
    struct buf b;
    struct seen s;
    struct err err;
    buf_init(&b, 1 << 20);
    buf_c(&b, "<bagStand><Verblijfsobject>");
    for (int i = 0; i < 100; i++)
        buf_printf(&b, "<onbekend%d><naam>x</naam></onbekend%d>", i, i);
    buf_c(&b, "</Verblijfsobject><Verblijfsobject>");
    for (int i = 0; i <= BAG_MAX_REFS; i++)
        buf_c(&b, "<PandRef>1952100000000001</PandRef>");
    buf_c(&b, "</Verblijfsobject></bagStand>");
    assert_true(read_text(buf_cstr(&b), &s, &err));
    assert_int_equal(s.unknown, 100);
    assert_string_equal(s.unknown_name, "(overige)");
    assert_int_equal(s.rejected, 2);
    assert_non_null(strstr(s.reason, "4096"));
    buf_done(&b);
}

/* Every number is the double that the C library reads. */
static void reads_numbers_exactly(void **state)
{
    static const char *const odd[] = {
        "1e3", "-0.5", "+1", ".5", "5.", "123456789012345678.25", "0.1234567890123456789", "-0", "007.10"};
    uint64_t random = 7;
    struct bag_geom g = {0};
    for (int i = 0; i < 200000; i++) {
        char text[64];
        random = random * 6364136223846793005u + 1442695040888963407u;
        if (i < 9)
            snprintf(text, sizeof text, "%s", odd[i]);
        else
            snprintf(text, sizeof text, "%s%" PRIu64 ".%0*" PRIu64, i % 5 ? "" : "-", (random >> 20) % 700000,
                     1 + i % 12, random >> 40);
        char pair[140];
        snprintf(pair, sizeof pair, "\n %s\t%s ", text, text);
        bag_geom_begin(&g);
        g.point = true;
        bag_geom_positions(&g, str_from(pair), 2, 0);
        double want = strtod(text, NULL);
        if (g.fault || memcmp(&g.xy[0], &want, sizeof want) != 0 || memcmp(&g.xy[1], &want, sizeof want) != 0)
            fail_msg("%s: %s", text, g.fault ? g.fault : "another double");
    }
    bag_geom_begin(&g);
    g.point = true;
    bag_geom_positions(&g, STR("1-2 3"), 2, 0);
    assert_non_null(g.fault);
    bag_geom_done(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_expat),
        cmocka_unit_test(agrees_with_expat_on_every_byte),
        cmocka_unit_test(agrees_with_expat_on_mutations),
        cmocka_unit_test(reads_mutations_in_groups),
        cmocka_unit_test(tells_the_same_however_it_is_cut),
        cmocka_unit_test(refuses_a_cut_file),
        cmocka_unit_test(rejects_what_is_nowhere),
        cmocka_unit_test(refuses_other_deliveries),
        cmocka_unit_test(keeps_to_its_limits),
        cmocka_unit_test(bounds_what_it_remembers),
        cmocka_unit_test(reads_numbers_exactly),
        cmocka_unit_test(reads_the_real_extracts),
        cmocka_unit_test(reads_the_real_mutations),
        cmocka_unit_test(reads_all_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

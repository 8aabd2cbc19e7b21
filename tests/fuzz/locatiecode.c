/* Text as a locatiecode and as the parts of an address, one a line, and as a date; in a municipality of two wijken. */
#include "warehouse/locatiecode.h"

#include "base/clock.h"
#include "tests/fuzz/fuzz.h"
#include "tests/geoserver/fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct fixture f;
static struct locatie_resolver *resolver;

static void done(void)
{
    locatie_resolver_free(resolver);
    fixture_close(&f);
}

static void check_date(struct str s)
{
    int y, m, d, y2, m2, d2;
    char text[11];
    if (!date_parse(s, &y, &m, &d))
        return;
    date_format(date_to_days(y, m, d), text);
    if (!date_parse(str_from(text), &y2, &m2, &d2) || y != y2 || m != m2 || d != d2)
        abort();
}

/* A code of a client's home is personal: why it wasn't found may be told, what it was may not. */
static void check_reason(const struct locatie *l, struct str code)
{
    bool digit = false;
    for (size_t i = 0; i < code.n; i++)
        digit = digit || (code.p[i] >= '0' && code.p[i] <= '9');
    if (!l->reden[0] || !str_is_utf8(str_from(l->reden)) ||
        (digit && code.n >= 4 && str_find_str(str_from(l->reden), code) != SIZE_MAX))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct err err = {0};
    if (!resolver) {
        fixture_open(&f);
        if (!locatie_resolver_new(f.worker.warehouse, &resolver, &err))
            abort();
        atexit(done);
    }
    struct str rest = {(const char *)data, n}, x = {0}, y = {0};
    struct locatie_vraag v = {0};
    struct str *const part[] = {&v.code,
                                &v.postcode,
                                &v.huisnummer,
                                &v.huisletter,
                                &v.huisnummertoevoeging,
                                &v.straat,
                                &v.woonplaats,
                                &v.gebied_code,
                                &v.object_id,
                                &v.nummeraanduiding_id,
                                &v.pand_id,
                                &x,
                                &y};
    for (size_t i = 0; i < sizeof part / sizeof *part && str_next(&rest, '\n', part[i]); i++)
        check_date(*part[i]);
    v.has_point = str_to_double(x, &v.x) && str_to_double(y, &v.y);
    struct locatie l = {0};
    if (!locatie_resolve(resolver, &v, &l, &err))
        abort(); /* no text is a fault of the store */
    if (l.soort < 0 || l.soort >= LOCATIE_SOORTEN || l.match < 0 || l.match >= MATCH_SOORTEN ||
        (l.has_point && (!isfinite(l.x) || !isfinite(l.y))))
        abort();
    if (l.match == MATCH_GEEN)
        check_reason(&l, v.code);
    return 0;
}

/* A locatiecode as somebody wrote it, in each of the fields that it may stand in. */
#include "tests/fuzz/fuzz.h"
#include "warehouse/locatie_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct str half = str_sub(text, 0, size / 2), rest = str_sub(text, size / 2, SIZE_MAX);
    const struct locatie_vraag questions[] = {
        {.code = text},
        {.postcode = half, .huisnummer = rest, .huisletter = half, .huisnummertoevoeging = rest},
        {.straat = half, .woonplaats = rest, .huisnummer = half},
        {.straat = text, .nummeraanduiding_id = half, .gebied_code = rest}};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct locatie_delen d;
        locatie_delen_read(&questions[i], &d);
        if (d.n_straten > LOCATIE_MAX_STRATEN || (d.postcode[0] && strlen(d.postcode) != 6))
            abort();
        for (size_t k = 0; k < d.n_straten; k++)
            if (strlen(d.straten[k].straat) >= NAAM_SLEUTEL || d.straten[k].huis.nummer < 1 ||
                d.straten[k].huis.nummer > 99999)
                abort();
    }
    char a[NAAM_SLEUTEL], b[NAAM_SLEUTEL];
    naam_sleutel(half, a);
    naam_sleutel(rest, b);
    if (naam_bijna_gelijk(a, b) != naam_bijna_gelijk(a, b) || !naam_bijna_gelijk(a, a))
        abort();
    return 0;
}

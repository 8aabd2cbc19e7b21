/* What a sociaal delivery says, up to the point where it would be stored: manifest, header, burgerservicenummers. */
#include "importers/sociaal/manifest.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char yaml[] = "doel: {code: x}\nkolommen: {client_id: client, voorziening: voorziening, start: begin,"
                               " locatiecode: locatiecode, geslacht: drop}\nvoorzieningen: {jeugdhulp: [jeugd]}\n";
    struct manifest m;
    struct table *t = NULL;
    struct err err = {0};
    size_t column[SOORTEN];
    struct bsn_check check = {0};
    struct arena *a = arena_new(8 << 20);
    if (!a || !manifest_parse(STR(yaml), "fuzz.yaml", a, &m, &err))
        abort();
    if (table_open_memory((struct str){(const char *)data, size}, "fuzz.csv", &t, &err) &&
        manifest_columns(&m, t, column, &err)) {
        const struct table_row *row;
        while (table_next(t, &row, &err) && row)
            for (size_t i = 0; i < row->n; i++) {
                if (!bsn_check_add(&check, row->value[i]) || !manifest_voorziening(&m, row->value[i]))
                    abort();
            }
        (void)bsn_check_refuses(&check);
    }
    bsn_check_done(&check);
    table_close(t);
    arena_free(a);
    return 0;
}

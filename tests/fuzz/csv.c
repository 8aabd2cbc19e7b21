/* CSV from outside: header, rows, and a second pass. */
#include "importers/table.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table *t;
    struct err err = {0};
    if (!table_open_memory((struct str){(const char *)data, size}, "fuzz.csv", &t, &err))
        return 0;
    const struct table_row *row;
    for (int pass = 0; pass < 2; pass++) {
        while (table_next(t, &row, &err) && row)
            for (size_t i = 0; i < row->n; i++)
                if (!str_is_utf8(row->value[i]))
                    abort();
        err_clear(&err);
        if (!table_rewind(t, &err))
            break;
    }
    table_close(t);
    return 0;
}

/* A period of a request, and numbers to make classes of. */
#include "tests/fuzz/fuzz.h"
#include "warehouse/spots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void classes(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(32 << 20);
    struct klassen_plan plan = {.methode = (enum klassen_methode)(data[0] % 3),
                                .aantal = 2 + data[1] % (CLASSES_MAX - 1)};
    double values[512];
    size_t n = 0, counted = 0;
    struct klassen k;
    struct err err = {0};
    for (size_t i = 2; i + 8 <= size && n < 512; i += 8) {
        memcpy(&values[n], data + i, 8);
        n += isfinite(values[n]) && fabs(values[n]) < 1e15;
    }
    if (!a || !klassen_make(&plan, values, n, a, &k, &err))
        abort();
    for (int i = 0; i < k.n; i++) {
        counted += k.aantal[i];
        if (!(k.grens[i] <= k.grens[i + 1]))
            abort();
    }
    if (counted != n || (n && (k.n < 1 || k.n > plan.aantal)))
        abort();
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int32_t first = 0, last = 0;
    if (periode_days((struct str){(const char *)data, size}, &first, &last) &&
        (first > last || first < 101 || last > 99991231))
        abort();
    if (size > 2)
        classes(data, size);
    return 0;
}

/* Divides numbers in classes by klassen_make, for tests that compare with another implementation.
 * usage: classes_of kwantiel|gelijk|natuurlijk AANTAL <numbers
 * usage: classes_of vast BOUND… <numbers
 * Prints the bounds on one line and the counts on the next. */
#include "warehouse/classes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 1 << 20 };

int main(int argc, char **argv)
{
    static const char *const names[] = {"kwantiel", "gelijk", "natuurlijk", "vast"};
    struct klassen_plan plan = {.methode = KLASSEN_VAST + 1};
    struct klassen k;
    struct err err = {0};
    struct arena *a = arena_new(256 << 20);
    double *v = malloc(NUMBERS_MAX * sizeof *v);
    size_t n = 0;
    for (unsigned i = 0; argc > 2 && i < 4; i++)
        if (strcmp(argv[1], names[i]) == 0)
            plan.methode = (enum klassen_methode)i;
    if (plan.methode > KLASSEN_VAST || argc > CLASSES_MAX + 1 || !a || !v)
        return 64;
    plan.aantal = plan.methode == KLASSEN_VAST ? argc - 1 : atoi(argv[2]);
    for (int i = 2; plan.methode == KLASSEN_VAST && i < argc; i++)
        plan.grenzen[i - 2] = strtod(argv[i], NULL);
    while (n < NUMBERS_MAX && scanf("%lf", v + n) == 1)
        n++;
    if (!klassen_make(&plan, v, n, a, &k, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    for (int i = 0; i <= k.n; i++)
        printf("%.17g%c", k.grens[i], i == k.n ? '\n' : ' ');
    for (int i = 0; i < k.n; i++)
        printf("%zu%c", k.aantal[i], i == k.n - 1 ? '\n' : ' ');
    free(v);
    arena_free(a);
    return 0;
}

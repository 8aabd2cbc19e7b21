/* Classes of numbers, for choropleths and densities: where the bounds lie, and which class a number is in. Equal
 * numbers are always in one class. docs/adr/0015. */
#ifndef GM_WAREHOUSE_CLASSES_H
#define GM_WAREHOUSE_CLASSES_H

#include "base/arena.h"
#include "base/err.h"

enum { CLASSES_MAX = 9 };

enum klassen_methode {
    KLASSEN_KWANTIEL,   /* as many numbers in each; fewer classes when equal numbers would fill more than one */
    KLASSEN_GELIJK,     /* as wide each; one may be empty */
    KLASSEN_NATUURLIJK, /* least squared distance to the mean of the class (Fisher 1958, "Jenks"), exact */
    KLASSEN_VAST        /* the bounds that the catalogue gives; below the first and from the last on are classes too */
};

struct klassen_plan {
    enum klassen_methode methode;
    int aantal;                      /* 2 … CLASSES_MAX */
    double grenzen[CLASSES_MAX - 1]; /* KLASSEN_VAST: aantal - 1 inner bounds, rising */
};
extern const struct klassen_plan klassen_default; /* five quantiles */

/* Class k, counted from 1, is [grens[k - 1], grens[k]); the last one holds its upper bound too. */
struct klassen {
    int n; /* 0: there were no numbers */
    double grens[CLASSES_MAX + 1];
    size_t aantal[CLASSES_MAX]; /* how many numbers fell in each */
};

/* Bounds are rounded to the shortest decimals between the highest number of one class and the lowest of the next, so
 * that rounding moves no number; the outer ones outward. Order of the values doesn't matter, and they aren't changed.
 * n numbers, finite. Scratch memory from a. */
bool klassen_make(const struct klassen_plan *plan, const double *values, size_t n, struct arena *a, struct klassen *out,
                  struct err *err) MUST_CHECK;
int klassen_of(const struct klassen *k, double v); /* 1 … n; 0 when there are no classes */
bool klassen_plan_eq(const struct klassen_plan *a, const struct klassen_plan *b);

#endif

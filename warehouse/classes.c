#include "warehouse/classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct klassen_plan klassen_default = {.methode = KLASSEN_KWANTIEL, .aantal = 5};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bool klassen_plan_eq(const struct klassen_plan *a, const struct klassen_plan *b)
{
    if (a->methode != b->methode || a->aantal != b->aantal)
        return false;
    for (int i = 0; a->methode == KLASSEN_VAST && i < a->aantal - 1; i++)
        if (a->grenzen[i] != b->grenzen[i])
            return false;
    return true;
}

int klassen_of(const struct klassen *k, double v)
{
    int at = k->n ? 1 : 0;
    while (at && at < k->n && v >= k->grens[at])
        at++;
    return at;
}

/* ---- readable numbers ---- */

/* 10^e without the last bit's error that pow may have: decimals are to print as they are meant. */
static double in_steps(double count, double unit, int e)
{
    double ten = 1;
    for (int i = abs(e); i > 0; i--)
        ten *= 10;
    return e < 0 ? count * unit / ten : count * unit * ten;
}

static bool is_within(double v, double low, double high)
{
    return v > low && v <= high;
}

/* The number of fewest digits in (low, high], nearest to `target` among its like; high when there is none shorter. */
static double readable_between(double low, double high, double target)
{
    static const double units[] = {10, 5, 2};
    int top = (int)ceil(log10(fmax(fmax(fabs(low), fabs(high)), 1e-9))) + 1;
    if (is_within(0, low, high))
        return 0;
    for (int e = top; e > top - 16; e--)
        for (size_t u = 0; u < 3; u++) {
            double step = in_steps(1, units[u], e - 1), first = round(low / step), last = round(high / step);
            /* the division's last bit may put a multiple on either side: so one more of each */
            const double tries[] = {round(target / step), first + 1, last - 1, first, last};
            for (size_t t = 0; t < sizeof tries / sizeof *tries; t++) {
                double v = in_steps(tries[t], units[u], e - 1);
                if (is_within(v, low, high))
                    return v;
            }
        }
    return high;
}

/* ---- where classes begin, as numbers of `values`: start[k] is the first of class k + 1 ---- */

static int starts_by_quantile(const double *v, size_t n, int classes, size_t *start)
{
    int made = 0;
    for (int k = 0; k < classes; k++) {
        size_t at = (size_t)((double)n * k / classes);
        while (at > 0 && v[at - 1] == v[at])
            at--;
        if (made == 0 || at > start[made - 1])
            start[made++] = at;
    }
    return made;
}

/* Sums over the different numbers, about the mean of all so that squares don't drown the differences. */
struct fisher {
    const size_t *first;        /* of each different number, in the sorted values; and n at the end */
    long double *sum, *squares; /* of all values before different number i */
    double *cost, *before;      /* of the best division of 0 … i, with one class fewer: before */
    uint32_t *cut;              /* [class][i]: where the last class begins */
    size_t n;
};

static double spread(const struct fisher *f, size_t from, size_t to)
{
    long double count = (long double)(f->first[to] - f->first[from]), s = f->sum[to] - f->sum[from];
    return (double)(f->squares[to] - f->squares[from] - s * s / count);
}

/* The best cut moves up with i (the spread obeys the quadrangle inequality), so that halving finds all of them in
 * n log n steps, exactly. */
static void best_cuts(struct fisher *f, uint32_t *cut, size_t from, size_t to, size_t low, size_t high)
{
    if (from >= to)
        return;
    size_t i = (from + to) / 2, best = low;
    double least = INFINITY;
    for (size_t j = low; j <= high && j <= i; j++) {
        double c = (j ? f->before[j - 1] : INFINITY) + spread(f, j, i + 1);
        if (c < least) {
            least = c;
            best = j;
        }
    }
    f->cost[i] = least;
    cut[i] = (uint32_t)best;
    best_cuts(f, cut, from, i, low, best);
    best_cuts(f, cut, i + 1, to, best, high);
}

static bool fisher_prepare(struct fisher *f, const double *v, size_t n, int classes, struct arena *a, struct err *err)
{
    size_t different = 1;
    long double mean = 0;
    for (size_t i = 1; i < n; i++)
        different += v[i] > v[i - 1];
    size_t *first = arena_array(a, different + 1, sizeof *first);
    f->sum = arena_array(a, different + 1, sizeof *f->sum);
    f->squares = arena_array(a, different + 1, sizeof *f->squares);
    f->cost = arena_array(a, different, sizeof *f->cost);
    f->before = arena_array(a, different, sizeof *f->before);
    f->cut = arena_array(a, different * (size_t)classes, sizeof *f->cut);
    if (!first || !f->sum || !f->squares || !f->cost || !f->before || !f->cut)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n; i++)
        mean += v[i] / (long double)n;
    for (size_t i = 0; i < n; i++) {
        long double d = v[i] - mean;
        if (i == 0 || v[i] > v[i - 1])
            first[f->n++] = i;
        size_t so_far = first[f->n - 1] == i ? f->n - 1 : f->n;
        f->sum[f->n] = f->sum[so_far] + d;
        f->squares[f->n] = f->squares[so_far] + d * d;
    }
    first[f->n] = n;
    f->first = first;
    return true;
}

static bool starts_by_nature(const double *v, size_t n, int classes, struct arena *a, size_t *start, int *made,
                             struct err *err)
{
    struct fisher f = {0};
    if (!fisher_prepare(&f, v, n, classes, a, err))
        return false;
    if ((size_t)classes > f.n)
        classes = (int)f.n;
    for (size_t i = 0; i < f.n; i++)
        f.cost[i] = spread(&f, 0, i + 1);
    for (int k = 1; k < classes; k++) {
        memcpy(f.before, f.cost, f.n * sizeof *f.cost);
        best_cuts(&f, f.cut + (size_t)k * f.n, (size_t)k, f.n, (size_t)k, f.n - 1);
    }
    size_t end = f.n - 1;
    for (int k = classes - 1; k >= 0; k--) {
        size_t at = k ? f.cut[(size_t)k * f.n + end] : 0;
        start[k] = f.first[at];
        end = at ? at - 1 : 0;
    }
    *made = classes;
    return true;
}

static void bounds_by_starts(const double *v, size_t n, const size_t *start, struct klassen *k)
{
    for (int i = 1; i < k->n; i++) {
        double low = v[start[i] - 1], high = v[start[i]];
        k->grens[i] = readable_between(low, high, (low + high) / 2);
    }
}

static void bounds_by_width(const double *v, size_t n, struct klassen *k)
{
    double width = (v[n - 1] - v[0]) / k->n;
    for (int i = 1; i < k->n; i++) {
        double exact = v[0] + width * i, low = exact - width / 4, high = exact + width / 4;
        for (size_t j = 0; j < n; j++) { /* no further than the numbers on both sides */
            low = v[j] < exact ? fmax(low, v[j]) : low;
            high = v[j] >= exact ? fmin(high, v[j]) : high;
        }
        k->grens[i] = readable_between(low, high, exact);
    }
}

/* Outward, to a multiple of what is about a tenth of the span. */
static void outer_bounds(const double *v, size_t n, struct klassen *k)
{
    double inner_low = k->n > 1 ? k->grens[1] : v[n - 1], inner_high = k->n > 1 ? k->grens[k->n - 1] : v[0];
    double span = fmax(v[n - 1] - v[0], fabs(v[n - 1]) / 10);
    int e = span > 0 ? (int)floor(log10(span)) - 1 : 0;
    k->grens[0] = fmin(v[0], in_steps(floor(in_steps(v[0], 1, -e)), 1, e));
    k->grens[k->n] = fmax(v[n - 1], in_steps(ceil(in_steps(v[n - 1], 1, -e)), 1, e));
    k->grens[0] = fmin(k->grens[0], inner_low);
    k->grens[k->n] = fmax(k->grens[k->n], inner_high);
}

bool klassen_make(const struct klassen_plan *plan, const double *values, size_t n, struct arena *a, struct klassen *out,
                  struct err *err)
{
    struct klassen k = {.n = plan->aantal};
    struct arena_mark mark = arena_mark(a);
    size_t start[CLASSES_MAX];
    bool ok = true;
    double *v = arena_array(a, n + 1, sizeof *v);
    if (!v)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (n == 0) {
        *out = (struct klassen){0};
        return true;
    }
    memcpy(v, values, n * sizeof *v);
    qsort(v, n, sizeof *v, by_value);
    if (plan->methode == KLASSEN_KWANTIEL)
        k.n = starts_by_quantile(v, n, plan->aantal, start);
    else if (plan->methode == KLASSEN_NATUURLIJK)
        ok = starts_by_nature(v, n, plan->aantal, a, start, &k.n, err);
    else if (plan->methode == KLASSEN_GELIJK && v[0] == v[n - 1])
        k.n = 1;
    if (!ok)
        return false;
    if (plan->methode == KLASSEN_GELIJK)
        bounds_by_width(v, n, &k);
    else if (plan->methode == KLASSEN_VAST)
        memcpy(k.grens + 1, plan->grenzen, (size_t)(k.n - 1) * sizeof *k.grens);
    else
        bounds_by_starts(v, n, start, &k);
    outer_bounds(v, n, &k);
    for (size_t i = 0; i < n; i++)
        k.aantal[klassen_of(&k, v[i]) - 1]++;
    arena_rewind(a, mark);
    *out = k;
    return true;
}

/* How fast the BAG's XML is read on one thread, without storing: bench_bag_xml FILE.xml… Best of several rounds, for
 * the machine is shared. */
#include "importers/bag/bag_xml.h"
#include "importers/bag/bag_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Of this process: what others do to the machine isn't counted. */
static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

enum { ROUNDS = 15, PIECE = 128 << 10 };

struct sum {
    int64_t objects, points;
};

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err)
{
    struct sum *s = ctx;
    s->objects++;
    s->points += (int64_t)v->geom.n_xy;
    return true;
}

static bool on_onderzoek(void *ctx, const struct bag_in_onderzoek *k, const struct bag_where *where, struct err *err)
{
    ((struct sum *)ctx)->objects++;
    return true;
}

static bool read_all(const char *xml, size_t n, struct sum *sum)
{
    struct bag_sink sink = {.ctx = sum, .voorkomen = on_voorkomen, .in_onderzoek = on_onderzoek};
    struct arena *a = arena_new(16 << 20);
    struct bag_xml *x = NULL;
    struct err err = {0};
    bool ok = bag_xml_new("bench", &sink, a, &x, &err);
    for (size_t at = 0; ok && at < n; at += PIECE)
        ok = bag_xml_feed(x, xml + at, n - at < PIECE ? n - at : PIECE, at + PIECE >= n, &err);
    if (!ok)
        fprintf(stderr, "%s: %s\n", err.locator, err.message);
    bag_xml_free(x);
    arena_free(a);
    return ok;
}

static bool scan_all(const char *xml, size_t n, int64_t *tokens)
{
    struct bag_scan *s = bag_scan_new();
    struct bag_token t;
    enum bag_token_kind kind = BAG_TOKEN_MORE;
    for (size_t at = 0; s && kind == BAG_TOKEN_MORE && at < n; at += PIECE) {
        bag_scan_feed(s, xml + at, n - at < PIECE ? n - at : PIECE, at + PIECE >= n);
        while ((kind = bag_scan_next(s, &t)) != BAG_TOKEN_MORE && kind != BAG_TOKEN_FAULT)
            ++*tokens;
    }
    bag_scan_free(s);
    return kind == BAG_TOKEN_MORE;
}

static bool measure(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0)
        return false;
    size_t n = (size_t)ftell(f);
    char *xml = malloc(n + 1);
    rewind(f);
    bool ok = xml && fread(xml, 1, n, f) == n;
    fclose(f);
    int64_t scan = INT64_MAX, read = INT64_MAX, tokens = 0;
    struct sum sum = {0};
    for (int i = 0; ok && i < ROUNDS; i++) {
        int64_t t0 = cpu_ns();
        tokens = 0;
        ok = scan_all(xml, n, &tokens);
        int64_t t1 = cpu_ns();
        sum = (struct sum){0};
        ok = ok && read_all(xml, n, &sum);
        int64_t t2 = cpu_ns();
        scan = t1 - t0 < scan ? t1 - t0 : scan;
        read = t2 - t1 < read ? t2 - t1 : read;
    }
    free(xml);
    if (ok)
        printf("%s: %.1f MB; scanner %.0f MB/s (%" PRId64 " tokens), reader %.0f MB/s (%" PRId64 " objects, %" PRId64
               " points)\n",
               path, (double)n / 1e6, (double)n * 1e3 / (double)scan, tokens, (double)n * 1e3 / (double)read,
               sum.objects, sum.points);
    return ok;
}

int main(int argc, char **argv)
{
    bool ok = argc > 1;
    for (int i = 1; ok && i < argc; i++)
        ok = measure(argv[i]);
    if (!ok)
        fprintf(stderr, "bench_bag_xml BESTAND.xml…: een bestand ontbreekt of is niet te lezen\n");
    return ok ? 0 : 1;
}

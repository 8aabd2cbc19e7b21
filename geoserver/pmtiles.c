#include "geoserver/pmtiles.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
    HEADER = 127,
    ROOT_MAX = 16384 - HEADER, /* header and root must come with the first request of 16 kB */
    LEAF_START = 4096,
    GZIP = 2,
    NONE = 1
};

struct tile_entry {
    uint64_t id; /* along the curve */
    int64_t picture;
    uint64_t offset;
    uint32_t length, run;
};

struct archive {
    struct mbtiles *m;
    struct tile_entry *tiles;
    size_t n, cap;
    int64_t max_picture;
    int64_t *pictures; /* in the order in which they are written */
    size_t n_pictures;
    uint64_t data_bytes;
    struct tile_entry *entries; /* runs */
    size_t n_entries;
    struct buf root, leaves;
};

/* Spec §4.2: all tiles of the zooms above, then the place on the Hilbert curve of this one. */
static uint64_t tile_id(int z, uint64_t x, uint64_t y)
{
    uint64_t before = (((uint64_t)1 << (2 * z)) - 1) / 3, d = 0;
    for (uint64_t s = z ? (uint64_t)1 << (z - 1) : 0; s; s /= 2) {
        uint64_t rx = (x & s) != 0, ry = (y & s) != 0, swap;
        d += s * s * ((3 * rx) ^ ry);
        if (ry == 0) {
            if (rx) {
                x = s - 1 - x;
                y = s - 1 - y;
            }
            swap = x;
            x = y;
            y = swap;
        }
    }
    return before + d;
}

static bool collect(void *ctx, int z, int64_t x, int64_t y, int64_t picture, int64_t bytes, struct err *err)
{
    struct archive *a = ctx;
    if (a->n == PMTILES_MAX_TILES)
        return err_set(err, ERR_LIMIT, NULL, "Meer dan %d tegels passen niet in één PMTiles; kies minder zoomniveaus.",
                       PMTILES_MAX_TILES);
    if (a->n == a->cap) {
        size_t cap = a->cap ? 2 * a->cap : 4096;
        struct tile_entry *more = realloc(a->tiles, cap * sizeof *more);
        if (!more)
            return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        a->tiles = more;
        a->cap = cap;
    }
    a->tiles[a->n++] = (struct tile_entry){tile_id(z, (uint64_t)x, (uint64_t)y), picture, 0, (uint32_t)bytes, 1};
    if (picture > a->max_picture)
        a->max_picture = picture;
    return true;
}

static int by_id(const void *p, const void *q)
{
    const struct tile_entry *a = p, *b = q;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Gives each picture its place at its first use, and joins neighbours that are the same. */
static bool lay_out(struct archive *a, struct err *err)
{
    qsort(a->tiles, a->n, sizeof *a->tiles, by_id);
    uint64_t *place = calloc((size_t)a->max_picture + 1, sizeof *place); /* offset + 1 */
    a->pictures = malloc((a->n + 1) * sizeof *a->pictures);
    a->entries = malloc((a->n + 1) * sizeof *a->entries);
    if (!place || !a->pictures || !a->entries) {
        free(place);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    for (size_t i = 0; i < a->n; i++) {
        struct tile_entry t = a->tiles[i];
        if (!place[t.picture]) {
            place[t.picture] = a->data_bytes + 1;
            a->data_bytes += t.length;
            a->pictures[a->n_pictures++] = t.picture;
        }
        t.offset = place[t.picture] - 1;
        struct tile_entry *last = a->n_entries ? &a->entries[a->n_entries - 1] : NULL;
        if (last && last->picture == t.picture && last->id + last->run == t.id)
            last->run++;
        else
            a->entries[a->n_entries++] = t;
    }
    free(place);
    return true;
}

/* ---- directories ---- */

static void varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_byte(b, (char)((v & 0x7f) | 0x80));
    buf_byte(b, (char)v);
}

static bool gzip_to(const struct buf *in, struct buf *out, struct err *err)
{
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    size_t room = deflateBound(&z, in->n);
    unsigned char *p = malloc(room);
    z.next_in = (unsigned char *)in->p;
    z.avail_in = (unsigned)in->n;
    z.next_out = p;
    z.avail_out = (unsigned)room;
    bool ok = p && !in->failed && deflate(&z, Z_FINISH) == Z_STREAM_END;
    if (ok)
        buf_add(out, p, z.total_out);
    deflateEnd(&z);
    free(p);
    return (ok && !out->failed) || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

/* Spec §4.3: columns of varints. */
static bool directory(const struct tile_entry *e, size_t n, struct buf *out, struct err *err)
{
    struct buf b;
    buf_init(&b, (size_t)1 << 31);
    varint(&b, n);
    for (size_t i = 0; i < n; i++)
        varint(&b, e[i].id - (i ? e[i - 1].id : 0));
    for (size_t i = 0; i < n; i++)
        varint(&b, e[i].run);
    for (size_t i = 0; i < n; i++)
        varint(&b, e[i].length);
    for (size_t i = 0; i < n; i++)
        varint(&b, i && e[i].offset == e[i - 1].offset + e[i - 1].length ? 0 : e[i].offset + 1);
    bool ok = gzip_to(&b, out, err);
    buf_done(&b);
    return ok;
}

/* All in the root when it fits; else leaves, larger until their list fits. */
static bool directories(struct archive *a, struct err *err)
{
    if (!directory(a->entries, a->n_entries, &a->root, err))
        return false;
    for (size_t leaf = LEAF_START; a->root.n > ROOT_MAX; leaf *= 2) {
        size_t n = (a->n_entries + leaf - 1) / leaf;
        struct tile_entry *list = calloc(n, sizeof *list);
        bool ok = list || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        buf_clear(&a->root);
        buf_clear(&a->leaves);
        for (size_t i = 0; ok && i < n; i++) {
            size_t from = i * leaf, count = a->n_entries - from < leaf ? a->n_entries - from : leaf, at = a->leaves.n;
            ok = directory(a->entries + from, count, &a->leaves, err);
            list[i] = (struct tile_entry){
                .id = a->entries[from].id, .offset = at, .length = (uint32_t)(a->leaves.n - at), .run = 0};
        }
        ok = ok && directory(list, n, &a->root, err);
        free(list);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- the file ---- */

static void put(unsigned char *p, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

static uint32_t degrees(double v)
{
    return (uint32_t)(int32_t)lround(v * 1e7);
}

static int type_of(const char *formaat)
{
    static const char *const types[] = {"", "mvt", "png", "jpg", "webp"};
    for (int i = 1; i < 5; i++)
        if (strcmp(types[i], formaat) == 0)
            return i;
    return 0;
}

static void header(const struct archive *a, const struct pmtiles_info *info, const struct mbtiles_contents *c,
                   size_t metadata, unsigned char h[HEADER])
{
    const struct bbox *b = &info->lonlat;
    uint64_t at = HEADER;
    memset(h, 0, HEADER);
    memcpy(h, "PMTiles\3", 8);
    const uint64_t sizes[] = {a->root.n, metadata, a->leaves.n, a->data_bytes};
    for (int i = 0; i < 4; i++) {
        put(h + 8 + 16 * i, at, 8);
        put(h + 16 + 16 * i, sizes[i], 8);
        at += sizes[i];
    }
    put(h + 72, a->n, 8);
    put(h + 80, a->n_entries, 8);
    put(h + 88, a->n_pictures, 8);
    h[96] = 1; /* clustered */
    h[97] = GZIP;
    h[98] = strcmp(info->formaat, "mvt") == 0 ? GZIP : NONE;
    h[99] = (unsigned char)type_of(info->formaat);
    h[100] = (unsigned char)c->min_zoom;
    h[101] = (unsigned char)c->max_zoom;
    put(h + 102, degrees(b->minx), 4);
    put(h + 106, degrees(b->miny), 4);
    put(h + 110, degrees(b->maxx), 4);
    put(h + 114, degrees(b->maxy), 4);
    h[118] = (unsigned char)((c->min_zoom + c->max_zoom) / 2);
    put(h + 119, degrees((b->minx + b->maxx) / 2), 4);
    put(h + 123, degrees((b->miny + b->maxy) / 2), 4);
}

static bool write_pictures(const struct archive *a, FILE *f, struct err *err)
{
    struct buf b;
    bool ok = true;
    buf_init(&b, 256 << 20);
    for (size_t i = 0; ok && i < a->n_pictures; i++) {
        buf_clear(&b);
        ok = mbtiles_picture(a->m, a->pictures[i], &b, err) && !b.failed && fwrite(b.p, 1, b.n, f) == b.n;
    }
    buf_done(&b);
    return ok;
}

static bool write_file(const struct archive *a, const struct pmtiles_info *info, const char *path, struct err *err)
{
    struct mbtiles_contents c;
    struct buf plain, metadata;
    unsigned char h[HEADER];
    char fresh[4200];
    buf_init(&plain, 1 << 20);
    buf_init(&metadata, 1 << 20);
    buf_str(&plain, info->metadata);
    snprintf(fresh, sizeof fresh, "%.4000s.nieuw", path);
    FILE *f = NULL;
    bool ok = mbtiles_contents(a->m, &c, err) && gzip_to(&plain, &metadata, err);
    if (ok) {
        header(a, info, &c, metadata.n, h);
        f = fopen(fresh, "wbe");
        ok = f && fwrite(h, 1, HEADER, f) == HEADER && fwrite(a->root.p, 1, a->root.n, f) == a->root.n &&
             fwrite(metadata.p, 1, metadata.n, f) == metadata.n &&
             (!a->leaves.n || fwrite(a->leaves.p, 1, a->leaves.n, f) == a->leaves.n) && write_pictures(a, f, err) &&
             fflush(f) == 0 && fsync(fileno(f)) == 0;
    }
    if (f && fclose(f) != 0)
        ok = false;
    if (ok && rename(fresh, path) != 0)
        ok = false;
    if (!ok) {
        err_set(err, ERR_STORAGE, path, "%.300s is niet te schrijven: %s.", path, strerror(errno));
        unlink(fresh);
    }
    buf_done(&plain);
    buf_done(&metadata);
    return ok;
}

bool pmtiles_write(struct mbtiles *m, const char *path, const struct pmtiles_info *info, struct err *err)
{
    struct archive a = {.m = m};
    buf_init(&a.root, (size_t)1 << 31);
    buf_init(&a.leaves, (size_t)1 << 31);
    bool ok = mbtiles_each(m, collect, &a, err) && lay_out(&a, err) && directories(&a, err) &&
              write_file(&a, info, path, err);
    free(a.tiles);
    free(a.entries);
    free(a.pictures);
    buf_done(&a.root);
    buf_done(&a.leaves);
    return ok;
}

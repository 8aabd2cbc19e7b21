#include "geoserver/render/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOKENS = 1 << 15, /* of a block */
    HASH_BITS = 12,
    FAR = 32768 - 300, /* no match lies further back */
    LITERALS = 286,
    DISTANCES = 30,
    CODE_LENGTHS = 19,
    END = 256,
    MAX_MATCH = 258
};

/* A literal has its place in the bytes and how many of them; a match its length and distance. */
struct token {
    uint32_t at;
    uint16_t n, distance; /* distance 0: literals */
};

struct deflater {
    struct token tokens[TOKENS];
    size_t n_tokens;
    uint32_t seen[1 << HASH_BITS]; /* number of a pixel, from 1 */
    uint8_t length_code[MAX_MATCH + 1];
    uint8_t *out;
    uint64_t bits;
    int n_bits;
};

static const uint16_t length_base[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                         31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                         2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[30] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                           33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                           1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

struct deflater *deflater_new(void)
{
    struct deflater *d = calloc(1, sizeof *d);
    for (int code = 0, n = 3; d && n <= MAX_MATCH; n++) {
        while (code < 28 && n >= length_base[code + 1])
            code++;
        d->length_code[n] = (uint8_t)code;
    }
    return d;
}

void deflater_free(struct deflater *d)
{
    free(d);
}

/* 15 bits a byte at most, and the tables of each block. */
size_t deflate_bound(size_t n)
{
    return 2 * n + 64 + (n / TOKENS + 2) * 400;
}

/* ---- bits ---- */

static inline void put(struct deflater *d, uint32_t bits, int n)
{
    d->bits |= (uint64_t)bits << d->n_bits;
    d->n_bits += n;
    if (d->n_bits >= 32) {
        uint32_t word = (uint32_t)d->bits;
        for (int i = 0; i < 4; i++)
            d->out[i] = (uint8_t)(word >> (8 * i));
        d->out += 4;
        d->bits >>= 32;
        d->n_bits -= 32;
    }
}

static void flush_bits(struct deflater *d)
{
    for (; d->n_bits > 0; d->n_bits -= 8, d->bits >>= 8)
        *d->out++ = (uint8_t)d->bits;
    d->n_bits = 0;
    d->bits = 0;
}

/* ---- Huffman codes (RFC 1951 §3.2.2) ---- */

struct code {
    uint16_t bits[LITERALS]; /* first bit lowest */
    uint8_t length[LITERALS];
};

static int by_count(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Lengths by Huffman's tree, over counts that are made flatter until none is longer than `most`. */
static void code_lengths(uint32_t *count, int n, int most, uint8_t *length)
{
    uint64_t leaf[LITERALS], weight[2 * LITERALS];
    int parent[2 * LITERALS], symbols = 0;
    memset(length, 0, (size_t)n);
    for (int i = 0; i < n; i++)
        if (count[i])
            leaf[symbols++] = (uint64_t)count[i] << 16 | (uint64_t)i;
    if (symbols == 0)
        return;
    if (symbols == 1) {
        length[leaf[0] & 0xffff] = 1;
        return;
    }
    qsort(leaf, (size_t)symbols, sizeof *leaf, by_count);
    for (;;) {
        int nodes = symbols, next_leaf = 0, next_node = symbols, deepest = 0, depth[2 * LITERALS];
        for (int i = 0; i < symbols; i++)
            weight[i] = leaf[i] >> 16;
        while (nodes < 2 * symbols - 1) {
            uint64_t sum = 0;
            for (int k = 0; k < 2; k++) {
                bool of_leaves = next_leaf < symbols && (next_node >= nodes || weight[next_leaf] <= weight[next_node]);
                int take = of_leaves ? next_leaf++ : next_node++;
                parent[take] = nodes;
                sum += weight[take];
            }
            weight[nodes++] = sum;
        }
        depth[nodes - 1] = 0;
        for (int i = nodes - 2; i >= 0; i--)
            depth[i] = depth[parent[i]] + 1;
        for (int i = 0; i < symbols; i++) {
            deepest = depth[i] > deepest ? depth[i] : deepest;
            length[leaf[i] & 0xffff] = (uint8_t)depth[i];
        }
        if (deepest <= most)
            return;
        for (int i = 0; i < symbols; i++) /* stays in order */
            leaf[i] = ((leaf[i] >> 17) + 1) << 16 | (leaf[i] & 0xffff);
    }
}

static void code_make(uint32_t *count, int n, int most, struct code *c)
{
    uint16_t next[16] = {0}, of_length[16] = {0};
    code_lengths(count, n, most, c->length);
    for (int i = 0; i < n; i++)
        of_length[c->length[i]]++;
    of_length[0] = 0;
    for (int l = 1, code = 0; l < 16; l++)
        next[l] = (uint16_t)(code = (code + of_length[l - 1]) << 1);
    for (int i = 0; i < n; i++) {
        uint32_t code = next[c->length[i]], turned = 0;
        if (c->length[i])
            next[c->length[i]]++;
        for (int b = 0; b < c->length[i]; b++)
            turned |= (code >> b & 1) << (c->length[i] - 1 - b);
        c->bits[i] = (uint16_t)turned;
    }
}

/* The lengths of both codes, run by run (§3.2.7). */
static size_t lengths_pack(const uint8_t *length, size_t n, uint8_t *symbol, uint8_t *extra)
{
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        size_t run = 1;
        while (i + run < n && length[i + run] == length[i])
            run++;
        if (length[i] == 0 && run >= 3) {
            run = run > 138 ? 138 : run;
            symbol[m] = run <= 10 ? 17 : 18;
            extra[m++] = (uint8_t)(run - (run <= 10 ? 3 : 11));
        } else if (i && length[i] == length[i - 1] && run >= 3) {
            run = run > 6 ? 6 : run;
            symbol[m] = 16;
            extra[m++] = (uint8_t)(run - 3);
        } else {
            run = 1;
            symbol[m] = length[i];
            extra[m++] = 0;
        }
        i += run;
    }
    return m;
}

static int distance_code(uint32_t distance)
{
    if (distance <= 4)
        return (int)distance - 1;
    int high = 31 - __builtin_clz(distance - 1);
    return 2 * high + (int)((distance - 1) >> (high - 1) & 1);
}

static void block_head(struct deflater *d, const struct code *literals, const struct code *distances)
{
    static const uint8_t order[CODE_LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    static const uint8_t extra_bits[3] = {2, 3, 7};
    uint8_t length[LITERALS + DISTANCES], symbol[LITERALS + DISTANCES], extra[LITERALS + DISTANCES];
    uint32_t count[CODE_LENGTHS] = {0};
    struct code codes;
    memcpy(length, literals->length, LITERALS);
    memcpy(length + LITERALS, distances->length, DISTANCES);
    size_t n = lengths_pack(length, sizeof length, symbol, extra);
    for (size_t i = 0; i < n; i++)
        count[symbol[i]]++;
    code_make(count, CODE_LENGTHS, 7, &codes);
    int last = CODE_LENGTHS;
    while (last > 4 && !codes.length[order[last - 1]])
        last--;
    put(d, LITERALS - 257, 5);
    put(d, DISTANCES - 1, 5);
    put(d, (uint32_t)last - 4, 4);
    for (int i = 0; i < last; i++)
        put(d, codes.length[order[i]], 3);
    for (size_t i = 0; i < n; i++) {
        put(d, codes.bits[symbol[i]], codes.length[symbol[i]]);
        if (symbol[i] >= 16)
            put(d, extra[i], extra_bits[symbol[i] - 16]);
    }
}

static void block_write(struct deflater *d, const uint8_t *bytes, bool last)
{
    uint32_t literal[LITERALS] = {[END] = 1}, distance[DISTANCES] = {0};
    struct code literals, distances;
    size_t matches = 0;
    for (size_t i = 0; i < d->n_tokens; i++) {
        const struct token *t = &d->tokens[i];
        if (t->distance) {
            literal[257 + d->length_code[t->n]]++;
            distance[distance_code(t->distance)]++;
            matches++;
        } else {
            for (int k = 0; k < t->n; k++)
                literal[bytes[t->at + (uint32_t)k]]++;
        }
    }
    if (!matches)
        distance[0] = 1; /* a code of none is what some readers don't take */
    code_make(literal, LITERALS, 15, &literals);
    code_make(distance, DISTANCES, 15, &distances);
    put(d, last, 1);
    put(d, 2, 2);
    block_head(d, &literals, &distances);
    for (size_t i = 0; i < d->n_tokens; i++) {
        const struct token *t = &d->tokens[i];
        if (t->distance) {
            int l = d->length_code[t->n], c = distance_code(t->distance);
            put(d, literals.bits[257 + l], literals.length[257 + l]);
            put(d, (uint32_t)(t->n - length_base[l]), length_extra[l]);
            put(d, distances.bits[c], distances.length[c]);
            put(d, (uint32_t)(t->distance - distance_base[c]), c < 2 ? 0 : c / 2 - 1);
        } else {
            for (int k = 0; k < t->n; k++)
                put(d, literals.bits[bytes[t->at + (uint32_t)k]], literals.length[bytes[t->at + (uint32_t)k]]);
        }
    }
    put(d, literals.bits[END], literals.length[END]);
    d->n_tokens = 0;
}

/* ---- what repeats ---- */

static inline void token_add(struct deflater *d, const uint8_t *bytes, uint32_t at, uint32_t n, uint32_t distance)
{
    d->tokens[d->n_tokens++] = (struct token){at, (uint16_t)n, (uint16_t)distance};
    if (d->n_tokens == TOKENS)
        block_write(d, bytes, false);
}

/* How many pixels from p on equal those from q on, at most n. */
static inline int equal(const uint32_t *p, const uint32_t *q, int n)
{
    int k = 0;
    for (; k + 4 <= n; k += 4) {
        uint64_t a[2], b[2];
        memcpy(a, p + k, sizeof a);
        memcpy(b, q + k, sizeof b);
        if ((a[0] ^ b[0]) | (a[1] ^ b[1]))
            break;
    }
    while (k < n && p[k] == q[k])
        k++;
    return k;
}

static void row_tokens(struct deflater *d, const uint32_t *pixels, int width, int stride, int y, const uint8_t *bytes,
                       int bpp)
{
    const uint32_t *row = pixels + (size_t)y * (size_t)stride, *above = y ? row - stride : NULL;
    uint32_t line = (uint32_t)(width * bpp + 1), start = (uint32_t)y * line;
    int most = MAX_MATCH / bpp;
    token_add(d, bytes, start, 1, 0); /* the row's filter */
    for (int x = 0; x < width;) {
        int left = x && row[x] == row[x - 1] ? equal(row + x, row + x - 1, width - x) : 0;
        int up = above && row[x] == above[x] && left < width - x ? equal(row + x, above + x, width - x) : 0;
        uint32_t at = start + 1 + (uint32_t)(x * bpp), distance = (uint32_t)bpp;
        int n = left;
        if (up > left && line < FAR) {
            n = up;
            distance = line;
        }
        if (!n) {
            uint32_t *seen = &d->seen[row[x] * 2654435761u >> (32 - HASH_BITS)];
            uint32_t now = (uint32_t)(y * width + x), before = *seen;
            *seen = now + 1;
            if (before--) {
                int by = (int)(before / (uint32_t)width), bx = (int)(before % (uint32_t)width);
                uint32_t from = (uint32_t)by * line + 1 + (uint32_t)(bx * bpp);
                const uint32_t *old = pixels + (size_t)by * (size_t)stride + bx;
                if (at - from < FAR && *old == row[x]) {
                    int room = width - x < width - bx ? width - x : width - bx;
                    n = equal(row + x, old, room);
                    distance = at - from;
                }
            }
        }
        if (!n) {
            token_add(d, bytes, at, (uint32_t)bpp, 0);
            x++;
        }
        for (; n; n -= n < most ? n : most) {
            int some = n < most ? n : most;
            token_add(d, bytes, at, (uint32_t)(some * bpp), distance);
            at += (uint32_t)(some * bpp);
            x += some;
        }
    }
}

size_t deflate_pixels(struct deflater *d, const uint32_t *pixels, int width, int height, int stride,
                      const uint8_t *bytes, int bpp, uint8_t *out)
{
    size_t n = ((size_t)width * (size_t)bpp + 1) * (size_t)height;
    uint32_t check = libdeflate_adler32(1, bytes, n);
    memset(d->seen, 0, sizeof d->seen);
    d->n_tokens = 0;
    d->bits = 0;
    d->n_bits = 0;
    out[0] = 0x78; /* deflate, window of 32 kB; fastest */
    out[1] = 0x01;
    d->out = out + 2;
    for (int y = 0; y < height; y++)
        row_tokens(d, pixels, width, stride, y, bytes, bpp);
    block_write(d, bytes, true);
    flush_bits(d);
    for (int i = 3; i >= 0; i--)
        *d->out++ = (uint8_t)(check >> (8 * i));
    return (size_t)(d->out - out);
}

#include "importers/sociaal/manifest.h"

#include <stdlib.h>
#include <string.h>

/* The digits of a value that is one number of 8 or 9 digits, written with or without dots, spaces, dashes or quotes. */
static bool digits_of(struct str s, char out[9])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (strchr(" .-'\"=\t", c) && c)
            continue;
        if (c < '0' || c > '9' || n == 9)
            return false;
        out[n++] = c;
    }
    if (n == 8) {
        memmove(out + 1, out, 8);
        out[0] = '0';
    }
    return n == 8 || n == 9;
}

bool bsn_valid(struct str s)
{
    char d[9];
    if (!digits_of(s, d))
        return false;
    int sum = -(d[8] - '0'), any = d[8] - '0';
    for (int i = 0; i < 8; i++) {
        sum += (9 - i) * (d[i] - '0');
        any |= d[i] - '0';
    }
    return any && sum % 11 == 0;
}

static bool insert(uint32_t *seen, size_t cap, uint32_t v)
{
    size_t i = (v * 2654435761u) % cap;
    for (; seen[i]; i = (i + 1) % cap)
        if (seen[i] == v)
            return false;
    seen[i] = v;
    return true;
}

bool bsn_check_add(struct bsn_check *c, struct str value)
{
    char d[9];
    if (!digits_of(value, d))
        return true;
    uint32_t v = 0;
    for (int i = 0; i < 9; i++)
        v = v * 10 + (uint32_t)(d[i] - '0');
    if (!v)
        return true;
    if (2 * (c->n + 1) > c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 64;
        uint32_t *more = calloc(cap, sizeof *more);
        if (!more)
            return false;
        for (size_t i = 0; i < c->cap; i++)
            if (c->seen[i])
                insert(more, cap, c->seen[i]);
        if (c->seen)
            explicit_bzero(c->seen, c->cap * sizeof *c->seen);
        free(c->seen);
        c->seen = more;
        c->cap = cap;
    }
    if (insert(c->seen, c->cap, v)) {
        c->n++;
        c->passing += bsn_valid((struct str){d, 9});
    }
    explicit_bzero(d, sizeof d);
    return true;
}

bool bsn_check_refuses(const struct bsn_check *c)
{
    return c->n >= 10 ? 2 * c->passing >= c->n : c->n >= 3 && c->passing == c->n;
}

void bsn_check_done(struct bsn_check *c)
{
    if (c->seen)
        explicit_bzero(c->seen, c->cap * sizeof *c->seen);
    free(c->seen);
    memset(c, 0, sizeof *c);
}

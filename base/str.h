/* Borrowed strings: a pointer and a length, not ended by NUL, never owned. */
#ifndef GM_BASE_STR_H
#define GM_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *p;
    size_t n;
};

/* A struct str of a string literal. */
#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
/* For printf: printf("%.*s", STR_ARG(s)). Lengths over INT_MAX are cut. */
#define STR_ARG(s) ((int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n)), ((s).p ? (s).p : "")

struct str str_from(const char *cstr);                   /* NULL gives an empty str */
struct str str_sub(struct str s, size_t from, size_t n); /* clamped to s */
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_cmp(struct str a, struct str b); /* bytewise, like strcmp */
struct str str_trim(struct str s);       /* without ASCII white space at both ends */

/* Index of the first c at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, char c, size_t from);
/* Index of the first `needle`, or SIZE_MAX. An empty needle is found at 0. */
size_t str_find_str(struct str s, struct str needle);
/* Cuts the next piece up to `sep` off *rest into *piece; false when *rest is used up. "a,,b" gives a, (empty), b;
 * an empty *rest with p != NULL gives one empty piece. Afterwards rest->p is NULL. */
bool str_next(struct str *rest, char sep, struct str *piece);

/* Whole string, decimal, optional sign, no white space; false (and *out untouched) when it isn't one or overflows. */
bool str_to_i64(struct str s, int64_t *out);
/* Whole string as a finite decimal number ("-1", "2.5", ".5", "1e-3"), independent of the locale. No hex, inf, nan. */
bool str_to_double(struct str s, double *out);
/* Copies into dst with an ending NUL; false, dst empty, when it doesn't fit or holds a NUL. */
bool str_copy(struct str s, char *dst, size_t dst_size);
/* True when the bytes are well-formed UTF-8 (RFC 3629). */
bool str_is_utf8(struct str s);

#endif

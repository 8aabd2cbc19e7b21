/* The values of expressions: columns, arithmetic, and the functions that QGIS and GeoServer write. */
#include "geoserver/render/style_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ANY = 200, CONCAT_MOST = 32 };

/* A function that is being worked out; its arguments are worked out when it asks for them. */
struct call {
    const struct expr *e;
    const struct read_value *values;
    struct expr_room *room;
};

static const struct read_value nothing = {.type = READ_NULL};

static struct read_value number_value(double v)
{
    return isfinite(v) ? (struct read_value){.type = READ_NUMBER, .number = v} : nothing;
}

static struct read_value text_value(struct str s)
{
    return (struct read_value){.type = READ_TEXT, .text = s.p ? s : STR("")};
}

static struct read_value truth_value(bool v)
{
    return text_value(v ? STR("true") : STR("false"));
}

static bool as_number(const struct read_value *v, double *out)
{
    if (v->type == READ_NUMBER) {
        *out = v->number;
        return true;
    }
    return v->type == READ_TEXT && str_to_double(v->text, out);
}

int expr_compare(const struct read_value *a, const struct read_value *b, bool match_case)
{
    if (a->type == READ_NULL || b->type == READ_NULL)
        return 2;
    double x, y;
    if (as_number(a, &x) && as_number(b, &y))
        return x < y ? -1 : x > y;
    struct str s = a->text.p ? a->text : STR(""), t = b->text.p ? b->text : STR("");
    if (!match_case && str_eq_nocase(s, t))
        return 0;
    int r = str_cmp(s, t);
    return r < 0 ? -1 : r > 0;
}

/* ---- texts ---- */

static bool is_start(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* What fits of s, in whole characters, behind what is in the room already. */
static void room_add(struct expr_room *room, struct str s)
{
    size_t left = sizeof room->bytes - room->used;
    if (s.n > left)
        for (s.n = left; s.n > 0 && !is_start(s.p[s.n]);)
            s.n--;
    if (s.n)
        memcpy(room->bytes + room->used, s.p, s.n);
    room->used += s.n;
}

static struct str room_since(const struct expr_room *room, size_t from)
{
    return (struct str){room->bytes + from, room->used - from};
}

static struct str text_of(struct read_value v, struct expr_room *room)
{
    char digits[40];
    if (v.type == READ_NULL)
        return STR("");
    if (v.text.p)
        return v.text;
    if (v.type != READ_NUMBER)
        return STR("");
    snprintf(digits, sizeof digits, "%.15g", v.number);
    size_t from = room->used;
    room_add(room, str_from(digits));
    return room_since(room, from);
}

static struct read_value arg(const struct call *c, size_t i)
{
    return i < c->e->n_args ? expr_value(c->e->args[i], c->values, c->room) : nothing;
}

static struct str arg_text(const struct call *c, size_t i, bool *null)
{
    struct read_value v = arg(c, i);
    if (null)
        *null = *null || v.type == READ_NULL;
    return text_of(v, c->room);
}

static bool arg_number(const struct call *c, size_t i, double *out)
{
    struct read_value v = arg(c, i);
    return as_number(&v, out);
}

static bool is_true(struct read_value v)
{
    double d;
    if (as_number(&v, &d))
        return d != 0;
    return v.type == READ_TEXT && (str_eq_nocase(v.text, STR("true")) || str_eq_nocase(v.text, STR("t")));
}

/* The byte at which character i of s begins; s.n beyond the last. */
static size_t byte_of(struct str s, double i)
{
    double seen = 0;
    for (size_t at = 0; at < s.n; at++)
        if (is_start(s.p[at]) && seen++ >= i)
            return at;
    return s.n;
}

static double count_of(struct str s)
{
    double n = 0;
    for (size_t at = 0; at < s.n; at++)
        n += is_start(s.p[at]);
    return n;
}

/* Characters from..to of s; ends outside it are its ends. */
static struct read_value part(struct str s, double from, double to)
{
    size_t a = byte_of(s, from), b = byte_of(s, to);
    return text_value(str_sub(s, a, b > a ? b - a : 0));
}

static struct read_value f_concat(const struct call *c)
{
    /* the parts are worked out first, then put behind each other: they may be made in the room themselves */
    struct str parts[CONCAT_MOST];
    size_t n = c->e->n_args;
    for (size_t i = 0; i < n; i++)
        parts[i] = arg_text(c, i, NULL);
    size_t from = c->room->used;
    for (size_t i = 0; i < n; i++)
        room_add(c->room, parts[i]);
    return text_value(room_since(c->room, from));
}

/* Upper or lower case of the Latin letters that names in the Netherlands are written with (to U+017F). */
static unsigned other_case(unsigned u, bool upper)
{
    if (u < 0x80)
        return upper && u >= 'a' && u <= 'z' ? u - 32 : !upper && u >= 'A' && u <= 'Z' ? u + 32 : u;
    if (upper && u >= 0xE0 && u <= 0xFE && u != 0xF7)
        return u - 32;
    if (!upper && u >= 0xC0 && u <= 0xDE && u != 0xD7)
        return u + 32;
    if (u == 0xFF && upper)
        return 0x178;
    if (u == 0x178 && !upper)
        return 0xFF;
    bool even = (u >= 0x100 && u <= 0x12F) || (u >= 0x132 && u <= 0x137) || (u >= 0x14A && u <= 0x177);
    bool odd = (u >= 0x139 && u <= 0x148) || (u >= 0x179 && u <= 0x17E);
    if (even)
        return upper ? u & ~1u : u | 1u;
    if (odd)
        return upper ? ((u + 1) & ~1u) - 1 : (u + 1) & ~1u;
    return u;
}

enum letters { LETTERS_LOWER, LETTERS_UPPER, LETTERS_TITLE };

static struct read_value in_case(const struct call *c, enum letters how)
{
    bool null = false, begin = true;
    struct str s = arg_text(c, 0, &null);
    size_t from = c->room->used;
    if (null)
        return nothing;
    for (size_t i = 0; i < s.n; i++) {
        unsigned u = (unsigned char)s.p[i];
        bool two = u >= 0xC2 && u <= 0xC5 && i + 1 < s.n;
        if (two)
            u = (u & 0x1F) << 6 | ((unsigned char)s.p[i + 1] & 0x3F);
        else if (u >= 0x80) {
            size_t k = i + 1;
            while (k < s.n && !is_start(s.p[k]))
                k++;
            room_add(c->room, str_sub(s, i, k - i));
            i = k - 1;
            begin = false;
            continue;
        }
        u = other_case(u, how == LETTERS_UPPER || (how == LETTERS_TITLE && begin));
        begin = u == ' ' || u == '-' || u == '.';
        char out[2] = {(char)u, 0};
        if (u >= 0x80) {
            out[0] = (char)(0xC0 | u >> 6);
            out[1] = (char)(0x80 | (u & 0x3F));
        }
        room_add(c->room, (struct str){out, u >= 0x80 ? 2 : 1});
        i += two;
    }
    return text_value(room_since(c->room, from));
}

static struct read_value f_upper(const struct call *c)
{
    return in_case(c, LETTERS_UPPER);
}
static struct read_value f_lower(const struct call *c)
{
    return in_case(c, LETTERS_LOWER);
}
static struct read_value f_title(const struct call *c)
{
    return in_case(c, LETTERS_TITLE);
}

static struct read_value f_length(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    return null ? nothing : number_value(count_of(s));
}

/* GeoServer: (text, begin[, end]), counted from 0, end not included. */
static struct read_value f_substring(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    double from, to = INFINITY;
    if (null || !arg_number(c, 1, &from) || (c->e->n_args > 2 && !arg_number(c, 2, &to)))
        return nothing;
    return part(s, from, to);
}

/* QGIS: (text, begin[, length]), counted from 1; a negative begin from the end. */
static struct read_value f_substr(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    double from, n = INFINITY;
    if (null || !arg_number(c, 1, &from) || (c->e->n_args > 2 && !arg_number(c, 2, &n)))
        return nothing;
    from = from < 0 ? fmax(0, count_of(s) + from) : fmax(0, from - 1);
    return n < 0 ? part(s, from, count_of(s) + n) : part(s, from, from + n);
}

static struct read_value f_left(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    double n;
    return null || !arg_number(c, 1, &n) ? nothing : part(s, 0, n < 0 ? count_of(s) + n : n);
}

static struct read_value f_right(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    double n;
    return null || !arg_number(c, 1, &n) ? nothing : part(s, n < 0 ? -n : fmax(0, count_of(s) - n), INFINITY);
}

static struct read_value f_trim(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    return null ? nothing : text_value(str_trim(s));
}

static struct read_value index_of(const struct call *c, double base)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null), part_of = arg_text(c, 1, &null);
    if (null)
        return nothing;
    size_t at = str_find_str(s, part_of);
    return number_value(at == SIZE_MAX ? base - 1 : base + count_of(str_sub(s, 0, at)));
}
static struct read_value f_index_of(const struct call *c)
{
    return index_of(c, 0);
}
static struct read_value f_strpos(const struct call *c)
{
    return index_of(c, 1);
}

static struct read_value f_replace(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null), old = arg_text(c, 1, &null), by = arg_text(c, 2, &null);
    size_t from = c->room->used;
    if (null)
        return nothing;
    if (!old.n)
        return text_value(s);
    for (size_t at; (at = str_find_str(s, old)) != SIZE_MAX; s = str_sub(s, at + old.n, s.n)) {
        room_add(c->room, str_sub(s, 0, at));
        room_add(c->room, by);
    }
    room_add(c->room, s);
    return text_value(room_since(c->room, from));
}

static struct read_value f_starts(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null), t = arg_text(c, 1, &null);
    return null ? nothing : truth_value(str_starts(s, t));
}
static struct read_value f_ends(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null), t = arg_text(c, 1, &null);
    return null ? nothing : truth_value(str_ends(s, t));
}
static struct read_value f_same_letters(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null), t = arg_text(c, 1, &null);
    return null ? nothing : truth_value(str_eq_nocase(s, t));
}

static struct read_value f_to_text(const struct call *c)
{
    bool null = false;
    struct str s = arg_text(c, 0, &null);
    return null ? nothing : text_value(s);
}
static struct read_value f_to_number(const struct call *c)
{
    double v;
    return arg_number(c, 0, &v) ? number_value(v) : nothing;
}
static struct read_value f_to_int(const struct call *c)
{
    double v;
    return arg_number(c, 0, &v) ? number_value(trunc(v)) : nothing;
}

/* ---- numbers as texts ---- */

/* v with `most` decimals, of which `least` stay when they are 0, digits in threes when group is set. */
static struct read_value formatted(struct expr_room *room, double v, int least, int most, char group, char point)
{
    char digits[400], out[600];
    int n = snprintf(digits, sizeof digits, "%.*f", most, fabs(v)), at = 0;
    int whole = most ? n - most - 1 : n;
    for (int have = most; have > least && digits[n - 1] == '0'; have--)
        n--;
    if (n == whole + 1)
        n--;
    if (v < 0 && strspn(digits, "0.") < (size_t)n)
        out[at++] = '-';
    for (int i = 0; i < n && i < whole; i++) {
        out[at++] = digits[i];
        if (group && i + 1 < whole && (whole - i - 1) % 3 == 0)
            out[at++] = group;
    }
    for (int i = whole; i < n; i++)
        out[at++] = digits[i] == '.' ? point : digits[i];
    size_t from = room->used;
    room_add(room, (struct str){out, (size_t)at});
    return text_value(room_since(room, from));
}

static bool is_dutch(struct str language)
{
    return str_starts(language, STR("nl"));
}

/* GeoServer: (pattern, number[, language]), the pattern as Java's DecimalFormat: "#,##0.00". */
static struct read_value f_number_format(const struct call *c)
{
    struct str pattern = arg_text(c, 0, NULL);
    double v;
    int least = 0, most = 0;
    if (!arg_number(c, 1, &v))
        return nothing;
    size_t point = str_find(pattern, '.', 0);
    for (size_t i = point == SIZE_MAX ? pattern.n : point + 1; i < pattern.n && most < 15; i++) {
        if (pattern.p[i] != '0' && pattern.p[i] != '#')
            break;
        most++;
        least += pattern.p[i] == '0';
    }
    bool group = str_find(pattern, ',', 0) != SIZE_MAX, dutch = c->e->n_args > 2 && is_dutch(arg_text(c, 2, NULL));
    return formatted(c->room, v, least, most, group ? dutch ? '.' : ',' : 0, dutch ? ',' : '.');
}

/* QGIS: (number, decimals[, language]), as the country writes it. */
static struct read_value f_format_number(const struct call *c)
{
    double v, places = 0;
    if (!arg_number(c, 0, &v) || (c->e->n_args > 1 && !arg_number(c, 1, &places)))
        return nothing;
    bool dutch = c->e->n_args < 3 || is_dutch(arg_text(c, 2, NULL));
    int n = places < 0 ? 0 : places > 15 ? 15 : (int)places;
    return formatted(c->room, v, n, n, dutch ? '.' : ',', dutch ? ',' : '.');
}

/* ---- numbers ---- */

static double half_up(double v)
{
    return floor(v + 0.5);
}
static struct read_value f_round(const struct call *c)
{
    double v, places = 0;
    if (!arg_number(c, 0, &v) || (c->e->n_args > 1 && !arg_number(c, 1, &places)))
        return nothing;
    double by = pow(10, trunc(fmax(-15, fmin(15, places))));
    return number_value(by == 1 ? half_up(v) : half_up(v * by) / by);
}

#define OF_ONE(name, formula)                                                                                          \
    static struct read_value name(const struct call *c)                                                                \
    {                                                                                                                  \
        double x;                                                                                                      \
        return arg_number(c, 0, &x) ? number_value(formula) : nothing;                                                 \
    }
#define OF_TWO(name, formula)                                                                                          \
    static struct read_value name(const struct call *c)                                                                \
    {                                                                                                                  \
        double x, y;                                                                                                   \
        return arg_number(c, 0, &x) && arg_number(c, 1, &y) ? number_value(formula) : nothing;                         \
    }
OF_ONE(f_floor, floor(x))
OF_ONE(f_ceil, ceil(x))
OF_ONE(f_rint, rint(x))
OF_ONE(f_abs, fabs(x))
OF_ONE(f_sqrt, sqrt(x))
OF_ONE(f_exp, exp(x))
OF_ONE(f_ln, log(x))
OF_ONE(f_log10, log10(x))
OF_ONE(f_sin, sin(x))
OF_ONE(f_cos, cos(x))
OF_ONE(f_tan, tan(x))
OF_ONE(f_atan, atan(x))
OF_ONE(f_degrees, x * 180 / M_PI)
OF_ONE(f_radians, x *M_PI / 180)
OF_TWO(f_pow, pow(x, y))
OF_TWO(f_mod, fmod(x, y))
OF_TWO(f_remainder, remainder(x, y))
OF_TWO(f_atan2, atan2(x, y))

static struct read_value f_pi(const struct call *c)
{
    return number_value(M_PI);
}

static struct read_value extreme(const struct call *c, bool largest)
{
    double best = 0, v;
    bool any = false;
    for (size_t i = 0; i < c->e->n_args; i++)
        if (arg_number(c, i, &v)) {
            best = !any ? v : largest ? fmax(best, v) : fmin(best, v);
            any = true;
        }
    return any ? number_value(best) : nothing;
}
static struct read_value f_min(const struct call *c)
{
    return extreme(c, false);
}
static struct read_value f_max(const struct call *c)
{
    return extreme(c, true);
}

/* QGIS: (value, from_min, from_max, to_min, to_max). */
static struct read_value f_scale_linear(const struct call *c)
{
    double v[5];
    for (size_t i = 0; i < 5; i++)
        if (!arg_number(c, i, &v[i]))
            return nothing;
    double share = v[2] == v[1] ? 0 : (v[0] - v[1]) / (v[2] - v[1]);
    return number_value(v[3] + fmax(0, fmin(1, share)) * (v[4] - v[3]));
}

/* ---- choices ---- */

static struct read_value f_if(const struct call *c)
{
    return arg(c, is_true(arg(c, 0)) ? 1 : 2);
}

static struct read_value f_coalesce(const struct call *c)
{
    struct read_value v = nothing;
    for (size_t i = 0; i < c->e->n_args && v.type == READ_NULL; i++)
        v = arg(c, i);
    return v;
}

static struct read_value f_is_null(const struct call *c)
{
    return truth_value(arg(c, 0).type == READ_NULL);
}

static int compared(const struct call *c, size_t i, size_t k)
{
    struct read_value a = arg(c, i), b = arg(c, k);
    return expr_compare(&a, &b, true);
}

#define COMPARISON(name, formula)                                                                                      \
    static struct read_value name(const struct call *c)                                                                \
    {                                                                                                                  \
        int r = compared(c, 0, 1);                                                                                     \
        return truth_value(r != 2 && (formula));                                                                       \
    }
COMPARISON(f_equal, r == 0)
COMPARISON(f_not_equal, r != 0)
COMPARISON(f_less, r < 0)
COMPARISON(f_less_equal, r <= 0)
COMPARISON(f_greater, r > 0)
COMPARISON(f_greater_equal, r >= 0)

static struct read_value f_between(const struct call *c)
{
    int low = compared(c, 0, 1), high = compared(c, 0, 2);
    return truth_value(low != 2 && high != 2 && low >= 0 && high <= 0);
}

static struct read_value f_in(const struct call *c)
{
    for (size_t i = 1; i < c->e->n_args; i++)
        if (compared(c, 0, i) == 0)
            return truth_value(true);
    return truth_value(false);
}

static struct read_value f_nullif(const struct call *c)
{
    return compared(c, 0, 1) == 0 ? nothing : arg(c, 0);
}

static struct read_value f_not(const struct call *c)
{
    return truth_value(!is_true(arg(c, 0)));
}
static struct read_value f_and(const struct call *c)
{
    for (size_t i = 0; i < c->e->n_args; i++)
        if (!is_true(arg(c, i)))
            return truth_value(false);
    return truth_value(true);
}
static struct read_value f_or(const struct call *c)
{
    for (size_t i = 0; i < c->e->n_args; i++)
        if (is_true(arg(c, i)))
            return truth_value(true);
    return truth_value(false);
}

/* ---- SE 1.1 §12: functions that look up, with their parts as a list ---- */

/* (value, v0, t1, v1, t2, v2 …): §12.3.3. A value that is a threshold belongs to the class above it, or below it. */
static struct read_value categorize(const struct call *c, bool above)
{
    struct read_value v = arg(c, 0);
    size_t at = 1;
    if (v.type == READ_NULL)
        return nothing;
    for (size_t i = 2; i + 1 < c->e->n_args; i += 2) {
        struct read_value t = arg(c, i);
        int r = expr_compare(&v, &t, true);
        if (r == 2 || r < 0 || (r == 0 && !above))
            break;
        at = i + 1;
    }
    return arg(c, at);
}
static struct read_value f_categorize(const struct call *c)
{
    return categorize(c, true);
}
static struct read_value f_categorize_preceding(const struct call *c)
{
    return categorize(c, false);
}

static struct read_value f_recode(const struct call *c)
{
    for (size_t i = 1; i + 1 < c->e->n_args; i += 2)
        if (compared(c, 0, i) == 0)
            return arg(c, i + 1);
    return nothing;
}

static struct read_value f_interpolate(const struct call *c)
{
    double v, x0 = 0, y0 = 0, x1, y1;
    if (!arg_number(c, 0, &v))
        return nothing;
    for (size_t i = 1; i + 1 < c->e->n_args; i += 2) {
        if (!arg_number(c, i, &x1) || !arg_number(c, i + 1, &y1))
            return nothing;
        if (v <= x1)
            return number_value(i == 1 || x1 <= x0 ? y1 : y0 + (v - x0) / (x1 - x0) * (y1 - y0));
        x0 = x1;
        y0 = y1;
    }
    return number_value(y0);
}

static const struct function {
    const char *name;
    size_t least, most;
    struct read_value (*run)(const struct call *c);
} functions[] = {
    {"strConcat", 1, CONCAT_MOST, f_concat},
    {"Concatenate", 1, CONCAT_MOST, f_concat},
    {"concat", 1, CONCAT_MOST, f_concat},
    {"strToUpperCase", 1, 1, f_upper},
    {"upper", 1, 1, f_upper},
    {"strToLowerCase", 1, 1, f_lower},
    {"lower", 1, 1, f_lower},
    {"strCapitalize", 1, 1, f_title},
    {"title", 1, 1, f_title},
    {"strLength", 1, 1, f_length},
    {"length", 1, 1, f_length},
    {"strSubstring", 3, 3, f_substring},
    {"strSubstringStart", 2, 2, f_substring},
    {"substr", 2, 3, f_substr},
    {"left", 2, 2, f_left},
    {"right", 2, 2, f_right},
    {"strTrim", 1, 1, f_trim},
    {"strTrim2", 1, 1, f_trim},
    {"trim", 1, 1, f_trim},
    {"strIndexOf", 2, 2, f_index_of},
    {"strpos", 2, 2, f_strpos},
    {"replace", 3, 3, f_replace},
    {"strStartsWith", 2, 2, f_starts},
    {"strEndsWith", 2, 2, f_ends},
    {"strEqualsIgnoreCase", 2, 2, f_same_letters},
    {"to_string", 1, 1, f_to_text},
    {"toString", 1, 1, f_to_text},
    {"to_int", 1, 1, f_to_int},
    {"parseInt", 1, 1, f_to_int},
    {"parseLong", 1, 1, f_to_int},
    {"to_real", 1, 1, f_to_number},
    {"parseDouble", 1, 1, f_to_number},
    {"numberFormat", 2, 3, f_number_format},
    {"FormatNumber", 2, 2, f_number_format},
    {"format_number", 1, 3, f_format_number},
    {"round", 1, 2, f_round},
    {"roundDouble", 1, 1, f_round},
    {"rint", 1, 1, f_rint},
    {"floor", 1, 1, f_floor},
    {"ceil", 1, 1, f_ceil},
    {"abs", 1, 1, f_abs},
    {"abs_2", 1, 1, f_abs},
    {"abs_3", 1, 1, f_abs},
    {"abs_4", 1, 1, f_abs},
    {"sqrt", 1, 1, f_sqrt},
    {"exp", 1, 1, f_exp},
    {"log", 1, 1, f_ln},
    {"ln", 1, 1, f_ln},
    {"log10", 1, 1, f_log10},
    {"sin", 1, 1, f_sin},
    {"cos", 1, 1, f_cos},
    {"tan", 1, 1, f_tan},
    {"atan", 1, 1, f_atan},
    {"atan2", 2, 2, f_atan2},
    {"degrees", 1, 1, f_degrees},
    {"toDegrees", 1, 1, f_degrees},
    {"radians", 1, 1, f_radians},
    {"toRadians", 1, 1, f_radians},
    {"pow", 2, 2, f_pow},
    {"modulo", 2, 2, f_mod},
    {"IEEERemainder", 2, 2, f_remainder},
    {"pi", 0, 0, f_pi},
    {"min", 1, ANY, f_min},
    {"min_2", 2, 2, f_min},
    {"min_4", 2, 2, f_min},
    {"max", 1, ANY, f_max},
    {"max_2", 2, 2, f_max},
    {"max_4", 2, 2, f_max},
    {"scale_linear", 5, 5, f_scale_linear},
    {"if_then_else", 3, 3, f_if},
    {"if", 3, 3, f_if},
    {"coalesce", 1, ANY, f_coalesce},
    {"isNull", 1, 1, f_is_null},
    {"nullif", 2, 2, f_nullif},
    {"equalTo", 2, 2, f_equal},
    {"notEqualTo", 2, 2, f_not_equal},
    {"lessThan", 2, 2, f_less},
    {"lessEqualThan", 2, 2, f_less_equal},
    {"greaterThan", 2, 2, f_greater},
    {"greaterEqualThan", 2, 2, f_greater_equal},
    {"between", 3, 3, f_between},
    {"in", 2, ANY, f_in},
    {"in2", 3, 3, f_in},
    {"in3", 4, 4, f_in},
    {"in4", 5, 5, f_in},
    {"in5", 6, 6, f_in},
    {"in6", 7, 7, f_in},
    {"in7", 8, 8, f_in},
    {"in8", 9, 9, f_in},
    {"in9", 10, 10, f_in},
    {"in10", 11, 11, f_in},
    {"not", 1, 1, f_not},
    {"and", 2, ANY, f_and},
    {"or", 2, ANY, f_or},
    {"Categorize", 2, ANY, f_categorize},
    {"Categorize preceding", 2, ANY, f_categorize_preceding},
    {"Recode", 3, ANY, f_recode},
    {"Interpolate", 3, ANY, f_interpolate},
};

int style_function(struct str name, size_t n_args)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (str_eq_nocase(name, str_from(functions[i].name)) && n_args >= functions[i].least &&
            n_args <= functions[i].most)
            return (int)i;
    return -1;
}

struct read_value expr_value(const struct expr *e, const struct read_value *values, struct expr_room *room)
{
    if (e->op == EXPR_LITERAL)
        return e->literal;
    if (e->op == EXPR_PROPERTY)
        return values[e->slot];
    if (e->op == EXPR_CALL)
        return functions[e->function].run(&(struct call){e, values, room});
    struct read_value a = expr_value(e->a, values, room), b = expr_value(e->b, values, room);
    double x, y;
    if (!as_number(&a, &x) || !as_number(&b, &y))
        return nothing;
    switch (e->op) {
    case EXPR_ADD:
        return number_value(x + y);
    case EXPR_SUB:
        return number_value(x - y);
    case EXPR_MUL:
        return number_value(x * y);
    default:
        return number_value(x / y);
    }
}

double expr_number(const struct expr *e, const struct read_value *values, double otherwise, double min, double max)
{
    struct expr_room room;
    room.used = 0;
    double v = otherwise;
    if (e) {
        struct read_value r = expr_value(e, values, &room);
        if (!as_number(&r, &v))
            v = otherwise;
    }
    return fmin(max, fmax(min, v));
}

bool text_label(const struct text_style *t, const struct read_value *values, char *out, size_t out_size)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_label; i++) {
        struct expr_room room;
        room.used = 0;
        struct str s = text_of(expr_value(t->label[i], values, &room), &room);
        if (s.n > out_size - 1 - n) /* cut whole UTF-8 characters */
            for (s.n = out_size - 1 - n; s.n > 0 && !is_start(s.p[s.n]);)
                s.n--;
        if (s.n)
            memcpy(out + n, s.p, s.n);
        n += s.n;
    }
    struct str trimmed = str_trim((struct str){out, n});
    if (!trimmed.n || !str_is_utf8(trimmed) || memchr(trimmed.p, 0, trimmed.n))
        return false;
    memmove(out, trimmed.p, trimmed.n);
    out[trimmed.n] = 0;
    return true;
}

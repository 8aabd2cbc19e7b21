/* Pictures of ExternalGraphic: files below the style's own folder, or base64 within the document; never the network. */
#include "geoserver/render/sld_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PICTURE_MAX_SIDE = 1024, PICTURE_MAX_PATH = 300 };

struct sld_picture {
    struct str href;
    const struct style_picture *picture; /* NULL: it can't be used */
    struct sld_picture *next;
};

/* ---- bytes ---- */

static int sextet(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

static bool base64(struct sld *p, struct str s, struct str *out)
{
    uint32_t bits = 0;
    int have = 0;
    size_t n = 0;
    char *bytes = s.n / 4 * 3 < STYLE_MAX_PICTURE ? arena_alloc(p->a, s.n / 4 * 3 + 4) : NULL;
    *out = (struct str){0};
    if (!bytes)
        return s.n / 4 * 3 >= STYLE_MAX_PICTURE || sld_memory(p);
    for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
        if (memchr(" \t\r\n", s.p[i], 4))
            continue;
        int v = sextet(s.p[i]);
        if (v < 0)
            return true;
        bits = bits << 6 | (uint32_t)v;
        if ((have += 6) >= 8)
            bytes[n++] = (char)(bits >> (have -= 8) & 255);
    }
    *out = (struct str){bytes, n};
    return true;
}

/* A path that can only lie below the folder: no "..", nothing hidden, no scheme. */
static bool plain_path(struct str path)
{
    if (!path.n || path.n > PICTURE_MAX_PATH || path.p[0] == '/' || memchr(path.p, 0, path.n) ||
        str_find(path, '\\', 0) != SIZE_MAX || str_find(path, ':', 0) != SIZE_MAX)
        return false;
    struct str rest = path, piece;
    while (str_next(&rest, '/', &piece))
        if (!piece.n || piece.p[0] == '.')
            return false;
    return true;
}

/* Opens step by step, so that no symbolic link leads out. */
static int open_below(const char *dir, struct str path)
{
    int at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct str rest = path, piece;
    while (at >= 0 && str_next(&rest, '/', &piece)) {
        char name[PICTURE_MAX_PATH + 1];
        if (!str_copy(piece, name, sizeof name)) {
            close(at);
            return -1;
        }
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (rest.p ? O_DIRECTORY : 0);
        int next = openat(at, name, flags);
        close(at);
        at = next;
    }
    return at;
}

static bool file_bytes(struct sld *p, struct str path, struct str *out)
{
    struct stat st;
    int fd = open_below(p->dir, path);
    *out = (struct str){0};
    if (fd < 0)
        return true;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || st.st_size > STYLE_MAX_PICTURE) {
        close(fd);
        return true;
    }
    char *bytes = arena_alloc(p->a, (size_t)st.st_size);
    size_t n = 0;
    while (bytes && n < (size_t)st.st_size) {
        ssize_t got = read(fd, bytes + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    close(fd);
    if (!bytes)
        return sld_memory(p);
    *out = (struct str){bytes, n};
    return true;
}

/* ---- what they are ---- */

static uint32_t big_endian(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Looks as far as the model promises; *out stays NULL for anything else. */
static bool recognise(struct sld *p, struct str bytes, const struct style_picture **out)
{
    bool png = bytes.n > 33 && !memcmp(bytes.p, "\x89PNG\r\n\x1a\n", 8) && !memcmp(bytes.p + 12, "IHDR", 4);
    struct style_picture k = {.type = PICTURE_PNG, .bytes = bytes, .aspect = 1};
    if (png) {
        uint32_t w = big_endian(bytes.p + 16), h = big_endian(bytes.p + 20);
        if (!w || !h || w > PICTURE_MAX_SIDE || h > PICTURE_MAX_SIDE)
            return true;
        k.aspect = (double)w / h;
    } else {
        if (!bytes.n || !str_is_utf8(bytes) || memchr(bytes.p, 0, bytes.n) ||
            str_find_str(bytes, STR("<svg")) == SIZE_MAX || str_find_str(bytes, STR("<!ENTITY")) != SIZE_MAX)
            return true;
        k.type = PICTURE_SVG;
    }
    struct style_picture *copy = arena_alloc(p->a, sizeof *copy);
    if (!copy)
        return sld_memory(p);
    *copy = k;
    *out = copy;
    return true;
}

/* ---- QGIS's parameters: "boom.svg?fill=%23ffffff&outline-width=1" fills param(fill) in the SVG ---- */

static void parameter(struct str query, struct str name, char *out, size_t size)
{
    struct str pair;
    size_t n = 0;
    out[0] = 0;
    while (str_next(&query, '&', &pair)) {
        size_t is = str_find(pair, '=', 0);
        if (is == SIZE_MAX || !str_eq(str_sub(pair, 0, is), name))
            continue;
        struct str v = str_sub(pair, is + 1, pair.n);
        for (size_t i = 0; i < v.n && n + 1 < size; i++) {
            char c = v.p[i];
            if (c == '%' && i + 2 < v.n && v.p[i + 1] == '2' && v.p[i + 2] == '3') {
                c = '#';
                i += 2;
            }
            /* what a colour or a number is written with; nothing that could end the attribute */
            bool plain =
                (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#' || c == '.';
            if (plain)
                out[n++] = c;
        }
        out[n] = 0;
    }
}

static bool filled_in(struct sld *p, struct str svg, struct str query, struct str *out)
{
    size_t room = svg.n * 2 + 4096, n = 0;
    char *text = NULL, value[64];
    *out = svg;
    if (str_find_str(svg, STR("param(")) == SIZE_MAX)
        return true;
    if (!(text = arena_alloc(p->a, room)))
        return sld_memory(p);
    for (size_t at; (at = str_find_str(svg, STR("param("))) != SIZE_MAX;) {
        size_t close_at = str_find(svg, ')', at);
        if (close_at == SIZE_MAX)
            break;
        struct str name = str_sub(svg, at + 6, close_at - at - 6);
        size_t end = close_at + 1; /* a default may follow, up to the end of the attribute or the declaration */
        while (end < svg.n && !memchr("\"';<>", svg.p[end], 5))
            end++;
        struct str dflt = str_trim(str_sub(svg, close_at + 1, end - close_at - 1));
        parameter(query, name, value, sizeof value);
        struct str v = value[0] ? str_from(value) : dflt.n ? dflt : STR("1");
        if (n + at + v.n + 1 > room)
            break;
        memcpy(text + n, svg.p, at);
        if (v.n)
            memcpy(text + n + at, v.p, v.n);
        n += at + v.n;
        svg = str_sub(svg, end, svg.n);
    }
    if (n + svg.n > room)
        return true;
    if (svg.n)
        memcpy(text + n, svg.p, svg.n);
    *out = (struct str){text, n + svg.n};
    return true;
}

/* ---- the element ---- */

/* Bytes of a reference; *why NULL when there are. */
static bool fetch(struct sld *p, struct str href, struct str *bytes, const char **why)
{
    size_t ask = str_find(href, '?', 0), comma = str_find(href, ',', 0);
    struct str path = ask == SIZE_MAX ? href : str_sub(href, 0, ask), query = str_sub(href, path.n + 1, href.n),
               raw = {0};
    *why = NULL;
    if (str_starts(path, STR("base64:"))) {
        if (!base64(p, str_sub(path, 7, path.n), &raw))
            return false;
    } else if (str_starts(path, STR("data:")) && comma != SIZE_MAX &&
               str_find_str(str_sub(path, 0, comma), STR("base64")) != SIZE_MAX) {
        if (!base64(p, str_sub(path, comma + 1, path.n), &raw))
            return false;
    } else {
        if (str_starts(path, STR("file:")) && !str_starts(path, STR("file:/")))
            path = str_sub(path, 5, path.n);
        if (!plain_path(path))
            *why = "Alleen een bestand in (een map onder) de map van de stijl kan worden gebruikt";
        else if (!p->dir)
            *why = "Van deze stijl is geen map met plaatjes bekend";
        else if (!file_bytes(p, path, &raw))
            return false;
    }
    if (!raw.p || !raw.n) {
        *why = *why ? *why : "Dit plaatje is er niet, of te groot";
        return true;
    }
    if ((p->picture_bytes += raw.n) > STYLE_MAX_PICTURES)
        return err_set(p->err, ERR_LIMIT, p->name, "de plaatjes van een stijl zijn samen groter dan %d bytes",
                       STYLE_MAX_PICTURES);
    return filled_in(p, raw, query, bytes);
}

static bool load(struct sld *p, const xmlNode *n, struct str href, const struct style_picture **out)
{
    struct str bytes = {0};
    const char *why = NULL;
    for (struct sld_picture *k = p->loaded; k; k = k->next)
        if (str_eq(k->href, href)) {
            *out = k->picture;
            if (!k->picture)
                return sld_note(p, n, "Dit plaatje kan niet worden gebruikt (zie hiervoor); het volgende teken geldt.");
            return true;
        }
    struct sld_picture *k = arena_alloc(p->a, sizeof *k);
    if (!k || !(k->href = arena_str(p->a, href)).p)
        return sld_memory(p);
    if (!fetch(p, href, &bytes, &why) || (!why && !recognise(p, bytes, &k->picture)))
        return false;
    k->next = p->loaded;
    p->loaded = k;
    *out = k->picture;
    if (!why && !k->picture)
        why = "Dit is geen PNG of SVG (zonder entiteiten) van ten hoogste 1024 bij 1024";
    return !why || sld_note(p, n, "%s; het volgende teken geldt.", why);
}

bool sld_external(struct sld *p, const xmlNode *n, const struct style_picture **out)
{
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        struct str s = {0};
        if (sld_is(k, "InlineContent")) {
            char *all;
            if (!sld_text_as_is(p, k, &s))
                return false;
            if (!(all = arena_printf(p->a, "base64:%.*s", STR_ARG(s))))
                return sld_memory(p);
            return load(p, n, str_from(all), out);
        }
        if (!sld_is(k, "OnlineResource"))
            continue;
        for (const xmlAttr *at = k->properties; at; at = at->next)
            if (!strcmp((const char *)at->name, "href") && at->children && at->children->content)
                s = str_trim(str_from((const char *)at->children->content));
        return load(p, n, s, out);
    }
    return sld_error(p, n, ERR_INVALID, "ExternalGraphic heeft geen OnlineResource");
}

bool sld_glyph(struct sld *p, struct str family, uint32_t code, const struct style_picture **out)
{
    struct style_picture *k = arena_alloc(p->a, sizeof *k);
    if (!k || !(k->family = arena_cstr(p->a, str_sub(family, 0, 80))))
        return sld_memory(p);
    k->type = PICTURE_GLYPH;
    k->aspect = 1;
    k->glyph = code;
    *out = k;
    return true;
}

/* The BAG's scanner against expat: both tell the same, or both refuse. Left out is where they differ on purpose: a
 * DOCTYPE, a declared encoding, the limits, and names beyond ASCII. */
#include "importers/bag/bag_scan.h"
#include "tests/fuzz/fuzz.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
    uint64_t hash;
    bool in_text;
};

static void mix(struct told *t, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++)
        t->hash = (t->hash ^ p[i]) * UINT64_C(1099511628211);
}

static void mix_name(struct told *t, char what, const void *name, size_t n)
{
    t->in_text = false;
    mix(t, &what, 1);
    mix(t, name, n);
    mix(t, "\n", 1);
}

static void mix_text(struct told *t, const void *text, size_t n)
{
    if (n && !t->in_text)
        mix(t, "\"", 1);
    t->in_text = t->in_text || n;
    mix(t, text, n);
}

static void mix_token(struct told *t, const struct bag_token *token)
{
    struct buf b;
    if (token->kind == BAG_TOKEN_TEXT) {
        buf_init(&b, 1 << 26);
        if (!token->plain)
            bag_scan_decode(token->text, token->cdata, &b);
        mix_text(t, token->plain ? token->text.p : b.p, token->plain ? token->text.n : b.n);
        buf_done(&b);
        return;
    }
    mix_name(t, token->kind == BAG_TOKEN_START ? '<' : '>', token->name.p, token->name.n);
    for (size_t i = 0; token->kind == BAG_TOKEN_START && i < token->n_attributes; i++)
        mix_name(t, '@', token->attributes[i].name.p, token->attributes[i].name.n);
}

static enum err_code with_scan(const uint8_t *bytes, size_t n, size_t piece, struct told *t)
{
    struct bag_scan *s = bag_scan_new();
    struct bag_token token;
    enum bag_token_kind kind;
    size_t at = 0;
    if (!s)
        abort();
    do {
        size_t m = n - at < piece ? n - at : piece;
        uint8_t *copy = malloc(m ? m : 1);
        if (!copy)
            abort();
        if (m)
            memcpy(copy, bytes + at, m);
        at += m;
        bag_scan_feed(s, copy, m, at == n);
        while ((kind = bag_scan_next(s, &token)) != BAG_TOKEN_MORE && kind != BAG_TOKEN_FAULT)
            mix_token(t, &token);
        free(copy);
    } while (kind == BAG_TOKEN_MORE && at < n);
    const char *message = "";
    unsigned long line = 0;
    enum err_code code = kind == BAG_TOKEN_FAULT ? bag_scan_fault(s, &message, &line) : ERR_NONE;
    if (strstr(message, "te diep"))
        code = ERR_LIMIT;
    bag_scan_free(s);
    return code;
}

static void XMLCALL on_start(void *t, const char *name, const char **attributes)
{
    mix_name(t, '<', name, strlen(name));
    for (; attributes[0]; attributes += 2)
        mix_name(t, '@', attributes[0], strlen(attributes[0]));
}
static void XMLCALL on_end(void *t, const char *name)
{
    mix_name(t, '>', name, strlen(name));
}
static void XMLCALL on_text(void *t, const char *text, int n)
{
    mix_text(t, text, (size_t)n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct told ours = {.hash = 1}, theirs = {.hash = 1};
    struct str xml = {(const char *)bytes, n};
    bool ascii = true;
    for (size_t i = 0; i < n; i++)
        ascii = ascii && bytes[i] < 0x80;
    if (n == 0 || str_find_str(xml, STR("<!D")) != SIZE_MAX || str_find_str(xml, STR("encoding")) != SIZE_MAX)
        return 0;
    enum err_code code = with_scan(bytes, n, 1 + bytes[n / 2] % 61, &ours);
    XML_Parser p = XML_ParserCreate("UTF-8");
    XML_SetUserData(p, &theirs);
    XML_SetElementHandler(p, on_start, on_end);
    XML_SetCharacterDataHandler(p, on_text);
    bool theirs_ok = XML_Parse(p, xml.p, (int)n, 1) == XML_STATUS_OK;
    XML_ParserFree(p);
    if (code == ERR_LIMIT || code == ERR_UNSUPPORTED || (!ascii && (code == ERR_NONE) != theirs_ok))
        return 0;
    if ((code == ERR_NONE) != theirs_ok || (theirs_ok && ours.hash != theirs.hash)) {
        fprintf(stderr, "ours: %d, expat: %d\n", code, theirs_ok);
        abort();
    }
    return 0;
}

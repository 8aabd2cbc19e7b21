#include "geoserver/api/tile_answer.h"

#include "warehouse/mbtiles.h"

#include <stdlib.h>
#include <string.h>

/* How long one waits for another's drawing: longer than any tile takes, shorter than a client's patience. */
enum { WAIT_MS = 2000, STORE_MAX_FILES = 16 };

/* ---- versions and keys ---- */

uint64_t style_edition_version(const struct server *s, const char *id)
{
    for (size_t i = 0; i < s->n_editions; i++)
        if (strcmp(s->editions[i].id, id) == 0)
            return s->editions[i].version;
    return 0;
}

uint64_t tile_origin_version(const struct server *s, const struct warehouse_versions *v, const struct layer *l,
                             const char *stijl)
{
    uint64_t h = version_mix_number(VERSION_START, layer_version(l, v));
    h = version_mix_number(h, style_edition_version(s, stijl));
    h = version_mix_number(h, layer_file_version(l, s->magazijn));
    return version_mix(h, str_from(s->config_tag));
}

static void make_key(const struct request *q, const struct tile_id *id, struct tile_key *k)
{
    const struct server *s = q->server;
    const char *stijl = style_id(id->draw->style);
    tile_key_start(k);
    tile_key_number(k, tile_origin_version(s, &q->worker->versions, id->draw->layer, stijl));
    tile_key_number(k, s->intern ? 1 : 0); /* nothing crosses roles */
    tile_key_number(k, (uint64_t)id->z << 8 | (uint64_t)id->ratio);
    tile_key_number(k, (uint64_t)id->x);
    tile_key_number(k, (uint64_t)id->y);
    tile_key_text(k, str_from(id->tms->id));
    tile_key_text(k, str_from(id->draw->layer->id));
    tile_key_text(k, str_from(stijl));
    tile_key_text(k, str_from(id->formaat));
    tile_key_text(k, str_from(id->draw->categorie));
    tile_key_text(k, str_from(id->draw->periode));
    (void)tile_key_end(k);
}

/* ---- tiles made beforehand ---- */

struct tile_store {
    size_t n;
    const char *paths[STORE_MAX_FILES];
};

struct tile_files {
    size_t n;
    struct mbtiles *open[STORE_MAX_FILES];
};

bool tile_store_open(const char *paths, struct arena *a, struct tile_store **out, struct err *err)
{
    struct tile_store *s = arena_alloc(a, sizeof *s);
    struct str rest = str_from(paths), path;
    if (!s)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    while (str_next(&rest, ',', &path)) {
        struct mbtiles *m;
        struct mbtiles_origin said;
        if (s->n == STORE_MAX_FILES)
            return err_set(err, ERR_LIMIT, "--tegels", "Meer dan %d tegelbestanden.", STORE_MAX_FILES);
        const char *name = s->paths[s->n] = arena_cstr(a, path);
        if (!name)
            return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        if (!mbtiles_open(name, &m, &said, err))
            return false;
        mbtiles_close(m);
        if (!said.laag[0])
            return err_set(err, ERR_INVALID, name,
                           "%.200s zegt niet waarvan het gemaakt is; maak het met geomagazijn seed.", name);
        s->n++;
    }
    *out = s;
    return true;
}

struct tile_files *tile_files_open(const struct tile_store *s)
{
    struct tile_files *f = calloc(1, sizeof *f);
    for (; f && f->n < s->n; f->n++) {
        struct err err = {0};
        struct mbtiles_origin now;
        if (!mbtiles_open(s->paths[f->n], &f->open[f->n], &now, &err)) {
            tile_files_close(f);
            return NULL;
        }
    }
    return f;
}

void tile_files_close(struct tile_files *f)
{
    for (size_t i = 0; f && i < f->n; i++)
        mbtiles_close(f->open[i]);
    free(f);
}

static bool origin_of(const struct request *q, const struct tile_id *id, struct mbtiles_origin *o)
{
    const struct render_layer *d = id->draw;
    const char *stijl = style_id(d->style);
    *o = (struct mbtiles_origin){.ratio = id->ratio,
                                 .versie = tile_origin_version(q->server, &q->worker->versions, d->layer, stijl)};
    return str_copy(str_from(d->layer->id), o->laag, sizeof o->laag) &&
           str_copy(str_from(stijl), o->stijl, sizeof o->stijl) &&
           str_copy(str_from(id->tms->id), o->tms, sizeof o->tms) &&
           str_copy(str_from(id->formaat), o->formaat, sizeof o->formaat) &&
           str_copy(str_from(d->categorie), o->categorie, sizeof o->categorie) &&
           str_copy(str_from(d->periode), o->periode, sizeof o->periode);
}

/* A file that can't be read is no fault: the tile is drawn. */
static bool from_store(const struct request *q, const struct tile_id *id, struct buf *body)
{
    struct tile_files *f = q->worker->files;
    struct mbtiles_origin o;
    if (!f || !origin_of(q, id, &o))
        return false;
    for (size_t i = 0; i < f->n; i++) {
        struct err err = {0};
        bool found = false;
        if (mbtiles_get(f->open[i], &o, id->z, id->x, id->y, body, &found, &err) && found)
            return true;
        buf_clear(body);
    }
    return false;
}

/* ---- the answer ---- */

/* Pictures are packed already. */
static bool tile_is_packed(const char *formaat)
{
    return strcmp(formaat, "mvt") == 0 || strcmp(formaat, "svg") == 0;
}

struct job {
    const struct request *q;
    const struct tile_id *id;
    tile_draw draw;
    void *ctx;
};

static bool make(void *p, struct buf *body, const char **content_type, struct err *err)
{
    struct job *j = p;
    if (j->q->server->tegelbestand && from_store(j->q, j->id, body)) {
        *content_type = j->id->type;
        return true;
    }
    return j->draw(j->ctx, body, content_type, err);
}

/* From what is known without reading: not modified, or in memory. */
static bool answered(const struct request *q, struct response *r, const struct tile_id *id, const struct tile_key *k)
{
    if (k->n)
        tile_etag(k->hash, q->gzip && tile_is_packed(id->formaat), r->etag);
    else
        r->etag[0] = 0;
    if (etag_matches(q->if_none_match, r->etag)) {
        r->status = 304;
        return true;
    }
    r->tile = q->server->tegels ? tile_cache_find(q->server->tegels, k) : NULL;
    return r->tile != NULL;
}

bool tile_answer(const struct request *q, struct response *r, const struct tile_id *id, tile_draw draw, void *ctx,
                 struct err *err)
{
    struct worker *w = q->worker;
    struct tile_key k;
    r->cacheable = true;
    make_key(q, id, &k);
    if (answered(q, r, id, &k))
        return true;
    if (q->quick) {
        r->later = true;
        return true;
    }
    if (w->snapshot) {
        uint64_t before = k.hash;
        if (!w->snapshot(w, err))
            return false;
        make_key(q, id, &k); /* the snapshot may be of a newer import */
        if (k.hash != before && answered(q, r, id, &k))
            return true;
    }
    struct job j = {q, id, draw, ctx};
    if (!q->server->tegels)
        return make(&j, &r->body, &r->content_type, err);
    return tile_cache_get(q->server->tegels, &k, WAIT_MS, make, &j, &r->tile, err);
}

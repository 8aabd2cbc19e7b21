#include "geoserver/render/style_priv.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STYLE_MAX_FILES = 1000 };

struct style_set {
    struct style **styles;
    size_t n;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool load(const char *dir, const char *file, struct arena *a, struct style **out, struct err *err)
{
    struct buf b;
    buf_init(&b, STYLE_MAX_BYTES + 1);
    char *path = arena_printf(a, "%s/%s", dir, file);
    char *id = arena_cstr(a, (struct str){file, strlen(file) - 4});
    FILE *f = path ? fopen(path, "rbe") : NULL;
    bool ok = false;
    if (!path || !id) {
        err_set(err, ERR_MEMORY, file, "te weinig geheugen voor de stijl");
        goto done;
    }
    if (!f) {
        err_set(err, ERR_STORAGE, file, "het stijlbestand kan niet worden gelezen: %s", strerror(errno));
        goto done;
    }
    char block[16384];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0 && !b.failed;)
        buf_add(&b, block, n);
    if (ferror(f)) {
        err_set(err, ERR_STORAGE, file, "het stijlbestand kan niet worden gelezen");
        goto done;
    }
    if (b.failed) {
        err_set(err, ERR_LIMIT, file, "het stijlbestand is groter dan %d bytes", STYLE_MAX_BYTES);
        goto done;
    }
    ok = style_parse_in(buf_view(&b), file, dir, a, out, err);
    if (ok)
        (*out)->id = id;
    if (ok && !strcmp((*out)->title, file))
        (*out)->title = id;
done:
    if (f)
        fclose(f);
    buf_done(&b);
    return ok;
}

bool style_set_load(const char *dir, struct arena *a, struct style_set **out, struct err *err)
{
    xmlInitParser(); /* before there are threads */
    DIR *d = opendir(dir);
    if (!d)
        return err_set(err, ERR_NOT_FOUND, dir, "de map met stijlen kan niet worden gelezen: %s", strerror(errno));
    char **names = arena_array(a, STYLE_MAX_FILES, sizeof *names);
    struct style_set *s = arena_alloc(a, sizeof *s);
    size_t n = 0;
    bool ok = names && s;
    for (struct dirent *e; ok && (e = readdir(d));) {
        struct str name = str_from(e->d_name);
        if (name.n < 5 || !str_ends(name, STR(".sld")) || name.p[0] == '.')
            continue;
        if (n == STYLE_MAX_FILES) {
            closedir(d);
            return err_set(err, ERR_LIMIT, dir, "er zijn meer dan %d stijlen", STYLE_MAX_FILES);
        }
        ok = (names[n++] = arena_cstr(a, name)) != NULL;
    }
    closedir(d);
    if (ok && n)
        qsort(names, n, sizeof *names, by_name);
    if (ok)
        ok = (s->styles = arena_array(a, n, sizeof(struct style *))) != NULL;
    if (!ok)
        return err_set(err, ERR_MEMORY, dir, "te weinig geheugen voor de stijlen");
    for (s->n = 0; s->n < n; s->n++)
        if (!load(dir, names[s->n], a, &s->styles[s->n], err))
            return false;
    *out = s;
    return true;
}

const struct style *style_find(const struct style_set *s, const char *id)
{
    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->styles[i]->id, id))
            return s->styles[i];
    return NULL;
}

const char *style_id(const struct style *s)
{
    return s->id;
}

const char *style_title(const struct style *s)
{
    return s->title;
}

const char *const *style_fields(const struct style *s, size_t *n)
{
    *n = s->n_fields;
    return s->fields;
}

size_t style_rule_count(const struct style *s)
{
    return s->n_legend;
}

const char *style_rule_name(const struct style *s, size_t i)
{
    return s->legend[i]->name[0] ? s->legend[i]->name : s->legend[i]->title;
}

const char *style_rule_title(const struct style *s, size_t i)
{
    return s->legend[i]->title;
}

const struct style_note *style_notes(const struct style *s, size_t *n)
{
    *n = s->n_notes;
    return s->notes;
}

static double within(double v, double most)
{
    return v > most ? most : v < -most ? -most : v;
}

static void stroke_by(struct stroke *s, double by)
{
    double total = 0;
    s->width_px = within(s->width_px * by, 200);
    s->offset_px = within(s->offset_px * by, 1000);
    s->dash_offset_px = within(s->dash_offset_px * by, 10000);
    s->every_px = within(s->every_px * by, 10000);
    s->first_px = within(s->first_px * by, 10000);
    if (s->graphic && s->every_px < 2)
        s->every_px = 2;
    for (size_t i = 0; i < s->n_dash; i++)
        total += s->dash_px[i] = within(s->dash_px[i] * by, 10000);
    if (total < 0.5) /* too fine to see */
        s->n_dash = 0;
}

static void text_by(struct text_style *t, double by)
{
    const struct {
        double *length, most;
    } all[] = {{&t->size_px, 200},    {&t->halo_px, 50},    {&t->dx_px, 1000},       {&t->dy_px, 1000},
               {&t->wrap_px, 1000},   {&t->space_px, 1000}, {&t->repeat_px, 100000}, {&t->max_shift_px, 1000},
               {&t->offset_px, 1000}, {&t->same_px, 100000}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i].length = within(*all[i].length * by, all[i].most);
}

void symbolizer_at(const struct symbolizer *s, double metres_per_px, struct symbolizer *out)
{
    *out = *s;
    if (!s->in_metres || !(metres_per_px > 0))
        return;
    double by = 1 / metres_per_px;
    stroke_by(&out->stroke, by);
    text_by(&out->text, by);
    out->size_px = within(out->size_px * by, 1000);
    out->dx_px = within(out->dx_px * by, 1000);
    out->dy_px = within(out->dy_px * by, 1000);
    out->in_metres = out->stroke.width_expr || out->size_expr; /* those are in metres still */
}

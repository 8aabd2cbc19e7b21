#include "importers/mor/mor_priv.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

enum { JSON_MAX_BYTES = 512 << 20 };

static struct str text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return str_trim(str_from(s ? s : ""));
}

/* A string, or a whole number as text in buf. */
static struct str number_text(const json_t *v, char buf[24])
{
    if (json_is_integer(v)) {
        snprintf(buf, 24, "%lld", (long long)json_integer_value(v));
        return str_from(buf);
    }
    const char *s = json_string_value(v);
    return str_trim(str_from(s ? s : ""));
}

static bool point_read(const json_t *g, struct locatie_vraag *v)
{
    const char *type = json_string_value(json_object_get(g, "type"));
    const json_t *c = json_object_get(g, "coordinates");
    if (!type || strcmp(type, "Point") != 0 || !json_is_number(json_array_get(c, 0)) ||
        !json_is_number(json_array_get(c, 1)))
        return false;
    v->x = json_number_value(json_array_get(c, 0));
    v->y = json_number_value(json_array_get(c, 1));
    v->has_point = true;
    return true;
}

static bool signal_take(struct mor_job *j, const json_t *s, const char *where, struct err *err)
{
    const json_t *loc = json_object_get(s, "location"), *adr = json_object_get(loc, "address"),
                 *cat = json_object_get(s, "category"), *sta = json_object_get(s, "status");
    char id[24], nr[24];
    struct mor_record rec = {.id = number_text(json_object_get(s, "id"), id),
                             .hoofdcategorie = text(cat, "main"),
                             .categorie = text(cat, "sub"),
                             .status = text(sta, "state"),
                             .dag = text(s, "created_at"),
                             .point_first = true};
    if (!rec.id.n)
        rec.id = text(s, "signal_id");
    if (str_eq_c(rec.status, "o"))
        rec.dag_afgehandeld = text(sta, "created_at");
    point_read(json_object_get(loc, "geometrie"), &rec.place);
    rec.place.postcode = text(adr, "postcode");
    rec.place.huisnummer = number_text(json_object_get(adr, "huisnummer"), nr);
    rec.place.huisletter = text(adr, "huisletter");
    rec.place.huisnummertoevoeging = text(adr, "huisnummer_toevoeging");
    rec.place.straat = text(adr, "openbare_ruimte");
    rec.place.woonplaats = text(adr, "woonplaats");
    return mor_take(j, &rec, where, err);
}

static struct str property(struct mor_job *j, const json_t *p, const char *veld, char buf[24])
{
    const struct profile_node *names = profile_get(profile_get(j->profile.root, "velden"), veld);
    for (const struct profile_node *c = names ? names->children : NULL; c; c = c->next) {
        char key[80];
        if (c->kind == PROFILE_TEXT && str_copy(c->text, key, sizeof key) && json_object_get(p, key))
            return number_text(json_object_get(p, key), buf);
    }
    return (struct str){"", 0};
}

static bool feature_take(struct mor_job *j, const json_t *f, const char *where, struct err *err)
{
    const json_t *p = json_object_get(f, "properties");
    char buf[11][24];
    struct mor_record rec = {.id = property(j, p, "id", buf[0]),
                             .hoofdcategorie = property(j, p, "hoofdcategorie", buf[1]),
                             .categorie = property(j, p, "categorie", buf[2]),
                             .status = property(j, p, "status", buf[3]),
                             .dag = property(j, p, "dag", buf[4]),
                             .dag_afgehandeld = property(j, p, "dag_afgehandeld", buf[5])};
    if (!rec.id.n)
        rec.id = number_text(json_object_get(f, "id"), buf[0]);
    rec.place.code = property(j, p, "locatiecode", buf[6]);
    rec.place.postcode = property(j, p, "postcode", buf[7]);
    rec.place.huisnummer = property(j, p, "huisnummer", buf[8]);
    rec.place.huisletter = property(j, p, "huisletter", buf[9]);
    rec.place.huisnummertoevoeging = property(j, p, "toevoeging", buf[10]);
    point_read(json_object_get(f, "geometry"), &rec.place);
    return mor_take(j, &rec, where, err);
}

bool mor_read_json(struct mor_job *j, const char *path, bool geojson, struct err *err)
{
    struct stat st;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return err_set(err, ERR_NOT_FOUND, name, "%s is niet te openen.", path);
    if (st.st_size > JSON_MAX_BYTES)
        return err_set(err, ERR_LIMIT, name, "%s is groter dan 512 MB; lever het als CSV.", name);
    json_error_t fault;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
    if (!root) /* jansson's text quotes the input, so only the place is told */
        return err_set(err, ERR_INVALID, name, "%s regel %d is geen geldige JSON.", name, fault.line);
    const json_t *list = geojson ? json_object_get(root, "features") : root;
    if (!geojson && json_is_object(root))
        list = json_object_get(root, "results");
    bool ok =
        json_is_array(list) ||
        err_set(err, ERR_INVALID, name, "%s hoort %s te zijn (profiel %s).", name,
                geojson ? "een FeatureCollection" : "een lijst meldingen of {\"results\": [...]}", j->profile.name);
    for (size_t i = 0; ok && i < json_array_size(list); i++) {
        char where[160];
        snprintf(where, sizeof where, "%.80s melding %zu", name, i + 1);
        ok = geojson ? feature_take(j, json_array_get(list, i), where, err)
                     : signal_take(j, json_array_get(list, i), where, err);
    }
    json_decref(root);
    return ok;
}

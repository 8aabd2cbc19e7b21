#include "geoserver/command.h"
#include "warehouse/read.h"

#include <stdio.h>
#include <string.h>

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"formaat", OPTION_CHOICE, "geojson|csv", "geojson", 0, 0, NULL, "de vorm van het bestand"},
    {"uit", OPTION_STRING, "FILE", NULL, 0, 0, NULL, "schrijf naar dit bestand in plaats van naar de uitvoer"},
};
enum { SPECS = sizeof specs / sizeof *specs };

static void write_json(struct buf *b, const struct layer *l, const struct read_feature *f, bool first)
{
    buf_c(b, first ? "\n{\"type\":\"Feature\",\"properties\":{" : ",\n{\"type\":\"Feature\",\"properties\":{");
    for (size_t i = 0; i < l->n_kenmerken; i++) {
        buf_printf(b, "%s\"%s\":", i ? "," : "", l->kenmerken[i].veld);
        if (f->values[i].type == READ_NUMBER)
            buf_double(b, f->values[i].number);
        else
            buf_json(b, f->values[i].type == READ_TEXT ? f->values[i].text : (struct str){0});
    }
    buf_c(b, "},\"geometry\":");
    geom_to_geojson(&f->geom, 3, b);
    buf_byte(b, '}');
}

static void write_csv(struct buf *b, const struct layer *l, const struct read_feature *f)
{
    double x, y;
    for (size_t i = 0; i < l->n_kenmerken; i++) {
        if (f->values[i].type != READ_NULL)
            buf_csv(b, f->values[i].text);
        buf_byte(b, ',');
    }
    if (geom_label_point(&f->geom, 0.5, &x, &y)) {
        buf_fixed(b, x, 3);
        buf_byte(b, ',');
        buf_fixed(b, y, 3);
    } else {
        buf_byte(b, ',');
    }
    buf_c(b, "\r\n");
}

/* Streams feature by feature: memory doesn't grow with the layer. */
static bool write_layer(struct warehouse *w, const struct layer *l, bool csv, FILE *out, struct arena *a,
                        struct err *err)
{
    const char **columns = arena_array(a, l->n_kenmerken + 1, sizeof *columns);
    struct read_cursor *cursor;
    struct buf b;
    if (!columns)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < l->n_kenmerken; i++)
        columns[i] = l->kenmerken[i].veld;
    struct read_query q = {.layer = l, .velden = columns, .n_velden = l->n_kenmerken, .bbox = {-1e9, -1e9, 1e9, 1e9}};
    if (!read_open(w, &q, a, &cursor, err))
        return false;
    buf_init(&b, 256u << 20);
    if (csv) {
        for (size_t i = 0; i < l->n_kenmerken; i++) {
            buf_csv(&b, str_from(l->kenmerken[i].veld));
            buf_byte(&b, ',');
        }
        buf_c(&b, "x_rd,y_rd\r\n");
    } else {
        buf_c(&b, "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                  "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[");
    }
    bool ok = true, got = true, first = true;
    struct read_feature f;
    while (ok && (ok = read_next(cursor, &f, &got, err)) && got) {
        if (csv)
            write_csv(&b, l, &f);
        else
            write_json(&b, l, &f, first);
        first = false;
        if (b.n > 1u << 20) {
            ok = fwrite(b.p, 1, b.n, out) == b.n;
            buf_clear(&b);
        }
    }
    if (!csv)
        buf_c(&b, "\n]}\n");
    if (ok && !b.failed)
        ok = fwrite(b.p, 1, b.n, out) == b.n && fflush(out) == 0;
    buf_done(&b);
    read_close(cursor);
    return ok ? true : err_set(err, ERR_STORAGE, "uitvoer", "De uitvoer is niet te schrijven.");
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct paths paths;
    struct err err = {0};
    struct catalog *catalog;
    struct warehouse *w = NULL;
    int64_t generation;
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help || v.n_args != 1) {
        command_help(&command_export,
                     "Schrijft een openbare laag van de catalogus als GeoJSON (in RD) of CSV (met een punt in RD).\n"
                     "Voorbeeld: geomagazijn export adres --formaat csv --uit adressen.csv",
                     specs, SPECS);
        return v.help ? 0 : 64;
    }
    if (!paths_find(&v, a, &paths, &err) || !catalog_load(paths.catalogus, paths.stijlen, a, &catalog, &err))
        return command_fail(&err);
    const struct layer *l = catalog_layer(catalog, str_from(v.args[0]));
    if (!l || !layer_is_public(l) || l->indicator) {
        err_set(&err, ERR_NOT_FOUND, "LAAG", "De laag \"%.60s\" bestaat niet, of is niet uit te voeren.", v.args[0]);
        return command_fail(&err);
    }
    if (!warehouse_open(options_text(&v, "magazijn"), WAREHOUSE_READ, &w, &err))
        return command_fail(&err);
    const char *path = options_text(&v, "uit");
    FILE *out = path ? fopen(path, "w") : stdout;
    bool ok = out || err_set(&err, ERR_STORAGE, path, "%.200s is niet te schrijven.", path);
    ok = ok && warehouse_read_begin(w, &generation, &err) &&
         write_layer(w, l, strcmp(options_text(&v, "formaat"), "csv") == 0, out, a, &err);
    if (out && path && fclose(out) != 0 && ok)
        ok = err_set(&err, ERR_STORAGE, path, "%.200s is niet te schrijven.", path);
    warehouse_read_end(w);
    warehouse_close(w);
    return ok ? 0 : command_fail(&err);
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(256u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_export = {"export", "export LAAG [--formaat geojson|csv] [--uit FILE]",
                                       "schrijft een openbare laag als GeoJSON of CSV", run};

#include "warehouse/blocks.h"
#include "warehouse/catalog_priv.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FILES = 200, MAX_ENTRIES = 2000 };

/* An entry as it was found, before references between files can be followed. */
struct entry {
    const struct yaml_file *file;
    const yaml_node_t *node;
};

struct raw {
    struct entry *datasets, *lagen, *themas, *indicatoren;
    size_t n_datasets, n_lagen, n_themas, n_indicatoren;
    bool dienst;
};

static const char *const niveaus[] = {"gemeente", "wijk", "buurt"};
static const char *const klassen[] = {"openbaar", "partner", "intern", "bijzonder"};

const char *klasse_name(enum klasse k)
{
    return klassen[k];
}

/* Ids become URLs, file names and XML: so plain. Tables and columns become SQL identifiers: plainer. */
static bool is_name(const char *s, bool identifier)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        bool ok = (c >= 'a' && c <= 'z') || c == '_' || (i && c >= '0' && c <= '9') || (!identifier && i && c == '-');
        if (!ok)
            return false;
    }
    return n > 0 && n <= 60;
}

static bool check_id(const struct entry *e, const yaml_node_t *id, struct err *err)
{
    return is_name(yaml_string(id), false) ||
           yaml_fault(e->file, id, err, "\"%.60s\" kan geen id zijn; gebruik kleine letters, cijfers, _ en -.",
                      yaml_string(id));
}

static int choice(const struct entry *e, const yaml_node_t *node, const char *const *names, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(yaml_string(node), names[i]) == 0)
            return (int)i;
    char list[200] = "";
    for (size_t i = 0; i < n; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "", names[i]);
    yaml_fault(e->file, node, err, "\"%.60s\" kan hier niet; kies uit %s.", yaml_string(node), list);
    return -1;
}

static bool collect(const struct yaml_file *f, const yaml_node_t *list, struct entry *to, size_t *n, struct err *err)
{
    for (size_t i = 0; list && i < yaml_count(list); i++) {
        if (*n == MAX_ENTRIES)
            return yaml_fault(f, list, err, "de catalogus heeft meer dan %d ingangen van een soort.", MAX_ENTRIES);
        to[(*n)++] = (struct entry){f, yaml_item(f, list, i)};
    }
    return true;
}

static bool read_file(const struct yaml_file *f, struct catalog *c, struct raw *raw, struct err *err)
{
    static const struct yaml_key keys[] = {{"dienst", YAML_MAP, false},
                                           {"datasets", YAML_LIST, false},
                                           {"lagen", YAML_LIST, false},
                                           {"themas", YAML_LIST, false},
                                           {"indicatoren", YAML_LIST, false}};
    static const struct yaml_key dienst[] = {{"titel", YAML_TEXT, true},
                                             {"gemeente", YAML_TEXT, false},
                                             {"contact_naam", YAML_TEXT, false},
                                             {"contact_email", YAML_TEXT, false},
                                             {"contact_url", YAML_TEXT, false}};
    const yaml_node_t *v[5], *d[5];
    const yaml_node_t *root = yaml_document_get_root_node((yaml_document_t *)&f->document);
    if (!root)
        return true; /* an empty file */
    if (!yaml_map(f, root, keys, 5, v, err))
        return false;
    if (v[0]) {
        if (raw->dienst)
            return yaml_fault(f, v[0], err, "\"dienst\" staat in meer dan één bestand.");
        raw->dienst = true;
        if (!yaml_map(f, v[0], dienst, 5, d, err))
            return false;
        c->titel = yaml_string(d[0]);
        c->gemeente = yaml_string(d[1]);
        c->contact_naam = yaml_string(d[2]);
        c->contact_email = yaml_string(d[3]);
        c->contact_url = yaml_string(d[4]);
    }
    return collect(f, v[1], raw->datasets, &raw->n_datasets, err) && collect(f, v[2], raw->lagen, &raw->n_lagen, err) &&
           collect(f, v[3], raw->themas, &raw->n_themas, err) &&
           collect(f, v[4], raw->indicatoren, &raw->n_indicatoren, err);
}

static bool dataset_make(const struct entry *e, struct dataset *out, struct err *err)
{
    static const struct yaml_key keys[] = {{"id", YAML_TEXT, true},
                                           {"titel", YAML_TEXT, true},
                                           {"omschrijving", YAML_TEXT, false},
                                           {"bron", YAML_TEXT, true},
                                           {"eigenaar", YAML_TEXT, true},
                                           {"licentie", YAML_TEXT, false},
                                           {"klasse", YAML_TEXT, true},
                                           {"doel", YAML_TEXT, true},
                                           {"grondslag", YAML_TEXT, false},
                                           {"bewaartermijn", YAML_TEXT, false}};
    const yaml_node_t *v[10];
    if (!yaml_map(e->file, e->node, keys, 10, v, err) || !check_id(e, v[0], err))
        return false;
    int klasse = choice(e, v[6], klassen, 4, err);
    if (klasse < 0)
        return false;
    *out = (struct dataset){.id = yaml_string(v[0]),
                            .titel = yaml_string(v[1]),
                            .omschrijving = yaml_string(v[2]),
                            .bron = yaml_string(v[3]),
                            .eigenaar = yaml_string(v[4]),
                            .licentie = yaml_string(v[5]),
                            .klasse = (enum klasse)klasse,
                            .doel = yaml_string(v[7]),
                            .grondslag = yaml_string(v[8]),
                            .bewaartermijn = yaml_string(v[9])};
    return true;
}

static const struct dataset *dataset_find(const struct catalog *c, const char *id)
{
    for (size_t i = 0; i < c->n_datasets; i++)
        if (strcmp(c->datasets[i].id, id) == 0)
            return &c->datasets[i];
    return NULL;
}

static bool dataset_of(const struct catalog *c, const struct entry *e, const yaml_node_t *id,
                       const struct dataset **out, struct err *err)
{
    *out = dataset_find(c, yaml_string(id));
    return *out || yaml_fault(e->file, id, err, "de dataset \"%.60s\" staat niet in de catalogus.", yaml_string(id));
}

static bool indicator_make(const struct catalog *c, const struct entry *e, struct indicator *out, struct err *err)
{
    static const char *const soorten[] = {"melding", "beschermd", "adres"};
    static const struct yaml_key keys[] = {
        {"id", YAML_TEXT, true},      {"titel", YAML_TEXT, true},     {"omschrijving", YAML_TEXT, false},
        {"eenheid", YAML_TEXT, true}, {"definitie", YAML_TEXT, true}, {"dataset", YAML_TEXT, true},
        {"soort", YAML_TEXT, true},   {"niveaus", YAML_LIST, true},   {"per_1000", YAML_YES, false}};
    const yaml_node_t *v[9];
    struct indicator n = {0};
    if (!yaml_map(e->file, e->node, keys, 9, v, err) || !check_id(e, v[0], err) ||
        !dataset_of(c, e, v[5], &n.dataset, err))
        return false;
    int soort = choice(e, v[6], soorten, 3, err);
    if (soort < 0 || !yaml_strings(e->file, v[7], &n.niveaus, &n.n_niveaus, err))
        return false;
    if (n.n_niveaus == 0)
        return yaml_fault(e->file, v[7], err, "noem minstens één niveau.");
    for (size_t i = 0; i < n.n_niveaus; i++)
        if (choice(e, yaml_item(e->file, v[7], i), niveaus, 3, err) < 0)
            return false;
    /* Person-level data leaves by the protected path or not at all (privacy.md §5). */
    if (n.dataset->klasse == KLASSE_BIJZONDER && soort != INDICATOR_BESCHERMD)
        return yaml_fault(e->file, v[6], err,
                          "de dataset \"%s\" is bijzonder: een indicator daarvan kan alleen soort \"beschermd\" zijn.",
                          n.dataset->id);
    n.id = yaml_string(v[0]);
    n.titel = yaml_string(v[1]);
    n.omschrijving = yaml_string(v[2]);
    n.eenheid = yaml_string(v[3]);
    n.definitie = yaml_string(v[4]);
    n.soort = (enum indicator_soort)soort;
    n.per_1000 = yaml_bool(v[8], true);
    *out = n;
    return true;
}

static bool kenmerken_make(const struct entry *e, const yaml_node_t *list, struct layer *l, struct err *err)
{
    static const struct yaml_key keys[] = {
        {"veld", YAML_TEXT, true}, {"titel", YAML_TEXT, true}, {"eenheid", YAML_TEXT, false}};
    size_t n = yaml_count(list);
    struct kenmerk *to = arena_array(e->file->arena, n + 1, sizeof *to);
    if (!to)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *item = yaml_item(e->file, list, i), *v[3];
        if (!yaml_map(e->file, item, keys, 3, v, err))
            return false;
        if (!is_name(yaml_string(v[0]), true))
            return yaml_fault(e->file, v[0], err, "\"%.60s\" kan geen kolomnaam zijn.", yaml_string(v[0]));
        to[i] = (struct kenmerk){yaml_string(v[0]), yaml_string(v[1]), yaml_string(v[2])};
    }
    l->kenmerken = to;
    l->n_kenmerken = n;
    return true;
}

/* The columns that tile blocks hold: those named, else those that a click shows. */
static bool tegelvelden_make(const struct entry *e, const yaml_node_t *list, struct layer *l, struct err *err)
{
    if (list) {
        if (!yaml_strings(e->file, list, &l->tegelvelden, &l->n_tegelvelden, err))
            return false;
        for (size_t i = 0; i < l->n_tegelvelden; i++)
            if (!is_name(l->tegelvelden[i], true))
                return yaml_fault(e->file, yaml_item(e->file, list, i), err, "\"%.60s\" kan geen kolomnaam zijn.",
                                  l->tegelvelden[i]);
        return l->n_tegelvelden <= BLOCK_MAX_FIELDS ||
               yaml_fault(e->file, list, err, "noem ten hoogste %d velden.", BLOCK_MAX_FIELDS);
    }
    const char **to = arena_array(e->file->arena, BLOCK_MAX_FIELDS, sizeof *to);
    if (!to)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (; l->n_tegelvelden < l->n_kenmerken && l->n_tegelvelden < BLOCK_MAX_FIELDS; l->n_tegelvelden++)
        to[l->n_tegelvelden] = l->kenmerken[l->n_tegelvelden].veld;
    l->tegelvelden = to;
    return true;
}

static bool filters_make(const struct entry *e, const yaml_node_t *list, struct layer *l, struct err *err)
{
    static const struct yaml_key keys[] = {{"veld", YAML_TEXT, true}, {"waarden", YAML_LIST, true}};
    size_t n = yaml_count(list);
    struct layer_filter *to = arena_array(e->file->arena, n + 1, sizeof *to);
    if (!to)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *item = yaml_item(e->file, list, i), *v[2];
        if (!yaml_map(e->file, item, keys, 2, v, err))
            return false;
        if (!is_name(yaml_string(v[0]), true))
            return yaml_fault(e->file, v[0], err, "\"%.60s\" kan geen kolomnaam zijn.", yaml_string(v[0]));
        to[i].veld = yaml_string(v[0]);
        if (!yaml_strings(e->file, v[1], &to[i].waarden, &to[i].n_waarden, err))
            return false;
        if (to[i].n_waarden == 0 || to[i].n_waarden > 50)
            return yaml_fault(e->file, v[1], err, "noem 1 tot en met 50 waarden.");
    }
    l->filters = to;
    l->n_filters = n;
    return true;
}

static bool styles_check(const struct entry *e, const yaml_node_t *list, const struct layer *l, const char *dir,
                         struct err *err)
{
    for (size_t i = 0; i < l->n_stijlen; i++) {
        char path[4200];
        const yaml_node_t *item = yaml_item(e->file, list, i);
        if (!is_name(l->stijlen[i], false))
            return yaml_fault(e->file, item, err, "\"%.60s\" kan geen stijl zijn.", l->stijlen[i]);
        snprintf(path, sizeof path, "%s/%s.sld", dir ? dir : "", l->stijlen[i]);
        if (dir && access(path, R_OK) != 0)
            return yaml_fault(e->file, item, err, "de stijl \"%s\" heeft geen bestand %.300s.", l->stijlen[i], path);
    }
    return l->n_stijlen > 0 || yaml_fault(e->file, list, err, "noem minstens één stijl.");
}

static bool layer_indicator(const struct catalog *c, const struct entry *e, const yaml_node_t *id,
                            const yaml_node_t *niveau, struct layer *l, struct err *err)
{
    l->indicator = catalog_indicator(c, str_from(yaml_string(id)));
    if (!l->indicator)
        return yaml_fault(e->file, id, err, "de indicator \"%.60s\" staat niet in de catalogus.", yaml_string(id));
    if (!niveau)
        return yaml_fault(e->file, id, err, "een laag met een indicator heeft ook een niveau nodig.");
    for (size_t i = 0; i < l->indicator->n_niveaus; i++)
        if (strcmp(l->indicator->niveaus[i], yaml_string(niveau)) == 0 && strcmp(l->tabel, yaml_string(niveau)) == 0) {
            l->niveau = l->indicator->niveaus[i];
            return true;
        }
    return yaml_fault(e->file, niveau, err,
                      "het niveau \"%.40s\" moet een niveau van de indicator zijn, en de tabel van de laag.",
                      yaml_string(niveau));
}

const struct klassen_plan *indicator_klassen(const struct indicator *i, struct str niveau)
{
    for (size_t k = 0; k < 3; k++)
        if (str_eq_c(niveau, niveaus[k]) && i->klassen[k].aantal)
            return &i->klassen[k];
    return &klassen_default;
}

/* `grenzen` of fixed classes: inner bounds, so one class more than there are. */
static bool bounds_make(const struct entry *e, const yaml_node_t *list, struct klassen_plan *k, struct err *err)
{
    const char *const *texts;
    size_t n;
    if (!yaml_strings(e->file, list, &texts, &n, err))
        return false;
    if (n < 1 || n > CLASSES_MAX - 1)
        return yaml_fault(e->file, list, err, "noem 1 tot en met %d grenzen.", CLASSES_MAX - 1);
    for (size_t i = 0; i < n; i++)
        if (!str_to_double(str_from(texts[i]), &k->grenzen[i]) || (i && k->grenzen[i] <= k->grenzen[i - 1]))
            return yaml_fault(e->file, yaml_item(e->file, list, i), err,
                              "\"%.40s\" moet een getal zijn dat groter is dan de grens ervoor (met een punt: 2.5).",
                              texts[i]);
    k->aantal = (int)n + 1;
    return true;
}

static bool klassen_read(const struct entry *e, const yaml_node_t *node, struct klassen_plan *out, struct err *err)
{
    static const char *const methoden[] = {"kwantiel", "gelijk", "natuurlijk", "vast"};
    static const struct yaml_key keys[] = {
        {"methode", YAML_TEXT, true}, {"aantal", YAML_WHOLE, false}, {"grenzen", YAML_LIST, false}};
    const yaml_node_t *v[3];
    struct klassen_plan k = {0};
    if (!yaml_map(e->file, node, keys, 3, v, err))
        return false;
    int methode = choice(e, v[0], methoden, 4, err);
    if (methode < 0)
        return false;
    k.methode = (enum klassen_methode)methode;
    if ((k.methode == KLASSEN_VAST) != (v[2] != NULL))
        return yaml_fault(e->file, v[2] ? v[2] : node, err,
                          "\"grenzen\" hoort bij de methode \"vast\", en alleen daarbij.");
    if (v[2] && !bounds_make(e, v[2], &k, err))
        return false;
    int aantal = yaml_int(v[1], k.aantal ? k.aantal : klassen_default.aantal);
    if (k.aantal && aantal != k.aantal)
        return yaml_fault(e->file, v[1], err, "%d grenzen maken %d klassen; laat \"aantal\" weg.", k.aantal - 1,
                          k.aantal);
    if (aantal < 2 || aantal > CLASSES_MAX)
        return yaml_fault(e->file, v[1], err, "het aantal klassen is 2 tot en met %d.", CLASSES_MAX);
    k.aantal = aantal;
    *out = k;
    return true;
}

/* Keys of layers that are counted: densities, clusters, and what their requests may choose by. */
struct counted_nodes {
    const yaml_node_t *soort, *vorm, *cel_m, *cluster, *categorie_veld, *dag_veld, *geometrie;
};

static bool layer_counted(const struct entry *e, const struct counted_nodes *v, struct layer *l, struct err *err)
{
    static const char *const soorten[] = {"gewoon", "dichtheid", "raster"}, *const vormen[] = {"zeshoek", "raster",
                                                                                               "vloeiend"};
    int soort = v->soort ? choice(e, v->soort, soorten, 3, err) : 0,
        vorm = v->vorm ? choice(e, v->vorm, vormen, 3, err) : 0;
    if (soort < 0 || vorm < 0)
        return false;
    l->soort = (enum laag_soort)soort;
    l->vorm = (enum dichtheid_vorm)vorm;
    l->cel_m = yaml_int(v->cel_m, 0);
    l->cluster = yaml_bool(v->cluster, false);
    l->categorie_veld = yaml_string(v->categorie_veld);
    l->dag_veld = yaml_string(v->dag_veld);
    if (soort == LAAG_DICHTHEID && (!v->vorm || l->type != GEOM_POLYGON))
        return yaml_fault(e->file, v->vorm ? v->geometrie : v->soort, err,
                          "een dichtheid heeft een vorm (zeshoek, raster of vloeiend) en als geometrie \"vlak\".");
    if (soort != LAAG_DICHTHEID && (v->vorm || v->cel_m))
        return yaml_fault(e->file, v->vorm ? v->vorm : v->cel_m, err,
                          "\"vorm\" en \"cel_m\" horen bij de soort \"dichtheid\".");
    if (v->cel_m && (l->cel_m < 10 || l->cel_m > 100000))
        return yaml_fault(e->file, v->cel_m, err, "een cel is 10 tot en met 100000 meter.");
    if (l->cluster && (soort == LAAG_DICHTHEID || l->type != GEOM_POINT))
        return yaml_fault(e->file, v->cluster, err, "alleen een laag met punten kan clusters hebben.");
    if ((l->categorie_veld && !is_name(l->categorie_veld, true)) || (l->dag_veld && !is_name(l->dag_veld, true)))
        return yaml_fault(e->file, v->categorie_veld ? v->categorie_veld : v->dag_veld, err,
                          "dit kan geen kolomnaam zijn.");
    return true;
}

/* Tables that no layer may show, whatever the catalogue says. */
static bool table_allowed(const char *table)
{
    static const char *const refused[] = {"melding_overig", "import_log",      "generatie",       "zoek",
                                          "zoek_index",     "adres_vervallen", "kwaliteit_meting"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(table, refused[i]) == 0)
            return false;
    return strncmp(table, "sqlite_", 7) != 0;
}

/* A path of the operator's, or a name in the warehouse's folder rasters/; never one of GDAL's own file systems. */
static bool is_raster_file(const char *s)
{
    size_t n = strlen(s);
    struct str rest = str_from(s + (*s == '/')), part;
    bool tif = n > 4 && (!strcasecmp(s + n - 4, ".tif") || (n > 5 && !strcasecmp(s + n - 5, ".tiff")));
    if (!tif || n > 1000 || strncmp(s, "/vsi", 4) == 0 || strpbrk(s, "\\:?*"))
        return false;
    while (str_next(&rest, '/', &part))
        if (part.n == 0 || part.p[0] == '.')
            return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == 127)
            return false;
    return true;
}

/* v: by the keys of layer_make. */
static bool layer_raster(const struct entry *e, const yaml_node_t *const v[], const char *stijlen_dir, struct layer *l,
                         struct err *err)
{
    static const int not [] = {4, 5, 8, 9, 10, 11, 16, 18, 19, 20, 21, 22, 23};
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        if (v[not [i]])
            return yaml_fault(
                e->file, v[not [i]], err,
                "dit veld hoort niet bij een laag van de soort \"raster\"; die heeft een bestand, stijlen "
                "en eventueel kenmerken.");
    if (!v[24] || !is_raster_file(yaml_string(v[24])))
        return yaml_fault(e->file, v[24] ? v[24] : v[17], err,
                          "een raster heeft een bestand: de naam van een GeoTIFF (.tif) in de map rasters van het "
                          "magazijn, of het hele pad ernaartoe.");
    l->soort = LAAG_RASTER;
    l->bestand = yaml_string(v[24]);
    if (!kenmerken_make(e, v[6], l, err) || !yaml_strings(e->file, v[7], &l->stijlen, &l->n_stijlen, err) ||
        !styles_check(e, v[7], l, stijlen_dir, err))
        return false;
    for (size_t i = 0; i < l->n_kenmerken; i++)
        if (strncmp(l->kenmerken[i].veld, "band_", 5) != 0)
            return yaml_fault(e->file, v[6], err, "de velden van een raster heten band_1, band_2 en zo verder.");
    return true;
}

/* What a layer of a table needs, and a raster doesn't have. */
static bool layer_of_table(const struct entry *e, const yaml_node_t *tabel, const yaml_node_t *geometrie,
                           const yaml_node_t *bestand, struct err *err)
{
    if (!tabel || !geometrie)
        return yaml_fault(e->file, e->node, err, "het veld \"%s\" ontbreekt.", tabel ? "geometrie" : "tabel");
    return !bestand || yaml_fault(e->file, bestand, err, "\"bestand\" hoort bij de soort \"raster\".");
}

static bool layer_may_show(const struct entry *e, const yaml_node_t *dataset, const struct layer *l, struct err *err)
{
    return l->dataset->klasse != KLASSE_BIJZONDER || l->indicator ||
           yaml_fault(e->file, dataset, err, "de dataset \"%s\" is bijzonder en kan geen kaartlaag zijn.",
                      l->dataset->id);
}

static bool layer_make(const struct catalog *c, const struct entry *e, const char *stijlen_dir, struct layer *out,
                       struct err *err)
{
    static const char *const types[] = {"punt", "lijn", "vlak"};
    static const struct yaml_key keys[] = {{"id", YAML_TEXT, true},
                                           {"titel", YAML_TEXT, true},
                                           {"omschrijving", YAML_TEXT, false},
                                           {"dataset", YAML_TEXT, true},
                                           {"tabel", YAML_TEXT, false},
                                           {"geometrie", YAML_TEXT, false},
                                           {"kenmerken", YAML_LIST, false},
                                           {"stijlen", YAML_LIST, true},
                                           {"filter", YAML_LIST, false},
                                           {"indicator", YAML_TEXT, false},
                                           {"niveau", YAML_TEXT, false},
                                           {"categorie", YAML_TEXT, false},
                                           {"min_zoom", YAML_WHOLE, false},
                                           {"max_zoom", YAML_WHOLE, false},
                                           {"zichtbaar", YAML_YES, false},
                                           {"klikbaar", YAML_YES, false},
                                           {"klassen", YAML_MAP, false},
                                           {"soort", YAML_TEXT, false},
                                           {"vorm", YAML_TEXT, false},
                                           {"cel_m", YAML_WHOLE, false},
                                           {"cluster", YAML_YES, false},
                                           {"categorie_veld", YAML_TEXT, false},
                                           {"dag_veld", YAML_TEXT, false},
                                           {"tegelvelden", YAML_LIST, false},
                                           {"bestand", YAML_TEXT, false}};
    const yaml_node_t *v[25];
    struct layer l = {0};
    if (!yaml_map(e->file, e->node, keys, 25, v, err) || !check_id(e, v[0], err) ||
        !dataset_of(c, e, v[3], &l.dataset, err))
        return false;
    bool raster = v[17] && !strcmp(yaml_string(v[17]), "raster");
    if (!raster && !layer_of_table(e, v[4], v[5], v[24], err))
        return false;
    int type = raster ? 0 : choice(e, v[5], types, 3, err);
    if (type < 0)
        return false;
    l.id = yaml_string(v[0]);
    l.titel = yaml_string(v[1]);
    l.omschrijving = yaml_string(v[2]);
    l.tabel = raster ? "" : yaml_string(v[4]);
    l.type = raster ? GEOM_NONE : (enum geom_type)(GEOM_POINT + type);
    l.categorie = yaml_string(v[11]);
    l.min_zoom = yaml_int(v[12], 0);
    l.max_zoom = yaml_int(v[13], 24);
    l.zichtbaar = yaml_bool(v[14], true);
    l.klikbaar = yaml_bool(v[15], true);
    if (raster) {
        if (!layer_raster(e, v, stijlen_dir, &l, err) || !layer_may_show(e, v[3], &l, err))
            return false;
        *out = l;
        return true;
    }
    if (!is_name(l.tabel, true) || !table_allowed(l.tabel))
        return yaml_fault(e->file, v[4], err, "de tabel \"%.60s\" kan geen kaartlaag zijn.", l.tabel);
    if (!kenmerken_make(e, v[6], &l, err) || !tegelvelden_make(e, v[23], &l, err) || !filters_make(e, v[8], &l, err) ||
        !yaml_strings(e->file, v[7], &l.stijlen, &l.n_stijlen, err) || !styles_check(e, v[7], &l, stijlen_dir, err))
        return false;
    if (v[9] && !layer_indicator(c, e, v[9], v[10], &l, err))
        return false;
    const struct counted_nodes counted = {v[17], v[18], v[19], v[20], v[21], v[22], v[5]};
    if ((v[16] && !klassen_read(e, v[16], &l.klassen, err)) || !layer_counted(e, &counted, &l, err))
        return false;
    if (v[16] && !l.indicator && l.soort != LAAG_DICHTHEID)
        return yaml_fault(e->file, v[16], err, "klassen horen bij een indicator of een dichtheid.");
    if (l.indicator && l.soort == LAAG_DICHTHEID)
        return yaml_fault(e->file, v[17], err, "een laag toont een indicator of een dichtheid, niet allebei.");
    /* Their classes are of the release, made of what it shows, once (privacy.md §1). */
    if (v[16] && l.indicator && l.indicator->soort == INDICATOR_BESCHERMD)
        return yaml_fault(e->file, v[16], err, "de klassen van beschermde cijfers liggen vast in de publicatie.");
    if (!layer_may_show(e, v[3], &l, err))
        return false;
    *out = l;
    return true;
}

static bool theme_make(const struct catalog *c, const struct entry *e, struct theme *out, struct err *err)
{
    static const struct yaml_key keys[] = {{"id", YAML_TEXT, true},
                                           {"titel", YAML_TEXT, true},
                                           {"omschrijving", YAML_TEXT, false},
                                           {"lagen", YAML_LIST, true}};
    const yaml_node_t *v[4];
    const char *const *ids;
    size_t n;
    if (!yaml_map(e->file, e->node, keys, 4, v, err) || !check_id(e, v[0], err) ||
        !yaml_strings(e->file, v[3], &ids, &n, err))
        return false;
    const struct layer **lagen = arena_array(e->file->arena, n + 1, sizeof *lagen);
    if (!lagen)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n; i++) {
        lagen[i] = catalog_layer(c, str_from(ids[i]));
        if (!lagen[i])
            return yaml_fault(e->file, yaml_item(e->file, v[3], i), err,
                              "de laag \"%.60s\" staat niet in de catalogus.", ids[i]);
    }
    *out = (struct theme){yaml_string(v[0]), yaml_string(v[1]), yaml_string(v[2]), lagen, n};
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool list_files(const char *dir, struct arena *a, const char **names, size_t *n, struct err *err)
{
    DIR *d = opendir(dir);
    bool ok = true;
    if (!d)
        return err_set(err, ERR_NOT_FOUND, dir, "De map met de catalogus, %.300s, is niet te openen.", dir);
    for (struct dirent *e; ok && (e = readdir(d));) {
        struct str name = str_from(e->d_name);
        if (!str_ends(name, STR(".yaml")) || name.p[0] == '.')
            continue;
        ok = *n < MAX_FILES && (names[*n] = arena_printf(a, "%s/%s", dir, e->d_name));
        *n += ok;
    }
    closedir(d);
    if (!ok)
        return err_set(err, ERR_LIMIT, dir, "De catalogus heeft meer dan %d bestanden.", MAX_FILES);
    if (*n == 0)
        return err_set(err, ERR_NOT_FOUND, dir, "In %.300s staat geen enkel .yaml-bestand.", dir);
    qsort(names, *n, sizeof *names, by_name);
    return true;
}

/* Two of one kind with the same id: named at the second. */
#define CHECK_DOUBLE(list, entries, i, what)                                                                           \
    for (size_t k = 0; ok && k < (i); k++)                                                                             \
        if (strcmp((list)[k].id, (list)[i].id) == 0)                                                                   \
    ok = yaml_fault((entries)[i].file, (entries)[i].node, err, what " \"%s\" staat er twee keer.", (list)[i].id)

/* Map, click, table and API give an area the same class: so layers of one indicator and level can't differ. */
static bool layer_link(const struct entry *e, const struct layer *l, struct indicator *ind, struct err *err)
{
    if (!ind->laag)
        ind->laag = l;
    for (size_t k = 0; k < 3; k++) {
        if (strcmp(niveaus[k], l->niveau) != 0 || !l->klassen.aantal)
            continue;
        if (ind->klassen[k].aantal && !klassen_plan_eq(&ind->klassen[k], &l->klassen))
            return yaml_fault(e->file, e->node, err,
                              "een andere laag deelt de indicator \"%s\" per %s anders in klassen.", ind->id,
                              l->niveau);
        ind->klassen[k] = l->klassen;
    }
    return true;
}

static bool build(struct catalog *c, const struct raw *raw, const char *stijlen_dir, struct arena *a, struct err *err)
{
    struct dataset *datasets = arena_array(a, raw->n_datasets + 1, sizeof *datasets);
    struct indicator *indicatoren = arena_array(a, raw->n_indicatoren + 1, sizeof *indicatoren);
    struct layer *lagen = arena_array(a, raw->n_lagen + 1, sizeof *lagen);
    struct theme *themas = arena_array(a, raw->n_themas + 1, sizeof *themas);
    bool ok = true;
    if (!datasets || !indicatoren || !lagen || !themas)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    c->datasets = datasets;
    c->indicatoren = indicatoren;
    c->lagen = lagen;
    c->themas = themas;
    for (size_t i = 0; ok && i < raw->n_datasets; i++, c->n_datasets = i) {
        ok = dataset_make(&raw->datasets[i], &datasets[i], err);
        CHECK_DOUBLE(datasets, raw->datasets, i, "de dataset");
    }
    for (size_t i = 0; ok && i < raw->n_indicatoren; i++, c->n_indicatoren = i) {
        ok = indicator_make(c, &raw->indicatoren[i], &indicatoren[i], err);
        CHECK_DOUBLE(indicatoren, raw->indicatoren, i, "de indicator");
    }
    for (size_t i = 0; ok && i < raw->n_lagen; i++, c->n_lagen = i) {
        ok = layer_make(c, &raw->lagen[i], stijlen_dir, &lagen[i], err);
        CHECK_DOUBLE(lagen, raw->lagen, i, "de laag");
    }
    for (size_t i = 0; ok && i < raw->n_themas; i++, c->n_themas = i) {
        ok = theme_make(c, &raw->themas[i], &themas[i], err);
        CHECK_DOUBLE(themas, raw->themas, i, "het thema");
    }
    for (size_t i = 0; ok && i < raw->n_lagen; i++)
        for (size_t k = 0; ok && k < raw->n_indicatoren; k++)
            if (lagen[i].indicator == &indicatoren[k])
                ok = layer_link(&raw->lagen[i], &lagen[i], &indicatoren[k], err);
    return ok;
}

bool catalog_load(const char *dir, const char *stijlen_dir, struct arena *a, struct catalog **out, struct err *err)
{
    struct catalog *c = arena_alloc(a, sizeof *c);
    struct raw raw = {.datasets = arena_array(a, MAX_ENTRIES, sizeof(struct entry)),
                      .lagen = arena_array(a, MAX_ENTRIES, sizeof(struct entry)),
                      .themas = arena_array(a, MAX_ENTRIES, sizeof(struct entry)),
                      .indicatoren = arena_array(a, MAX_ENTRIES, sizeof(struct entry))};
    const char **names = arena_array(a, MAX_FILES, sizeof *names);
    size_t n = 0;
    if (!c || !raw.datasets || !raw.lagen || !raw.themas || !raw.indicatoren || !names)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!list_files(dir, a, names, &n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct yaml_file *f;
        if (!yaml_file_load(names[i], a, &f, err) || !read_file(f, c, &raw, err))
            return false;
    }
    if (!raw.dienst)
        return err_set(err, ERR_INVALID, dir, "de catalogus mist \"dienst:\" met de titel van de dienst.");
    if (!build(c, &raw, stijlen_dir, a, err))
        return false;
    *out = c;
    return true;
}

const struct layer *catalog_layer(const struct catalog *c, struct str id)
{
    for (size_t i = 0; i < c->n_lagen; i++)
        if (str_eq_c(id, c->lagen[i].id))
            return &c->lagen[i];
    return NULL;
}

const struct indicator *catalog_indicator(const struct catalog *c, struct str id)
{
    for (size_t i = 0; i < c->n_indicatoren; i++)
        if (str_eq_c(id, c->indicatoren[i].id))
            return &c->indicatoren[i];
    return NULL;
}

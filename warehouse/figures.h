/* Figures per area: the one path by which they leave. Map, click, table, API and CSV all ask here. Protected figures
 * come from the frozen release in publicatie/ and never from beschermd/. Inside warehouse_read_begin/_end. */
#ifndef GM_WAREHOUSE_FIGURES_H
#define GM_WAREHOUSE_FIGURES_H

#include "warehouse/catalog.h"
#include "warehouse/classes.h"
#include "warehouse/warehouse.h"

enum { FIGURE_CLASSES = CLASSES_MAX };

struct figure {
    struct str code, naam;
    int64_t inwoners; /* -1 unknown */
    bool shown;       /* false: waarde, per1000 and klasse are null outside */
    int64_t waarde;
    bool has_per1000;
    double per1000; /* rounded to 1 decimal */
    int klasse;     /* 1 … n_classes of the table, 0: none */
};

struct figure_table {
    struct str niveau, categorie, periode, peildatum;
    struct figure *rows; /* all areas of the level, by code */
    size_t n;
    double breaks[FIGURE_CLASSES +
                  1]; /* class k is [breaks[k-1], breaks[k]) of per1000 (or waarde); the last one closed */
    int n_classes;
    size_t in_class[FIGURE_CLASSES]; /* how many areas */
    bool open_ended;                 /* the outer bounds are no bounds: "minder dan", "of meer" */
};

struct figure_choice {
    struct str id, titel;
};
/* Categories and periods that an indicator has now; the last period is the newest. */
bool figure_choices(struct warehouse *w, const struct indicator *ind, struct arena *a,
                    struct figure_choice **categorieen, size_t *n_categorieen, struct str **perioden,
                    size_t *n_perioden, struct err *err) MUST_CHECK;
/* categorie NULL: totaal; periode NULL: the newest. ERR_NOT_FOUND with locator niveau, categorie or periode. An
 * indicator without any data gives a table with all areas not shown. */
bool figure_values(struct warehouse *w, const struct indicator *ind, const char *niveau, const char *categorie,
                   const char *periode, struct arena *a, struct figure_table *out, struct err *err) MUST_CHECK;

/* What class k (1 … n_classes) means, for a legend: "12 tot 18 per 1.000 inwoners (4 wijken)". NULL for a class that no
 * number can be in, or when memory ran out. */
const char *figure_class_title(const struct figure_table *t, const struct indicator *ind, int k, struct arena *a);
/* A number as Dutch writes it: "1.234,5"; at most one decimal. */
const char *figure_number(double v, struct arena *a);

#endif

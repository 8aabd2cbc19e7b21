#include "importers/sociaal/manifest.h"

#include "warehouse/beschermd.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const soort_name[SOORTEN] = {"client",     "voorziening", "locatiecode", "postcode", "huisnummer",
                                                "huisletter", "toevoeging",  "begin",       "einde",    "drop"};

static bool manifest_check(struct manifest *m, struct err *err)
{
    static const char *const top[] = {"profiel",  "dataset",  "doel",          "grondslag", "bewaartermijn_dagen",
                                      "eigenaar", "kolommen", "voorzieningen", NULL};
    const struct profile *p = &m->profile;
    if (!profile_check(p, p->root, top, err))
        return false;
    m->doel = profile_text(profile_get(p->root, "doel"), "code");
    if (!m->doel.n)
        return profile_fail(p, p->root, err, "doel: code ontbreekt; zonder doel mag er niets binnenkomen.");
    const struct profile_node *kolommen = profile_get(p->root, "kolommen");
    for (const struct profile_node *k = kolommen ? kolommen->children : NULL; k; k = k->next) {
        bool known = false;
        for (int s = 0; s < SOORTEN; s++)
            known = known || (k->kind == PROFILE_TEXT && str_eq_c(k->text, soort_name[s]));
        if (!known)
            return profile_fail(p, k, err, "onbekende soort kolom bij '%.*s'.", STR_ARG(str_sub(k->key, 0, 60)));
    }
    const struct profile_node *v = profile_get(p->root, "voorzieningen");
    if (!kolommen || kolommen->kind != PROFILE_MAP || !v || v->kind != PROFILE_MAP)
        return profile_fail(p, p->root, err, "kolommen en voorzieningen zijn verplicht.");
    for (const struct profile_node *c = v->children; c; c = c->next) {
        bool known = false;
        for (int i = 0; i < BESCHERMD_VOORZIENINGEN; i++)
            known = known || str_eq_c(c->key, beschermd_voorziening[i]);
        if (!known)
            return profile_fail(p, c, err, "'%.*s' is geen categorie van de kubus.", STR_ARG(str_sub(c->key, 0, 60)));
        /* Lint rule 1: categories are disjoint. */
        for (const struct profile_node *t = c->children; t; t = t->next)
            for (const struct profile_node *o = v->children; o != c; o = o->next)
                if (profile_has(o, t->text))
                    return profile_fail(p, t, err, "'%.*s' staat bij twee categorieën (regel 1).",
                                        STR_ARG(str_sub(t->text, 0, 60)));
    }
    return true;
}

bool manifest_load(const char *dir, const char *name, struct arena *a, struct manifest *out, struct err *err)
{
    struct manifest m;
    if (!profile_load(dir, name, a, &m.profile, err) || !manifest_check(&m, err))
        return false;
    *out = m;
    return true;
}

bool manifest_parse(struct str yaml, const char *name, struct arena *a, struct manifest *out, struct err *err)
{
    struct manifest m;
    if (!profile_parse(yaml, name, a, &m.profile, err) || !manifest_check(&m, err))
        return false;
    *out = m;
    return true;
}

/* How a message may name a column: a "name" with digits in it may be a value of a file without header. */
static void column_label(const struct table *t, size_t i, char out[80])
{
    struct str s = table_column(t, i);
    bool plain = s.n > 0 && s.n <= 40;
    int digits = 0;
    for (size_t k = 0; k < s.n && plain; k++) {
        digits += isdigit((unsigned char)s.p[k]) != 0;
        plain = isalnum((unsigned char)s.p[k]) || strchr("_- ", s.p[k]);
    }
    if (plain && digits <= 2)
        snprintf(out, 80, "'%.*s' (kolom %zu)", STR_ARG(s), i + 1);
    else
        snprintf(out, 80, "%zu", i + 1);
}

static bool contains(struct str s, const char *const *parts)
{
    char plain[128];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < sizeof plain - 1; i++)
        if (isalnum((unsigned char)s.p[i]))
            plain[n++] = (char)tolower((unsigned char)s.p[i]);
    plain[n] = 0;
    for (; *parts; parts++)
        if (strstr(plain, *parts))
            return true;
    return false;
}

static int soort_of(const struct manifest *m, struct str name)
{
    for (const struct profile_node *k = profile_get(m->profile.root, "kolommen")->children; k; k = k->next)
        if (str_eq_nocase(k->key, name))
            for (int s = 0; s < SOORTEN; s++)
                if (str_eq_c(k->text, soort_name[s]))
                    return s;
    return -1;
}

bool manifest_columns(const struct manifest *m, const struct table *t, size_t column[SOORTEN], struct err *err)
{
    static const char *const bsn[] = {"bsn", "burgerservice", "sofi", NULL};
    static const char *const birth[] = {"geboorte", "gebdat", "birth", "dob", NULL};
    size_t known = 0, found[SOORTEN];
    char label[80];
    for (int s = 0; s < SOORTEN; s++)
        found[s] = SIZE_MAX;
    for (size_t i = 0; i < table_columns(t); i++)
        known += soort_of(m, table_column(t, i)) >= 0;
    if (!known)
        return err_set(err, ERR_INVALID, table_name(t),
                       "%s: geen enkele kolom staat in het manifest %s; staat er wel een kopregel in het bestand?",
                       table_name(t), m->profile.name);
    for (size_t i = 0; i < table_columns(t); i++) {
        struct str name = table_column(t, i);
        column_label(t, i, label);
        int s = soort_of(m, name);
        if (contains(name, bsn)) /* also when the manifest has it: rule 2 can't be allowed away */
            return err_set(
                err, ERR_INVALID, table_name(t),
                "%s geweigerd: kolom %s is een burgerservicenummer; dat is hier niet nodig en mag niet binnenkomen.",
                table_name(t), label);
        if (contains(name, birth))
            return err_set(err, ERR_INVALID, table_name(t),
                           "%s geweigerd: kolom %s is een geboortedatum; laat hem weg of lever een leeftijdsklasse.",
                           table_name(t), label);
        if (s < 0)
            return err_set(err, ERR_INVALID, table_name(t),
                           "%s geweigerd: kolom %s staat niet in het manifest %s; laat hem weg uit de levering.",
                           table_name(t), label, m->profile.name);
        if (s != SOORT_DROP && found[s] != SIZE_MAX)
            return err_set(err, ERR_INVALID, table_name(t),
                           "%s geweigerd: kolom %s is de tweede kolom van de soort %s.", table_name(t), label,
                           soort_name[s]);
        found[s] = i;
    }
    static const enum soort needed[] = {SOORT_CLIENT, SOORT_VOORZIENING, SOORT_BEGIN};
    for (size_t k = 0; k < sizeof needed / sizeof *needed; k++)
        if (found[needed[k]] == SIZE_MAX)
            return err_set(err, ERR_INVALID, table_name(t), "%s: er ontbreekt een kolom van de soort %s (manifest %s).",
                           table_name(t), soort_name[needed[k]], m->profile.name);
    if (found[SOORT_LOCATIECODE] == SIZE_MAX &&
        (found[SOORT_POSTCODE] == SIZE_MAX || found[SOORT_HUISNUMMER] == SIZE_MAX))
        return err_set(err, ERR_INVALID, table_name(t),
                       "%s: er ontbreekt een kolom locatiecode, of postcode en huisnummer (manifest %s).",
                       table_name(t), m->profile.name);
    memcpy(column, found, sizeof found);
    return true;
}

const char *manifest_voorziening(const struct manifest *m, struct str text)
{
    for (const struct profile_node *c = profile_get(m->profile.root, "voorzieningen")->children; c; c = c->next)
        if (str_eq_nocase(c->key, text) || profile_has(c, text))
            for (int i = 0; i < BESCHERMD_VOORZIENINGEN; i++)
                if (str_eq_c(c->key, beschermd_voorziening[i]))
                    return beschermd_voorziening[i];
    return "overig";
}

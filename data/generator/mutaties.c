/* Mutations: an object's list of voorkomens is changed day by day; the difference is that day's mutatieGroep, and what
 * is left goes into the extract of the last day. Which object, what and when follows from the seed. */
#include "data/generator/mutaties_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void map(const char *path)
{
    if (mkdir(path, 0777) && errno != EEXIST)
        stop("de map %s is niet te maken: %s", path, strerror(errno));
}

int mutaties_datum(const struct mutaties *m, int d)
{
    return dag_datum(datum_dag(m->peil) + d);
}

struct mutaties *mutaties_open(const struct opties *o, bool landelijk, int code, const char *naam)
{
    struct mutaties *m = geheugen(1, sizeof *m);
    m->o = o, m->n = o->mutaties, m->peil = datum_int(o->peil), m->landelijk = landelijk, m->code = code;
    snprintf(m->gemeente, sizeof m->gemeente, "%s", naam);
    snprintf(m->uit, sizeof m->uit, "%s/mutaties", o->uit);
    snprintf(m->uit2, sizeof m->uit2, "%s/dag2", o->uit);
    map(m->uit);
    map(m->uit2);
    m->na = bag_open(o, m->uit2, mutaties_datum(m, m->n), landelijk, code, naam, &m->t);
    m->na->io_dicht = m->peil;
    m->dag = geheugen((size_t)m->n, sizeof *m->dag);
    m->tel = geheugen((size_t)m->n, sizeof *m->tel);
    m->kladde = geheugen(1, sizeof *m->kladde);
    for (int i = 0; i < m->n; i++)
        m->dag[i].f = tijdelijk();
    return m;
}

/* --- who and when ------------------------------------------------------------------------------------------- */

/* One of the kinds that this object may have: first the one that there is least of, so that every kind occurs on the
 * first and on the last day; when there is enough, by chance. */
static struct beurt kies(struct mutaties *m, const bool mag[SOORT_N], uint64_t nr)
{
    int beste = NIETS;
    for (int s = 1; s < SOORT_N; s++)
        if (mag[s] && (!beste || m->gedaan[s] < m->gedaan[beste]))
            beste = s;
    if (!beste)
        return (struct beurt){0, 0};
    if (m->gedaan[beste] < 2)
        return (struct beurt){(uint8_t)beste, (uint8_t)(m->gedaan[beste]++ ? m->n : 1)};
    for (int s = 1; s < SOORT_N; s++) {
        uint64_t h = mag[s] ? rng_hash(m->o->zaad + 4100 + (uint64_t)s, nr) : 0;
        if (mag[s] && h % 2000 < (uint64_t)m->n) {
            m->gedaan[s]++;
            return (struct beurt){(uint8_t)s, (uint8_t)(1 + (h >> 32) % (uint64_t)m->n)};
        }
    }
    return (struct beurt){0, 0};
}

/* The pand of the next address, when that is another one on which nothing happens; or -1. */
static int buurpand(const struct mutaties *m, const struct gemeente *g, int i)
{
    const struct adres *a = &g->adres[i], *v = a + 1;
    bool kan = i + 1 < g->n_adres && v->object == OBJECT_VBO && v->fase == FASE_GEBRUIK && v->pand != a->pand &&
               (!m->pand[v->pand].soort || m->pand[v->pand].soort == BEZET);
    return kan ? v->pand : -1;
}

static bool met_neven(const struct gemeente *g, int i)
{
    return i + 1 < g->n_adres && g->adres[i + 1].neven && !g->adres[i].neven;
}

static void plan_adres(struct mutaties *m, const struct gemeente *g, int i)
{
    const struct adres *a = &g->adres[i];
    bool mag[SOORT_N] = {false}, neven = met_neven(g, i);
    if (a->neven || a->fase != FASE_GEBRUIK)
        return;
    if (a->object != OBJECT_VBO) {
        mag[PLAATS] = mag[PLAATS_WEG] = true;
    } else if (neven) {
        mag[NEVEN_WEG] = mag[NEVEN_ERBIJ] = true;
    } else {
        for (int s = POSTCODE; s <= HERBOUW_STA; s++)
            mag[s] = s != NEVEN_WEG;
        mag[LIGT_IN] = g->n_kern > 1;
        mag[VERHUIST] = mag[TWEEDE_PAND] = buurpand(m, g, i) >= 0 && a->pand2 < 0;
        mag[HERBOUW] = mag[HERBOUW_LIG] = mag[HERBOUW_STA] =
            a->pand2 < 0 && g->pand[a->pand].n_vbo == 1 && !m->pand[a->pand].soort;
    }
    struct beurt b = m->adres[i] = kies(m, mag, (uint64_t)a->nummer_id * 4096 + (uint64_t)g->nr);
    if (b.soort == NEVEN_WEG)
        m->adres[i + 1] = (struct beurt){NEVEN_NUM_WEG, b.dag};
    if (b.soort == VERHUIST || b.soort == TWEEDE_PAND)
        m->pand[g->adres[i + 1].pand] = (struct beurt){BEZET, 0};
    if (b.soort >= HERBOUW && b.soort <= HERBOUW_STA)
        m->pand[a->pand] = (struct beurt){HERBOUW_PAND, b.dag};
}

void mutaties_plan(struct mutaties *m, const struct gemeente *g)
{
    free(m->pand);
    free(m->adres);
    m->pand = geheugen((size_t)g->n_pand, sizeof *m->pand);
    m->adres = geheugen((size_t)g->n_adres, sizeof *m->adres);
    for (int i = 0; i < g->n_adres; i++)
        if (g->adres[i].pand2 >= 0)
            m->pand[g->adres[i].pand2] = (struct beurt){BEZET, 0};
    for (int i = 0; i < g->n_adres; i++)
        plan_adres(m, g, i);
}

struct beurt beurt_pand(const struct mutaties *m, int pand)
{
    return m ? m->pand[pand] : (struct beurt){0, 0};
}

struct beurt beurt_adres(const struct mutaties *m, int adres)
{
    return m ? m->adres[adres] : (struct beurt){0, 0};
}

static struct beurt kies_zelf(struct mutaties *m, const struct gemeente *g, const struct lijst *l)
{
    const struct stuk *s = &l->s[0];
    bool mag[SOORT_N] = {false};
    if (s->type == BAG_PND && s->id < VROEGER) {
        bool actief = true, open = false, schuur = g->pand[s->id - 1].bijgebouw;
        for (int i = 0; i < l->n; i++)
            actief = actief && !l->s[i].v.inactief, open = open || l->s[i].v.open_registratie;
        mag[PAND_STATUS] = mag[PAND_TWEEMAAL] = mag[PAND_BOUWJAAR] = mag[PAND_STRAKS] = mag[PAND_LATER] = true;
        mag[PAND_GEOMETRIE] = !s->gat.n;
        mag[PAND_CORRECTIE] = actief && l->n == 2;
        mag[PAND_OUD_INACTIEF] = mag[PAND_OUD_WEG] = actief && l->n > 1;
        mag[PAND_HERSTEL] = open;
        mag[PAND_SLOOP] = mag[PAND_WEG] = mag[PAND_WEG_EN_TERUG] = mag[PAND_INACTIEF] = mag[PAND_EEN_DAG] = schuur;
    } else if (s->type == BAG_OPR) {
        bool weg = s->soort[1] == 'e';
        mag[STRAAT_HERNOEMD] = mag[STRAAT_STRAKS] = mag[NIEUWE_STRAAT] = weg;
        mag[WATER_INGETROKKEN] = !weg;
    } else if (s->type == BAG_WPL) {
        mag[WOONPLAATS_HERNOEMD] = mag[WOONPLAATS_CORRECTIE] = true;
    }
    return kies(m, mag, ((uint64_t)s->id * 8 + (uint64_t)s->type) * 4096 + (uint64_t)g->nr);
}

/* --- the difference between two states of an object ----------------------------------------------------------- */

static char *tekst(struct mutaties *m, const struct gemeente *g, const struct stuk *s)
{
    char *p = NULL;
    size_t n = 0;
    m->kladde->f = open_memstream(&p, &n);
    if (!m->kladde->f)
        stop("geheugen op");
    stuk_xml(m->kladde, g, s);
    deel_spoel(m->kladde);
    if (fclose(m->kladde->f))
        stop("geheugen op");
    return p;
}

static const struct stuk *zoek(const struct lijst *l, int nr)
{
    for (int i = 0; i < l->n; i++)
        if (l->s[i].nr == nr)
            return &l->s[i];
    return NULL;
}

static void mutatie(struct deel *d, bool *open, const char *soort, const char *was, const char *wordt)
{
    if (!*open)
        xml_put(d, "<ml:mutatieGroep>");
    *open = true;
    xml_putf(d, "<ml:%s>", soort);
    for (int i = 0; i < 2; i++)
        if (i ? wordt : was) {
            xml_put(d, i ? "<ml:wordt><mlm:bagObject>" : "<ml:was><mlm:bagObject>");
            xml_put(d, i ? wordt : was);
            xml_put(d, i ? "</mlm:bagObject></ml:wordt>" : "</mlm:bagObject></ml:was>");
        }
    xml_putf(d, "</ml:%s>", soort);
}

/* The group of a day, one line: what changes, what goes, what comes. */
static void groep(struct mutaties *m, const struct gemeente *g, const struct lijst *was, const struct lijst *wordt,
                  int dag)
{
    struct deel *d = &m->dag[dag - 1];
    bool open = false;
    for (int ronde = 0; ronde < 3; ronde++) {
        const struct lijst *l = ronde < 2 ? was : wordt;
        for (int i = 0; i < l->n; i++) {
            const struct stuk *a = &l->s[i], *b = zoek(ronde < 2 ? wordt : was, a->nr);
            if ((ronde == 0) != (b != NULL))
                continue;
            char *x = tekst(m, g, a), *y = b ? tekst(m, g, b) : NULL;
            if (ronde == 0 && strcmp(x, y)) {
                mutatie(d, &open, "wijziging", x, y);
                m->tel[dag - 1].wijziging[a->type]++;
            } else if (ronde == 1) {
                mutatie(d, &open, "verwijdering", x, NULL);
                m->tel[dag - 1].verwijdering[a->type]++;
            } else if (ronde == 2) {
                mutatie(d, &open, "toevoeging", NULL, x);
                m->tel[dag - 1].toevoeging[a->type]++;
            }
            free(x);
            free(y);
        }
    }
    if (open)
        xml_put(d, "</ml:mutatieGroep>\n");
    m->tel[dag - 1].groepen += open;
}

/* --- what changes --------------------------------------------------------------------------------------------- */

static void inactief(struct lijst *l, int n, int op)
{
    for (int i = 0; i < n; i++)
        if (!l->s[i].v.inactief)
            l->s[i].v.inactief = true, l->s[i].v.inactief_op = op;
}

/* Registered on `op`: from `vanaf` on there is another voorkomen, equal to the one that was in force. One that had been
 * announced for later is inactivated. */
static struct stuk *aangekondigd(struct lijst *l, int op, int vanaf)
{
    struct stuk *s = &l->s[l->n - 1], *nieuw = s + 1;
    if (l->n > 1 && s->v.begin > op) {
        s->v.inactief = true, s->v.inactief_op = op;
        s--;
    }
    *nieuw = *s;
    s->v.eind = vanaf, s->v.eind_registratie = op;
    nieuw->nr = nieuw[-1].nr + 1;
    nieuw->v = (struct vk){.begin = vanaf, .status = s->v.status, .registratie = op};
    l->n++;
    return nieuw;
}

static struct stuk *volgt(struct lijst *l, int op)
{
    return aangekondigd(l, op, op);
}

static void volgt_status(struct lijst *l, int op, const char *status)
{
    volgt(l, op)->v.status = status;
}

/* All of it was wrong: inactivated, and one voorkomen from the beginning on. */
static struct stuk *correctie(struct lijst *l, int op)
{
    struct stuk *s = &l->s[l->n];
    s[0] = s[-1];
    s->nr++;
    s->v = (struct vk){.begin = l->s[0].v.begin, .status = s->v.status, .registratie = op};
    inactief(l, l->n, op);
    l->n++;
    return s;
}

static struct ring kleiner(struct gemeente *g, struct ring r)
{
    struct pt c = {0, 0};
    struct ring uit = {g->n_pts, r.n};
    for (int i = 0; i < r.n; i++)
        c.x += g->pts[r.first + i].x / r.n, c.y += g->pts[r.first + i].y / r.n;
    for (int i = 0; i < r.n; i++) {
        struct pt p = g->pts[r.first + i];
        gemeente_pt(g, (struct pt){c.x + 0.99 * (p.x - c.x), c.y + 0.99 * (p.y - c.y)});
    }
    return uit;
}

static bool stap_nummer(struct gemeente *g, struct lijst *l, int soort, int k, int op)
{
    static const char letters[] = "ABCDEGHJKLMNPRTVWXZ";
    if (k)
        return false;
    switch (soort) {
    case POSTCODE: {
        struct stuk *s = volgt(l, op);
        const char *c = strchr(letters, s->a.postcode[5]);
        s->a.postcode[5] = c && c[1] ? c[1] : letters[0];
        return true;
    }
    case NUM_CORRECTIE:
        correctie(l, op)->a.toevoeging[0] = 'x';
        return true;
    case LIGT_IN:
        volgt(l, op)->kern = 1 + (g->straat[l->s[0].a.straat].kern + 1) % g->n_kern;
        return true;
    case INTREK:
    case PLAATS_WEG:
    case HERBOUW:
    case HERBOUW_LIG:
    case HERBOUW_STA:
    case NEVEN_NUM_WEG:
        volgt_status(l, op, "Naamgeving ingetrokken");
        return true;
    case ADRES_WEG:
        l->n = 0;
        return true;
    case ADRES_INACTIEF:
        inactief(l, l->n, op);
        return true;
    default:
        return false;
    }
}

static bool stap_object(struct gemeente *g, struct lijst *l, int soort, int k, int op)
{
    struct stuk *s;
    const struct adres *buur = &g->adres[l->s[0].a.nummer_id + 1]; /* only used when planned: its pand stays */
    if (k == 1 && soort == TWEEDE_PAND) {
        volgt(l, op)->pand[1] = 0;
        return true;
    }
    if (k == 1 && soort == HERBOUW && l->s[0].id >= NIEUW) {
        volgt_status(l, op, "Verblijfsobject in gebruik");
        return true;
    }
    if (k)
        return false;
    switch (soort) {
    case OPPERVLAKTE:
        s = volgt(l, op);
        s->a.oppervlakte += 12;
        s->a.doelen ^= DOEL_KANTOOR;
        return true;
    case PUNT:
        s = volgt(l, op);
        s->a.punt.x += 0.125;
        s->a.punt.y -= 0.062;
        return true;
    case VERHUIST:
        s = volgt(l, op);
        s->pand[0] = buur->pand + 1;
        s->a.punt = buur->punt;
        return true;
    case TWEEDE_PAND:
        volgt(l, op)->pand[1] = buur->pand + 1;
        return true;
    case VBO_STRAKS:
        aangekondigd(l, op, dag_datum(datum_dag(op) + 2))->a.oppervlakte += 7;
        return true;
    case NEVEN_ERBIJ:
        s = volgt(l, op);
        s->neven[s->neven[0] != 0] = NIEUW + s->a.nummer_id;
        return true;
    case NEVEN_WEG:
        volgt(l, op)->neven[0] = 0;
        return true;
    case PLAATS:
        s = volgt(l, op);
        s->a.vlak = kleiner(g, s->a.vlak);
        return true;
    case INTREK:
    case HERBOUW:
    case HERBOUW_LIG:
    case HERBOUW_STA:
    case PLAATS_WEG:
        volgt_status(l, op, l->s[0].type == BAG_VBO ? "Verblijfsobject ingetrokken" : "Plaats ingetrokken");
        return true;
    case ADRES_WEG:
        l->n = 0;
        return true;
    case ADRES_INACTIEF:
        inactief(l, l->n, op);
        return true;
    default:
        return false;
    }
}

static bool stap_pand(struct mutaties *m, struct gemeente *g, struct lijst *l, const struct lijst *eerst, int soort,
                      int k, int op)
{
    struct stuk *s;
    bool laatste = op == mutaties_datum(m, m->n - 1);
    if (k == 1 && (soort == PAND_STATUS || soort == PAND_TWEEMAAL)) {
        volgt_status(l, op, "Pand in gebruik");
        return true;
    }
    if (k == 1 && soort == PAND_SLOOP && l->s[l->n - 1].v.status[0] == 'S') {
        volgt_status(l, op, "Pand gesloopt");
        return true;
    }
    if (k == 1 && soort == PAND_WEG_EN_TERUG) {
        *l = *eerst;
        return true;
    }
    if (k)
        return false;
    switch (soort) {
    case PAND_STATUS:
    case PAND_TWEEMAAL:
        volgt_status(l, op, "Verbouwing pand");
        return true;
    case PAND_GEOMETRIE:
        s = volgt(l, op);
        s->buiten = kleiner(g, s->buiten);
        return true;
    case PAND_BOUWJAAR:
        s = volgt(l, op);
        s->jaar = s->jaar == 9999 ? 1931 : s->jaar - 1;
        return true;
    case PAND_CORRECTIE:
        correctie(l, op)->jaar--;
        return true;
    case PAND_SLOOP:
        volgt_status(l, op, laatste ? "Pand gesloopt" : "Sloopvergunning verleend");
        return true;
    case HERBOUW_PAND:
        volgt_status(l, op, "Pand gesloopt");
        return true;
    case PAND_WEG:
    case PAND_WEG_EN_TERUG:
        l->n = 0;
        return true;
    case PAND_INACTIEF:
        inactief(l, l->n, op);
        return true;
    case PAND_OUD_INACTIEF:
        inactief(l, 1, op);
        return true;
    case PAND_OUD_WEG:
        memmove(l->s, l->s + 1, (size_t)--l->n * sizeof *l->s);
        return true;
    case PAND_HERSTEL:
        for (int i = 0; i < l->n; i++)
            l->s[i].v.open_registratie = false;
        return true;
    case PAND_STRAKS:
        aangekondigd(l, op, dag_datum(datum_dag(op) + 2))->v.status = "Verbouwing pand";
        return true;
    case PAND_LATER:
        aangekondigd(l, op, mutaties_datum(m, m->n + 30))->v.status = "Sloopvergunning verleend";
        return true;
    default:
        return false;
    }
}

static bool stap_plaats(struct lijst *l, int soort, int k, int op)
{
    char oud[sizeof l->s[0].naam];
    snprintf(oud, sizeof oud, "%s", l->s[l->n - 1].naam);
    if (k)
        return false;
    struct stuk *s;
    switch (soort) {
    case STRAAT_HERNOEMD:
    case NIEUWE_STRAAT:
        s = volgt(l, op);
        break;
    case STRAAT_STRAKS:
        s = aangekondigd(l, op, dag_datum(datum_dag(op) + 2));
        break;
    case WOONPLAATS_HERNOEMD:
        s = volgt(l, op);
        snprintf(s->naam, sizeof s->naam, "%.70s aan Zee", oud);
        return true;
    case WOONPLAATS_CORRECTIE:
        correctie(l, op);
        return true;
    case WATER_INGETROKKEN:
        volgt_status(l, op, "Naamgeving ingetrokken");
        return true;
    default:
        return false;
    }
    snprintf(s->naam, sizeof s->naam, "Nieuwe %.70s", oud);
    return true;
}

/* What happens to an object from day `dag` on; k counts the days of its own story. */
static void verloop(struct mutaties *m, struct gemeente *g, struct lijst *l, int soort, int dag, int k)
{
    struct lijst eerst = *l;
    for (; dag <= m->n; dag += soort != PAND_TWEEMAAL || k, k++) {
        struct lijst naar = *l;
        int op = mutaties_datum(m, dag - 1);
        enum bag_type t = eerst.s[0].type;
        bool verder = t == BAG_NUM                   ? stap_nummer(g, &naar, soort, k, op)
                      : t == BAG_PND                 ? stap_pand(m, g, &naar, &eerst, soort, k, op)
                      : t == BAG_OPR || t == BAG_WPL ? stap_plaats(&naar, soort, k, op)
                                                     : stap_object(g, &naar, soort, k, op);
        if (!verder)
            break;
        groep(m, g, l, &naar, dag);
        *l = naar;
    }
}

/* An object that begins on day `dag` with s. */
static struct lijst begint(struct mutaties *m, struct gemeente *g, struct stuk s, const char *status, int dag)
{
    struct lijst niets, l;
    niets.n = 0;
    l.n = 1;
    s.nr = 1;
    s.v = (struct vk){.begin = mutaties_datum(m, dag - 1), .status = status};
    l.s[0] = s;
    groep(m, g, &niets, &l, dag);
    return l;
}

void mutaties_object(struct mutaties *m, struct gemeente *g, const struct lijst *l0, struct beurt b)
{
    struct lijst l = *l0;
    if (!b.soort)
        b = kies_zelf(m, g, l0);
    if (b.soort == NIEUWE_STRAAT) { /* beside it */
        struct stuk s = l.s[0];
        s.id = NIEUW + s.id;
        snprintf(s.naam, sizeof s.naam, "%.60s Dwarsweg", l.s[0].naam);
        struct lijst n = begint(m, g, s, "Naamgeving uitgegeven", b.dag);
        verloop(m, g, &n, NIEUWE_STRAAT, b.dag + 1, 0);
        bag_lijst(m->na, g, &n);
    } else if (b.soort == PAND_EEN_DAG) {
        struct stuk s = l.s[0];
        s.id = NIEUW + VROEGER + s.id;
        struct lijst n = begint(m, g, s, "Bouwvergunning verleend", b.dag);
        if (b.dag < m->n)
            verloop(m, g, &n, PAND_WEG, b.dag + 1, 0);
        bag_lijst(m->na, g, &n);
    } else if (b.soort) {
        verloop(m, g, &l, b.soort, b.dag, 0);
    }
    bag_lijst(m->na, g, &l);
}

static void nieuw(struct mutaties *m, struct gemeente *g, const struct stuk *s, const char *status, struct beurt b)
{
    struct lijst l = begint(m, g, *s, status, b.dag);
    if (s->type == BAG_VBO)
        verloop(m, g, &l, b.soort, b.dag + 1, 1);
    else if (s->type == BAG_PND)
        verloop(m, g, &l, PAND_STATUS, b.dag + 1, 1);
    else if (s->type != BAG_NUM)
        verloop(m, g, &l, PLAATS, b.dag + 1, 0);
    bag_lijst(m->na, g, &l);
}

void mutaties_nieuw(struct mutaties *m, struct gemeente *g, int i)
{
    struct beurt b = m->adres[i];
    struct stuk s = {.type = BAG_NUM, .id = NIEUW + g->adres[i].nummer_id, .a = g->adres[i]};
    if (b.soort == NEVEN_ERBIJ) {
        s.a.letter = 'z';
        nieuw(m, g, &s, "Naamgeving uitgegeven", b);
    }
    if (b.soort < HERBOUW || b.soort > HERBOUW_STA)
        return;
    const struct pand *p = &g->pand[s.a.pand];
    s.a.object = (uint8_t)(b.soort == HERBOUW ? OBJECT_VBO : b.soort == HERBOUW_LIG ? OBJECT_LIG : OBJECT_STA);
    s.a.vlak = p->buiten;
    s.pand[0] = NIEUW + s.a.nummer_id;
    if (b.soort == HERBOUW) {
        struct stuk q = {.type = BAG_PND, .id = s.pand[0], .buiten = p->buiten, .gat = p->gat, .jaar = m->o->peil.jaar};
        nieuw(m, g, &q, "Pand in gebruik (niet ingemeten)", b);
    }
    nieuw(m, g, &s, "Naamgeving uitgegeven", b);
    s.type = (enum bag_type)(BAG_VBO + s.a.object);
    nieuw(m, g, &s, b.soort == HERBOUW ? "Verblijfsobject gevormd" : "Plaats aangewezen", b);
}

void mutaties_gwr(struct mutaties *m, const struct gemeente *g, int kern)
{
    bag_gwr(m->na, g, kern);
}

void mutaties_close(struct mutaties *m)
{
    mutaties_leveringen(m);
    bag_close(m->na);
    for (int i = 0; i < m->n; i++)
        fclose(m->dag[i].f);
    free(m->dag), free(m->tel), free(m->kladde), free(m->pand), free(m->adres);
    free(m);
}

/* Meldingen openbare ruimte, as the CSV files of Signalen's data warehouse. In locations.csv the column lat holds the
 * longitude and lng the latitude, as Signalen's own export does. Texts and reporters are made up and easy to grep. */
#include "data/generator/uitvoer.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIGNALS, LOCATIONS, CATEGORIES, STATUSES, REPORTERS, N_CSV };

struct mor {
    const struct opties *o;
    struct telling *t;
    FILE *f[N_CSV];
    long id;
};

static const struct soort {
    const char *hoofd, *sub, *tekst;
    int gewicht, piek; /* piek: month with the most, 0 for none */
} soorten[] = {
    {"Afval", "Veeg- / zwerfvuil", "Er ligt al dagen zwerfvuil in de berm", 90, 7},
    {"Afval", "Grofvuil", "Een bankstel naast de container", 70, 1},
    {"Afval", "Container is vol", "De ondergrondse container zit vol", 80, 12},
    {"Afval", "Prullenbak is vol", "De prullenbak bij het bankje puilt uit", 45, 7},
    {"Afval", "Container is kapot", "De klep van de container wil niet open", 25, 0},
    {"Wegen, verkeer, straatmeubilair", "Onderhoud stoep, straat en fietspad", "Losse stoeptegels door boomwortels",
     140, 3},
    {"Wegen, verkeer, straatmeubilair", "Straatverlichting / openbare klok", "De lantaarnpaal doet het niet", 130, 11},
    {"Wegen, verkeer, straatmeubilair", "Verkeersbord, verkeersafzetting", "Het verkeersbord staat scheef", 40, 0},
    {"Wegen, verkeer, straatmeubilair", "Put / riolering verstopt", "Na de bui blijft er water op straat staan", 60,
     10},
    {"Wegen, verkeer, straatmeubilair", "Gladheid", "Het fietspad is spekglad", 30, 1},
    {"Wegen, verkeer, straatmeubilair", "Speelplaats", "De schommel is kapot", 28, 6},
    {"Wegen, verkeer, straatmeubilair", "Straatmeubilair", "De bank mist een plank", 22, 0},
    {"Wegen, verkeer, straatmeubilair", "Brug", "Losse planken op de brug", 10, 0},
    {"Openbaar groen en water", "Boom", "Een tak hangt gevaarlijk boven het pad", 75, 10},
    {"Openbaar groen en water", "Maaien / snoeien", "De heg groeit over de stoep", 85, 6},
    {"Openbaar groen en water", "Onkruid", "Veel onkruid tussen de tegels", 60, 7},
    {"Openbaar groen en water", "Drijfvuil", "Het diep ligt vol kroos en flesjes", 18, 8},
    {"Openbaar groen en water", "Oever / kade / steiger", "De beschoeiing is weggezakt", 15, 0},
    {"Overlast in de openbare ruimte", "Honden(poep)", "Hondenpoep op het grasveld", 45, 0},
    {"Overlast in de openbare ruimte", "Parkeeroverlast", "Auto's op de stoep", 50, 0},
    {"Overlast in de openbare ruimte", "Graffiti / wildplak", "Het tunneltje is beklad", 20, 0},
    {"Overlast in de openbare ruimte", "Fietswrak", "Een fietswrak aan het hek", 22, 0},
    {"Overlast van dieren", "Ratten", "Ratten bij de vijver", 30, 9},
    {"Overlast van dieren", "Dode dieren", "Een dode meerkoet in de sloot", 14, 2},
    {"Overlast van en door personen of groepen", "Jongerenoverlast", "Iedere avond lawaai op het schoolplein", 24, 6},
    {"Overlast van en door personen of groepen", "Drank- en drugsoverlast", "Er wordt gedeald achter de winkel", 12, 0},
    {"Overlast van en door personen of groepen", "Overlast door afsteken vuurwerk", "Zware knallen de hele avond", 16,
     12},
    {"Overlast Bedrijven en Horeca", "Geluidsoverlast muziek", "Harde muziek na middernacht", 14, 7},
    {"Overlast op het water", "Overlast op het water - snel varen", "Bootjes varen te hard door het diep", 6, 7},
    {"Overig", "Overig", "Ik weet niet waar ik dit moet melden", 20, 0},
};
#define N_SOORT ((int)(sizeof soorten / sizeof soorten[0]))

struct mor *mor_open(const struct opties *o, struct telling *t)
{
    static const char *const naam[N_CSV] = {"signals", "locations", "categories", "statuses", "reporters"};
    static const char *const kop[N_CSV] = {
        "id,signal_uuid,source,text,text_extra,incident_date_start,incident_date_end,created_at,updated_at,operational_"
        "date,expire_date,image,upload,extra_properties,category_assignment_id,location_id,reporter_id,status_id,"
        "priority,priority_created_at,parent,type,type_created_at,directing_departments_assignment_id",
        ("id,lat,lng,stadsdeel,buurt_code,address,address_text,created_at,updated_at,extra_properties,_signal_id,"
         "address_street,address_number,address_postalcode,address_city,area_code,area_name"),
        "id,main,sub,departments,created_at,updated_at,extra_properties,_signal_id,deadline,deadline_factor_3",
        "id,text,user,target_api,state_display,extern,created_at,updated_at,extra_properties,_signal_id,state",
        "id,email,phone,is_anonymized,created_at,updated_at,extra_properties,_signal_id"};
    struct mor *m = geheugen(1, sizeof *m);
    char path[512];
    m->o = o, m->t = t;
    snprintf(path, sizeof path, "%s/mor", o->uit);
    mkdir(path, 0777);
    for (int i = 0; i < N_CSV; i++) {
        snprintf(path, sizeof path, "%s/mor/%s.csv", o->uit, naam[i]);
        m->f[i] = fopen(path, "w");
        if (!m->f[i])
            stop("%s is niet te schrijven: %s", path, strerror(errno));
        fprintf(m->f[i], "%s\r\n", kop[i]);
    }
    return m;
}

/* RD to ETRS89, the polynomials of Schreutelkamp and Strang van Hees: within half a metre. */
static void naar_lonlat(struct pt p, double *lon, double *lat)
{
    static const double k[][3] = {{0, 1, 3235.65389}, {2, 0, -32.58297}, {0, 2, -0.24750}, {2, 1, -0.84978},
                                  {0, 3, -0.06550},   {2, 2, -0.01709},  {1, 0, -0.00738}, {4, 0, 0.00530},
                                  {2, 3, -0.00039},   {4, 1, 0.00033},   {1, 1, -0.00012}};
    static const double l[][3] = {{1, 0, 5260.52916}, {1, 1, 105.94684}, {1, 2, 2.45656},  {3, 0, -0.81885},
                                  {1, 3, 0.05594},    {3, 1, -0.05607},  {0, 1, 0.01199},  {3, 2, -0.00256},
                                  {1, 4, 0.00128},    {0, 2, 0.00022},   {2, 0, -0.00022}, {5, 0, 0.00026}};
    double x = (p.x - 155000) * 1e-5, y = (p.y - 463000) * 1e-5, a = 0, b = 0;
    for (size_t i = 0; i < sizeof k / sizeof k[0]; i++)
        a += k[i][2] * pow(x, k[i][0]) * pow(y, k[i][1]);
    for (size_t i = 0; i < sizeof l / sizeof l[0]; i++)
        b += l[i][2] * pow(x, l[i][0]) * pow(y, l[i][1]);
    *lat = 52.15517440 + a / 3600;
    *lon = 5.38720621 + b / 3600;
}

static void stempel(long dag, int minuut, char out[32])
{
    char d[11];
    snprintf(out, 32, "%s %02u:%02u:00+00:00", datum_tekst(dag_datum(dag), d), (unsigned)minuut / 60 % 24,
             (unsigned)minuut % 60);
}

void mor_gemeente(struct mor *m, struct gemeente *g)
{
    static const char *const voornaam[] = {"Jan", "Fatima", "Roelof", "Grietje", "Mehmet", "Anneke", "Sven", "Truus"};
    struct rng r = rng_stream(m->o->zaad, 0x4d04, (uint64_t)g->nr);
    long n = g->hoofdadressen * 3 / 8, peil = datum_dag(datum_int(m->o->peil)), totaal = 0;
    for (int i = 0; i < N_SOORT; i++)
        totaal += soorten[i].gewicht;
    int n_hot = g->n_adres / 160 + 1, *hot = geheugen(1, (size_t)n_hot * sizeof *hot);
    for (int i = 0; i < n_hot; i++) { /* places that are reported time and again, most of them in the centres */
        hot[i] = rng_int(&r, 0, g->n_adres - 1);
        for (int t = 0; t < 6 && g->buurt[g->adres[hot[i]].buurt].stijl > STIJL_FLATS; t++)
            hot[i] = rng_int(&r, 0, g->n_adres - 1);
    }
    for (long i = 0; i < n; i++) {
        bool heet = rng_chance(&r, 0.38);
        const struct adres *a = &g->adres[heet ? hot[rng_int(&r, 0, n_hot - 1)] : rng_int(&r, 0, g->n_adres - 1)];
        int k = 0;
        long w = (long)(rng_unit(&r) * (double)totaal);
        while (k + 1 < N_SOORT && w >= soorten[k].gewicht)
            w -= soorten[k++].gewicht;
        long dag = peil - 1 - (long)(rng_unit(&r) * 1094);
        for (int t = 0; t < 3 && soorten[k].piek; t++) { /* draw again when far from the season */
            int af = abs(dag_datum(dag) / 100 % 100 - soorten[k].piek);
            if ((af > 6 ? 12 - af : af) <= 2)
                break;
            dag = peil - 1 - (long)(rng_unit(&r) * 1094);
        }
        double hoek = rng_range(&r, 0, 6.2832), d = rng_range(&r, 3, heet ? 14 : 24);
        struct pt p = {a->punt.x + d * cos(hoek), a->punt.y + d * sin(hoek)};
        bool zonder = rng_chance(&r, 0.015), buiten = !zonder && rng_chance(&r, 0.012);
        if (buiten)
            p.x += (rng_chance(&r, 0.5) ? 1 : -1) * 2.2 * g->zijde;
        int herhaal = rng_chance(&r, 0.02) ? 2 : 1, minuut = rng_int(&r, 6 * 60, 23 * 60);
        long duur = 1 + (long)(-log(1 - rng_unit(&r)) * 12);
        bool open = dag + duur >= peil || rng_chance(&r, 0.015);
        const char *staat = open                   ? dag + 4 > peil        ? "m"
                                                     : rng_chance(&r, 0.5) ? "b"
                                                                           : "i"
                            : rng_chance(&r, 0.03) ? "a"
                                                   : "o";
        const char *toon = *staat == 'm'   ? "Gemeld"
                           : *staat == 'b' ? "In behandeling"
                           : *staat == 'i' ? "In afwachting van behandeling"
                           : *staat == 'a' ? "Geannuleerd"
                                           : "Afgehandeld";
        double lon, lat;
        naar_lonlat(p, &lon, &lat);
        for (int h = 0; h < herhaal; h++) {
            long id = ++m->id;
            char t0[32], t1[32];
            stempel(dag, minuut, t0);
            stempel(open ? dag : dag + duur, (minuut + 75) % 1440, t1);
            const char *vn = voornaam[rng_int(&r, 0, 7)];
            int tel = rng_int(&r, 10000000, 99999999);
            uint64_t u1 = rng_next(&r), u2 = rng_next(&r);
            fprintf(m->f[SIGNALS],
                    "%ld,%08x-%04x-4%03x-a%03x-%012llx,%s,\"%s. Groet, %s Testpersoon, bel 06-%08d of "
                    "%s.testpersoon%ld@melder.example\",\"Mijn buurvrouw mevrouw Voorbeeld-%ld weet er meer "
                    "van\",%s,,%s,%s,,,,,{},%ld,%ld,%ld,%ld,normal,%s,,SIG,%s,\r\n",
                    id, (unsigned)(u1 >> 32), (unsigned)(u1 & 0xffff), (unsigned)(u1 >> 16 & 0xfff),
                    (unsigned)(u2 >> 52), (unsigned long long)(u2 & 0xffffffffffffULL),
                    rng_chance(&r, 0.7) ? "online" : "Telefoon - Algemeen", soorten[k].tekst, vn, tel, vn, id, id, t0,
                    t0, t1, id, id, id, id, t0, t0);
            if (zonder)
                fprintf(m->f[LOCATIONS], "%ld,,,,,,,%s,%s,{},%ld,,,,,,\r\n", id, t0, t0, id);
            else /* lat is the longitude, lng the latitude: Signalen's own doing */
                fprintf(m->f[LOCATIONS], "%ld,%.7f,%.7f,,,,\"%s %d, %s %s\",%s,%s,{},%ld,%s,%d,%s,%s,%s,\r\n", id, lon,
                        lat, g->straat[a->straat].naam, a->huisnummer, a->postcode,
                        g->kern[g->straat[a->straat].kern].naam, t0, t0, id, g->straat[a->straat].naam, a->huisnummer,
                        a->postcode, g->kern[g->straat[a->straat].kern].naam, g->buurt[a->buurt].code);
            fprintf(m->f[CATEGORIES], "%ld,\"%s\",\"%s\",STW,%s,%s,{},%ld,,\r\n", id, soorten[k].hoofd, soorten[k].sub,
                    t0, t0, id);
            fprintf(m->f[STATUSES],
                    "%ld,\"Beste %s, uw melding is verwerkt\",behandelaar%d@gemeente.example,,%s,f,%s,%s,{},%ld,%s\r\n",
                    id, vn, tel % 20, toon, t1, t1, id, staat);
            fprintf(m->f[REPORTERS], "%ld,%s.testpersoon%ld@melder.example,06%08d,f,%s,%s,{},%ld\r\n", id, vn, id, tel,
                    t0, t0, id);
            m->t->meldingen++;
            m->t->meldingen_zonder_locatie += zonder;
            m->t->meldingen_buiten += buiten;
            m->t->meldingen_dubbel += h;
            if (!zonder && !buiten) { /* by the point itself, not by the address that it was drawn from */
                int in = -1;
                struct pt q = p;
                int b0 = gebied_buurt(g, q);
                if (b0 >= 0 && gebied_binnen(g, b0, q, 0))
                    in = b0;
                for (int dj = -1; dj <= 1 && in < 0; dj++)
                    for (int di = -1; di <= 1 && in < 0; di++) {
                        int b1 = gebied_buurt(g, (struct pt){q.x + di * CEL, q.y + dj * CEL});
                        if (b1 >= 0 && b1 != b0 && gebied_binnen(g, b1, q, 0))
                            in = b1;
                    }
                if (in >= 0)
                    g->wijk[g->buurt[in].wijk].meldingen++;
            }
        }
    }
    for (int w = 0; w < g->n_wijk; w++) {
        fprintf(m->t->per_wijk, "%s\n    {\"wijk\":\"%s\",\"inwoners\":%ld,\"meldingen\":%ld}",
                m->t->wijk_komma ? "," : "", g->wijk[w].code, g->wijk[w].inwoners, g->wijk[w].meldingen);
        m->t->wijk_komma = true;
    }
    free(hot);
}

void mor_close(struct mor *m)
{
    for (int i = 0; i < N_CSV; i++)
        if (ferror(m->f[i]) | fclose(m->f[i]))
            stop("schrijven van de meldingen mislukt: %s", strerror(errno));
    free(m);
}

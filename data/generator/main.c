/* demogemeente: writes a fictional municipality, or a country of them, in the real formats. */
#include "data/generator/gebied.h"
#include "data/generator/plaats.h"
#include "data/generator/uitvoer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void hulp(FILE *f)
{
    fputs("Gebruik: demogemeente --uit DIR [opties]\n\n"
          "Maakt een verzonnen Nederlandse gemeente, in de formaten waarin echte gegevens worden geleverd: een "
          "BAG-extract,\n"
          "gemeente, wijken en buurten, meldingen openbare ruimte en een levering van het sociaal domein. Dezelfde "
          "opties\n"
          "geven byte voor byte dezelfde bestanden. Boven 60.000 adressen worden het meer gemeenten: een landelijk "
          "extract.\n\n"
          "  --uit DIR            map waarin geschreven wordt; wordt gemaakt als zij niet bestaat (verplicht)\n"
          "  --adressen N         aantal hoofdadressen, ongeveer; 2000 tot en met 10000000 (standaard 28000)\n"
          "  --zaad GETAL         een ander getal geeft een andere gemeente (standaard 1)\n"
          "  --peildatum DATUM    jjjj-mm-dd, stand van het extract (standaard 2026-10-01)\n"
          "  --gemeente NAAM      naam van de gemeente (standaard Veenlanden)\n"
          "  --mutaties DAGEN     ook mutatieleveringen van de BAG, een per dag na de peildatum en een over de hele "
          "periode, en\n"
          "                       het extract van de laatste dag; 0 tot en met 31 (standaard 0)\n"
          "  --help               deze tekst\n",
          f);
}

static void fout(const char *optie, const char *wat)
{
    fprintf(stderr, "demogemeente: %s: %s\nGebruik demogemeente --help voor uitleg.\n", optie, wat);
    exit(64);
}

static long getal(const char *optie, const char *s, long min, long max)
{
    char *e;
    errno = 0;
    long v = strtol(s, &e, 10);
    if (errno || e == s || *e || v < min || v > max) {
        char b[96];
        snprintf(b, sizeof b, "verwacht een geheel getal van %ld tot en met %ld", min, max);
        fout(optie, b);
    }
    return v;
}

static struct opties lees(int argc, char **argv)
{
    struct opties o = {.adressen = 28000, .zaad = 1, .peil = {2026, 10, 1}};
    for (int i = 1; i < argc; i++) {
        char *a = argv[i], *v = strchr(a, '='), naam[32];
        if (!strcmp(a, "--help") || !strcmp(a, "-h")) {
            hulp(stdout);
            exit(0);
        }
        snprintf(naam, sizeof naam, "%.*s", v ? (int)(v - a) : 31, a);
        static const char *const bekend[] = {"--uit",       "--adressen", "--zaad",
                                             "--peildatum", "--gemeente", "--mutaties"};
        int k = 0;
        while (k < 6 && strcmp(naam, bekend[k]))
            k++;
        if (k == 6)
            fout(naam, "onbekende optie");
        if (v)
            v++;
        else if (++i < argc)
            v = argv[i];
        else
            fout(naam, "hierachter hoort een waarde");
        if (k == 0)
            o.uit = v;
        else if (k == 1)
            o.adressen = getal(naam, v, 2000, 10000000);
        else if (k == 2)
            o.zaad = (uint64_t)getal(naam, v, 0, 0x7fffffffffffffffL);
        else if (k == 5)
            o.mutaties = (int)getal(naam, v, 0, 31);
        else if (k == 3) {
            char rest;
            int n = sscanf(v, "%4d-%2d-%2d%c", &o.peil.jaar, &o.peil.maand, &o.peil.dag, &rest);
            if (n != 3 || strlen(v) != 10 || o.peil.jaar < 2020 || o.peil.jaar > 2099 || o.peil.maand < 1 ||
                o.peil.maand > 12 || o.peil.dag < 1 || dag_datum(datum_dag(datum_int(o.peil))) != datum_int(o.peil))
                fout(naam, "verwacht een datum als 2026-10-01, van 2020 tot en met 2099");
        } else {
            if (strlen(v) > 40 || !*v || strpbrk(v, "<>&\"\\/,"))
                fout(naam, "verwacht een naam van hoogstens 40 tekens, zonder < > & \" \\ / of komma");
            for (const char *c = v; *c; c++)
                if ((unsigned char)*c < 32)
                    fout(naam, "er staat een stuurteken in de naam");
            o.gemeente = v;
        }
    }
    if (!o.uit)
        fout("--uit", "geef de map waarin geschreven mag worden");
    if (strlen(o.uit) > 300)
        fout("--uit", "de naam van de map is te lang");
    return o;
}

static void gemeente_naam(struct gemeente *g)
{
    static const char *const a[] = {"Veen",   "Meeuwen", "Rietvink", "Zilver", "Wolken", "Otter",  "Turf",
                                    "Honing", "Mist",    "Kikker",   "Egel",   "Distel", "Winter", "Linnen"};
    static const char *const b[] = {"landen", "streek", "gouw",  "delta", "marke",   "kwartier", "venen",
                                    "polder", "dal",    "horst", "wold",  "beemden", "ommeland"};
    if (g->nr == 0 && g->o->gemeente)
        snprintf(g->naam, sizeof g->naam, "%s", g->o->gemeente);
    else
        snprintf(g->naam, sizeof g->naam, "%s%s", a[g->nr % 14], b[g->nr % 13]);
    g->code = g->nr < 99 ? 9900 + g->nr : 9700 + g->nr - 99;
}

static void leesmij(const struct opties *o, const struct telling *t, bool landelijk)
{
    char path[512], d[11];
    snprintf(path, sizeof path, "%s/LEESMIJ.txt", o->uit);
    FILE *f = fopen(path, "w");
    if (!f)
        stop("%s is niet te schrijven: %s", path, strerror(errno));
    datum_tekst(datum_int(o->peil), d);
    fprintf(f,
            "Verzonnen gegevens\n==================\nDeze map is gemaakt door demogemeente (zaad %llu, %ld adressen "
            "gevraagd, %ld gemaakt, stand %s).\n"
            "Niets hierin bestaat: geen gemeente, straat, gebouw of persoon. Gemeentecodes en postcodes zijn "
            "verzonnen;\nwie echte codes zoekt is hier verkeerd.\n\n"
            "%-32s BAG 2.0-extract zoals het Kadaster het levert: zips in een zip, zeven objecttypen\n"
            "gebieden_{gemeente,wijk,buurt}.geojson   CBS-gebieden in RD, met inwoners; randen sluiten exact aan\n"
            "mor/*.csv                        meldingen in het CSV-formaat van het Signalen-datawarehouse. Let op: in\n"
            "                                 locations.csv staat in lat de lengte en in lng de breedte, net als in "
            "het echt\n"
            "sociaal/sociaal_%s.csv   levering sociaal domein met locatiecodes van verschillende soort\n"
            "sociaal/fout_met_bsn.csv         foute levering, met test-BSN's: hoort geweigerd te worden\n"
            "tel.json                         de ware aantallen, als getuige voor tests\n",
            (unsigned long long)o->zaad, o->adressen, t->hoofdadressen, d,
            landelijk ? "BAGNLDL-*.zip" : "BAGGEM9900L-*.zip", d);
    if (o->mutaties)
        fprintf(
            f,
            "mutaties/*.zip                   mutatieleveringen van de BAG: een per dag, en een over alle %d dagen\n"
            "mutaties/tel.json                wat er gebeurt, en de ware aantallen daarna\n"
            "dag2/                            het extract van de laatste dag: dat van de eerste met alle mutaties\n",
            o->mutaties);
    if (fclose(f))
        stop("schrijven van %s mislukt", path);
}

void telling_bag(const struct telling *t, FILE *f)
{
    static const char *const naam[] = {
        "woonplaats", "openbare_ruimte", "nummeraanduiding", "verblijfsobject", "ligplaats", "standplaats", "pand"};
    for (int i = 0; i < BAG_N; i++) {
        const struct telling_type *q = &t->bag[i];
        fprintf(f,
                "%s\n    \"%s\": {\"voorkomens\": %ld, \"objecten\": %ld, \"actueel\": %ld, \"bestaand\": %ld, "
                "\"inactief\": %ld, \"status\": {",
                i ? "," : "", naam[i], q->voorkomens, q->objecten, q->actueel, q->bestaand,
                q->inactief_in_hoofdbestand);
        for (int s = 0; s < q->n_status; s++)
            fprintf(f, "%s\"%s\": %ld", s ? ", " : "", q->status[s].status, q->status[s].actueel);
        fputs("}}", f);
    }
}

static void tel_json(const struct opties *o, struct telling *t)
{
    char path[512], d[11];
    snprintf(path, sizeof path, "%s/tel.json", o->uit);
    FILE *f = fopen(path, "w");
    if (!f)
        stop("%s is niet te schrijven: %s", path, strerror(errno));
    fprintf(f,
            "{\n  \"zaad\": %llu,\n  \"peildatum\": \"%s\",\n  \"adressen\": {\"hoofdadressen\": %ld, "
            "\"nevenadressen\": %ld},\n  \"bag\": {",
            (unsigned long long)o->zaad, datum_tekst(datum_int(o->peil), d), t->hoofdadressen, t->nevenadressen);
    telling_bag(t, f);
    fprintf(f,
            "\n  },\n  \"bag_apart\": {\"inactief\": %d, \"in_onderzoek\": %d, \"niet_bag\": %d},\n  "
            "\"panden_met_gat\": %ld,\n  \"verblijfsobjecten_in_meer_panden\": %ld,\n",
            t->inactief, t->in_onderzoek, t->niet_bag, t->panden_met_gat, t->vbo_meer_panden);
    fprintf(f, "  \"gebieden\": {\"gemeenten\": %d, \"wijken\": %d, \"buurten\": %d, \"inwoners\": %ld},\n",
            t->gemeenten, t->wijken, t->buurten, t->inwoners);
    fprintf(f,
            "  \"mor\": {\"meldingen\": %ld, \"zonder_locatie\": %ld, \"buiten_gemeente\": %ld, \"dubbel\": %ld},\n  "
            "\"sociaal\": {\"regels\": %ld, \"clienten\": %ld, \"onvindbaar\": %ld},\n  \"wijken\": [",
            t->meldingen, t->meldingen_zonder_locatie, t->meldingen_buiten, t->meldingen_dubbel, t->sociaal_regels,
            t->sociaal_clienten, t->sociaal_onvindbaar);
    rewind(t->per_wijk);
    for (int c; (c = getc(t->per_wijk)) != EOF;)
        putc(c, f);
    fputs("\n  ]\n}\n", f);
    fclose(t->per_wijk);
    if (fclose(f))
        stop("schrijven van %s mislukt", path);
}

int main(int argc, char **argv)
{
    struct opties o = lees(argc, argv);
    setenv("TZ", "UTC", 1); /* a zip holds local time: the same bytes everywhere */
    tzset();
    if (mkdir(o.uit, 0777) && errno != EEXIST)
        stop("de map %s is niet te maken: %s", o.uit, strerror(errno));
    struct telling t = {.per_wijk = tmpfile()};
    if (!t.per_wijk)
        stop("geen ruimte voor een tijdelijk bestand");
    struct land land;
    land_init(&land, &o);
    struct bag *bag = NULL;
    struct gebieden *geb = gebieden_open(&o, &t);
    struct mor *mor = mor_open(&o, &t);
    struct sociaal *soc = sociaal_open(&o, &t);
    unsigned pc = 0;
    int woonplaats = 5000;
    long nog = o.adressen;
    for (int i = 0; i < land.n; i++) {
        struct gemeente g = {.o = &o, .nr = i, .rng = rng_stream(o.zaad, 3, (uint64_t)i), .doel = nog / (land.n - i)};
        gemeente_naam(&g);
        if (!bag) {
            bag = bag_open(&o, o.uit, datum_int(o.peil), land.n > 1, g.code, g.naam, &t);
            if (o.mutaties)
                bag_muteer(bag, mutaties_open(&o, land.n > 1, g.code, g.naam));
        }
        gebied_maak(&g, &land);
        for (int k = 0; k < g.n_kern; k++)
            g.kern[k].woonplaats = woonplaats++;
        plaats_bouw(&g, &pc);
        nog -= g.hoofdadressen;
        bag_gemeente(bag, &g);
        gebieden_gemeente(geb, &g);
        mor_gemeente(mor, &g);
        sociaal_gemeente(soc, &g);
        free(g.ras.buurt), free(g.ras.knoop), free(g.kern), free(g.wijk), free(g.buurt), free(g.pts), free(g.lijn);
        free(g.straat), free(g.pand), free(g.adres);
        if (isatty(2))
            fprintf(stderr, "\r%d van %d gemeenten, %ld van %ld adressen ", i + 1, land.n, o.adressen - nog,
                    o.adressen);
    }
    if (isatty(2))
        fputs("\nde bestanden worden ingepakt ...\n", stderr);
    bag_close(bag);
    gebieden_close(geb);
    mor_close(mor);
    sociaal_close(soc);
    leesmij(&o, &t, land.n > 1);
    tel_json(&o, &t);
    land_done(&land);
    return 0;
}

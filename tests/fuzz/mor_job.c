#include "tests/fuzz/mor_job.h"

#include "tests/geoserver/fixture.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_PER_LOAD = 50, JOBS = 4 };

static struct fixture f;
static struct warehouse *w;
static struct locatie_resolver *resolver;
static struct load *load;
static struct arena *arena;
static struct import_report report;
static struct import_options options;
static struct mor_job jobs[JOBS];
static const char *profiles[JOBS];
static int runs;

static void done(void)
{
    load_abort(load);
    locatie_resolver_free(resolver);
    warehouse_close(w);
    arena_free(arena);
    fixture_close(&f);
}

static void open_all(void)
{
    struct err err = {0};
    fixture_open(&f);
    if (!(arena = arena_new(64 << 20)) || !warehouse_open(f.dir, WAREHOUSE_WRITE, &w, &err) ||
        !locatie_resolver_new(w, &resolver, &err))
        abort();
    atexit(done);
}

struct mor_job *mor_job_get(const char *profiel)
{
    struct err err = {0};
    struct mor_job *j = jobs;
    if (!arena)
        open_all();
    while (j->a && strcmp(profiles[j - jobs], profiel) != 0)
        j++;
    if (!j->a) {
        *j = (struct mor_job){
            .o = &options, .r = &report, .a = arena, .w = w, .resolver = resolver, .has_gebieden = true};
        profiles[j - jobs] = profiel;
        if (!profile_load(GM_SOURCE_DIR "/data/profielen", profiel, arena, &j->profile, &err) ||
            !profile_load(GM_SOURCE_DIR "/data/profielen", "mor_categorieen", arena, &j->categorieen, &err))
            abort();
        j->bron = profile_text(j->profile.root, "bron");
        import_progress_init(&j->progress, "mor", NULL);
    }
    if (runs++ % RUNS_PER_LOAD == 0) {
        load_abort(load);
        load = NULL;
        if (!load_begin(w, &load, &err))
            abort();
    }
    j->load = load;
    options = (struct import_options){.magazijn = f.dir, .clock = clock_system()};
    import_report_init(&report, "mor", &options);
    return j;
}

const char *mor_job_file(const char *name, const uint8_t *data, size_t n)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", f.dir, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, n, file) != n || fclose(file) != 0)
        abort();
    return path;
}

void mor_job_check(const struct mor_job *j, bool ok, const struct err *err)
{
    const struct import_report *r = j->r;
    if (ok ? r->gelezen != r->geaccepteerd + r->afgewezen : (err->code == ERR_NONE || !err->message[0]))
        abort();
    if (!ok && err->code != ERR_INVALID && err->code != ERR_LIMIT) { /* bytes are no fault of storage or memory */
        fprintf(stderr, "%d %s: %s\n", err->code, err->locator, err->message);
        abort();
    }
    struct buf b;
    json_error_t e;
    buf_init(&b, 4 << 20);
    import_report_json(r, &b);
    json_t *json = b.failed ? NULL : json_loadb(b.p, b.n, 0, &e);
    if (!json)
        abort();
    json_decref(json);
    buf_done(&b);
}

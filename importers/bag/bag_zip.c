#include "importers/bag/bag_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { CHUNK = 128 << 10, ARENA_CAP = 128 << 20 };

struct walk {
    const struct bag_reader *r;
    const char *file;      /* base name of the outer file */
    struct archive *outer; /* whose compressed bytes count for the progress */
    int64_t file_size, unpacked, max_bytes;
    struct arena *arena;
};

/* An inner archive reads from its outer one. */
struct inner {
    struct walk *w;
    struct archive *from;
    char *chunk;
    bool too_much;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool has_extension(const char *name, const char *ext)
{
    size_t n = strlen(name), e = strlen(ext);
    return n > e && strcasecmp(name + n - e, ext) == 0;
}

static void name_of(const struct walk *w, const char *entry, char out[160])
{
    snprintf(out, 160, "%.70s: %.80s", w->file, entry);
}

static bool count_bytes(struct walk *w, int64_t n)
{
    w->unpacked += n;
    if (w->r->progress && w->outer && w->file_size > 0)
        w->r->progress(w->r->sink->ctx, (double)archive_filter_bytes(w->outer, -1) / (double)w->file_size);
    return w->unpacked <= w->max_bytes;
}

static bool too_large(const char *where, struct err *err)
{
    return err_set(err, ERR_LIMIT, where, "het archief wordt bij het uitpakken groter dan is toegestaan.");
}

static bool broken(struct archive *a, const char *where, struct err *err)
{
    const char *why = archive_error_string(a);
    return err_set(err, ERR_INVALID, where, "het zipbestand is beschadigd of afgebroken (%s); haal het opnieuw op.",
                   why ? why : "onbekende fout");
}

static bool read_xml(struct walk *w, struct archive *a, const char *where, struct err *err)
{
    struct bag_xml *x = NULL;
    char *chunk = malloc(CHUNK);
    if (!chunk)
        return err_set(err, ERR_MEMORY, where, "Onvoldoende geheugen.");
    bool ok = bag_xml_new(where, w->r->sink, w->arena, &x, err);
    while (ok) {
        la_ssize_t n = archive_read_data(a, chunk, CHUNK);
        if (n < 0)
            ok = broken(a, where, err);
        else if (!count_bytes(w, n))
            ok = too_large(where, err);
        else
            ok = bag_xml_feed(x, chunk, (size_t)n, n == 0, err);
        if (n <= 0)
            break;
    }
    if (ok && bag_xml_kind(x) == BAG_FILE_UNKNOWN)
        w->r->skipped(w->r->sink->ctx, where, "overgeslagen: dit XML-bestand is geen BAG-bestand");
    bag_xml_free(x);
    free(chunk);
    return ok;
}

static la_ssize_t inner_read(struct archive *self, void *data, const void **bytes)
{
    struct inner *in = data;
    la_ssize_t n = archive_read_data(in->from, in->chunk, CHUNK);
    *bytes = in->chunk;
    if (n < 0) {
        const char *why = archive_error_string(in->from);
        archive_set_error(self, EIO, "%s", why ? why : "buitenste archief onleesbaar");
        return -1;
    }
    if (!count_bytes(in->w, n)) {
        in->too_much = true;
        archive_set_error(self, EFBIG, "te groot");
        return -1;
    }
    return n;
}

static bool walk_archive(struct walk *w, struct archive *a, const char *where, int depth, struct err *err);

static bool read_inner(struct walk *w, struct archive *outer, const char *where, int depth, struct err *err)
{
    if (depth >= BAG_MAX_ZIP_DEPTH)
        return err_set(err, ERR_LIMIT, where, "er zitten meer dan %d zipbestanden in elkaar.", BAG_MAX_ZIP_DEPTH);
    struct inner in = {.w = w, .from = outer, .chunk = malloc(CHUNK)};
    struct archive *a = archive_read_new();
    bool ok = in.chunk && a ? true : err_set(err, ERR_MEMORY, where, "Onvoldoende geheugen.");
    if (ok) {
        archive_read_support_format_zip(a);
        ok = archive_read_open(a, &in, NULL, inner_read, NULL) == ARCHIVE_OK ? walk_archive(w, a, where, depth, err)
             : in.too_much                                                   ? too_large(where, err)
                                                                             : broken(a, where, err);
    }
    if (!ok && in.too_much && err) {
        err_clear(err);
        too_large(where, err);
    }
    archive_read_free(a);
    free(in.chunk);
    return ok;
}

/* Parts for which there is no table yet; named in the report, never silently left. */
static const char *part_left(const char *base)
{
    return strstr(base, "InOnderzoek")                          ? "overgeslagen onderdeel InOnderzoek"
           : strstr(base, "Inactief")                           ? "overgeslagen onderdeel Inactief"
           : strstr(base, "NietBag") || strstr(base, "NietBAG") ? "overgeslagen onderdeel NietBag"
                                                                : NULL;
}

static bool read_entry(struct walk *w, struct archive *a, const char *path, int depth, struct err *err)
{
    const char *base = base_name(path), *left = part_left(base);
    char where[160];
    if (strncmp(path, "__MACOSX", 8) == 0 || base[0] == 0 || base[0] == '.')
        return true;
    name_of(w, base, where);
    if (left)
        w->r->skipped(w->r->sink->ctx, where, left);
    else if (has_extension(base, ".zip"))
        return read_inner(w, a, where, depth + 1, err);
    else if (has_extension(base, ".xml"))
        return read_xml(w, a, where, err);
    else
        w->r->skipped(w->r->sink->ctx, where, "overgeslagen: geen XML en geen zip");
    return true;
}

static bool walk_archive(struct walk *w, struct archive *a, const char *where, int depth, struct err *err)
{
    struct archive_entry *entry;
    for (;;) {
        int rc = archive_read_next_header(a, &entry);
        if (rc == ARCHIVE_EOF)
            return true;
        if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
            return broken(a, where, err);
        const char *path = archive_entry_pathname(entry);
        if (archive_entry_filetype(entry) == AE_IFDIR)
            continue;
        if (!path)
            return err_set(err, ERR_INVALID, where, "het archief heeft een onderdeel zonder leesbare naam.");
        if (!read_entry(w, a, path, depth, err))
            return false;
    }
}

/* a: with its formats set, opened. zip: else one bare XML file ("raw"). */
static bool read_opened(struct walk *w, struct archive *a, bool zip, struct err *err)
{
    struct archive_entry *entry;
    w->outer = a;
    w->max_bytes = w->r->max_bytes ? w->r->max_bytes : BAG_MAX_BYTES;
    w->arena = arena_new(ARENA_CAP);
    if (!w->arena)
        return err_set(err, ERR_MEMORY, w->file, "Onvoldoende geheugen.");
    bool ok;
    if (zip)
        ok = walk_archive(w, a, w->file, 1, err);
    else if (archive_read_next_header(a, &entry) != ARCHIVE_OK)
        ok = err_set(err, ERR_INVALID, w->file, "het bestand is leeg of onleesbaar.");
    else
        ok = read_xml(w, a, w->file, err);
    arena_free(w->arena);
    return ok;
}

static struct archive *reader_new(bool zip)
{
    struct archive *a = archive_read_new();
    if (a && zip)
        archive_read_support_format_zip(a);
    else if (a)
        archive_read_support_format_raw(a);
    return a;
}

static bool is_zip(const void *bytes, size_t n)
{
    return n >= 2 && memcmp(bytes, "PK", 2) == 0;
}

bool bag_read_file(const char *path, const struct bag_reader *r, struct err *err)
{
    char head[2];
    struct stat st;
    struct walk w = {.r = r, .file = base_name(path)};
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(err, ERR_NOT_FOUND, path, "het bestand is niet te openen (%s).", strerror(errno));
    size_t n = fread(head, 1, sizeof head, f);
    bool regular = fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode);
    fclose(f);
    if (!regular)
        return err_set(err, ERR_INVALID, path, "dit is geen gewoon bestand.");
    w.file_size = st.st_size;
    bool zip = is_zip(head, n);
    struct archive *a = reader_new(zip);
    if (!a)
        return err_set(err, ERR_MEMORY, path, "Onvoldoende geheugen.");
    bool ok = archive_read_open_filename(a, path, CHUNK) == ARCHIVE_OK ? read_opened(&w, a, zip, err)
                                                                       : broken(a, w.file, err);
    archive_read_free(a);
    return ok;
}

bool bag_read_memory(const char *name, const void *bytes, size_t n, const struct bag_reader *r, struct err *err)
{
    struct walk w = {.r = r, .file = name, .file_size = (int64_t)n};
    bool zip = is_zip(bytes, n);
    struct archive *a = reader_new(zip);
    if (!a)
        return err_set(err, ERR_MEMORY, name, "Onvoldoende geheugen.");
    bool ok = archive_read_open_memory(a, bytes, n) == ARCHIVE_OK ? read_opened(&w, a, zip, err) : broken(a, name, err);
    archive_read_free(a);
    return ok;
}

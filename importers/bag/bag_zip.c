#include "importers/bag/bag_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { CHUNK = 128 << 10 };

struct walk {
    const struct bag_files *f;
    const char *file;      /* base name of the outer file */
    struct archive *outer; /* whose compressed bytes count for the progress */
    int64_t file_size, unpacked, max_bytes;
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
    if (w->f->progress && w->outer && w->file_size > 0)
        w->f->progress(w->f->ctx, (double)archive_filter_bytes(w->outer, -1) / (double)w->file_size);
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
    const struct bag_files *f = w->f;
    if (!f->begin(f->ctx, where, err))
        return false;
    for (;;) {
        size_t room;
        char *to = f->room(f->ctx, &room, err);
        if (!to)
            return false;
        la_ssize_t n = archive_read_data(a, to, room);
        if (n < 0)
            return broken(a, where, err);
        if (!count_bytes(w, n))
            return too_large(where, err);
        if (!f->took(f->ctx, (size_t)n, err))
            return false;
        if (n == 0)
            return true;
    }
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

static bool read_entry(struct walk *w, struct archive *a, const char *path, int depth, struct err *err)
{
    const char *base = base_name(path);
    char where[160];
    if (strncmp(path, "__MACOSX", 8) == 0 || base[0] == 0 || base[0] == '.')
        return true;
    name_of(w, base, where);
    if (has_extension(base, ".zip"))
        return read_inner(w, a, where, depth + 1, err);
    else if (has_extension(base, ".xml"))
        return read_xml(w, a, where, err);
    else
        w->f->skipped(w->f->ctx, where, "overgeslagen: geen XML en geen zip");
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
    w->max_bytes = w->f->max_bytes ? w->f->max_bytes : BAG_MAX_BYTES;
    if (zip)
        return walk_archive(w, a, w->file, 1, err);
    if (archive_read_next_header(a, &entry) != ARCHIVE_OK)
        return err_set(err, ERR_INVALID, w->file, "het bestand is leeg of onleesbaar.");
    return read_xml(w, a, w->file, err);
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

bool bag_read_file(const char *path, const struct bag_files *f, struct err *err)
{
    char head[2];
    struct stat st;
    struct walk w = {.f = f, .file = base_name(path)};
    FILE *head_of = fopen(path, "rb");
    if (!head_of)
        return err_set(err, ERR_NOT_FOUND, path, "het bestand is niet te openen (%s).", strerror(errno));
    size_t n = fread(head, 1, sizeof head, head_of);
    bool regular = fstat(fileno(head_of), &st) == 0 && S_ISREG(st.st_mode);
    fclose(head_of);
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

bool bag_read_memory(const char *name, const void *bytes, size_t n, const struct bag_files *f, struct err *err)
{
    struct walk w = {.f = f, .file = name, .file_size = (int64_t)n};
    bool zip = is_zip(bytes, n);
    struct archive *a = reader_new(zip);
    if (!a)
        return err_set(err, ERR_MEMORY, name, "Onvoldoende geheugen.");
    bool ok = archive_read_open_memory(a, bytes, n) == ARCHIVE_OK ? read_opened(&w, a, zip, err) : broken(a, name, err);
    archive_read_free(a);
    return ok;
}

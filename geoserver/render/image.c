#include "geoserver/render/deflate.h"
#include "geoserver/render/image_priv.h"

#include <stdlib.h>

enum { IMAGE_MAX_PX = 16383 };

static const struct {
    const char *type;
    bool vector;
} formats[IMAGE_FORMATS] = {[IMAGE_PNG] = {"image/png", false},
                            [IMAGE_WEBP] = {"image/webp", false},
                            [IMAGE_JPEG] = {"image/jpeg", false},
                            [IMAGE_SVG] = {"image/svg+xml", true},
                            [IMAGE_PDF] = {"application/pdf", true}};

const char *image_type(enum image_format f)
{
    return formats[f].type;
}

bool image_is_vector(enum image_format f)
{
    return formats[f].vector;
}

bool image_format_find(struct str mime, enum image_format *out)
{
    size_t semicolon = str_find(mime, ';', 0);
    struct str type = str_trim(semicolon == SIZE_MAX ? mime : str_sub(mime, 0, semicolon));
    if (str_eq_nocase(type, STR("image/png8")))
        type = STR("image/png");
    if (str_eq_nocase(type, STR("image/jpg")))
        type = STR("image/jpeg");
    /* a plus in a query that wasn't percent-encoded is a space */
    if (str_eq_nocase(type, STR("image/svg xml")) || str_eq_nocase(type, STR("image/svg")))
        type = STR("image/svg+xml");
    for (int f = 0; f < IMAGE_FORMATS; f++)
        if (str_eq_nocase(type, str_from(formats[f].type))) {
            *out = (enum image_format)f;
            return true;
        }
    return false;
}

uint8_t *scratch_get(struct scratch *s, size_t n)
{
    if (s->cap < n) {
        free(s->p);
        s->p = malloc(n);
        s->cap = s->p ? n : 0;
    }
    return s->p;
}

void scratch_trim(struct scratch *s)
{
    if (s->cap > SCRATCH_KEEP) {
        free(s->p);
        *s = (struct scratch){0};
    }
}

struct image_encoder *image_encoder_new(void)
{
    struct image_encoder *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    e->of_runs = libdeflate_alloc_compressor(2);
    e->of_noise = libdeflate_alloc_compressor(1);
    e->of_maps = deflater_new();
    if (!e->of_runs || !e->of_noise || !e->of_maps) {
        image_encoder_free(e);
        return NULL;
    }
    /* rounded up: exact as long as n times what was rounded off, under 2^16 · 2^8, stays under 2^32 / a */
    for (uint64_t a = 1; a < 256; a++)
        e->reciprocal[a] = ((UINT64_C(1) << 32) + a - 1) / a;
    return e;
}

void image_encoder_free(struct image_encoder *e)
{
    if (!e)
        return;
    deflater_free(e->of_maps);
    if (e->of_runs)
        libdeflate_free_compressor(e->of_runs);
    if (e->of_noise)
        libdeflate_free_compressor(e->of_noise);
    free(e->raw.p);
    free(e->packed.p);
    free(e);
}

void image_encoder_dpi(struct image_encoder *e, double dpi)
{
    e->dpi = dpi > 0 && dpi < 100000 ? dpi : 0;
}

bool image_encode(struct image_encoder *e, enum image_format f, const uint32_t *premultiplied_argb, int width_px,
                  int height_px, int stride_px, struct buf *out, struct err *err)
{
    static bool (*const encode[IMAGE_FORMATS])(struct image_encoder *, const struct pixels *, struct buf *,
                                               struct err *) = {png_encode, webp_encode, jpeg_encode};
    struct pixels px = {premultiplied_argb, width_px, height_px, stride_px};
    if (width_px < 1 || height_px < 1 || width_px > IMAGE_MAX_PX || height_px > IMAGE_MAX_PX)
        return err_set(err, ERR_LIMIT, NULL, "een beeld van %d × %d pixels kan niet; van 1 tot en met %d", width_px,
                       height_px, IMAGE_MAX_PX);
    if (!encode[f])
        return err_set(err, ERR_INVALID, NULL, "%s heeft geen pixels", formats[f].type);
    size_t before = out->n;
    bool ok = encode[f](e, &px, out, err);
    if (ok && out->failed)
        ok = err_set(err, ERR_LIMIT, NULL, "het beeld past niet in de uitvoer");
    if (!ok)
        out->n = before;
    scratch_trim(&e->raw);
    scratch_trim(&e->packed);
    return ok;
}

/* WebP, lossless: exact to the pixel, as tiles that are set edge to edge need. */
#include "geoserver/render/image_priv.h"

#include <webp/encode.h>

enum { LEVEL = 1 }; /* 0 gives files larger than PNG; 2 and up take twice the time for a twentieth */

static int write_piece(const uint8_t *data, size_t n, const WebPPicture *picture)
{
    struct buf *out = picture->custom_ptr;
    buf_add(out, data, n);
    return !out->failed;
}

bool webp_encode(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err)
{
    WebPConfig config;
    WebPPicture picture;
    size_t n = (size_t)px->width * (size_t)px->height;
    uint32_t *argb = (uint32_t *)(void *)scratch_get(&e->raw, n * sizeof *argb);
    if (!argb)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een WebP van %d × %d", px->width, px->height);
    uint32_t last = 0, straight = 0, *to = argb;
    for (int y = 0; y < px->height; y++) {
        const uint32_t *row = pixels_row(px, y);
        for (int x = 0; x < px->width; x++) {
            if (row[x] != last) {
                last = row[x];
                straight = image_straight(e, last);
            }
            *to++ = straight;
        }
    }
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture) || !WebPConfigLosslessPreset(&config, LEVEL))
        return err_set(err, ERR_INTERNAL, NULL, "libwebp is van een andere versie dan waarvoor gebouwd is");
    config.exact = 1;
    picture.use_argb = 1;
    picture.width = px->width;
    picture.height = px->height;
    picture.argb = argb;
    picture.argb_stride = px->width;
    picture.writer = write_piece;
    picture.custom_ptr = out;
    bool ok = WebPEncode(&config, &picture);
    WebPEncodingError fault = picture.error_code;
    WebPPictureFree(&picture); /* what it made itself; argb is ours */
    if (ok)
        return true;
    if (out->failed)
        return err_set(err, ERR_LIMIT, NULL, "het WebP-beeld past niet in de uitvoer");
    return err_set(err, fault == VP8_ENC_ERROR_OUT_OF_MEMORY ? ERR_MEMORY : ERR_INTERNAL, NULL,
                   "het WebP-beeld kan niet worden gemaakt (libwebp: fout %d)", (int)fault);
}

/* Any bytes as a raster layer's file: drawn in two systems, as colours and as values, and asked at a point. */
#include "geoserver/render/geotiff.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIDE = 48 };

static void draw(struct geotiff_set *s, struct crs_context *crs, const char *path, enum crs_id id, struct bbox b,
                 const struct raster_style *style)
{
    uint32_t pixels[SIDE * SIDE] = {0};
    double cell = (b.maxx - b.minx) / SIDE;
    struct geotiff_view v = {.crs = id,
                             .grid = {b.minx, b.maxy, cell, cell, 0, 0},
                             .pixel_m = render_pixel_m(id, cell),
                             .width = SIDE,
                             .height = SIDE,
                             .pixels = pixels,
                             .stride_px = SIDE};
    struct err err = {0};
    if (geotiff_draw(s, crs, path, style, &v, &err) ? err.code != ERR_NONE : !err.message[0])
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct raster_colour c[] = {{0, 0, 1, ""}, {100, 0xffffff, 1, ""}};
    static const struct raster_style plain = {.opacity = 1},
                                     values = {.opacity = 1, .map = RASTER_RAMP, .colours = c, .n_colours = 2};
    char path[40];
    int fd = memfd_create("geotiff", 0);
    struct geotiff_set *s = geotiff_set_new();
    struct crs_context *crs = crs_context_new();
    if (fd < 0 || !s || !crs || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct bbox b = {206990, 447450, 207050, 447510}, m = b;
    struct err err = {0};
    if (crs_transform_bbox(crs, CRS_RD, CRS_WEB_MERCATOR, b, &m, &err)) {
        draw(s, crs, path, CRS_RD, b, &plain);
        draw(s, crs, path, CRS_WEB_MERCATOR, m, &values);
    }
    double v[GEOTIFF_BANDS_MAX];
    size_t n = 0;
    if (!geotiff_values(s, crs, path, 207005, 447495, v, &n, &err) && !err.message[0])
        abort();
    geotiff_set_free(s);
    crs_context_free(crs);
    close(fd);
    return 0;
}

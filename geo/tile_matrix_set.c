#include "geo/tile_matrix_set.h"

#include <math.h>

/* WebMercatorQuad: OGC 17-083r4 annex D.1. NetherlandsRDNewQuad: Geonovum, praktijkrichtlijn vector tiling. */
const struct tile_matrix_set tile_matrix_sets[] = {
    {"WebMercatorQuad", "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad", "Google Maps-compatibel",
     CRS_WEB_MERCATOR, -20037508.3427892, 20037508.3427892, 156543.033928041, 559082264.028717, 24},
    {"NetherlandsRDNewQuad", "http://www.opengis.net/def/tilematrixset/OGC/1.0/NetherlandsRDNewQuad",
     "Nederland, RD (quadtree)", CRS_RD, -285401.92, 903401.92, 3440.64, 12288000, 16},
};
const size_t tile_matrix_set_count = sizeof tile_matrix_sets / sizeof *tile_matrix_sets;

const struct tile_matrix_set *tile_matrix_set_find(struct str id)
{
    for (size_t i = 0; i < tile_matrix_set_count; i++)
        if (str_eq_c(id, tile_matrix_sets[i].id))
            return &tile_matrix_sets[i];
    return NULL;
}

double tile_matrix_set_cell_size(const struct tile_matrix_set *t, int z)
{
    return ldexp(t->cell_size_0, -z);
}

bool tile_matrix_set_has(const struct tile_matrix_set *t, int z, int64_t x, int64_t y)
{
    if (z < 0 || z > t->max_zoom)
        return false;
    int64_t n = (int64_t)1 << z;
    return x >= 0 && x < n && y >= 0 && y < n;
}

struct bbox tile_matrix_set_bbox(const struct tile_matrix_set *t, int z, int64_t x, int64_t y)
{
    double side = tile_matrix_set_cell_size(t, z) * TILE_PX;
    return (struct bbox){t->origin_x + (double)x * side, t->origin_y - (double)(y + 1) * side,
                         t->origin_x + (double)(x + 1) * side, t->origin_y - (double)y * side};
}

static int64_t clamp(double v, int64_t n)
{
    return v < 0 ? 0 : v >= (double)n ? n - 1 : (int64_t)v;
}

bool tile_matrix_set_range(const struct tile_matrix_set *t, int z, struct bbox b, int64_t *x0, int64_t *y0, int64_t *x1,
                           int64_t *y1)
{
    if (z < 0 || z > t->max_zoom || bbox_is_empty(b))
        return false;
    double side = tile_matrix_set_cell_size(t, z) * TILE_PX;
    int64_t n = (int64_t)1 << z;
    double left = floor((b.minx - t->origin_x) / side), right = floor((b.maxx - t->origin_x) / side);
    double top = floor((t->origin_y - b.maxy) / side), bottom = floor((t->origin_y - b.miny) / side);
    if (right < 0 || bottom < 0 || left >= (double)n || top >= (double)n)
        return false;
    *x0 = clamp(left, n);
    *x1 = clamp(right, n);
    *y0 = clamp(top, n);
    *y1 = clamp(bottom, n);
    return true;
}

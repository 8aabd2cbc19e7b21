/* What SQL asks of C while loading: the place of a geometry on a Hilbert curve, the area that a point lies in, and its
 * longitude and latitude. */
#include "warehouse/blocks_priv.h"
#include "warehouse/load_priv.h"

#include <math.h>
#include <string.h>

bool blob_bbox(const unsigned char *blob, int n, struct bbox *out)
{
    double v[4];
    /* SpatiaLite's BLOB: 0x00, byte order (1: little), srid, minx, miny, maxx, maxy, 0x7c. */
    if (!blob || n < 39 || blob[0] != 0 || blob[1] != 1)
        return false;
    memcpy(v, blob + 6, sizeof v);
    *out = (struct bbox){v[0], v[1], v[2], v[3]};
    return true;
}

/* The distance along a Hilbert curve over the RD quadtree (Hilbert 1891; Wikipedia's xy2d): every square of the
 * quadtree is one run of it. */
int64_t map_order(double x, double y)
{
    uint32_t ix, iy;
    rd_cell(x, y, &ix, &iy);
    int64_t d = 0;
    for (uint32_t s = 32768; s; s /= 2) {
        uint32_t rx = (ix & s) != 0, ry = (iy & s) != 0;
        d += (int64_t)s * s * ((3 * rx) ^ ry);
        if (!ry) {
            if (rx) {
                ix = 65535 - ix;
                iy = 65535 - iy;
            }
            uint32_t t = ix;
            ix = iy;
            iy = t;
        }
    }
    return d;
}

static bool argument_bbox(sqlite3_value *v, struct bbox *out)
{
    return sqlite3_value_type(v) == SQLITE_BLOB && blob_bbox(sqlite3_value_blob(v), sqlite3_value_bytes(v), out);
}

static void sql_hilbert(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct bbox b;
    if (argument_bbox(v[0], &b))
        sqlite3_result_int64(c, map_order((b.minx + b.maxx) / 2, (b.miny + b.maxy) / 2));
}

static void sql_area(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct load *l = sqlite3_user_data(c);
    struct bbox b;
    size_t i = l->areas && argument_bbox(v[0], &b) ? area_index_number(l->areas, b.minx, b.miny) : SIZE_MAX;
    if (i != SIZE_MAX)
        sqlite3_result_int64(c, (int64_t)i);
}

static void degrees(sqlite3_context *c, sqlite3_value **v, int which)
{
    struct load *l = sqlite3_user_data(c);
    struct bbox b;
    struct err err = {0};
    if (!argument_bbox(v[0], &b))
        return;
    if (l->rd[0] != b.minx || l->rd[1] != b.miny) { /* asked twice for a point: once for each */
        l->rd[0] = l->lonlat[0] = b.minx;
        l->rd[1] = l->lonlat[1] = b.miny;
        if (!crs_transform(l->crs, CRS_RD, CRS_ETRS89, l->lonlat, 1, &err)) {
            sqlite3_result_error(c, err.message, -1);
            return;
        }
    }
    if (isfinite(l->lonlat[which]))
        sqlite3_result_double(c, round(l->lonlat[which] * 1e9) / 1e9);
}

static void sql_lon(sqlite3_context *c, int n, sqlite3_value **v)
{
    degrees(c, v, 0);
}

static void sql_lat(sqlite3_context *c, int n, sqlite3_value **v)
{
    degrees(c, v, 1);
}

bool load_functions(struct load *l, struct err *err)
{
    static const struct {
        const char *name;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {{"gm_hilbert", sql_hilbert}, {"gm_area", sql_area}, {"gm_lon", sql_lon}, {"gm_lat", sql_lat}};
    l->rd[0] = NAN;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (sqlite3_create_function_v2(l->db, functions[i].name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, l,
                                       functions[i].call, NULL, NULL, NULL) != SQLITE_OK)
            return db_fail(l->db, err);
    return true;
}

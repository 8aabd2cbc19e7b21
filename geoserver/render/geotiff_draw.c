/* Pixels: for each of the map's where it is in the file, and what is there. */
#include "geoserver/render/geotiff_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* NODE_PX: PROJ is asked at the corners of cells of the map's grid, so many pixels a side or NODE_M on the ground, and
 * between them positions are bilinear: off by the sagitta, NODE_M²/8R = 31 m where a pixel is 2.5 km, 1/80 of it.
 * SUB: positions are whole parts of a pixel of the file, so that a pixel that lies on one of the file takes it as it
 * is, however its coordinates were rounded. SAMPLES_MAX: per pixel, a side. */
enum { NODE_PX = 16, NODE_M = 40000, SUB = 256, BLOCK_PX = 256, SAMPLES_MAX = 64 };

struct drawing {
    const struct geotiff *g;
    const struct geotiff_view *v;
    const struct raster_style *style;
    enum { AS_COLOURS, AS_PALETTE, AS_VALUES } as;
    bool nearest;
    int band[4]; /* red, green, blue, alpha (0: none) of colours; else the first */
    size_t level;
    int nx, ny;   /* samples per pixel */
    double share; /* of a pixel that a sample's SUB × SUB is part of */
    double part_x[NODE_PX * SAMPLES_MAX], part_y[NODE_PX * SAMPLES_MAX];
    int node;                         /* pixels between nodes */
    int64_t left, top, right, bottom; /* the pixels of the grid to draw */
    int64_t node_left, node_top;      /* the first node */
    size_t node_cols;                 /* in a row of nodes */
    double *nodes;                    /* positions at the level, x and y */
    int win_x, win_y, win_w, win_h;   /* what was read of the level: */
    uint32_t *argb;                   /* premultiplied; of AS_COLOURS and AS_PALETTE */
    float *values;                    /* NAN: none; of AS_VALUES, in the same memory */
    uint8_t *mask;                    /* one per pixel, while reading */
    size_t room;                      /* pixels that fit there */
    uint32_t opacity;                 /* of 256 */
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* ---- what to read ---- */

static int band_of(const struct geotiff *g, GDALColorInterp what, int otherwise)
{
    for (int i = 1; i <= g->bands; i++)
        if (GDALGetRasterColorInterpretation(GDALGetRasterBand(g->ds, i)) == what)
            return i;
    return otherwise <= g->bands ? otherwise : 0;
}

static bool choose_colours(struct drawing *d, struct err *err)
{
    const struct geotiff *g = d->g;
    const struct raster_style *s = d->style;
    int gray = band_of(g, GCI_GrayIndex, 1);
    d->band[3] = band_of(g, GCI_AlphaBand, INT32_MAX);
    bool colour = g->bands - (d->band[3] > 0) >= 3;
    if (s->red || s->green || s->blue) {
        d->band[0] = s->red;
        d->band[1] = s->green;
        d->band[2] = s->blue;
    } else if (s->gray || !colour) {
        d->band[0] = d->band[1] = d->band[2] = s->gray ? s->gray : gray;
    } else {
        d->band[0] = band_of(g, GCI_RedBand, 1);
        d->band[1] = band_of(g, GCI_GreenBand, 2);
        d->band[2] = band_of(g, GCI_BlueBand, 3);
    }
    for (int i = 0; i < 3; i++) {
        if (d->band[i] < 1 || d->band[i] > g->bands)
            return err_set(err, ERR_INVALID, g->name, "de stijl vraagt om band %d van %.100s, dat er %d heeft",
                           d->band[i], g->name, g->bands);
        if (GDALGetRasterDataType(GDALGetRasterBand(g->ds, d->band[i])) != GDT_Byte)
            return err_set(err, ERR_UNSUPPORTED, g->name,
                           "%.100s bevat getallen in plaats van kleuren; geef zijn stijl een ColorMap", g->name);
    }
    return true;
}

static bool choose(struct drawing *d, struct err *err)
{
    const struct raster_style *s = d->style;
    int first = s->gray ? s->gray : 1;
    bool palette = first <= d->g->bands && GDALGetRasterColorTable(GDALGetRasterBand(d->g->ds, first));
    d->opacity = (uint32_t)lround(fmin(fmax(s->opacity, 0), 1) * 256);
    d->as = s->n_colours ? AS_VALUES : palette && !s->red ? AS_PALETTE : AS_COLOURS;
    d->nearest = palette || (s->n_colours && s->map == RASTER_VALUES);
    d->band[0] = first;
    if (d->as != AS_COLOURS)
        return first <= d->g->bands ||
               err_set(err, ERR_INVALID, d->g->name, "de stijl vraagt om band %d van %.100s, dat er %d heeft", first,
                       d->g->name, d->g->bands);
    return choose_colours(d, err);
}

/* How many pixels of the file make one of the map, at the middle of the file: so that it is the same for every picture
 * of this scale. The coarsest overview that is as fine as the map, and how many samples are left to average. */
static bool choose_level(struct drawing *d, struct crs_context *crs, struct err *err)
{
    const struct geotiff *g = d->g;
    const struct pixel_grid *k = &d->v->grid;
    double c[2] = {(g->etrs89.minx + g->etrs89.maxx) / 2, (g->etrs89.miny + g->etrs89.maxy) / 2};
    if (d->v->crs != CRS_ETRS89 && !crs_transform(crs, CRS_ETRS89, d->v->crs, c, 1, err))
        return false;
    double xy[6] = {c[0], c[1], c[0] + k->cell_x, c[1], c[0], c[1] - k->cell_y};
    if (!geotiff_to_pixels(g, crs, d->v->crs, xy, 3, err))
        return false;
    double rx = hypot(xy[2] - xy[0], xy[3] - xy[1]), ry = hypot(xy[4] - xy[0], xy[5] - xy[1]);
    if (!(rx > 0 && ry > 0) || !isfinite(rx + ry))
        rx = ry = 1;
    for (size_t i = 1; i < g->n_levels; i++)
        if ((double)g->levels[0].width / g->levels[i].width <= 1.1 * fmin(rx, ry))
            d->level = i;
    const struct geotiff_level *l = &g->levels[d->level];
    rx *= (double)l->width / g->levels[0].width;
    ry *= (double)l->height / g->levels[0].height;
    if (fmax(rx, ry) > GEOTIFF_SHRINK_MAX && (double)l->width * l->height > GEOTIFF_WINDOW_PX)
        return err_set(err, ERR_LIMIT, g->name,
                       "%.100s heeft geen overzichten (overviews) voor deze schaal; maak ze met gdaladdo, of een COG "
                       "met gdal_translate -of COG",
                       g->name);
    d->nx = d->nearest ? 1 : (int)fmin(fmax(ceil(rx - 0.1), 1), SAMPLES_MAX);
    d->ny = d->nearest ? 1 : (int)fmin(fmax(ceil(ry - 0.1), 1), SAMPLES_MAX);
    d->share = 1.0 / ((double)SUB * SUB * d->nx * d->ny);
    return true;
}

/* ---- where ---- */

/* The pixels of the view that the file can touch. *any false: none. */
static bool clip(struct drawing *d, struct crs_context *crs, bool *any, struct err *err)
{
    const struct geotiff_view *v = d->v;
    const struct pixel_grid *k = &v->grid;
    struct bbox b = d->g->etrs89;
    if (v->crs != CRS_ETRS89 && !crs_transform_bbox(crs, CRS_ETRS89, v->crs, b, &b, err))
        return false;
    /* sides bulge between the points that were transformed */
    b = bbox_grow(b, 3 * fmax(k->cell_x, k->cell_y) + 0.01 * fmax(b.maxx - b.minx, b.maxy - b.miny));
    double left = (b.minx - k->origin_x) / k->cell_x, right = (b.maxx - k->origin_x) / k->cell_x;
    double top = (k->origin_y - b.maxy) / k->cell_y, bottom = (k->origin_y - b.miny) / k->cell_y;
    d->left = (int64_t)fmin(fmax(floor(left), (double)k->left), (double)(k->left + v->width));
    d->right = (int64_t)fmin(fmax(ceil(right), (double)k->left), (double)(k->left + v->width));
    d->top = (int64_t)fmin(fmax(floor(top), (double)k->top), (double)(k->top + v->height));
    d->bottom = (int64_t)fmin(fmax(ceil(bottom), (double)k->top), (double)(k->top + v->height));
    *any = !bbox_is_empty(b) && d->left < d->right && d->top < d->bottom;
    return true;
}

/* How far in a cell each sample is: 0 … 1. */
static void make_parts(double *part, int node, int samples)
{
    for (int i = 0; i < node * samples; i++)
        part[i] = (i + 0.5) / (node * samples);
}

static bool make_nodes(struct drawing *d, struct crs_context *crs, struct err *err)
{
    const struct pixel_grid *k = &d->v->grid;
    const struct geotiff_level *l = &d->g->levels[d->level], *full = &d->g->levels[0];
    double sx = (double)l->width / full->width, sy = (double)l->height / full->height;
    d->node = NODE_PX;
    while (d->node > 1 && d->node * d->v->pixel_m > NODE_M)
        d->node /= 2;
    make_parts(d->part_x, d->node, d->nx);
    make_parts(d->part_y, d->node, d->ny);
    d->node_left = floor_div(d->left, d->node);
    d->node_top = floor_div(d->top, d->node);
    d->node_cols = (size_t)(floor_div(d->right - 1, d->node) - d->node_left) + 2;
    size_t rows = (size_t)(floor_div(d->bottom - 1, d->node) - d->node_top) + 2, n = d->node_cols * rows;
    d->nodes = malloc(2 * n * sizeof *d->nodes);
    if (!d->nodes)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    for (size_t i = 0; i < n; i++) {
        int64_t col = d->node_left + (int64_t)(i % d->node_cols), row = d->node_top + (int64_t)(i / d->node_cols);
        d->nodes[2 * i] = k->origin_x + (double)(col * d->node) * k->cell_x;
        d->nodes[2 * i + 1] = k->origin_y - (double)(row * d->node) * k->cell_y;
    }
    if (!geotiff_to_pixels(d->g, crs, d->v->crs, d->nodes, n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        d->nodes[2 * i] *= sx;
        d->nodes[2 * i + 1] *= sy;
    }
    return true;
}

static const double *node_at(const struct drawing *d, int64_t col, int64_t row)
{
    return d->nodes + 2 * ((size_t)(row - d->node_top) * d->node_cols + (size_t)(col - d->node_left));
}

/* ---- reading ---- */

static bool reserve(struct drawing *d, struct err *err)
{
    size_t n = (size_t)d->win_w * (size_t)d->win_h;
    if (n <= d->room)
        return true;
    free(d->argb);
    free(d->mask);
    d->room = 0;
    d->argb = malloc(4 * n);
    d->mask = malloc(n);
    if (!d->argb || !d->mask)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    d->values = (float *)(void *)d->argb;
    d->room = n;
    return true;
}

static bool read_band(const struct drawing *d, int band, void *to, GDALDataType type, int space, struct err *err)
{
    GDALRasterBandH b = geotiff_band(d->g, d->level, band);
    return (b && GDALRasterIO(b, GF_Read, d->win_x, d->win_y, d->win_w, d->win_h, to, d->win_w, d->win_h, type, space,
                              space * d->win_w) == CE_None) ||
           geotiff_fail(d->g, err);
}

/* 255 where a band has something, by the file's mask or alpha; nodata is for the callers. *all: everywhere. */
static bool read_mask(struct drawing *d, int band, bool *all, struct err *err)
{
    GDALRasterBandH b = geotiff_band(d->g, d->level, band);
    int flags = b ? GDALGetMaskFlags(b) : 0;
    *all = flags & (GMF_ALL_VALID | GMF_NODATA);
    if (*all)
        return true;
    GDALRasterBandH m = b ? GDALGetMaskBand(b) : NULL;
    return (m && GDALRasterIO(m, GF_Read, d->win_x, d->win_y, d->win_w, d->win_h, d->mask, d->win_w, d->win_h, GDT_Byte,
                              0, 0) == CE_None) ||
           geotiff_fail(d->g, err);
}

/* From red, green and blue as they were read to the pixel, in its place. */
static uint32_t premultiplied(const uint8_t *px, uint32_t alpha)
{
    if (alpha == 255)
        return 0xff000000u | (uint32_t)px[0] << 16 | (uint32_t)px[1] << 8 | px[2];
    uint32_t r = (px[0] * alpha + 127) / 255, g = (px[1] * alpha + 127) / 255, b = (px[2] * alpha + 127) / 255;
    return alpha << 24 | r << 16 | g << 8 | b;
}

static bool read_colours(struct drawing *d, struct err *err)
{
    size_t n = (size_t)d->win_w * (size_t)d->win_h;
    int has_nodata[3];
    double nodata[3];
    bool all;
    for (int i = 0; i < 3; i++) {
        if (!read_band(d, d->band[i], (uint8_t *)d->argb + i, GDT_Byte, 4, err))
            return false;
        nodata[i] = GDALGetRasterNoDataValue(GDALGetRasterBand(d->g->ds, d->band[i]), &has_nodata[i]);
    }
    bool holes = has_nodata[0] && has_nodata[1] && has_nodata[2];
    if (!read_mask(d, d->band[0], &all, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *px = (const uint8_t *)&d->argb[i];
        bool hole = holes && px[0] == nodata[0] && px[1] == nodata[1] && px[2] == nodata[2];
        d->argb[i] = premultiplied(px, hole ? 0 : all ? 255 : d->mask[i]);
    }
    return true;
}

static bool read_palette(struct drawing *d, struct err *err)
{
    size_t n = (size_t)d->win_w * (size_t)d->win_h;
    GDALRasterBandH b = GDALGetRasterBand(d->g->ds, d->band[0]);
    GDALColorTableH table = GDALGetRasterColorTable(b);
    int has_nodata, colours = table ? GDALGetColorEntryCount(table) : 0;
    double nodata = GDALGetRasterNoDataValue(b, &has_nodata);
    uint32_t palette[256] = {0};
    bool all;
    for (int i = 0; i < 256 && i < colours; i++) {
        const GDALColorEntry *e = GDALGetColorEntry(table, i);
        const uint8_t rgb[3] = {(uint8_t)e->c1, (uint8_t)e->c2, (uint8_t)e->c3};
        palette[i] = premultiplied(rgb, has_nodata && nodata == i ? 0 : (uint8_t)e->c4);
    }
    if (!read_band(d, d->band[0], d->argb, GDT_Byte, 4, err) || !read_mask(d, d->band[0], &all, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        uint8_t index = *(const uint8_t *)&d->argb[i];
        d->argb[i] = all || d->mask[i] ? palette[index] : 0;
    }
    return true;
}

static bool read_values(struct drawing *d, struct err *err)
{
    size_t n = (size_t)d->win_w * (size_t)d->win_h;
    GDALRasterBandH b = GDALGetRasterBand(d->g->ds, d->band[0]);
    int has_nodata;
    float nodata = (float)GDALGetRasterNoDataValue(b, &has_nodata);
    double scale = GDALGetRasterScale(b, NULL), offset = GDALGetRasterOffset(b, NULL);
    bool all;
    if (!read_band(d, d->band[0], d->values, GDT_Float32, 4, err) || !read_mask(d, d->band[0], &all, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        float v = d->values[i];
        bool none = (has_nodata && v == nodata) || !(fabsf(v) < 1e38f) || (!all && !d->mask[i]);
        d->values[i] = none ? NAN : (float)(v * scale + offset);
    }
    return true;
}

static bool read_window(struct drawing *d, struct err *err)
{
    if (!reserve(d, err))
        return false;
    return d->as == AS_VALUES ? read_values(d, err) : d->as == AS_PALETTE ? read_palette(d, err) : read_colours(d, err);
}

/* ---- sampling ---- */

/* Around a position the four pixels of the window, and how much they weigh (of SUB × SUB); of one that is taken as it
 * is, four times the same. False: the position is outside the file. */
struct taps {
    size_t at[4];
    uint32_t weight[4];
};

static inline int inside(int64_t v, int n)
{
    return v < 0 ? 0 : v >= n ? n - 1 : (int)v;
}

static inline bool taps_at(const struct drawing *d, double x, double y, struct taps *t)
{
    const struct geotiff_level *l = &d->g->levels[d->level];
    if (!(x > -1 && y > -1 && x < l->width + 1 && y < l->height + 1))
        return false;
    /* plus SUB, so that rounding down is truncation */
    int64_t fx = (int64_t)(x * SUB + SUB + 0.5) - SUB, fy = (int64_t)(y * SUB + SUB + 0.5) - SUB;
    if (fx < 0 || fy < 0 || fx >= (int64_t)l->width * SUB || fy >= (int64_t)l->height * SUB)
        return false;
    uint32_t wx = 0, wy = 0;
    if (!d->nearest) { /* from middle to middle */
        fx += SUB / 2;
        fy += SUB / 2;
        wx = (uint32_t)(fx % SUB);
        wy = (uint32_t)(fy % SUB);
        fx -= SUB;
        fy -= SUB;
    }
    int64_t ix = (fx + SUB) / SUB - 1 - d->win_x, iy = (fy + SUB) / SUB - 1 - d->win_y;
    size_t x0 = (size_t)inside(ix, d->win_w), x1 = (size_t)inside(ix + (wx > 0), d->win_w);
    size_t y0 = (size_t)inside(iy, d->win_h) * (size_t)d->win_w,
           y1 = (size_t)inside(iy + (wy > 0), d->win_h) * (size_t)d->win_w;
    *t = (struct taps){{y0 + x0, y0 + x1, y1 + x0, y1 + x1},
                       {(SUB - wx) * (SUB - wy), wx * (SUB - wy), (SUB - wx) * wy, wx * wy}};
    return true;
}

struct sum {
    uint64_t colour[4];   /* blue, green, red, alpha, of SUB × SUB × samples */
    double value, weight; /* of samples */
};

/* Two channels side by side in one word, 32 bits each: room for 255 × SUB × SUB × 256 samples. */
struct lanes {
    uint64_t even, odd; /* blue and red; green and alpha */
};

static inline void lanes_add(struct lanes *l, uint32_t p, uint32_t weight)
{
    l->even += ((p & 0xffu) | (uint64_t)(p & 0xff0000u) << 16) * weight;
    l->odd += ((p >> 8 & 0xffu) | (uint64_t)(p >> 8 & 0xff0000u) << 16) * weight;
}

static inline void lanes_end(struct lanes *l, struct sum *s)
{
    s->colour[0] += l->even & 0xffffffffu;
    s->colour[1] += l->odd & 0xffffffffu;
    s->colour[2] += l->even >> 32;
    s->colour[3] += l->odd >> 32;
    *l = (struct lanes){0};
}

static inline void add_colour(const struct drawing *d, const struct taps *t, struct lanes *l)
{
    for (int i = 0; i < 4; i++)
        lanes_add(l, d->argb[t->at[i]], t->weight[i]);
}

/* The same as taps_at and add_colour, of a position that is more than a pixel from the file's edge. */
static inline void add_colour_within(const struct drawing *d, double x, double y, struct lanes *l)
{
    uint32_t fx = (uint32_t)(x * SUB + 0.5) - SUB / 2, fy = (uint32_t)(y * SUB + 0.5) - SUB / 2;
    uint32_t wx = fx % SUB, wy = fy % SUB;
    const uint32_t *p = d->argb + (size_t)(fy / SUB - (uint32_t)d->win_y) * (size_t)d->win_w + fx / SUB - d->win_x;
    const uint32_t *q = p + d->win_w;
    lanes_add(l, p[0], (SUB - wx) * (SUB - wy));
    lanes_add(l, p[1], wx * (SUB - wy));
    lanes_add(l, q[0], (SUB - wx) * wy);
    lanes_add(l, q[1], wx * wy);
}

static inline void add_value(const struct drawing *d, const struct taps *t, struct sum *s)
{
    for (int i = 0; i < 4; i++) {
        float v = d->values[t->at[i]];
        if (t->weight[i] && v == v) {
            s->value += (double)v * t->weight[i];
            s->weight += t->weight[i];
        }
    }
}

/* Premultiplied source over what is there; blue, green, red, alpha. */
static inline void over(uint32_t *to, const uint32_t bgra[4], uint32_t opacity)
{
    uint32_t a = (bgra[3] * opacity + 128) >> 8, rest = 255 - a, out = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t below = *to >> 8 * i & 255, v = ((bgra[i] * opacity + 128) >> 8) + (below * rest + 127) / 255;
        out |= (v > 255 ? 255 : v) << 8 * i;
    }
    *to = out;
}

static inline void put(const struct drawing *d, const struct sum *s, uint32_t *to)
{
    uint32_t bgra[4];
    if (d->as == AS_VALUES) {
        uint32_t c = s->weight > 0 ? geotiff_colour(d->style, s->value / s->weight) : 0;
        double alpha = (c >> 24) / 255.0 * s->weight * d->share;
        for (int i = 0; i < 3; i++)
            bgra[i] = (uint32_t)((c >> 8 * i & 255) * alpha + 0.5);
        bgra[3] = (uint32_t)(255 * alpha + 0.5);
    } else {
        for (int i = 0; i < 4; i++)
            bgra[i] = (uint32_t)((double)s->colour[i] * d->share + 0.5);
    }
    if (bgra[3] == 255 && d->opacity == 256)
        *to = 0xff000000u | bgra[2] << 16 | bgra[1] << 8 | bgra[0];
    else if (bgra[3])
        over(to, bgra, d->opacity);
}

/* All of a cell is more than a pixel within the file, in numbers that fit 32 bits. */
static bool is_within(const struct drawing *d, const double *const corner[4])
{
    const struct geotiff_level *l = &d->g->levels[d->level];
    bool within = l->width < INT32_MAX / SUB && l->height < INT32_MAX / SUB;
    for (int i = 0; i < 4; i++)
        within = within && corner[i][0] > 1 && corner[i][1] > 1 && corner[i][0] < l->width - 1 &&
                 corner[i][1] < l->height - 1;
    return within;
}

/* A row of samples through a cell: where it begins, and how far it goes. */
struct line {
    double x, y, dx, dy;
};

static struct line line_at(const double *const k[4], double t)
{
    double x = k[0][0] + (k[2][0] - k[0][0]) * t, y = k[0][1] + (k[2][1] - k[0][1]) * t;
    return (struct line){x, y, k[1][0] + (k[3][0] - k[1][0]) * t - x, k[1][1] + (k[3][1] - k[1][1]) * t - y};
}

/* The samples of a pixel; part: how far along the lines they are. */
static inline void sample(const struct drawing *d, const struct line *lines, const double *part, bool within,
                          struct sum *s)
{
    struct lanes lanes = {0};
    for (int j = 0; j < d->ny; j++) {
        for (int i = 0; i < d->nx; i++) {
            double x = lines[j].x + lines[j].dx * part[i], y = lines[j].y + lines[j].dy * part[i];
            struct taps t;
            if (within)
                add_colour_within(d, x, y, &lanes);
            else if (!taps_at(d, x, y, &t))
                continue;
            else if (d->as == AS_VALUES)
                add_value(d, &t, s);
            else
                add_colour(d, &t, &lanes);
        }
        lanes_end(&lanes, s);
    }
}

/* The pixels of one cell of nodes that are in the box. */
static void draw_node_cell(const struct drawing *d, int64_t col, int64_t row, const int64_t box[4])
{
    const double *const corner[4] = {node_at(d, col, row), node_at(d, col + 1, row), node_at(d, col, row + 1),
                                     node_at(d, col + 1, row + 1)};
    for (int i = 0; i < 4; i++)
        if (!isfinite(corner[i][0] + corner[i][1]))
            return;
    bool within = d->as != AS_VALUES && !d->nearest && is_within(d, corner);
    int64_t x0 = col * d->node, y0 = row * d->node;
    struct line lines[SAMPLES_MAX];
    for (int64_t y = y0 > box[1] ? y0 : box[1]; y < y0 + d->node && y < box[3]; y++) {
        uint32_t *to = d->v->pixels + (size_t)(y - d->v->grid.top) * d->v->stride_px;
        for (int j = 0; j < d->ny; j++)
            lines[j] = line_at(corner, d->part_y[(y - y0) * d->ny + j]);
        for (int64_t x = x0 > box[0] ? x0 : box[0]; x < x0 + d->node && x < box[2]; x++) {
            struct sum s = {{0}, 0, 0};
            sample(d, lines, d->part_x + (x - x0) * d->nx, within, &s);
            put(d, &s, to + (x - d->v->grid.left));
        }
    }
}

/* The window of the level that the cells of a box take from; false: none. */
static bool window_of(struct drawing *d, const int64_t cells[4])
{
    const struct geotiff_level *l = &d->g->levels[d->level];
    struct bbox b = bbox_empty();
    for (int64_t row = cells[1]; row <= cells[3]; row++)
        for (int64_t col = cells[0]; col <= cells[2]; col++) {
            const double *p = node_at(d, col, row);
            if (isfinite(p[0]) && isfinite(p[1]))
                b = bbox_union(b, (struct bbox){p[0], p[1], p[0], p[1]});
        }
    if (bbox_is_empty(b))
        return false;
    double x0 = fmax(floor(b.minx) - 2, 0), y0 = fmax(floor(b.miny) - 2, 0);
    double x1 = fmin(ceil(b.maxx) + 2, l->width), y1 = fmin(ceil(b.maxy) + 2, l->height);
    if (!(x0 < x1 && y0 < y1))
        return false;
    d->win_x = (int)x0;
    d->win_y = (int)y0;
    d->win_w = (int)(x1 - x0);
    d->win_h = (int)(y1 - y0);
    return true;
}

/* A box of the grid: read and drawn, or halved when that would read too much at once. */
static bool draw_box(struct drawing *d, const int64_t box[4], struct err *err)
{
    const int64_t cells[4] = {floor_div(box[0], d->node), floor_div(box[1], d->node),
                              floor_div(box[2] - 1, d->node) + 1, floor_div(box[3] - 1, d->node) + 1};
    if (!window_of(d, cells))
        return true;
    if ((double)d->win_w * d->win_h > GEOTIFF_WINDOW_PX) {
        bool wide = cells[2] - cells[0] >= cells[3] - cells[1];
        int64_t one[4], two[4], half = wide ? (cells[0] + cells[2]) / 2 : (cells[1] + cells[3]) / 2;
        if ((wide ? cells[2] - cells[0] : cells[3] - cells[1]) < 2)
            return err_set(err, ERR_LIMIT, d->g->name, "%.100s is te fijn om op deze schaal te tekenen", d->g->name);
        memcpy(one, box, sizeof one);
        memcpy(two, box, sizeof two);
        one[wide ? 2 : 3] = two[wide ? 0 : 1] = half * d->node;
        return draw_box(d, one, err) && draw_box(d, two, err);
    }
    if (!read_window(d, err))
        return false;
    for (int64_t row = cells[1]; row < cells[3]; row++)
        for (int64_t col = cells[0]; col < cells[2]; col++)
            draw_node_cell(d, col, row, box);
    return true;
}

static bool draw_boxes(struct drawing *d, struct err *err)
{
    bool ok = true;
    for (int64_t y = d->top; ok && y < d->bottom; y = (floor_div(y, BLOCK_PX) + 1) * BLOCK_PX)
        for (int64_t x = d->left; ok && x < d->right; x = (floor_div(x, BLOCK_PX) + 1) * BLOCK_PX) {
            int64_t right = (floor_div(x, BLOCK_PX) + 1) * BLOCK_PX, bottom = (floor_div(y, BLOCK_PX) + 1) * BLOCK_PX;
            const int64_t box[4] = {x, y, right < d->right ? right : d->right, bottom < d->bottom ? bottom : d->bottom};
            ok = draw_box(d, box, err);
        }
    return ok;
}

bool geotiff_draw(struct geotiff_set *s, struct crs_context *crs, const char *path, const struct raster_style *style,
                  const struct geotiff_view *v, struct err *err)
{
    struct drawing d = {.v = v, .style = style};
    struct geotiff *g;
    bool any = false;
    geotiff_quiet_begin();
    bool ok = geotiff_open(s, crs, path, &g, err);
    if (ok) {
        d.g = g;
        ok = choose(&d, err) && clip(&d, crs, &any, err);
    }
    if (ok && any)
        ok = choose_level(&d, crs, err) && make_nodes(&d, crs, err) && draw_boxes(&d, err);
    free(d.nodes);
    free(d.argb);
    free(d.mask);
    geotiff_quiet_end();
    return ok;
}

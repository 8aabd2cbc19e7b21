/* RD to the CRS of a picture, quickly: PROJ at the corners of fixed cells, between them bilinear. Cells lie fixed in RD
 * and their size follows the scale only, so neighbouring pictures get the same coordinates to the last bit. The error
 * is the sagitta of a cell against the earth's curve, 256²/8R = 1.3 mm for the smallest, and stays under 1/20 pixel. */
#ifndef GM_GEOSERVER_RENDER_PROJECTOR_H
#define GM_GEOSERVER_RENDER_PROJECTOR_H

#include "geo/crs.h"

struct projector;
struct projector *projector_new(void); /* NULL: out of memory */
void projector_free(struct projector *p);
/* n points in place; pixel_m: ground size of a pixel. A point that can't be transformed becomes HUGE_VAL in both. */
bool projector_run(struct projector *p, struct crs_context *crs, enum crs_id to, double pixel_m, double *xy, size_t n,
                   struct err *err) MUST_CHECK;

#endif

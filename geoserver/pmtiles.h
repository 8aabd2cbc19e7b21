/* PMTiles v3 (https://github.com/protomaps/PMTiles, spec/v3): one file that a browser reads by ranges, from any web
 * server. Written whole, from MBTiles: clustered (in the order of the Hilbert curve), each picture once. */
#ifndef GM_GEOSERVER_PMTILES_H
#define GM_GEOSERVER_PMTILES_H

#include "geo/bbox.h"
#include "warehouse/mbtiles.h"

struct pmtiles_info {
    struct bbox lonlat;  /* degrees */
    struct str metadata; /* a JSON object */
    const char *formaat; /* "png", "jpg", "webp" or "mvt" */
};

/* Writes beside path and renames: there is the old file or a whole new one. ERR_LIMIT above PMTILES_MAX_TILES. */
enum { PMTILES_MAX_TILES = 50000000 };
bool pmtiles_write(struct mbtiles *m, const char *path, const struct pmtiles_info *info, struct err *err) MUST_CHECK;

#endif

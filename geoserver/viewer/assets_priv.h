// The table that build.mjs writes.
#ifndef GEOSERVER_VIEWER_ASSETS_PRIV_H
#define GEOSERVER_VIEWER_ASSETS_PRIV_H

#include "geoserver/viewer/assets.h"

extern const struct viewer_asset viewer_assets[];
extern const size_t viewer_assets_count;

#endif

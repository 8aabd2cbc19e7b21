// GM_VIEWER=OFF: a server without its viewer, for builds where Node.js is not to be had.
#include "geoserver/viewer/assets_priv.h"

const struct viewer_asset viewer_assets[1] = {{0}};
const size_t viewer_assets_count = 0;

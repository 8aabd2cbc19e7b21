#include "geoserver/viewer/assets_priv.h"

#include <string.h>

const struct viewer_asset *viewer_asset_find(const char *path, size_t path_len)
{
    static const char index_path[] = "/index.html";
    if (path_len == sizeof index_path - 1 && memcmp(path, index_path, path_len) == 0)
        path_len = 1;
    for (size_t i = 0; i < viewer_assets_count; i++) {
        const struct viewer_asset *asset = &viewer_assets[i];
        if (strlen(asset->path) == path_len && memcmp(asset->path, path, path_len) == 0)
            return asset;
    }
    return NULL;
}

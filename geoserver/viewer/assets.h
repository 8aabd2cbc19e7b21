// The viewer's files, carried in the executable. Built by geoserver/viewer/build.mjs.
#ifndef GEOSERVER_VIEWER_ASSETS_H
#define GEOSERVER_VIEWER_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct viewer_asset {
    const char *path; // as asked for: "/" or "/static/…"
    const char *mime; // value of Content-Type
    const unsigned char *data;
    size_t size;
    const unsigned char *gzip; // the same bytes compressed, for Content-Encoding: gzip; NULL when that gains nothing
    size_t gzip_size;
    const char *etag; // value of ETag, quotes included. Weak (W/"…"): it holds for both codings (RFC 9110 §8.8.1)
    bool immutable;   // the path changes with the content: may be cached for ever. Others: revalidate with the ETag
};

// The asset of a path (need not end in NUL), without query; "/index.html" is "/". NULL when there is none, which is
// always so in a build with GM_VIEWER=OFF. What is returned is constant; any thread may call.
const struct viewer_asset *viewer_asset_find(const char *path, size_t path_len);

#endif

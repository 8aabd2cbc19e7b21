#!/usr/bin/env python3
"""Refuses an #include of a folder or library against the directions of DESIGN.md: each folder may use only what
stands in the table below."""
import os
import re
import sys

OWN = {  # folder -> the folders that it may include
    "base": [],
    "geo": ["base"],
    "warehouse": ["base", "geo"],
    "importers": ["base", "geo", "warehouse"],
    "geoserver/render": ["base", "geo", "warehouse"],
    "geoserver/exchange": ["base", "geo", "warehouse", "geoserver/render"],
    "geoserver/ogc": ["base", "geo", "warehouse", "geoserver/render", "geoserver/exchange"],
    "geoserver/api": ["base", "geo", "warehouse", "geoserver/render", "geoserver/exchange"],
    "geoserver/viewer": [],
    "geoserver/http": ["base", "geo", "warehouse", "geoserver/render", "geoserver/exchange", "geoserver/ogc",
                       "geoserver/api", "geoserver/viewer"],
    "geoserver": ["base", "geo", "warehouse", "importers", "geoserver/render", "geoserver/exchange", "geoserver/ogc",
                  "geoserver/api", "geoserver/http", "geoserver/viewer"],
    "data": ["base", "geo"],
}
LIBRARY = {  # header pattern -> the folders that may include it
    r"proj(_.*)?\.h": ["geo"],
    r"geos_c\.h": ["geo"],
    r"sqlite3\.h|spatialite.*": ["warehouse"],
    r"microhttpd\.h": ["geoserver/http"],
    r"(gdal|ogr|cpl).*\.h": ["importers"],
    r"expat\.h": [],
    r"archive(_entry)?\.h": ["importers", "data"],
    r"cairo.*|pango.*|librsvg/.*|ft2build\.h|freetype/.*|hb\.h|libdeflate\.h|webp/.*|jpeglib\.h|libxml/.*": ["geoserver/render"],
}


def folder_of(path):
    return max((f for f in OWN if path.startswith(f + "/")), key=len, default=None)


def source_files():
    for top in ("base", "geo", "warehouse", "importers", "geoserver", "data", "tests"):
        for folder, folders, names in os.walk(top):
            folders[:] = [f for f in folders if f not in ("node_modules", "dist")]
            yield from (f"{folder}/{n}" for n in names if n.endswith((".c", ".h")))


def main():
    faults = 0
    for path in sorted(source_files()):
        folder = folder_of(path)
        if folder is None:
            continue
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not m:
                continue
            name = m.group(2)
            bad = None
            if m.group(1) == '"':
                target = folder_of(name)
                if target is None:
                    bad = f'"{name}" is not spelled from the root'
                elif target != folder and target not in OWN[folder]:
                    bad = f"{folder} may not use {target}"
                elif target != folder and name.endswith("_priv.h"):
                    bad = f"{name} is private to {target}"
            else:
                for pattern, allowed in LIBRARY.items():
                    if re.fullmatch(pattern, name) and folder not in allowed:
                        bad = f"{folder} may not use <{name}>; only {', '.join(allowed)} may"
            if bad:
                print(f"{path}:{number}: {bad}")
                faults += 1
    return 1 if faults else 0


sys.exit(main())

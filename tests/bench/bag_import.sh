#!/bin/sh
# How fast an extract gets into the warehouse, side by side in one run with ogr2ogr (to SpatiaLite with an index, to
# GeoPackage) and, when $BAGCONV names that program, with unzip + bagconv; or, with --memory, how our peak memory goes with
# the amount of XML.
#
#   bag_import.sh [COPIES]              the panden of Doesburg so many times; 52 (the default) is 1.0 GB of XML
#   bag_import.sh --memory [COPIES…]    5, 52 and 256 by default: 0.1, 1.0 and 5.0 GB of XML
#
# Needs a release build (its folder in $GM_BUILD, by default build/), python3, ogr2ogr 3.6 or newer with the LVBAG driver,
# for bagconv also unzip; the real extract of Doesburg under ../shared (or $GM_SHARED_DIR); some 5 GB of disk, 16 GB for
# --memory. The input is made once and kept in $GM_BUILD/bench; what is made from it is removed. Nothing else should run.
exec python3 -B "$(dirname "$0")/bag_import.py" "$@"

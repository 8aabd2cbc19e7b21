#!/bin/sh
# A generated country into the warehouse, with its areas: time, size on disk, peak memory and time per voorkomen, beside the
# same for a municipality of 28,000 addresses.
#
#   bag_land.sh [--adressen N] [--bewaar DIR]     10,000,000 by default, 2,000 at least; DIR: where the warehouse stays
#
# Needs a release build (its folder in $GM_BUILD, by default build/), python3, and disk under that folder: some 5 GB per
# million addresses. All else that it makes is removed. Nothing else should run.
exec python3 -B "$(dirname "$0")/bag_land.py" "$@"

#!/bin/sh
# Whether a tile's cost grows with the warehouse: the same kind of tiles over a municipality of 28,000 addresses and over a
# country, at every zoom of both tile matrix sets; milliseconds per tile, the slowest tile, and the ratio of the medians.
#
#   teken_land.sh MAGAZIJN [--laag NAME]… [--plaatsen N] [--keer N] [--json FILE]
#
#   MAGAZIJN    the large warehouse, as bag_land.sh --bewaar DIR leaves it: made by this program with its own catalogue
#   --laag      pand and adres by default
#   --plaatsen  tiles per zoom, around panden drawn at random: 40
#   --keer      how often each is asked; the fastest counts, the first is shown apart (it may come from disk): 3
#
# The small warehouse is generated and kept in $GM_BUILD/bench. Both servers run at once and are asked in turn, tile by tile,
# without a tile cache. Needs a release build and python3.
exec /usr/bin/python3 -B "$(dirname "$0")/teken_land.py" "$@"

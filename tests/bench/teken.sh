#!/bin/sh
# How fast a tile is drawn, beside MapServer over its best sources (FastCGI behind nginx, 2 processes), and how fast a tile
# that is drawn already is served, beside nginx serving the same bytes as files. The panden of Doesburg (7,797), and the same
# 129 times side by side (1,005,813); 200 tiles of 256 px at zooms 12-17 where the panden are, fill and a 1 px outline, PNG.
#
#   teken.sh [--seconds N] [--set doesburg|miljoen] [--tms WebMercatorQuad|NetherlandsRDNewQuad] [--clients 1,2,8]
#            [--only NAME…] [--json FILE]
#
#   --only    ours, peers or warm; all by default
#   --json    also writes everything there
#
# Needs a release build (its folder in $GM_BUILD, by default build/), what scripts/peers installs, and the real extract of
# Doesburg under ../shared (or $GM_SHARED_DIR); 4 GB of disk. The data are made once and kept in $GM_BUILD/bench. The first
# thing done is to look whether both draw the same. Nothing else should run; "cpu ms" (the servers' processor time per tile)
# suffers least when something does.
exec /usr/bin/python3 -B "$(dirname "$0")/teken.py" "$@"

// The Dutch national grid: EPSG:28992 for OpenLayers, its tile matrix set, and the way from and to GPS.

import { addProjection } from 'ol/proj';
import Projection from 'ol/proj/Projection';
import TileGrid from 'ol/tilegrid/TileGrid';
import proj4 from 'proj4/lib/core';
import Proj from 'proj4/lib/Proj';
import define from 'proj4/lib/defs';
import sterea from 'proj4/lib/projections/sterea';

export const RD = 'EPSG:28992';

/** NetherlandsRDNewQuad: point of origin (top left) and the cell size of tile matrix 0. */
const ORIGIN: [number, number] = [-285401.92, 903401.92];
const CELL_SIZE_0 = 3440.64;
export const ZOOM_MAX = 16;

/** The extent in which RD is defined well enough to draw: the tile matrix set's own. */
export const RD_EXTENT: [number, number, number, number] = [-285401.92, 22598.08, 595401.92, 903401.92];

export const RESOLUTIONS = Array.from({ length: ZOOM_MAX + 1 }, (_, zoom) => CELL_SIZE_0 / 2 ** zoom);

export const rd_tile_grid = new TileGrid({
  extent: RD_EXTENT,
  origin: ORIGIN,
  resolutions: RESOLUTIONS,
  tileSize: 256,
});

const RD_PROJ =
  '+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 ' +
  '+ellps=bessel +towgs84=565.4171,50.3319,465.5524,1.9342,-1.6677,9.1019,4.0725 +units=m +no_defs';

/** Makes EPSG:28992 known to OpenLayers and proj4. Once, before the map. */
export function rd_register(): Projection {
  Proj.projections.add(sterea);
  define(RD, RD_PROJ);
  const projection = new Projection({ code: RD, units: 'm', extent: RD_EXTENT });
  addProjection(projection);
  return projection;
}

/** To about half a metre, without the correction grid of RDNAPTRANS: enough to show, not to measure with. */
export function rd_from_gps(longitude: number, latitude: number): [number, number] {
  const [x, y] = proj4('EPSG:4326', RD, [longitude, latitude]);
  return [x ?? NaN, y ?? NaN];
}

export function gps_from_rd(x: number, y: number): [number, number] {
  const [longitude, latitude] = proj4(RD, 'EPSG:4326', [x, y]);
  return [longitude ?? NaN, latitude ?? NaN];
}

/** The RD resolution (m/pixel) at which a WebMercatorQuad zoom shows the Netherlands (52° north). */
export function resolution_of_mercator_zoom(zoom: number): number {
  return (156543.03392804097 / 2 ** zoom) * Math.cos((52 * Math.PI) / 180);
}

/** 'POINT(155000 463000)' as [155000, 463000]. */
export function point_from_wkt(wkt: string | undefined): [number, number] | null {
  const match = /^\s*POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)\s*$/i.exec(wkt ?? '');
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

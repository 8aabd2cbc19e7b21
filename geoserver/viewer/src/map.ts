// The map: an OpenLayers view in RD over the server's own tiles, a marker, and what is lit up.
// It knows nothing of panels; what happens on it is told through MapEvents.

import type { FeatureLike } from 'ol/Feature';
import OlMap from 'ol/Map';
import Overlay from 'ol/Overlay';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { getCenter } from 'ol/extent';
import GeoJSON from 'ol/format/GeoJSON';
import { defaults as default_interactions } from 'ol/interaction/defaults';
import TileLayer from 'ol/layer/Tile';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import XYZ from 'ol/source/XYZ';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Circle from 'ol/style/Circle';
import Style from 'ol/style/Style';
import { el, reduced_motion } from './dom';
import { pin } from './icons';
import { RD_EXTENT, RESOLUTIONS, rd_register, rd_tile_grid } from './rd';
import type { Area } from './api';
import type { Position } from './state';

export interface MapEvents {
  /** A click or tap, or Enter with the focus on the map (`keyboard`), in RD. */
  asked(x: number, y: number, keyboard: boolean): void;
  moved(): void;
  /** The pointer is over this area (code), or over none. */
  over_area(code: string | null): void;
  loading(busy: boolean): void;
  /** Tiles of a layer failed (true), or came again (false). */
  layer_failed(layer: string, failed: boolean): void;
}

export interface TileLayerWish {
  id: string;
  url: string;
  opacity: number;
  /** Drawn from the metres per pixel `min_resolution` up to, not including, `max_resolution`. */
  min_resolution: number;
  max_resolution: number;
}

interface TileLayerHeld {
  layer: TileLayer<XYZ>;
  url: string;
}

const LOWEST_ZOOM_LAYER = 0;
const MAP_PADDING = 28;

export class MapView {
  readonly element: HTMLElement;
  private readonly map: OlMap;
  private readonly view: View;
  private readonly tiles = new Map<string, TileLayerHeld>();
  private readonly areas = new VectorSource();
  private readonly found = new VectorSource();
  private readonly marker: Overlay;
  private readonly geojson = new GeoJSON();
  private readonly scale: ScaleLine;
  private lit: string | null = null;
  private chosen: string | null = null;
  private pointer_areas = false;
  private loading = 0;
  private failed = new Map<string, number>();
  /** The view as go_home left it, to follow when the map's size changes. */
  private at_home = '';
  private home: [number, number, number, number] = [10000, 306000, 279000, 620000];

  constructor(
    label: string,
    scale_target: HTMLElement,
    private readonly events: MapEvents,
  ) {
    const projection = rd_register();
    this.element = el('div', {
      class: 'map',
      id: 'kaart',
      tabindex: '0',
      role: 'application',
      'aria-label': label,
    });
    this.view = new View({
      projection,
      resolutions: RESOLUTIONS,
      extent: RD_EXTENT,
      constrainOnlyCenter: true,
      center: getCenter(this.home),
      zoom: 3,
      minZoom: 2,
      enableRotation: false,
      constrainResolution: false,
    });
    const marker_element = el('div', { class: 'marker' }, pin());
    this.marker = new Overlay({
      element: marker_element,
      positioning: 'bottom-center',
      stopEvent: false,
    });
    this.scale = new ScaleLine({ target: scale_target, minWidth: 72, className: 'scale' });
    this.map = new OlMap({
      target: this.element,
      view: this.view,
      controls: [this.scale],
      interactions: default_interactions({ altShiftDragRotate: false, pinchRotate: false }),
      overlays: [this.marker],
      layers: [
        new VectorLayer({ source: this.areas, zIndex: 500, style: (feature) => this.area_style(feature) }),
        new VectorLayer({ source: this.found, zIndex: 600, style: found_style }),
      ],
    });
    this.map.on('singleclick', (event) => {
      const [x, y] = event.coordinate;
      if (x !== undefined && y !== undefined) {
        this.events.asked(x, y, false);
      }
    });
    this.map.on('change:size', () => {
      if (this.at_home !== '' && this.at_home === this.view_key()) {
        this.go_home(false);
      }
    });
    this.map.on('moveend', () => this.events.moved());
    this.map.on('pointermove', (event) => {
      if (this.pointer_areas && !event.dragging) {
        this.events.over_area(this.area_at(event.pixel));
      }
    });
    this.element.addEventListener('pointerleave', () => this.events.over_area(null));
    this.element.addEventListener('keydown', (event) => {
      const centre = this.view.getCenter();
      if (event.key === 'Enter' && event.target === this.element && centre !== undefined) {
        event.preventDefault();
        this.events.asked(centre[0] ?? 0, centre[1] ?? 0, true);
      }
    });
  }

  /** Takes the map off the page for good. */
  dispose(): void {
    this.map.setTarget(undefined);
    this.map.dispose();
  }

  /** The whole of what there is to see; `home()` goes there. */
  set_home(bbox: [number, number, number, number]): void {
    this.home = bbox;
  }

  go_home(animated: boolean): void {
    this.go_to_bbox(this.home, animated);
    if (!animated) {
      this.at_home = this.view_key();
    }
  }

  private view_key(): string {
    return `${this.view.getCenter()?.join(' ')} ${this.view.getResolution()}`;
  }

  go_to_bbox(bbox: [number, number, number, number], animated = true): void {
    const size = this.map.getSize();
    this.view.fit(bbox, {
      // The view itself learns of a new size later than its listeners.
      ...(size === undefined ? {} : { size }),
      padding: [MAP_PADDING, MAP_PADDING, MAP_PADDING, MAP_PADDING],
      maxZoom: 13,
      duration: this.duration(animated, 450),
    });
  }

  go_to(position: Position, animated = true): void {
    if (!animated || reduced_motion()) {
      this.view.setCenter([position.x, position.y]);
      this.view.setZoom(position.zoom);
      return;
    }
    this.view.animate({ center: [position.x, position.y], zoom: position.zoom, duration: 450 });
  }

  zoom_by(step: number): void {
    const zoom = this.view.getZoom();
    if (zoom !== undefined) {
      this.view.cancelAnimations();
      this.view.animate({ zoom: Math.round(zoom + step), duration: this.duration(true, 200) });
    }
  }

  zoom_to_resolution(resolution: number): void {
    this.view.cancelAnimations();
    this.view.animate({ resolution, duration: this.duration(true, 350) });
  }

  position(): Position | null {
    const centre = this.view.getCenter();
    const zoom = this.view.getZoom();
    if (centre === undefined || zoom === undefined) {
      return null;
    }
    return { x: centre[0] ?? 0, y: centre[1] ?? 0, zoom };
  }

  resolution(): number {
    return this.view.getResolution() ?? 1;
  }

  contains(x: number, y: number): boolean {
    const [minx, miny, maxx, maxy] = this.home;
    const margin = 5000;
    return x > minx - margin && x < maxx + margin && y > miny - margin && y < maxy + margin;
  }

  /** Shows exactly these tile layers, the first on top. */
  show_tiles(wishes: TileLayerWish[]): void {
    const wanted = new Set(wishes.map((wish) => wish.id));
    for (const [id, held] of this.tiles) {
      if (!wanted.has(id)) {
        this.map.removeLayer(held.layer);
        this.tiles.delete(id);
        this.note_failure(id, 0);
      }
    }
    wishes.forEach((wish, index) => {
      let held = this.tiles.get(wish.id);
      if (held === undefined) {
        held = { layer: new TileLayer<XYZ>({ preload: LOWEST_ZOOM_LAYER }), url: '' };
        this.tiles.set(wish.id, held);
        this.map.addLayer(held.layer);
      }
      if (held.url !== wish.url) {
        held.url = wish.url;
        held.layer.setSource(this.tile_source(wish));
      }
      held.layer.setOpacity(wish.opacity);
      held.layer.setZIndex(100 - index);
      held.layer.setMinResolution(wish.min_resolution);
      held.layer.setMaxResolution(wish.max_resolution);
    });
  }

  /** Asks again for the tiles that failed. */
  retry(): void {
    for (const id of [...this.failed.keys()]) {
      this.note_failure(id, 0);
    }
    for (const held of this.tiles.values()) {
      held.layer.getSource()?.refresh();
    }
  }

  private tile_source(wish: TileLayerWish): XYZ {
    const source = new XYZ({
      url: wish.url,
      projection: 'EPSG:28992',
      tileGrid: rd_tile_grid,
      transition: reduced_motion() ? 0 : 160,
      interpolate: true,
      wrapX: false,
    });
    source.on('tileloadstart', () => this.count_loading(1));
    source.on('tileloadend', () => {
      this.count_loading(-1);
      this.note_failure(wish.id, 0);
    });
    source.on('tileloaderror', () => {
      this.count_loading(-1);
      this.note_failure(wish.id, (this.failed.get(wish.id) ?? 0) + 1);
    });
    return source;
  }

  private count_loading(step: number): void {
    const before = this.loading;
    this.loading = Math.max(0, before + step);
    if ((before === 0) !== (this.loading === 0)) {
      this.events.loading(this.loading > 0);
    }
  }

  /** One lost tile is no news; the third in a row is. */
  private note_failure(id: string, count: number): void {
    const before = this.failed.get(id) ?? 0;
    if (count === 0) {
      this.failed.delete(id);
    } else {
      this.failed.set(id, count);
    }
    if (before >= 3 !== count >= 3) {
      this.events.layer_failed(id, count >= 3);
    }
  }

  /** The areas that can be lit; `interactive`: and pointed at. Areas without a geometry light up as their box. */
  set_areas(areas: Area[], interactive: boolean): void {
    this.areas.clear();
    this.pointer_areas = interactive && areas.some((area) => area.geometrie != null);
    for (const area of areas) {
      const [minx, miny, maxx, maxy] = area.bbox;
      const geometry = area.geometrie ?? {
        type: 'Polygon',
        coordinates: [[[minx, miny], [maxx, miny], [maxx, maxy], [minx, maxy], [minx, miny]]],
      };
      const feature = this.geojson.readFeature({ type: 'Feature', geometry, properties: {} });
      if (!Array.isArray(feature)) {
        feature.setId(area.code);
        this.areas.addFeature(feature);
      }
    }
  }

  private area_at(pixel: number[]): string | null {
    const coordinate = this.map.getCoordinateFromPixel(pixel);
    if (coordinate === null) {
      return null;
    }
    const hit = this.areas.getFeaturesAtCoordinate(coordinate)[0];
    return hit === undefined ? null : String(hit.getId());
  }

  /** The area (code) at this place, where the areas have geometries. */
  area_at_place(x: number, y: number): string | null {
    if (!this.pointer_areas) {
      return null;
    }
    const hit = this.areas.getFeaturesAtCoordinate([x, y])[0];
    return hit === undefined ? null : String(hit.getId());
  }

  light_area(code: string | null): void {
    if (this.lit !== code) {
      this.lit = code;
      this.areas.changed();
    }
  }

  choose_area(code: string | null): void {
    if (this.chosen !== code) {
      this.chosen = code;
      this.areas.changed();
    }
  }

  private area_style(feature: FeatureLike): Style[] | undefined {
    const code = String(feature.getId());
    if (code === this.chosen) {
      return area_chosen_style;
    }
    return code === this.lit ? area_lit_style : undefined;
  }

  /** Puts the marker here, or nowhere. */
  mark(place: [number, number] | null): void {
    this.marker.setPosition(place ?? undefined);
  }

  /** Draws the outlines of these GeoJSON geometries (RD); others that don't parse are left out. */
  show_found(geometries: unknown[]): void {
    this.found.clear();
    for (const geometry of geometries) {
      if (geometry === null || typeof geometry !== 'object') {
        continue;
      }
      try {
        const feature = this.geojson.readFeature({ type: 'Feature', geometry, properties: {} });
        if (!Array.isArray(feature)) {
          this.found.addFeature(feature);
        }
      } catch {
        // An outline is an extra: the card says what was found.
      }
    }
  }

  private duration(animated: boolean, milliseconds: number): number {
    return animated && !reduced_motion() ? milliseconds : 0;
  }
}

const HALO = 'rgba(255, 255, 255, 0.92)';
const INK = '#0b2b2b';
const ACCENT = '#c8102e';

const area_lit_style = [
  new Style({ stroke: new Stroke({ color: HALO, width: 6 }), fill: new Fill({ color: 'rgba(255,255,255,0.12)' }) }),
  new Style({ stroke: new Stroke({ color: INK, width: 2.5 }) }),
];
const area_chosen_style = [
  new Style({ stroke: new Stroke({ color: HALO, width: 7 }) }),
  new Style({ stroke: new Stroke({ color: INK, width: 3.5 }) }),
];
const found_style = [
  new Style({
    stroke: new Stroke({ color: HALO, width: 6 }),
    image: new Circle({ radius: 11, stroke: new Stroke({ color: HALO, width: 6 }) }),
  }),
  new Style({
    stroke: new Stroke({ color: ACCENT, width: 2.5 }),
    fill: new Fill({ color: 'rgba(200, 16, 46, 0.10)' }),
    image: new Circle({ radius: 11, stroke: new Stroke({ color: ACCENT, width: 2.5 }) }),
  }),
];

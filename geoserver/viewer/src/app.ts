// The viewer put together: the page's parts, and who hears what from whom.

import {
  api_areas,
  api_indicators,
  api_info,
  api_themes,
  ApiFailure,
  type Area,
  type Indicator,
  type Layer,
  type SearchPlace,
  type Theme,
} from './api';
import { banner } from './banner';
import { announce, announcer_element, dutch, el, is_phone, replace } from './dom';
import { figures_panel, figures_start, type FiguresPanel } from './figures';
import { help_dialog } from './help';
import { icon, theme_icon } from './icons';
import { info_card, type InfoCard } from './info';
import { layers_panel, type LayerSight, type LayersPanel } from './layers_panel';
import { MapView, type TileLayerWish } from './map';
import { point_from_wkt, RD_EXTENT, rd_from_gps, resolution_of_mercator_zoom } from './rd';
import { search_box } from './search';
import { layer_choices, permalink_read, permalink_write, type LayerChoice } from './state';
import { fill, rd_text, text, text_choose, text_language, type Language } from './text';

type Sheet = 'layers' | 'figures' | 'info';

const SLOW_MS = 6000;
const HASH_WAIT_MS = 250;
const BASE_LAYER = 'wijk';
const BASE_OPACITY = 0.55;
/** The theme whose layers are the municipality's own background map: under every theme, and no theme itself. */
const BACKGROUND_THEME = 'achtergrondkaart';
/** Of more areas than this the outlines are not asked for one by one. */
const OUTLINED_AREAS = 60;
/** Where in its box an area is likely to be: the middle, then around it. */
const OUTLINE_PLACES: [number, number][] = [
  [0.5, 0.5],
  [0.35, 0.65],
  [0.65, 0.35],
  [0.35, 0.35],
  [0.65, 0.65],
];

/** Zooms that fit what a search result is. */
const place_zooms: Record<string, number> = {
  adres: 13,
  postcode: 12.5,
  weg: 12,
  buurt: 9.5,
  wijk: 8.5,
  woonplaats: 9,
  gemeente: 6.5,
};

export class App {
  private themes: Theme[] = [];
  /** What of the own background map is in house, bottom first. */
  private background: Layer[] = [];
  private background_on = true;
  private theme: Theme | null = null;
  private choices = new Map<string, LayerChoice>();
  private remembered = new Map<string, Map<string, LayerChoice>>();
  private indicators: Indicator[] = [];
  private areas = new Map<string, Area[]>();
  private category = '';
  private period = '';
  private area = '';
  private figures_shown = true;
  private has_figures = false;
  private hash_timer = 0;
  private slow_timer = 0;
  private written_hash = '';
  private fitted = false;

  private readonly map: MapView;
  private readonly root: HTMLElement;
  private readonly body: HTMLElement;
  private readonly themes_list = el('ul', { class: 'themes__list' });
  private readonly layers_holder = el('aside', { class: 'panel panel--layers', id: 'paneel-lagen' });
  private readonly figures_holder = el('aside', { class: 'panel panel--figures', id: 'paneel-cijfers' });
  private readonly sheetbar: HTMLElement;
  private readonly banner = banner();
  private readonly info: InfoCard;
  private readonly figures: FiguresPanel;
  private readonly gemeente_name = el('span', { class: 'brand__gemeente' });
  private readonly coordinates = el('span', { class: 'statusbar__rd' });
  private readonly sources = el('span', { class: 'statusbar__source' });
  private readonly progress = el('div', { class: 'progress', hidden: true });
  private readonly figures_opener: HTMLButtonElement;
  private layers: LayersPanel | null = null;
  private readonly listeners = new AbortController();

  constructor(root: HTMLElement) {
    this.root = root;
    const texts = text();
    const scale = el('div', { class: 'statusbar__scale' });
    this.map = new MapView(texts.map_label, scale, {
      asked: (x, y, keyboard) => this.ask(x, y, keyboard),
      moved: () => this.moved(),
      over_area: (code) => {
        this.map.light_area(code);
        this.figures.light(code);
      },
      loading: (busy) => this.loading(busy),
      layer_failed: (layer, failed) => this.layer_failed(layer, failed),
    });
    this.info = info_card({
      opened: () => this.show_sheet('info'),
      closed: () => this.info_closed(),
      found: (geometries) => this.map.show_found(geometries),
    });
    this.figures = figures_panel({
      chosen: (category, period) => {
        this.category = category;
        this.period = period;
        this.show_figures();
        this.show_layers();
      },
      over_area: (code) => this.map.light_area(code),
      area: (code) => this.go_to_area(code),
      closed: () => this.set_figures_shown(false),
    });
    this.figures_opener = el(
      'button',
      { class: 'button button--floating figures-opener', type: 'button', hidden: true },
      icon('tabel', 20),
      texts.figures_open,
    );
    this.figures_opener.addEventListener('click', () => this.set_figures_shown(true));
    this.layers_holder.setAttribute('aria-label', texts.layers_and_legend);
    this.figures_holder.setAttribute('aria-label', texts.figures);
    this.figures_holder.append(this.figures.element);
    this.figures_holder.hidden = true;
    this.sheetbar = this.sheet_bar();

    const stage = el(
      'main',
      { class: 'stage', id: 'kaartgebied', 'aria-label': texts.map_region },
      this.map.element,
      el('div', { class: 'crosshair', 'aria-hidden': 'true' }),
      this.progress,
      this.map_controls(),
      this.figures_opener,
      el('div', { class: 'stage__messages' }, this.banner.element),
      el('div', { class: 'statusbar' }, scale, this.coordinates, this.sources),
    );
    this.body = el(
      'div',
      { class: 'body' },
      el('nav', { class: 'themes', 'aria-label': texts.themes }, this.themes_list),
      this.layers_holder,
      stage,
      this.info.element,
      this.figures_holder,
      this.sheetbar,
    );
    this.body.dataset['sheet'] = 'layers';
    this.set_sheet_size('half');
    const help = help_dialog();
    root.replaceChildren(
      this.skip_links(),
      this.header(help),
      this.body,
      help,
      announcer_element(),
    );
    document.title = texts.app_title;
    const signal = this.listeners.signal;
    window.addEventListener('hashchange', () => this.follow_hash(), { signal });
    window.addEventListener('offline', () => this.show_online(), { signal });
    window.addEventListener('online', () => this.show_online(), { signal });
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape' && this.info.is_open() && !help.open) {
          this.info.close();
        }
      },
      { signal },
    );
    this.show_online();
  }

  async start(): Promise<void> {
    const texts = text();
    this.banner.set('server', null);
    this.loading(true);
    try {
      const [themes, indicators, gemeenten] = await Promise.all([
        api_themes(),
        api_indicators().catch(() => []),
        api_areas('gemeente').catch(() => null),
      ]);
      this.themes = themes.filter((theme) => theme.id !== BACKGROUND_THEME);
      const background = themes.find((theme) => theme.id === BACKGROUND_THEME);
      this.background = (background?.lagen ?? []).filter((layer) => layer.datum != null);
      this.indicators = indicators;
      const gemeente = gemeenten?.gebieden[0];
      if (gemeenten !== null && gemeente !== undefined) {
        this.show_gemeente(gemeenten.gebieden);
      } else {
        this.map.set_home([10000, 306000, 279000, 620000]);
      }
      this.show_themes();
      if (this.themes.length === 0) {
        this.banner.set('message', texts.no_themes, texts.no_themes_hint);
      }
      this.follow_hash();
    } catch (error) {
      const offline = error instanceof ApiFailure && error.kind === 'offline';
      const known = error instanceof ApiFailure;
      if (!known) {
        console.error(error);
      }
      this.banner.set(
        'server',
        offline ? texts.offline : known ? texts.server_down : texts.error,
        offline ? '' : texts.server_down_hint,
        () => void this.start(),
      );
    } finally {
      this.loading(false);
    }
  }

  /** Takes everything off the page; the permalink has the state. */
  stop(): void {
    this.listeners.abort();
    window.clearTimeout(this.hash_timer);
    window.clearTimeout(this.slow_timer);
    this.write_hash();
    this.map.dispose();
    this.root.replaceChildren();
  }

  // ---- the page ----

  private skip_links(): HTMLElement {
    const texts = text();
    const link = (target: string, label: string) => {
      const anchor = el('a', { class: 'skip-link', href: `#${target}` }, label);
      // The hash is the permalink's, so the link moves the focus itself.
      anchor.addEventListener('click', (event) => {
        event.preventDefault();
        const element = document.getElementById(target);
        if (element !== null) {
          if (!element.matches('input, button, a, [tabindex]')) {
            element.setAttribute('tabindex', '-1');
          }
          element.focus();
          element.scrollIntoView({ block: 'nearest' });
        }
      });
      return anchor;
    };
    return el(
      'div',
      { class: 'skip-links' },
      link('zoekveld', texts.skip_search),
      link('paneel-lagen', texts.skip_layers),
      link('kaart', texts.skip_map),
    );
  }

  private header(help: HTMLDialogElement): HTMLElement {
    const texts = text();
    const brand = el(
      'a',
      { class: 'brand', href: '#', title: texts.home },
      el('span', { class: 'brand__logo', 'aria-hidden': 'true' }),
      el('span', { class: 'brand__text' }, this.gemeente_name, el('h1', { class: 'brand__title' }, texts.app_title)),
    );
    brand.addEventListener('click', (event) => {
      event.preventDefault();
      this.choose_area('');
      this.map.go_home(true);
    });
    const tool = (name: 'uitleg' | 'delen', label: string, action: () => void) =>
      el(
        'button',
        { class: 'tool', type: 'button', onclick: action, 'aria-label': label, title: label },
        icon(name, 22),
      );
    const language = el(
      'button',
      { class: 'tool tool--text', type: 'button', lang: texts.other_language_code, 'aria-label': texts.other_language_switch },
      el('span', { class: 'tool__long' }, texts.other_language),
      el('span', { class: 'tool__short', 'aria-hidden': 'true' }, texts.other_language_code.toUpperCase()),
    );
    language.addEventListener('click', () => switch_language(text_language() === 'nl' ? 'en' : 'nl'));
    return el(
      'header',
      { class: 'header' },
      brand,
      search_box((place) => this.go_to_place(place)),
      el(
        'div',
        { class: 'header__tools' },
        tool('delen', texts.share, () => void this.share()),
        tool('uitleg', texts.help, () => help.showModal()),
        language,
      ),
    );
  }

  private map_controls(): HTMLElement {
    const texts = text();
    const button = (name: 'plus' | 'min' | 'locatie' | 'gemeente', label: string, action: () => void) =>
      el(
        'button',
        { class: 'map-button', type: 'button', 'aria-label': label, title: label, onclick: action },
        icon(name, 22),
      );
    return el(
      'div',
      { class: 'map-controls' },
      el(
        'div',
        { class: 'map-controls__group' },
        button('plus', texts.zoom_in, () => this.map.zoom_by(1)),
        button('min', texts.zoom_out, () => this.map.zoom_by(-1)),
      ),
      el(
        'div',
        { class: 'map-controls__group' },
        button('gemeente', texts.home, () => this.map.go_home(true)),
        'geolocation' in navigator && window.isSecureContext
          ? button('locatie', texts.locate, () => this.locate())
          : null,
      ),
    );
  }

  /** The bar over the sheet of a phone: which of the panels is in it, and how large. */
  private sheet_bar(): HTMLElement {
    const texts = text();
    const tab = (sheet: Sheet, name: 'lagen' | 'tabel' | 'info', label: string) => {
      const button = el(
        'button',
        { class: 'sheetbar__tab', type: 'button', 'data-sheet': sheet, 'aria-pressed': 'false' },
        icon(name, 20),
        label,
      );
      button.addEventListener('click', () => {
        const same = this.body.dataset['sheet'] === sheet;
        if (same && this.body.dataset['sheetSize'] !== 'peek') {
          this.set_sheet_size('peek');
        } else {
          this.show_sheet(sheet);
        }
      });
      return button;
    };
    const toggle = el('button', { class: 'sheetbar__toggle', type: 'button' }, icon('omhoog', 20));
    toggle.addEventListener('click', () => {
      const size = this.body.dataset['sheetSize'];
      this.set_sheet_size(size === 'full' ? 'peek' : size === 'half' ? 'full' : 'half');
    });
    const bar = el(
      'div',
      { class: 'sheetbar', role: 'region', 'aria-label': texts.panels },
      el('span', { class: 'sheetbar__grip', 'aria-hidden': 'true' }),
      tab('layers', 'lagen', texts.menu_layers),
      tab('figures', 'tabel', texts.menu_figures),
      tab('info', 'info', texts.menu_info),
      toggle,
    );
    let start_y: number | null = null;
    bar.addEventListener('pointerdown', (event) => {
      start_y = event.clientY;
    });
    bar.addEventListener('pointerup', (event) => {
      const moved = start_y === null ? 0 : event.clientY - start_y;
      start_y = null;
      if (Math.abs(moved) > 30) {
        const size = this.body.dataset['sheetSize'];
        this.set_sheet_size(moved < 0 ? (size === 'peek' ? 'half' : 'full') : size === 'full' ? 'half' : 'peek');
      }
    });
    return bar;
  }

  private set_sheet_size(size: 'peek' | 'half' | 'full'): void {
    const texts = text();
    this.body.dataset['sheetSize'] = size;
    const toggle = this.sheetbar.querySelector('.sheetbar__toggle');
    toggle?.setAttribute('aria-label', size === 'full' ? texts.sheet_collapse : texts.sheet_expand);
    toggle?.setAttribute('aria-expanded', size === 'peek' ? 'false' : 'true');
    this.show_sheet_tabs();
  }

  private show_sheet(sheet: Sheet): void {
    this.body.dataset['sheet'] = sheet;
    if (this.body.dataset['sheetSize'] === 'peek' || this.body.dataset['sheetSize'] === undefined) {
      this.set_sheet_size('half');
    }
    this.show_sheet_tabs();
  }

  private show_sheet_tabs(): void {
    const { sheet, sheetSize } = this.body.dataset;
    for (const button of this.sheetbar.querySelectorAll<HTMLElement>('.sheetbar__tab')) {
      const mine = button.dataset['sheet'];
      button.setAttribute('aria-pressed', mine === sheet && sheetSize !== 'peek' ? 'true' : 'false');
      button.hidden = (mine === 'figures' && !this.has_figures) || (mine === 'info' && !this.info.is_open());
    }
  }

  // ---- themes and layers ----

  private show_gemeente(gemeenten: Area[]): void {
    const texts = text();
    const first = gemeenten[0];
    if (first === undefined) {
      return;
    }
    const box: [number, number, number, number] = [...first.bbox];
    for (const { bbox } of gemeenten) {
      box[0] = Math.min(box[0], bbox[0]);
      box[1] = Math.min(box[1], bbox[1]);
      box[2] = Math.max(box[2], bbox[2]);
      box[3] = Math.max(box[3], bbox[3]);
    }
    this.map.set_home(box);
    if (gemeenten.length === 1) {
      const name = fill(texts.gemeente_of, { naam: first.naam });
      this.gemeente_name.textContent = name;
      document.title = fill(texts.app_title_of, { gemeente: name });
    }
  }

  private show_themes(): void {
    this.themes_list.replaceChildren(
      ...this.themes.map((theme) => {
        const button = el(
          'button',
          { class: 'theme', type: 'button', 'aria-pressed': 'false', 'data-thema': theme.id },
          el('span', { class: 'theme__icon' }, icon(theme_icon(theme.id), 28)),
          el('span', { class: 'theme__name', ...dutch() }, theme.titel),
        );
        button.addEventListener('click', () => {
          this.set_theme(theme, null);
          announce(fill(text().theme_chosen, { titel: theme.titel, aantal: theme.lagen.length }));
          if (is_phone()) {
            this.show_sheet('layers');
          }
        });
        return el('li', {}, button);
      }),
    );
  }

  private set_theme(theme: Theme, choices: Map<string, LayerChoice> | null): void {
    if (this.theme !== null && this.theme.id !== theme.id) {
      this.info.close();
      this.area = '';
      this.map.choose_area(null);
    }
    this.theme = theme;
    this.choices = choices ?? this.remembered.get(theme.id) ?? layer_choices(theme.lagen, null);
    this.remembered.set(theme.id, this.choices);
    for (const button of this.themes_list.querySelectorAll<HTMLElement>('.theme')) {
      button.setAttribute('aria-pressed', button.dataset['thema'] === theme.id ? 'true' : 'false');
    }
    const background = {
      on: this.background_on,
      changed: (on: boolean) => {
        this.background_on = on;
        this.show_layers();
      },
    };
    const events = {
      changed: (layer: Layer) => {
        if (layer.indicator != null) {
          this.show_figures();
        }
        this.show_layers();
      },
      zoom_to_layer: (layer: Layer) => {
        const { min, max } = layer_resolutions(layer);
        const now = this.map.resolution();
        this.map.zoom_to_resolution(now >= max ? max * 0.98 : Math.max(min * 1.02, 0.1));
      },
    };
    this.layers = layers_panel(theme, this.choices, events, this.background.length === 0 ? null : background);
    replace(this.layers_holder, this.layers.element);
    this.layers_holder.scrollTop = 0;
    this.show_figures();
    this.show_layers();
  }

  private layers_on(): Layer[] {
    return (this.theme?.lagen ?? []).filter((layer) => this.choices.get(layer.id)?.on === true);
  }

  private show_layers(): void {
    const texts = text();
    // A theme's layers come bottom first, as in the catalogue; the map wants the top one first.
    const on = this.layers_on().reverse();
    const wishes: TileLayerWish[] = on.map((layer) => this.tile_wish(layer));
    const base = this.base_layer();
    if (base !== null && !on.some((layer) => layer.id === base.id || layer.indicator != null)) {
      wishes.push({ ...this.tile_wish(base), id: `basis-${base.id}`, opacity: BASE_OPACITY });
    }
    const background = this.background_on ? [...this.background].reverse() : [];
    wishes.push(...background.map((layer) => ({ ...this.tile_wish(layer), id: `achtergrond-${layer.id}` })));
    this.map.show_tiles(wishes);
    const sources = [...new Set([...on, ...background].map((layer) => layer.bron).filter((source): source is string => !!source))];
    this.sources.textContent = sources.length === 0 ? '' : fill(texts.attribution, { bronnen: sources.join(', ') });
    this.show_sight();
    this.write_hash_soon();
  }

  /** The boundaries of wijken lie below every theme, as the map's own background. */
  private base_layer(): Layer | null {
    for (const theme of this.themes) {
      const layer = theme.lagen.find((one) => one.id === BASE_LAYER);
      if (layer !== undefined) {
        return layer;
      }
    }
    return null;
  }

  private tile_wish(layer: Layer): TileLayerWish {
    const choice = this.choices.get(layer.id);
    const query = new URLSearchParams();
    const style = choice?.style ?? layer.stijl;
    if (style !== layer.stijl) {
      query.set('stijl', style);
    }
    if (layer.indicator != null) {
      if (this.category !== '') {
        query.set('categorie', this.category);
      }
      if (this.period !== '') {
        query.set('periode', this.period);
      }
    }
    const path = layer.tegels.replace('{laag}', layer.id).replace('{tms}', 'NetherlandsRDNewQuad');
    const { min, max } = layer_resolutions(layer);
    const search = query.toString();
    return {
      id: layer.id,
      url: search === '' ? path : `${path}?${search}`,
      opacity: choice?.opacity ?? 1,
      min_resolution: min,
      max_resolution: max,
    };
  }

  private show_sight(): void {
    for (const layer of this.layers_on()) {
      this.layers?.set_sight(layer.id, this.sight(layer));
    }
  }

  private sight(layer: Layer): LayerSight {
    const { min, max } = layer_resolutions(layer);
    const now = this.map.resolution();
    return now >= max ? 'zoom_in' : now < min ? 'zoom_out' : 'seen';
  }

  // ---- figures ----

  /** The layer whose figures are shown: the topmost that is on and has an indicator. */
  private figures_layer(): { layer: Layer; indicator: Indicator; level: string } | null {
    for (const layer of this.layers_on()) {
      const indicator = this.indicators.find((one) => one.id === layer.indicator?.id);
      if (layer.indicator != null && indicator !== undefined) {
        return { layer, indicator, level: layer.indicator.niveau };
      }
    }
    return null;
  }

  private show_figures(): void {
    const subject = this.figures_layer();
    this.has_figures = subject !== null;
    if (subject === null) {
      this.category = '';
      this.period = '';
      this.map.set_areas([], false);
      if (this.body.dataset['sheet'] === 'figures') {
        this.body.dataset['sheet'] = 'layers';
      }
    } else {
      [this.category, this.period] = figures_start(subject.indicator, this.category, this.period);
      void this.figures.show({
        indicator: subject.indicator,
        level: subject.level,
        category: this.category,
        period: this.period,
        layer: subject.layer.id,
        style: this.choices.get(subject.layer.id)?.style ?? subject.layer.stijl,
      });
      void this.load_areas(subject.level).then((areas) => {
        if (this.figures_layer()?.level === subject.level) {
          this.map.set_areas(areas, true);
          this.choose_area(this.area);
        }
      });
    }
    this.lay_out_figures();
  }

  private set_figures_shown(shown: boolean): void {
    this.figures_shown = shown;
    this.lay_out_figures();
    if (shown) {
      document.getElementById('cijfers-titel')?.focus();
    } else {
      this.figures_opener.focus();
    }
  }

  private lay_out_figures(): void {
    const open = this.has_figures && this.figures_shown;
    this.figures_holder.hidden = !this.has_figures;
    this.body.classList.toggle('body--figures', open);
    this.figures_opener.hidden = !this.has_figures || this.figures_shown;
    this.show_sheet_tabs();
  }

  private async load_areas(level: string): Promise<Area[]> {
    const known = this.areas.get(level);
    if (known !== undefined) {
      return known;
    }
    try {
      const { gebieden } = await api_areas(level);
      this.areas.set(level, gebieden);
      if (gebieden.length <= OUTLINED_AREAS) {
        void this.load_outlines(level, gebieden);
      }
      return gebieden;
    } catch {
      return [];
    }
  }

  /** /gebieden gives boxes; the outlines come from GetFeatureInfo at places where each area is likely to be. */
  private async load_outlines(level: string, areas: Area[]): Promise<void> {
    const by_code = new Map(areas.map((area) => [area.code, area]));
    const { signal } = this.listeners;
    for (const [across, up] of OUTLINE_PLACES) {
      for (const area of areas) {
        if (area.geometrie != null) {
          continue;
        }
        const [minx, miny, maxx, maxy] = area.bbox;
        try {
          const found = await api_info(
            {
              layers: [level],
              styles: [''],
              x: minx + (maxx - minx) * across,
              y: miny + (maxy - miny) * up,
              resolution: 1,
              category: '',
              period: '',
            },
            signal,
          );
          for (const feature of found) {
            const hit = by_code.get(String(feature.properties['code']));
            if (hit !== undefined) {
              hit.geometrie = feature.geometry;
            }
          }
        } catch {
          // Without outlines the areas light up as their boxes.
          return;
        }
      }
    }
    if (!signal.aborted && this.figures_layer()?.level === level) {
      this.map.set_areas(areas, true);
      this.choose_area(this.area);
    }
  }

  private go_to_area(code: string): void {
    const level = this.figures_layer()?.level;
    const area = level === undefined ? undefined : this.areas.get(level)?.find((one) => one.code === code);
    this.choose_area(code);
    if (area !== undefined) {
      this.map.go_to_bbox(area.bbox);
    }
    this.write_hash_soon();
  }

  private choose_area(code: string): void {
    this.area = code;
    this.map.choose_area(code === '' ? null : code);
    this.figures.choose(code === '' ? null : code);
    this.write_hash_soon();
  }

  // ---- the map ----

  private ask(x: number, y: number, keyboard: boolean): void {
    const code = this.map.area_at_place(x, y);
    if (code !== null) {
      this.choose_area(code);
    }
    this.map.mark([x, y]);
    void this.info.ask({
      x,
      y,
      resolution: this.map.resolution(),
      layers: this.layers_on()
        .filter((layer) => layer.klikbaar && this.sight(layer) === 'seen')
        .map((layer) => ({ layer, style: this.choices.get(layer.id)?.style ?? layer.stijl })),
      category: this.category,
      period: this.period,
      focus: keyboard,
    });
    this.show_sheet_tabs();
  }

  private info_closed(): void {
    this.map.mark(null);
    this.map.show_found([]);
    if (this.body.dataset['sheet'] === 'info') {
      this.body.dataset['sheet'] = 'layers';
      this.set_sheet_size('peek');
    }
    this.show_sheet_tabs();
  }

  private moved(): void {
    const position = this.map.position();
    if (position !== null) {
      this.coordinates.textContent = `RD ${rd_text(position.x, position.y)}`;
    }
    this.show_sight();
    this.write_hash_soon();
  }

  private async go_to_place(place: SearchPlace): Promise<void> {
    const texts = text();
    const level = { gemeente: 'gemeente', wijk: 'wijk', buurt: 'buurt' }[place.type];
    const code = { gemeente: place.gemeentecode, wijk: place.wijkcode, buurt: place.buurtcode }[place.type];
    const point = point_from_wkt(place.centroide_rd);
    const area =
      level === undefined
        ? undefined
        : (await this.load_areas(level)).find((one) => one.code === code || one.code.endsWith(code ?? '?'));
    this.info.close();
    if (area !== undefined) {
      this.map.go_to_bbox(area.bbox);
    } else if (point !== null) {
      this.map.go_to({ x: point[0], y: point[1], zoom: place_zooms[place.type] ?? 12 });
    }
    this.map.mark(point);
    this.set_sheet_size('peek');
    announce(fill(texts.search_found, { naam: place.weergavenaam }));
  }

  private locate(): void {
    const texts = text();
    const say = (message: string) => {
      this.banner.set('message', message);
      window.setTimeout(() => this.banner.set('message', null), 5000);
    };
    this.banner.set('message', texts.locate_busy);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [x, y] = rd_from_gps(coords.longitude, coords.latitude);
        if (!this.map.contains(x, y)) {
          say(texts.locate_outside);
          return;
        }
        this.banner.set('message', null);
        this.map.go_to({ x, y, zoom: 12 });
        this.map.mark([x, y]);
        announce(texts.locate_done);
      },
      () => say(texts.locate_failed),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  }

  private loading(busy: boolean): void {
    const texts = text();
    this.progress.hidden = !busy;
    window.clearTimeout(this.slow_timer);
    if (busy) {
      this.slow_timer = window.setTimeout(() => this.banner.set('slow', texts.slow), SLOW_MS);
    } else {
      this.banner.set('slow', null);
    }
  }

  private readonly failed_layers = new Set<string>();

  private layer_failed(layer: string, failed: boolean): void {
    const texts = text();
    if (failed) {
      this.failed_layers.add(layer);
    } else {
      this.failed_layers.delete(layer);
    }
    this.layers?.set_failed(layer, failed);
    this.banner.set('tiles', this.failed_layers.size === 0 ? null : texts.tiles_failed, '', () => this.map.retry());
  }

  private show_online(): void {
    const texts = text();
    this.banner.set('offline', navigator.onLine ? null : texts.offline, texts.offline_hint);
    if (navigator.onLine) {
      if (this.themes.length === 0) {
        return;
      }
      this.map.retry();
    }
  }

  private async share(): Promise<void> {
    const texts = text();
    this.write_hash();
    let message = texts.share_copied;
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      message = texts.share_failed;
    }
    this.banner.set('message', message);
    window.setTimeout(() => this.banner.set('message', null), 4000);
  }

  // ---- the permalink ----

  private follow_hash(): void {
    if (location.hash !== '' && location.hash === this.written_hash) {
      return;
    }
    const link = permalink_read(location.hash);
    if (link.language !== null && link.language !== text_language()) {
      switch_language(link.language);
      return;
    }
    this.category = link.category;
    this.period = link.period;
    const theme = this.themes.find((one) => one.id === link.theme) ?? this.theme ?? this.themes[0];
    if (theme !== undefined) {
      this.area = link.area;
      this.set_theme(theme, link.layers === null ? null : layer_choices(theme.lagen, link.layers));
      if (link.area !== '') {
        this.choose_area(link.area);
      }
    }
    const { position } = link;
    if (position !== null && inside(position.x, position.y)) {
      this.map.go_to(position, this.fitted);
    } else if (!this.fitted) {
      this.map.go_home(false);
    }
    this.fitted = true;
    this.write_hash_soon();
  }

  private write_hash_soon(): void {
    window.clearTimeout(this.hash_timer);
    this.hash_timer = window.setTimeout(() => this.write_hash(), HASH_WAIT_MS);
  }

  private write_hash(): void {
    if (this.theme === null || !this.fitted) {
      return;
    }
    const hash = permalink_write({
      theme: this.theme.id,
      position: this.map.position(),
      layers: this.theme.lagen,
      choices: this.choices,
      category: this.category,
      period: this.period,
      area: this.area,
      language: text_language(),
    });
    if (hash !== location.hash) {
      this.written_hash = hash;
      history.replaceState(null, '', hash);
    }
  }
}

function inside(x: number, y: number): boolean {
  return x >= RD_EXTENT[0] && x <= RD_EXTENT[2] && y >= RD_EXTENT[1] && y <= RD_EXTENT[3];
}

/** From which (min, included) to which (max, not included) metres per pixel a layer has something to show. */
function layer_resolutions(layer: Layer): { min: number; max: number } {
  return {
    // maxZoom says how far tiles are made for; closer still, they are drawn just the same.
    min: 0,
    max: layer.minZoom == null || layer.minZoom <= 0 ? Infinity : resolution_of_mercator_zoom(layer.minZoom) * 1.42,
  };
}

let running: App | null = null;

export function app_start(): void {
  const root = document.getElementById('app');
  if (root === null) {
    return;
  }
  const { language } = permalink_read(location.hash);
  text_choose(language ?? 'nl');
  running = new App(root);
  void running.start();
}

function switch_language(language: Language): void {
  running?.stop();
  text_choose(language);
  const root = document.getElementById('app');
  if (root !== null) {
    const hash = location.hash.replace(/&?taal=\w+/, '');
    history.replaceState(null, '', language === 'nl' ? hash || '#' : `${hash || '#'}&taal=${language}`);
    running = new App(root);
    void running.start();
  }
}

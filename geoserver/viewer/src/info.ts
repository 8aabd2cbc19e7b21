// The card with what is known at a place: GetFeatureInfo's answer per layer, in words.

import { api_info, ApiFailure, type InfoFeature, type Layer } from './api';
import { announce, dutch, el, replace } from './dom';
import { icon } from './icons';
import { retry_button } from './layers_panel';
import { gps_from_rd } from './rd';
import { date_text, fill, number_text, period_text, rd_text, text } from './text';

export interface InfoAsk {
  x: number;
  y: number;
  resolution: number;
  /** The layers that are on and can be clicked, the topmost first. */
  layers: { layer: Layer; style: string }[];
  category: string;
  period: string;
  /** Asked by keyboard: the focus goes to the card. */
  focus: boolean;
}

export interface InfoCard {
  element: HTMLElement;
  ask(question: InfoAsk): Promise<void>;
  /** A place without a question, after a search: only its name. */
  close(): void;
  is_open(): boolean;
}

export interface InfoEvents {
  opened(): void;
  closed(): void;
  found(geometries: unknown[]): void;
}

interface LayerAnswer {
  layer: Layer;
  features: InfoFeature[];
}

const SHOWN_PER_LAYER = 5;

export function info_card(events: InfoEvents): InfoCard {
  const texts = text();
  const heading = el('h2', { class: 'info__title', id: 'info-titel', tabindex: '-1' }, texts.info);
  const body = el('div', { class: 'info__body' });
  const place = el('p', { class: 'info__place' });
  const close_button = el(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': texts.info_close, title: texts.info_close },
    icon('sluiten', 20),
  );
  const element = el(
    'section',
    { class: 'info', 'aria-labelledby': 'info-titel', hidden: true },
    el('div', { class: 'info__head' }, heading, close_button),
    body,
    place,
  );
  let asked: AbortController | null = null;

  const close = () => {
    asked?.abort();
    if (!element.hidden) {
      const had_focus = element.contains(document.activeElement);
      element.hidden = true;
      events.closed();
      if (had_focus) {
        document.getElementById('kaart')?.focus();
      }
    }
  };
  close_button.addEventListener('click', close);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  });

  const ask = async (question: InfoAsk): Promise<void> => {
    asked?.abort();
    const stop = new AbortController();
    asked = stop;
    element.hidden = false;
    events.opened();
    events.found([]);
    show_place(place, question.x, question.y);
    if (question.focus) {
      heading.focus();
    }
    if (question.layers.length === 0) {
      replace(body, el('p', { class: 'empty' }, texts.info_no_layers));
      announce(texts.info_no_layers);
      return;
    }
    replace(body, el('p', { class: 'busy' }, el('span', { class: 'spinner' }), texts.info_busy));
    const answers = await Promise.allSettled(
      question.layers.map(async ({ layer, style }): Promise<LayerAnswer> => ({
        layer,
        features: await api_info(
          {
            layers: [layer.id],
            styles: [style],
            x: question.x,
            y: question.y,
            resolution: question.resolution,
            category: question.category,
            period: question.period,
          },
          stop.signal,
        ),
      })),
    );
    if (stop.signal.aborted) {
      return;
    }
    const good: LayerAnswer[] = [];
    let failure: unknown = null;
    for (const answer of answers) {
      if (answer.status === 'fulfilled') {
        good.push(answer.value);
      } else {
        failure = answer.reason;
      }
    }
    const found = good.filter((answer) => answer.features.length > 0);
    if (found.length === 0 && failure !== null) {
      const offline = failure instanceof ApiFailure && failure.kind === 'offline';
      const message = offline ? texts.offline : texts.info_failed;
      replace(body, el('p', { class: 'note note--warning' }, message, ' ', retry_button(() => void ask(question))));
      announce(message);
      return;
    }
    if (found.length === 0) {
      replace(body, el('p', { class: 'empty' }, texts.info_none), el('p', { class: 'hint' }, texts.info_none_hint));
      announce(`${texts.info_none} ${texts.info_none_hint}`);
      return;
    }
    replace(
      body,
      ...found.map((answer) => layer_answer(answer)),
      failure !== null && el('p', { class: 'note note--warning' }, texts.info_failed),
    );
    body.scrollTop = 0;
    events.found(found.flatMap((answer) => answer.features.slice(0, 1).map((feature) => feature.geometry)));
    const titles = found.flatMap((answer) =>
      answer.features.slice(0, SHOWN_PER_LAYER).map((feature) => feature_title(answer.layer, feature)),
    );
    const total = found.reduce((sum, answer) => sum + answer.features.length, 0);
    announce(
      fill(total === 1 ? texts.info_found_one : texts.info_found, { aantal: total, titels: titles.join('; ') }),
    );
  };

  return { element, ask, close, is_open: () => !element.hidden };
}

function show_place(target: HTMLElement, x: number, y: number): void {
  const texts = text();
  const [longitude, latitude] = gps_from_rd(x, y);
  const copy = el(
    'button',
    { class: 'icon-button icon-button--small', type: 'button', 'aria-label': texts.info_copy, title: texts.info_copy },
    icon('kopie', 16),
  );
  copy.addEventListener('click', () => {
    void navigator.clipboard
      ?.writeText(`${x.toFixed(1)} ${y.toFixed(1)}`)
      .then(() => announce(texts.info_copied))
      .catch(() => undefined);
  });
  replace(
    target,
    el('span', {}, fill(texts.info_rd, { rd: rd_text(x, y) })),
    el('span', {}, fill(texts.info_gps, { gps: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` })),
    navigator.clipboard !== undefined && copy,
  );
}

function layer_answer(answer: LayerAnswer): HTMLElement {
  const texts = text();
  const more = answer.features.length - SHOWN_PER_LAYER;
  return el(
    'div',
    { class: 'info__layer' },
    el('h3', { class: 'info__layer-title', ...dutch() }, answer.layer.titel),
    ...answer.features.slice(0, SHOWN_PER_LAYER).map((feature, index) => feature_part(answer.layer, feature, index)),
    more > 0 && el('p', { class: 'hint' }, fill(texts.info_more, { aantal: more })),
  );
}

function feature_part(layer: Layer, feature: InfoFeature, index: number): HTMLElement {
  const rows = feature_rows(feature);
  const title = feature_title(layer, feature);
  const list = el(
    'dl',
    { class: 'facts' },
    ...rows.map((row) =>
      el('div', { class: 'facts__row' }, el('dt', {}, row.label), el('dd', row.muted ? { class: 'muted' } : {}, row.value)),
    ),
  );
  if (index === 0) {
    return el('div', { class: 'info__feature' }, el('p', { class: 'info__name', ...dutch() }, title), list);
  }
  return el(
    'details',
    { class: 'info__feature' },
    el('summary', { class: 'info__name', ...dutch() }, title),
    list,
  );
}

interface Row {
  label: string;
  value: string;
  muted: boolean;
}

/** Names of properties that say nothing to a reader. */
const hidden_keys = new Set([
  'id',
  'ogc_fid',
  'fid',
  'geom',
  'geometry',
  'bbox',
  'bron_id',
  'woonplaats_id',
  'openbare_ruimte_id',
  'adresseerbaarobject_id',
  'nummeraanduiding_id',
  'pand_id',
]);

/** Parts of an address that most addresses don't have: absent says nothing, and is no "unknown". */
const optional_keys = new Set(['huisletter', 'huisnummertoevoeging', 'verkorte_naam']);

function feature_rows(feature: InfoFeature): Row[] {
  const rows: Row[] = [];
  for (const [key, value] of Object.entries(feature.properties)) {
    const absent = value === null || value === '';
    if (hidden_keys.has(key.toLowerCase()) || (absent ? optional_keys.has(key.toLowerCase()) : typeof value === 'object')) {
      continue;
    }
    rows.push({
      label: property_label(feature, key),
      value: property_text(key, value),
      muted: absent,
    });
  }
  return rows;
}

function property_label(feature: InfoFeature, key: string): string {
  const known = feature.titels?.[key] ?? text().properties[key];
  if (known !== undefined) {
    return known;
  }
  const words = key.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Figures that are names, not amounts: no separator of thousands in them. */
const plain_number = /jaar|year|nummer|code|identificatie|postcode|klasse/i;

export function property_text(key: string, value: unknown): string {
  const texts = text();
  if (value === null || value === undefined || value === '') {
    return /^(waarde|per1000|per_1000|aantal)$/i.test(key) ? texts.figures_null : texts.info_empty_value;
  }
  if (typeof value === 'boolean') {
    return value ? texts.yes : texts.no;
  }
  if (typeof value === 'number') {
    if (/oppervlakte/i.test(key)) {
      return fill(texts.unit_m2, { getal: number_text(value) });
    }
    if (/^(hoofdadres|bestaand|geconstateerd)$/i.test(key)) {
      return value === 0 ? texts.no : texts.yes;
    }
    if (plain_number.test(key)) {
      return String(value);
    }
    return number_text(value, Number.isInteger(value) ? 0 : 1);
  }
  const words = String(value);
  if (/periode/i.test(key)) {
    return period_text(words);
  }
  if (/^\d{4}-\d{2}-\d{2}/.test(words)) {
    return date_text(words);
  }
  return words;
}

function property(feature: InfoFeature, ...names: string[]): string {
  for (const name of names) {
    for (const [key, value] of Object.entries(feature.properties)) {
      if (key.toLowerCase() === name && value !== null && value !== undefined && value !== '') {
        return String(value);
      }
    }
  }
  return '';
}

/** What a reader would call it: a name, an address, a subject; else the layer's own name. */
export function feature_title(layer: Layer, feature: InfoFeature): string {
  const name = property(feature, 'naam', 'titel', 'wijk', 'buurt', 'gemeente');
  if (name !== '') {
    return name;
  }
  const adres = property(feature, 'adres', 'weergavenaam');
  if (adres !== '') {
    return adres;
  }
  const street = property(feature, 'straatnaam', 'straat');
  if (street !== '') {
    const letter = property(feature, 'huisletter');
    const addition = property(feature, 'huisnummertoevoeging', 'toevoeging');
    const number = property(feature, 'huisnummer');
    return `${street} ${number}${letter}${addition === '' ? '' : `-${addition}`}`.trim();
  }
  const subject = property(feature, 'subcategorie', 'onderwerp', 'hoofdcategorie');
  if (subject !== '') {
    return subject.charAt(0).toUpperCase() + subject.slice(1);
  }
  const year = property(feature, 'oorspronkelijk_bouwjaar', 'bouwjaar');
  if (year !== '') {
    return text().language === 'nl' ? `Pand uit ${year}` : `Building of ${year}`;
  }
  return layer.titel;
}

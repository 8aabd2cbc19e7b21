// The figures of a layer with an indicator: a table beside the map that sorts, and moves with it.

import { api_figures, api_legend, ApiFailure, figures_url, type Figures, type FigureRow, type Indicator } from './api';
import { announce, dutch, el, replace } from './dom';
import { icon } from './icons';
import { retry_button } from './layers_panel';
import { date_text, fill, number_text, period_text, text } from './text';

export interface FiguresAsk {
  indicator: Indicator;
  level: string;
  category: string;
  period: string;
  /** The layer and style whose legend gives the colours of the classes. */
  layer: string;
  style: string;
}

export interface FiguresEvents {
  chosen(category: string, period: string): void;
  over_area(code: string | null): void;
  /** A row was chosen: go there. */
  area(code: string, name: string): void;
  closed(): void;
}

export interface FiguresPanel {
  element: HTMLElement;
  show(ask: FiguresAsk): Promise<void>;
  light(code: string | null): void;
  choose(code: string | null): void;
}

type Column = 'naam' | 'waarde' | 'per1000';

/** The category and period to begin with: the given ones when the indicator has them, else total and latest. */
export function figures_start(indicator: Indicator, category: string, period: string): [string, string] {
  const categories = indicator.categorieen.map((one) => one.id);
  const first = categories.includes('totaal') ? 'totaal' : (categories[0] ?? '');
  const periods = [...indicator.perioden].sort();
  return [
    categories.includes(category) ? category : first,
    periods.includes(period) ? period : (periods[periods.length - 1] ?? ''),
  ];
}

export function figures_panel(events: FiguresEvents): FiguresPanel {
  const texts = text();
  const heading = el('h2', { class: 'panel__title', id: 'cijfers-titel', tabindex: '-1' }, texts.figures);
  const subtitle = el('p', { class: 'panel__lead' });
  const choices = el('div', { class: 'figures__choices' });
  const content = el('div', { class: 'figures__content', 'aria-live': 'off' });
  const close = el(
    'button',
    { class: 'icon-button figures__close', type: 'button', 'aria-label': texts.figures_close, title: texts.figures_close },
    icon('sluiten', 20),
  );
  close.addEventListener('click', () => events.closed());
  const element = el(
    'div',
    { class: 'panel__content' },
    el('div', { class: 'panel__intro' }, heading, close, subtitle),
    choices,
    content,
  );

  let column: Column = 'per1000';
  let ascending = false;
  let rows = new Map<string, HTMLTableRowElement>();
  let chosen: string | null = null;
  let turn = 0;

  const mark_rows = () => {
    for (const [code, row] of rows) {
      row.classList.toggle('figures__row--chosen', code === chosen);
      if (code === chosen) {
        row.setAttribute('aria-current', 'true');
      } else {
        row.removeAttribute('aria-current');
      }
    }
  };

  const table = (figures: Figures, swatches: Swatches): HTMLElement => {
    rows = new Map();
    const largest = Math.max(0, ...figures.waarden.map((row) => row.per1000 ?? 0));
    const area_name =
      figures.niveau === 'buurt'
        ? texts.figures_area_buurt
        : figures.niveau === 'gemeente'
          ? texts.figures_area_gemeente
          : texts.figures_area_wijk;
    const body = el('tbody');
    const fill_body = () => {
      body.replaceChildren();
      for (const row of sorted(figures.waarden, column, ascending)) {
        const line = figure_row(row, figures, swatches, largest, events);
        rows.set(row.code, line);
        body.append(line);
      }
      mark_rows();
    };
    const heads: { name: Column; label: string; full: string; cell: HTMLTableCellElement }[] = [];
    const show_sorting = () => {
      for (const head of heads) {
        head.cell.setAttribute(
          'aria-sort',
          head.name === column ? (ascending ? 'ascending' : 'descending') : 'none',
        );
      }
    };
    const head = (name: Column, label: string, full: string, numeric: boolean): HTMLElement => {
      const cell = el(
        'th',
        { scope: 'col', class: numeric ? 'number' : null },
        el(
          'button',
          {
            class: 'sort',
            type: 'button',
            onclick: () => {
              ascending = column === name ? !ascending : name === 'naam';
              column = name;
              fill_body();
              show_sorting();
              announce(
                fill(texts.figures_sorted_by, {
                  kolom: full.toLowerCase(),
                  richting: ascending ? texts.figures_sorted_up : texts.figures_sorted_down,
                }),
              );
            },
          },
          el('span', {}, label),
          el('span', { class: 'sort__arrow', 'aria-hidden': 'true' }),
        ),
      );
      heads.push({ name, label, full, cell });
      return cell;
    };
    const result = el(
      'table',
      { class: 'figures__table' },
      el(
        'caption',
        { class: 'visually-hidden' },
        `${figures.titel}, ${period_text(figures.periode)}`,
      ),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          head('naam', area_name, area_name, false),
          head('waarde', texts.figures_count, texts.figures_count, true),
          head('per1000', texts.figures_per1000_short, texts.figures_per1000, true),
        ),
      ),
      body,
    );
    fill_body();
    show_sorting();
    return result;
  };

  const show = async (ask: FiguresAsk): Promise<void> => {
    turn += 1;
    const mine = turn;
    const { indicator } = ask;
    replace(
      heading,
      ask.level === 'buurt'
        ? texts.figures_buurt
        : ask.level === 'gemeente'
          ? texts.figures_gemeente
          : texts.figures_wijk,
    );
    replace(subtitle, el('span', dutch(), indicator.titel));
    show_choices(choices, ask, events);
    if (content.childElementCount === 0) {
      replace(content, el('p', { class: 'busy' }, el('span', { class: 'spinner' }), texts.figures_busy));
    }
    content.classList.add('figures__content--busy');
    const question = {
      indicator: indicator.id,
      level: ask.level,
      category: ask.category,
      period: ask.period,
    };
    try {
      const [figures, swatches] = await Promise.all([api_figures(question), class_swatches(ask.layer, ask.style)]);
      if (mine !== turn) {
        return;
      }
      swatches.count = Math.max(swatches.count, figures.klassen.length);
      content.classList.remove('figures__content--busy');
      if (figures.waarden.length === 0) {
        replace(content, el('p', { class: 'empty' }, texts.figures_none));
        return;
      }
      replace(
        content,
        summary(figures),
        el('div', { class: 'figures__scroll' }, table(figures, swatches)),
        null_explanation(figures, indicator),
        el(
          'a',
          {
            class: 'button button--secondary',
            href: `${figures_url(question)}&f=csv`,
            download: `${indicator.id}_${ask.level}_${ask.category}_${ask.period}.csv`,
          },
          icon('download', 18),
          texts.figures_download,
        ),
        about(figures, indicator),
      );
    } catch (error) {
      if (mine !== turn) {
        return;
      }
      content.classList.remove('figures__content--busy');
      const message = error instanceof ApiFailure && error.kind === 'offline' ? texts.offline : texts.figures_failed;
      replace(content, el('p', { class: 'note note--warning' }, message, ' ', retry_button(() => void show(ask))));
      announce(message);
    }
  };

  return {
    element,
    show,
    light(code) {
      for (const [row_code, row] of rows) {
        row.classList.toggle('figures__row--lit', row_code === code);
      }
    },
    choose(code) {
      chosen = code;
      mark_rows();
      if (code !== null) {
        rows.get(code)?.scrollIntoView({ block: 'nearest' });
      }
    },
  };
}

function show_choices(target: HTMLElement, ask: FiguresAsk, events: FiguresEvents): void {
  const texts = text();
  const focused = document.activeElement?.id ?? '';
  const category = select(
    'cijfers-soort',
    ask.indicator.categorieen.map((one) => [one.id, one.titel]),
    ask.category,
  );
  const period = select(
    'cijfers-periode',
    [...ask.indicator.perioden].sort().reverse().map((one) => [one, period_text(one)]),
    ask.period,
  );
  const changed = () => events.chosen(category.value, period.value);
  category.addEventListener('change', changed);
  period.addEventListener('change', changed);
  replace(
    target,
    ask.indicator.categorieen.length > 1 && field(texts.figures_category, category, true),
    ask.indicator.perioden.length > 0 && field(texts.figures_period, period, false),
  );
  if (focused === category.id || focused === period.id) {
    document.getElementById(focused)?.focus();
  }
}

function select(id: string, options: [string, string][], value: string): HTMLSelectElement {
  const element = el(
    'select',
    { class: 'select', id },
    ...options.map(([key, label]) => el('option', { value: key }, label)),
  );
  element.value = value;
  return element;
}

function field(label: string, control: HTMLElement, from_server: boolean): HTMLElement {
  return el(
    'div',
    { class: 'field' },
    el('label', { class: 'field__label', for: control.id }, label),
    el('span', { class: 'select-wrap', ...(from_server ? dutch() : {}) }, control),
  );
}

function sorted(rows: FigureRow[], column: Column, ascending: boolean): FigureRow[] {
  const by_name = (a: FigureRow, b: FigureRow) => a.naam.localeCompare(b.naam, 'nl');
  return [...rows].sort((a, b) => {
    if (column === 'naam') {
      return ascending ? by_name(a, b) : by_name(b, a);
    }
    const left = a[column];
    const right = b[column];
    // What isn't shown comes last, whichever way the rest goes.
    if (left === null || right === null) {
      return left === right ? by_name(a, b) : left === null ? 1 : -1;
    }
    return left === right ? by_name(a, b) : ascending ? left - right : right - left;
  });
}

function figure_row(
  row: FigureRow,
  figures: Figures,
  swatches: Swatches,
  largest: number,
  events: FiguresEvents,
): HTMLTableRowElement {
  const texts = text();
  const count = swatches.count;
  const said =
    row.klasse === null
      ? texts.figures_no_class
      : fill(texts.figures_class_of, { klasse: row.klasse, klassen: count });
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' }, el('span', { class: 'bar__value' }));
  const inner = bar.firstElementChild;
  if (inner instanceof HTMLElement && row.per1000 !== null && largest > 0) {
    inner.style.width = `${((row.per1000 / largest) * 100).toFixed(1)}%`;
  }
  const none = (): HTMLElement =>
    el(
      'span',
      { class: 'muted', title: texts.figures_null },
      el('span', { 'aria-hidden': 'true' }, texts.figures_null_short),
      el('span', { class: 'visually-hidden' }, texts.figures_null),
    );
  const line = el(
    'tr',
    { class: 'figures__row' },
    el(
      'th',
      { scope: 'row' },
      swatch(row.klasse, figures, swatches),
      el(
        'button',
        {
          class: 'figures__name',
          type: 'button',
          title: fill(texts.figures_zoom_to, { naam: row.naam }),
          ...dutch(),
        },
        row.naam,
      ),
      el('span', { class: 'visually-hidden' }, `, ${said}`),
    ),
    el('td', { class: 'number' }, row.waarde === null ? none() : number_text(row.waarde)),
    el(
      'td',
      { class: 'number figures__rate' },
      row.per1000 === null
        ? row.waarde === null
          ? el('span', { class: 'muted' }, '–')
          : none()
        : el('span', { class: 'figures__rate-value' }, number_text(row.per1000, 1)),
      row.per1000 === null ? null : bar,
    ),
  );
  line.addEventListener('pointerenter', () => events.over_area(row.code));
  line.addEventListener('pointerleave', () => events.over_area(null));
  line.addEventListener('focusin', () => events.over_area(row.code));
  line.addEventListener('focusout', () => events.over_area(null));
  line.addEventListener('click', () => events.area(row.code, row.naam));
  return line;
}

/** The pictures of the classes, from the legend: those of the classes in order, then the one for no figure. */
interface Swatches {
  classes: string[];
  none: string | null;
  count: number;
}

async function class_swatches(layer: string, style: string): Promise<Swatches> {
  const result: Swatches = { classes: [], none: null, count: 5 };
  try {
    const legend = await api_legend(layer, style);
    for (const rule of legend.regels) {
      if (/klein|geen|niet|onbekend/i.test(rule.titel)) {
        result.none = rule.afbeelding;
      } else {
        result.classes.push(rule.afbeelding);
      }
    }
    result.count = result.classes.length;
  } catch {
    // The table stands without colours; each row says its class.
  }
  return result;
}

function swatch(klasse: number | null, figures: Figures, swatches: Swatches): HTMLElement {
  const colour = figures.klassen.find((one) => one.klasse === klasse)?.kleur;
  if (typeof colour === 'string') {
    const element = el('span', { class: 'swatch', 'aria-hidden': 'true' });
    element.style.backgroundColor = colour;
    return element;
  }
  const source = klasse === null ? swatches.none : swatches.classes[klasse - 1];
  return source === null || source === undefined
    ? el('span', { class: 'swatch swatch--none', 'aria-hidden': 'true' })
    : el('img', { class: 'swatch', src: source, alt: '', width: '16', height: '16' });
}

function summary(figures: Figures): HTMLElement | null {
  const texts = text();
  const shown = sorted(
    figures.waarden.filter((row) => row.per1000 !== null),
    'per1000',
    false,
  );
  const first = shown[0];
  const last = shown[shown.length - 1];
  const hidden = figures.waarden.filter((row) => row.waarde === null).length;
  const parts: string[] = [];
  if (first !== undefined && last !== undefined && shown.length > 1) {
    parts.push(
      fill(texts.figures_summary, {
        hoogste: first.naam,
        hoog: number_text(first.per1000 ?? 0, 1),
        laagste: last.naam,
        laag: number_text(last.per1000 ?? 0, 1),
      }),
    );
  }
  if (hidden > 0 && figures.toelichting) {
    parts.push(hidden === 1 ? texts.figures_summary_null_one : fill(texts.figures_summary_null, { aantal: hidden }));
  }
  return parts.length === 0 ? null : el('p', { class: 'figures__summary' }, parts.join(' '));
}

function null_explanation(figures: Figures, indicator: Indicator): HTMLElement | null {
  const texts = text();
  if (!figures.waarden.some((row) => row.waarde === null)) {
    return null;
  }
  return el(
    'p',
    { class: 'hint' },
    indicator.beschermd ? texts.figures_null_explained : texts.figures_null_explained_open,
  );
}

function about(figures: Figures, indicator: Indicator): HTMLElement {
  const texts = text();
  const rows: [string, string | null | undefined][] = [
    [texts.figures_definition, figures.definitie ?? indicator.definitie],
    [texts.figures_date, figures.peildatum ? date_text(figures.peildatum) : null],
    [texts.figures_source, figures.bron ?? indicator.bron],
    [texts.figures_protection, figures.toelichting],
  ];
  return el(
    'div',
    { class: 'figures__about' },
    el('h3', { class: 'figures__about-title' }, texts.figures_about),
    el(
      'dl',
      { class: 'facts facts--stacked' },
      ...rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([label, value]) =>
          el('div', { class: 'facts__row' }, el('dt', {}, label), el('dd', dutch(), value ?? '')),
        ),
    ),
  );
}

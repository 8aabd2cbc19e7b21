// The viewer's own icons: 24 × 24, drawn in strokes of the text colour.

const SVG = 'http://www.w3.org/2000/svg';

const paths = {
  gebouwen: 'M3 21V10l6-4.5L15 10v11M3 21h18M15 21V13h6v8M7.5 21v-4.5h3V21M7.2 12.2h.1M10.8 12.2h.1M18 16.2h.1',
  ruimte: 'M12 21v-7M8 21h8M12 14a5.5 5.5 0 0 1-5.5-5.5C6.5 5 9 2.8 12 2.8s5.5 2.2 5.5 5.7A5.5 5.5 0 0 1 12 14ZM12 11l2.4-2.6M12 13V8',
  sociaal:
    'M9 11a3.3 3.3 0 1 0 0-6.6A3.3 3.3 0 0 0 9 11ZM2.8 20c0-3.6 2.7-6 6.2-6s6.2 2.4 6.2 6M16 10.9a2.8 2.8 0 1 0-.6-5.5M17.4 14.2c2.3.6 3.8 2.5 3.8 5.3',
  wijken: 'm3 7 6-3 6 3 6-3v13l-6 3-6-3-6 3ZM9 4v13M15 7v13',
  lagen: 'm12 3 9 5-9 5-9-5ZM3.5 12.2 12 17l8.5-4.8M3.5 16.2 12 21l8.5-4.8',
  zoeken: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20.5 20.5',
  sluiten: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  min: 'M5 12h14',
  locatie: 'M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6ZM12 2v3M12 19v3M2 12h3M19 12h3',
  gemeente: 'M3.5 10.5 12 4l8.5 6.5M6 9v10.5h12V9M10 19.5V14h4v5.5',
  delen: 'M8.8 13.2l6.4 3.6M15.2 7.2 8.8 10.8M6.5 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM17.5 8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM17.5 20.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  uitleg: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.6 9.4c.2-1.4 1.2-2.2 2.5-2.2 1.4 0 2.4.9 2.4 2.2 0 1.8-2.5 2-2.5 4M12 16.6h.1',
  omlaag: 'm6 9 6 6 6-6',
  omhoog: 'm6 15 6-6 6 6',
  links: 'm14.5 6-6 6 6 6',
  rechts: 'm9.5 6 6 6-6 6',
  tabel: 'M4 5h16v14H4ZM4 10h16M4 14.5h16M10 10v9',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.6h.1',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15',
  waarschuwing: 'M12 4 2.8 20h18.4ZM12 10v4.5M12 17.3h.1',
  instellen: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  adres: 'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11ZM12 12.2a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  weg: 'M8 3 4 21M16 3l4 18M12 4v3M12 10.5v3M12 17v3',
  kopie: 'M9 9h11v11H9ZM5 15H4V4h11v1',
} as const;

export type IconName = keyof typeof paths;

/** Decoration only: what it means must stand beside it in text. */
export function icon(name: IconName, size = 24): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

const theme_icons: Record<string, IconName> = {
  'adressen-en-gebouwen': 'gebouwen',
  'openbare-ruimte': 'ruimte',
  'sociaal-domein': 'sociaal',
  'wijken-en-buurten': 'wijken',
};

export function theme_icon(theme: string): IconName {
  return theme_icons[theme] ?? 'lagen';
}

/** The map's marker. */
export function pin(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 34 44');
  svg.setAttribute('width', '34');
  svg.setAttribute('height', '44');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'pin');
  const drop = document.createElementNS(SVG, 'path');
  drop.setAttribute('d', 'M17 42.5S3 28.4 3 16.6a14 14 0 0 1 28 0C31 28.4 17 42.5 17 42.5Z');
  drop.setAttribute('class', 'pin__drop');
  const dot = document.createElementNS(SVG, 'circle');
  dot.setAttribute('cx', '17');
  dot.setAttribute('cy', '16.6');
  dot.setAttribute('r', '5.4');
  dot.setAttribute('class', 'pin__dot');
  svg.append(drop, dot);
  return svg;
}

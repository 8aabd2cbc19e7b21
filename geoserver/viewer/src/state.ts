// What the viewer shows, as a permalink in the URL's hash:
//   #thema=sociaal-domein&x=245000&y=575000&z=7.5&lagen=sociaal_wijk~stijl~80,wijk&cat=wmo&per=2026K3&gebied=WK195201
// `lagen` are those that are on; without it the theme's own choice holds. Opacity is in percent.

import type { Layer } from './api';
import type { Language } from './text';

export interface LayerChoice {
  on: boolean;
  style: string;
  /** 0 to 1. */
  opacity: number;
}

export interface Position {
  /** RD. */
  x: number;
  y: number;
  /** Tile matrix of NetherlandsRDNewQuad, with fractions. */
  zoom: number;
}

export interface Permalink {
  theme: string;
  position: Position | null;
  /** null: the theme's own choice. */
  layers: Map<string, { style: string | null; opacity: number | null }> | null;
  category: string;
  period: string;
  area: string;
  language: Language | null;
}

function finite(value: string | null): number | null {
  if (value === null || value === '') {
    return null;
  }
  const result = Number(value);
  return Number.isFinite(result) ? result : null;
}

export function permalink_read(hash: string): Permalink {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const x = finite(values.get('x'));
  const y = finite(values.get('y'));
  const zoom = finite(values.get('z'));
  const layers = values.get('lagen');
  const language = values.get('taal');
  return {
    theme: values.get('thema') ?? '',
    position: x !== null && y !== null && zoom !== null ? { x, y, zoom } : null,
    layers: layers === null ? null : layers_read(layers),
    category: values.get('cat') ?? '',
    period: values.get('per') ?? '',
    area: values.get('gebied') ?? '',
    language: language === 'en' || language === 'nl' ? language : null,
  };
}

function layers_read(value: string): NonNullable<Permalink['layers']> {
  const result: NonNullable<Permalink['layers']> = new Map();
  for (const part of value.split(',')) {
    const [id, style, opacity] = part.split('~');
    if (id !== undefined && id !== '') {
      const percent = finite(opacity ?? null);
      result.set(id, {
        style: style === undefined || style === '' ? null : style,
        opacity: percent === null ? null : Math.min(100, Math.max(0, percent)) / 100,
      });
    }
  }
  return result;
}

/** The choices for a theme's layers: the permalink's where it says something, else the theme's own. */
export function layer_choices(layers: Layer[], permalink: Permalink['layers']): Map<string, LayerChoice> {
  const result = new Map<string, LayerChoice>();
  for (const layer of layers) {
    const linked = permalink?.get(layer.id);
    const known = layer.stijlen.some((style) => style.id === linked?.style);
    result.set(layer.id, {
      on: permalink === null ? layer.zichtbaar : linked !== undefined,
      style: known && linked?.style ? linked.style : layer.stijl,
      opacity: linked?.opacity ?? 1,
    });
  }
  return result;
}

export interface PermalinkParts {
  theme: string;
  position: Position | null;
  layers: Layer[];
  choices: Map<string, LayerChoice>;
  category: string;
  period: string;
  area: string;
  language: Language;
}

export function permalink_write(parts: PermalinkParts): string {
  const fields: string[] = [];
  const add = (name: string, value: string) => {
    if (value !== '') {
      fields.push(`${name}=${encodeURIComponent(value).replace(/%2C/g, ',').replace(/%7E/g, '~')}`);
    }
  };
  add('thema', parts.theme);
  if (parts.position !== null) {
    add('x', parts.position.x.toFixed(0));
    add('y', parts.position.y.toFixed(0));
    add('z', String(Math.round(parts.position.zoom * 100) / 100));
  }
  const on: string[] = [];
  let differs = false;
  for (const layer of parts.layers) {
    const choice = parts.choices.get(layer.id);
    if (choice === undefined) {
      continue;
    }
    differs ||= choice.on !== layer.zichtbaar;
    if (choice.on) {
      const style = choice.style === layer.stijl ? '' : choice.style;
      const opacity = choice.opacity === 1 ? '' : String(Math.round(choice.opacity * 100));
      differs ||= style !== '' || opacity !== '';
      on.push([layer.id, style, opacity].join('~').replace(/~+$/, ''));
    }
  }
  if (differs) {
    fields.push(`lagen=${on.map((part) => encodeURIComponent(part).replace(/%7E/g, '~')).join(',')}`);
  }
  add('cat', parts.category);
  add('per', parts.period);
  add('gebied', parts.area);
  if (parts.language !== 'nl') {
    add('taal', parts.language);
  }
  return `#${fields.join('&')}`;
}

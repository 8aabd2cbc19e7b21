// The texts of the chosen language, and how values are written in it.

import { texts_en } from './texts_en';
import { texts_nl, type Texts } from './texts_nl';

export type Language = 'nl' | 'en';

let chosen: Texts = texts_nl;

/** The texts of the chosen language. Ask again after `text_choose`. */
export function text(): Texts {
  return chosen;
}

export function text_choose(language: Language): void {
  chosen = language === 'en' ? texts_en : texts_nl;
  document.documentElement.lang = language;
}

export function text_language(): Language {
  return chosen === texts_en ? 'en' : 'nl';
}

/** Replaces each `{name}` in a text by its value. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

export function number_text(value: number, decimals = 0): string {
  return value.toLocaleString(chosen.locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** '2026-10-01' as '1 oktober 2026'; anything else unchanged. */
export function date_text(value: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/.exec(value);
  if (match === null) {
    return value;
  }
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return date.toLocaleDateString(chosen.locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** '2026K3' as '3e kwartaal 2026', '2026M03' as a month; anything else unchanged. */
export function period_text(period: string): string {
  const quarter = /^(\d{4})-?K([1-4])$/.exec(period);
  if (quarter !== null) {
    return chosen === texts_en ? `Q${quarter[2]} ${quarter[1]}` : `${quarter[2]}e kwartaal ${quarter[1]}`;
  }
  const month = /^(\d{4})-?M?(\d{2})$/.exec(period);
  if (month !== null) {
    const date = new Date(Date.UTC(Number(month[1]), Number(month[2]) - 1, 1));
    return date.toLocaleDateString(chosen.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  }
  return period;
}

/** RD coordinates as people write them: '245.123, 574.987'. */
export function rd_text(x: number, y: number): string {
  return `${number_text(x)}, ${number_text(y)}`;
}

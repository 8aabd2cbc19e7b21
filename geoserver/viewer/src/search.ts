// Address search: an editable combobox with a listbox (ARIA 1.2 practices), over the server's own locatieserver.

import { api_lookup, api_suggest, ApiFailure, type SearchDoc, type SearchPlace } from './api';
import { announce, dutch, el, highlighted, replace } from './dom';
import { icon, type IconName } from './icons';
import { fill, text } from './text';

const ROWS = 8;
const WAIT_MS = 160;
const SHORTEST = 2;

const type_icons: Record<string, IconName> = {
  adres: 'adres',
  weg: 'weg',
  postcode: 'adres',
  woonplaats: 'gebouwen',
  gemeente: 'gemeente',
  wijk: 'wijken',
  buurt: 'wijken',
};

function type_text(type: string): string {
  const texts = text();
  const names: Record<string, string> = {
    adres: texts.search_type_adres,
    weg: texts.search_type_weg,
    postcode: texts.search_type_postcode,
    woonplaats: texts.search_type_woonplaats,
    gemeente: texts.search_type_gemeente,
    wijk: texts.search_type_wijk,
    buurt: texts.search_type_buurt,
  };
  return names[type] ?? type;
}

/** The search field. `chosen` is told which place was picked; its promise ends the waiting. */
export function search_box(chosen: (place: SearchPlace) => Promise<void>): HTMLElement {
  const texts = text();
  const input = el('input', {
    class: 'search__input',
    id: 'zoekveld',
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'search',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': 'zoekresultaten',
    'aria-label': texts.search_label,
    placeholder: texts.search_placeholder,
    maxlength: '120',
  });
  const list = el('ul', {
    class: 'search__list',
    id: 'zoekresultaten',
    role: 'listbox',
    'aria-label': texts.search_results,
  });
  const note = el('div', { class: 'search__note', hidden: true });
  const popup = el('div', { class: 'search__popup', hidden: true }, list, note);
  const clear = el(
    'button',
    { class: 'search__clear', type: 'button', 'aria-label': texts.search_clear, hidden: true },
    icon('sluiten', 18),
  );

  let docs: SearchDoc[] = [];
  let active = -1;
  let timer = 0;
  let asked: AbortController | null = null;
  let last_query = '';

  const close = () => {
    popup.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    set_active(-1);
  };

  const open_list = () => {
    note.hidden = true;
    list.hidden = false;
    popup.hidden = false;
    input.setAttribute('aria-expanded', 'true');
  };

  const show_note = (title: string, hint: string, spoken = true) => {
    docs = [];
    list.replaceChildren();
    list.hidden = true;
    replace(note, el('p', { class: 'search__note-title' }, title), hint !== '' && el('p', {}, hint));
    note.hidden = false;
    popup.hidden = false;
    input.setAttribute('aria-expanded', 'false');
    set_active(-1);
    if (spoken) {
      announce(`${title}. ${hint}`);
    }
  };

  const set_active = (index: number) => {
    active = index;
    [...list.children].forEach((option, at) => {
      option.setAttribute('aria-selected', at === index ? 'true' : 'false');
      if (at === index) {
        option.scrollIntoView({ block: 'nearest' });
      }
    });
    if (index >= 0) {
      input.setAttribute('aria-activedescendant', `zoekresultaat-${index}`);
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  };

  const show = (found: SearchDoc[], highlights: Map<string, string>) => {
    docs = found;
    list.replaceChildren(
      ...found.map((doc, index) => {
        const marked = highlights.get(doc.id);
        const option = el(
          'li',
          { class: 'search__option', role: 'option', id: `zoekresultaat-${index}`, 'aria-selected': 'false' },
          icon(type_icons[doc.type] ?? 'adres', 20),
          el(
            'span',
            { class: 'search__name', ...dutch() },
            ...(marked === undefined ? [doc.weergavenaam] : highlighted(marked)),
          ),
          el('span', { class: 'search__type' }, type_text(doc.type)),
        );
        // Not `click`: the input would lose the focus first, and the list would be gone.
        option.addEventListener('pointerdown', (event) => event.preventDefault());
        option.addEventListener('click', () => void pick(doc));
        return option;
      }),
    );
    set_active(-1);
    open_list();
    announce(found.length === 1 ? texts.search_count_one : fill(texts.search_count, { aantal: found.length }));
  };

  const ask = async (query: string): Promise<void> => {
    asked?.abort();
    const stop = new AbortController();
    asked = stop;
    const slow = window.setTimeout(() => {
      if (popup.hidden) {
        show_note(texts.search_busy, '', false);
      }
    }, 700);
    try {
      const answer = await api_suggest(query, ROWS, stop.signal);
      if (stop.signal.aborted) {
        return;
      }
      if (answer.docs.length === 0) {
        show_note(fill(texts.search_none, { vraag: query }), texts.search_none_hint);
      } else {
        show(answer.docs, answer.highlights);
      }
    } catch (error) {
      if (!(error instanceof ApiFailure && error.kind === 'stopped')) {
        show_note(
          error instanceof ApiFailure && error.kind === 'offline' ? texts.offline : texts.search_failed,
          texts.search_failed_hint,
        );
      }
    } finally {
      window.clearTimeout(slow);
    }
  };

  const pick = async (doc: SearchDoc): Promise<void> => {
    window.clearTimeout(timer);
    asked?.abort();
    input.value = doc.weergavenaam;
    last_query = doc.weergavenaam;
    clear.hidden = false;
    close();
    try {
      const place = await api_lookup(doc.id);
      if (place === null) {
        show_note(fill(texts.search_none, { vraag: doc.weergavenaam }), texts.search_none_hint);
        return;
      }
      await chosen({ ...place, type: place.type, weergavenaam: place.weergavenaam });
    } catch {
      show_note(texts.search_failed, texts.search_failed_hint);
    }
  };

  const typed = () => {
    const query = input.value.trim();
    clear.hidden = input.value === '';
    window.clearTimeout(timer);
    if (query.length < SHORTEST) {
      asked?.abort();
      last_query = '';
      close();
      return;
    }
    if (query === last_query) {
      return;
    }
    last_query = query;
    timer = window.setTimeout(() => void ask(query), WAIT_MS);
  };

  input.addEventListener('input', typed);
  input.addEventListener('focus', () => {
    if (docs.length > 0 && input.value.trim() === last_query && input.value !== '') {
      open_list();
    }
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const shown = !popup.hidden && docs.length > 0;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        if (docs.length === 0) {
          return;
        }
        if (!shown) {
          open_list();
        }
        const step = event.key === 'ArrowDown' ? 1 : -1;
        // From the field itself (-1) down to the first or up to the last, and round.
        set_active(active === -1 && step === -1 ? docs.length - 1 : (active + step + docs.length) % docs.length);
        return;
      }
      case 'Enter': {
        event.preventDefault();
        const doc = docs[active >= 0 ? active : 0];
        if (shown && doc !== undefined) {
          void pick(doc);
        } else if (input.value.trim().length >= SHORTEST) {
          window.clearTimeout(timer);
          void ask(input.value.trim());
        }
        return;
      }
      case 'Escape':
        if (!popup.hidden) {
          event.preventDefault();
          close();
        } else if (input.value !== '') {
          input.value = '';
          typed();
        }
        return;
      default:
    }
  });
  clear.addEventListener('click', () => {
    input.value = '';
    docs = [];
    typed();
    input.focus();
  });

  return el(
    'div',
    { class: 'search', role: 'search' },
    el('span', { class: 'search__icon' }, icon('zoeken', 20)),
    input,
    clear,
    popup,
  );
}

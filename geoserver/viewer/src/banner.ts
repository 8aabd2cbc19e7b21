// The one line over the map that says what is wrong, and what can be done about it.

import { announce, el, replace } from './dom';
import { icon } from './icons';
import { text } from './text';

/** The most serious first; the banner shows the first that holds. */
const order = ['offline', 'server', 'tiles', 'slow', 'message'] as const;
export type Trouble = (typeof order)[number];

export interface Banner {
  element: HTMLElement;
  set(trouble: Trouble, message: string | null, hint?: string, retry?: () => void): void;
}

export function banner(): Banner {
  const element = el('div', { class: 'banner', hidden: true });
  const held = new Map<Trouble, { message: string; hint: string; retry: (() => void) | undefined }>();
  let shown = '';

  const show = () => {
    const first = order.find((trouble) => held.has(trouble));
    const what = first === undefined ? undefined : held.get(first);
    const key = what === undefined ? '' : `${first} ${what.message}`;
    if (key === shown) {
      return;
    }
    shown = key;
    element.hidden = what === undefined;
    if (what === undefined || first === undefined) {
      element.replaceChildren();
      return;
    }
    element.classList.toggle('banner--warning', first !== 'slow' && first !== 'message');
    const retry = what.retry;
    replace(
      element,
      icon(first === 'slow' || first === 'message' ? 'info' : 'waarschuwing', 20),
      el('p', {}, el('strong', {}, what.message), what.hint === '' ? null : ` ${what.hint}`),
      retry !== undefined &&
        el('button', { class: 'button button--small', type: 'button', onclick: retry }, text().retry),
    );
    announce(`${what.message} ${what.hint}`);
  };

  return {
    element,
    set(trouble, message, hint = '', retry = undefined) {
      if (message === null) {
        held.delete(trouble);
      } else {
        held.set(trouble, { message, hint, retry });
      }
      show();
    },
  };
}

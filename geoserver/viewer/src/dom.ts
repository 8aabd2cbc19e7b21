// Making elements. Nothing here takes markup from a string, so that no text can become an element.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

/** An element; attributes that start with `on` are listeners, `null` and `false` leave one out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

export function replace(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** Text in Dutch that comes from the server, marked as such when the page is in another language. */
export function dutch(): { lang: string } | Record<string, never> {
  return document.documentElement.lang === 'nl' ? {} : { lang: 'nl' };
}

/** The parts of 'Kerk<b>straat</b>' as text and <mark>; any other markup stays text. */
export function highlighted(marked: string): Child[] {
  const parts: Child[] = [];
  let bold = false;
  for (const piece of marked.split(/(<\/?b>)/)) {
    if (piece === '<b>' || piece === '</b>') {
      bold = piece === '<b>';
    } else if (piece !== '') {
      const plain = entities(piece);
      parts.push(bold ? el('mark', {}, plain) : plain);
    }
  }
  return parts;
}

function entities(value: string): string {
  return value
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;|&apos;/g, "'")
    .replace(/&amp;/g, '&');
}

export function reduced_motion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** True in the layout with the sheet at the bottom (app.css has the same condition). */
export function is_phone(): boolean {
  return window.matchMedia('(max-width: 719px)').matches;
}

let announcer: HTMLElement | null = null;

export function announcer_element(): HTMLElement {
  announcer = el('div', { class: 'visually-hidden', 'aria-live': 'polite', role: 'status' });
  return announcer;
}

/** Says something to a screen reader, without moving the focus. */
export function announce(message: string): void {
  if (announcer !== null) {
    const target = announcer;
    target.textContent = '';
    window.setTimeout(() => {
      target.textContent = message;
    }, 60);
  }
}

// The dialogue that explains the map, its keys, and what it was made with.

import { el } from './dom';
import { icon } from './icons';
import { text } from './text';

export function help_dialog(): HTMLDialogElement {
  const texts = text();
  const close = el(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': texts.close, title: texts.close },
    icon('sluiten', 20),
  );
  const dialog = el(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'uitleg-titel' },
    el('div', { class: 'dialog__head' }, el('h2', { id: 'uitleg-titel' }, texts.help_title), close),
    el(
      'div',
      { class: 'dialog__body' },
      ...texts.help_sections.map((section) =>
        el('section', {}, el('h3', {}, section.kop), el('ul', {}, ...section.regels.map((line) => el('li', {}, line)))),
      ),
      el(
        'p',
        { class: 'hint' },
        `${texts.help_privacy} ${texts.help_credits} Geodatamagazijn, OpenLayers, proj4js, Open Sans. `,
        el('a', { href: '/static/licenties.txt' }, texts.help_licences),
      ),
    ),
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
  return dialog;
}

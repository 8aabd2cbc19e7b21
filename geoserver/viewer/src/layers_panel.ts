// The panel of a theme: what it is about, its layers (switch, style, opacity), and their legends.

import { api_legend, type Layer, type Theme } from './api';
import { dutch, el, replace } from './dom';
import { icon } from './icons';
import { date_text, fill, text } from './text';
import type { LayerChoice } from './state';

export interface LayersPanelEvents {
  changed(layer: Layer): void;
  zoom_to_layer(layer: Layer): void;
}

/** Whether a layer can be seen at the map's scale. */
export type LayerSight = 'seen' | 'zoom_in' | 'zoom_out';

export interface LayersPanel {
  element: HTMLElement;
  set_sight(layer: string, sight: LayerSight): void;
  set_failed(layer: string, failed: boolean): void;
}

/** The switch of the own background map. */
export interface BackgroundSwitch {
  on: boolean;
  changed(on: boolean): void;
}

export function layers_panel(
  theme: Theme,
  choices: Map<string, LayerChoice>,
  events: LayersPanelEvents,
  background: BackgroundSwitch | null,
): LayersPanel {
  const texts = text();
  const notes = new Map<string, { sight: HTMLElement; failed: HTMLElement }>();
  const list = el('ul', { class: 'layers' });
  for (const layer of theme.lagen) {
    const choice = choices.get(layer.id);
    if (choice !== undefined) {
      list.append(layer_item(layer, choice, events, notes));
    }
  }
  const element = el(
    'div',
    { class: 'panel__content' },
    el(
      'div',
      { class: 'panel__intro' },
      el('h2', { class: 'panel__title', id: 'paneel-titel', ...dutch() }, theme.titel),
      theme.omschrijving ? el('p', { class: 'panel__lead', ...dutch() }, theme.omschrijving) : null,
    ),
    theme.lagen.length === 0 ? el('p', { class: 'empty' }, texts.layers_none) : list,
    background === null ? null : background_switch(background),
  );
  return {
    element,
    set_sight(id, sight) {
      const note = notes.get(id)?.sight;
      const layer = theme.lagen.find((one) => one.id === id);
      if (note === undefined || layer === undefined || note.dataset['sight'] === sight) {
        return;
      }
      note.dataset['sight'] = sight;
      note.hidden = sight === 'seen';
      if (sight === 'seen') {
        note.replaceChildren();
        return;
      }
      const inward = sight === 'zoom_in';
      replace(
        note,
        el('span', {}, inward ? texts.layer_zoom_in : texts.layer_zoom_out),
        ' ',
        el(
          'button',
          { class: 'link-button', type: 'button', onclick: () => events.zoom_to_layer(layer) },
          inward ? texts.layer_zoom_in_action : texts.layer_zoom_out_action,
        ),
      );
    },
    set_failed(id, failed) {
      const note = notes.get(id)?.failed;
      if (note !== undefined) {
        note.hidden = !failed;
      }
    },
  };
}

function background_switch(background: BackgroundSwitch): HTMLElement {
  const toggle = el('input', { class: 'switch', type: 'checkbox', role: 'switch', id: 'eigen-achtergrond' });
  toggle.checked = background.on;
  toggle.addEventListener('change', () => background.changed(toggle.checked));
  const label = el('label', { for: 'eigen-achtergrond' }, text().background_own);
  return el(
    'div',
    { class: 'layer' },
    el('div', { class: 'layer__head' }, el('h3', { class: 'layer__title' }, label), toggle),
  );
}

function layer_item(
  layer: Layer,
  choice: LayerChoice,
  events: LayersPanelEvents,
  notes: Map<string, { sight: HTMLElement; failed: HTMLElement }>,
): HTMLElement {
  const texts = text();
  const switch_id = `laag-${layer.id}`;
  const options_id = `weergave-${layer.id}`;

  const legend = el('div', { class: 'legend' });
  const sight = el('p', { class: 'note note--zoom', hidden: true });
  const failed = el('p', { class: 'note note--warning', hidden: true }, texts.layer_failed);
  notes.set(layer.id, { sight, failed });

  const body = el(
    'div',
    { class: 'layer__body' },
    layer.omschrijving ? el('p', { class: 'layer__about', ...dutch() }, layer.omschrijving) : null,
    sight,
    failed,
    legend,
    source_line(layer),
  );

  const toggle = el('input', { class: 'switch', type: 'checkbox', role: 'switch', id: switch_id });
  toggle.checked = choice.on;

  const opacity_value = el('output', { class: 'field__value', for: `dekking-${layer.id}` });
  const opacity = el('input', {
    class: 'range',
    type: 'range',
    id: `dekking-${layer.id}`,
    min: '10',
    max: '100',
    step: '5',
  });
  opacity.value = String(Math.round(choice.opacity * 100));
  const show_opacity = () => {
    opacity_value.textContent = `${opacity.value}%`;
    opacity.setAttribute('aria-valuetext', `${opacity.value}%`);
  };
  show_opacity();

  const options = el(
    'div',
    { class: 'layer__options', id: options_id, hidden: true, role: 'group' },
    el(
      'div',
      { class: 'field field--inline' },
      el('label', { class: 'field__label', for: `dekking-${layer.id}` }, texts.layer_opacity),
      opacity,
      opacity_value,
    ),
  );
  options.setAttribute('aria-label', fill(texts.layer_options, { titel: layer.titel }));

  const more = el(
    'button',
    {
      class: 'icon-button icon-button--small',
      type: 'button',
      'aria-expanded': 'false',
      'aria-controls': options_id,
      'aria-label': fill(texts.layer_options, { titel: layer.titel }),
      title: fill(texts.layer_options, { titel: layer.titel }),
    },
    icon('instellen', 18),
  );
  more.addEventListener('click', () => {
    options.hidden = !options.hidden;
    more.setAttribute('aria-expanded', options.hidden ? 'false' : 'true');
  });

  const style_field =
    layer.stijlen.length > 1 ? style_choice(layer, choice, events, () => void show_legend(legend, layer, choice)) : null;

  const item = el(
    'li',
    { class: 'layer' },
    el(
      'div',
      { class: 'layer__head' },
      el('h3', { class: 'layer__title' }, el('label', { for: switch_id, ...dutch() }, layer.titel)),
      more,
      toggle,
    ),
    options,
    style_field,
    body,
  );

  const show_state = () => {
    item.classList.toggle('layer--on', choice.on);
    body.hidden = !choice.on;
    more.hidden = !choice.on;
    if (style_field !== null) {
      style_field.hidden = !choice.on;
    }
    if (!choice.on) {
      options.hidden = true;
      more.setAttribute('aria-expanded', 'false');
    } else if (legend.childElementCount === 0) {
      void show_legend(legend, layer, choice);
    }
  };
  toggle.addEventListener('change', () => {
    choice.on = toggle.checked;
    show_state();
    events.changed(layer);
  });
  opacity.addEventListener('input', () => {
    choice.opacity = Number(opacity.value) / 100;
    show_opacity();
    events.changed(layer);
  });
  show_state();
  return item;
}

function style_choice(
  layer: Layer,
  choice: LayerChoice,
  events: LayersPanelEvents,
  changed: () => void,
): HTMLElement {
  const name = `stijl-${layer.id}`;
  return el(
    'fieldset',
    { class: 'segments' },
    el('legend', { class: 'segments__label' }, text().layer_style),
    el(
      'div',
      { class: 'segments__row' },
      ...layer.stijlen.map((style) => {
        const radio = el('input', { class: 'segments__input', type: 'radio', name, id: `${name}-${style.id}` });
        radio.checked = style.id === choice.style;
        radio.addEventListener('change', () => {
          choice.style = style.id;
          changed();
          events.changed(layer);
        });
        return el(
          'span',
          { class: 'segments__item' },
          radio,
          el('label', { for: `${name}-${style.id}`, ...dutch() }, style_title(style.titel, layer.titel)),
        );
      }),
    ),
  );
}

/** 'Panden naar bouwjaar' below the layer 'Panden' reads better as 'Bouwjaar'. */
function style_title(title: string, layer_title: string): string {
  const start = `${layer_title} `.toLowerCase();
  const rest = title.toLowerCase().startsWith(start) ? title.slice(start.length) : title;
  const short = rest.replace(/^(naar|op|per|by)\s+/i, '');
  return short === '' ? title : short.charAt(0).toUpperCase() + short.slice(1);
}

function source_line(layer: Layer): HTMLElement | null {
  const texts = text();
  if (!layer.bron && !layer.datum) {
    return null;
  }
  const parts: string[] = [];
  if (layer.bron) {
    parts.push(fill(texts.layer_source, { bron: layer.bron }));
  }
  if (layer.datum) {
    parts.push(fill(texts.layer_date, { datum: date_text(layer.datum) }));
  }
  return el('p', { class: 'layer__source' }, parts.join(', '));
}

async function show_legend(target: HTMLElement, layer: Layer, choice: LayerChoice): Promise<void> {
  const texts = text();
  const style = choice.style;
  if (target.childElementCount === 0) {
    replace(target, el('p', { class: 'legend__busy' }, texts.legend_loading));
  }
  try {
    const legend = await api_legend(layer.id, style);
    if (style !== choice.style) {
      return;
    }
    replace(
      target,
      el(
        'ul',
        { class: 'legend__list', 'aria-label': fill(texts.legend_of, { titel: layer.titel }), ...dutch() },
        ...legend.regels.map((rule) =>
          el(
            'li',
            { class: 'legend__rule' },
            el('img', { class: 'legend__image', src: rule.afbeelding, alt: '', width: '20', height: '20' }),
            el('span', {}, rule.titel),
          ),
        ),
      ),
    );
  } catch {
    if (style === choice.style) {
      replace(
        target,
        el('p', { class: 'note note--warning' }, texts.legend_failed, ' ', retry_button(() => {
          target.replaceChildren();
          void show_legend(target, layer, choice);
        })),
      );
    }
  }
}

export function retry_button(action: () => void): HTMLElement {
  return el('button', { class: 'link-button', type: 'button', onclick: action }, text().retry);
}

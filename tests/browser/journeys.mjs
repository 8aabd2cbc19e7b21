// Journeys through the viewer as a person goes them, in Debian's Chromium, with an axe-core check of each state.
//   node journeys.mjs MODULES_DIR DIST_DIR          against the answers below
//   GEOMAGAZIJN_URL=http://… node journeys.mjs MODULES_DIR DIST_DIR   against a real server with the demo municipality
// Ends with 0 when every step held.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, dist] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), '..', 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const layer = (id, titel, indicator = null) => ({
  id, titel, omschrijving: `Over ${titel}`, stijl: id, stijlen: [{ id, titel }], zichtbaar: true, klikbaar: true,
  tegels: `/tiles/${id}/{tms}/{z}/{x}/{y}.png`, bron: 'Kadaster (BAG)', datum: '2026-10-01', minZoom: 0, maxZoom: 24, indicator,
});
const wijken = [
  { code: 'WK990000', naam: 'Centrum', inwoners: 5000, bbox: [250000, 560000, 255000, 570000] },
  { code: 'WK990001', naam: 'Noord', inwoners: 2000, bbox: [255000, 560000, 260000, 570000] },
  { code: 'WK990002', naam: 'Buitengebied', inwoners: 90, bbox: [260000, 560000, 265000, 570000] },
];
const figures = [
  { waarde: 250, per1000: 50, klasse: 2 },
  { waarde: 140, per1000: 70, klasse: 5 },
  { waarde: null, per1000: null, klasse: null },
];
const answers = {
  '/api/v1/themas': () => ({
    themas: [
      { id: 'adressen-en-gebouwen', titel: 'Adressen en gebouwen', omschrijving: '', lagen: [layer('pand', 'Panden')] },
      { id: 'sociaal-domein', titel: 'Sociaal domein', omschrijving: '',
        lagen: [layer('sociaal_wijk', 'Inwoners met een voorziening', { id: 'sociaal', niveau: 'wijk' })] },
      { id: 'wijken-en-buurten', titel: 'Wijken en buurten', omschrijving: '', lagen: [layer('wijk', 'Wijken')] },
      { id: 'achtergrondkaart', titel: 'Achtergrondkaart', omschrijving: '',
        lagen: [layer('achtergrond', 'Achtergrondkaart'), { ...layer('achtergrond_naam', 'Namen'), datum: null }] },
    ],
  }),
  '/api/v1/gebieden': (query) => ({
    niveau: query.get('niveau'),
    gebieden: query.get('niveau') === 'gemeente'
      ? [{ code: 'GM9900', naam: 'Veenlanden', inwoners: 7090, bbox: [250000, 560000, 265000, 570000] }]
      : wijken,
  }),
  '/api/v1/indicatoren': () => ({
    indicatoren: [{ id: 'sociaal', titel: 'Inwoners met een voorziening', beschermd: true, niveaus: ['wijk'],
      categorieen: [{ id: 'totaal', titel: 'Totaal' }, { id: 'wmo', titel: 'Wmo' }], perioden: ['2026K2', '2026K3'], laag: 'sociaal_wijk' }],
  }),
  '/api/v1/indicatoren/sociaal/waarden': (query) => ({
    indicator: 'sociaal', titel: 'Inwoners met een voorziening', niveau: 'wijk', categorie: query.get('categorie'),
    periode: query.get('periode'), definitie: 'Personen met een voorziening.', bron: 'Registratie', peildatum: '2026-10-01',
    toelichting: 'Elk aantal is afgerond op een vijftal.', klassen: [],
    waarden: wijken.map((wijk, index) => ({ code: wijk.code, naam: wijk.naam, inwoners: wijk.inwoners, ...figures[index] })),
  }),
  '/locatieserver/search/v3_1/suggest': (query) => ({
    response: query.get('q').startsWith('kerk')
      ? { numFound: 1, docs: [{ type: 'weg', id: 'weg-1', weergavenaam: 'Kerkstraat, Zomerdiep' }] }
      : { numFound: 0, docs: [] },
    highlighting: { 'weg-1': { suggest: ['<b>Kerk</b>straat, Zomerdiep'] } },
  }),
  '/locatieserver/search/v3_1/lookup': () => ({
    response: { numFound: 1, docs: [{ type: 'weg', id: 'weg-1', weergavenaam: 'Kerkstraat, Zomerdiep', centroide_rd: 'POINT(258000 565000)' }] },
  }),
  '/wms': () => ({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', id: 'pand.1', geometry: { type: 'Point', coordinates: [258000, 565000] },
      properties: { bouwjaar: 1934, code: 'x' }, titels: { bouwjaar: 'Bouwjaar' } }],
  }),
};

/** The built viewer with the strict policy of the real server, over the answers above. */
function mock() {
  const mimes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const json = answers[pathname];
    if (pathname.endsWith('/legenda')) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ regels: [{ titel: 'Klasse 1', afbeelding: '/wms?REQUEST=GetLegendGraphic' }] }));
    } else if (pathname.startsWith('/tiles/') || searchParams.get('REQUEST') === 'GetLegendGraphic') {
      response.writeHead(200, { 'Content-Type': 'image/png' }).end(PIXEL);
    } else if (json !== undefined) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(json(searchParams)));
    } else {
      try {
        const file = path.join(dist, pathname === '/' ? 'index.html' : path.normalize(pathname));
        const body = readFileSync(file);
        response.writeHead(200, {
          'Content-Type': mimes[path.extname(file)] ?? 'text/plain',
          'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
        }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    }
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

const real = process.env.GEOMAGAZIJN_URL;
const server = real ? null : await mock();
const base = real ? real.replace(/\/$/, '') : `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const troubles = [];

async function open(size, hash = '') {
  // axe is put into the page by the test, past the policy that the page itself lives under.
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(`${base}/${hash}`);
  await page.waitForSelector('.theme[aria-pressed="true"]');
  return page;
}

async function check_axe(page, state) {
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  assert.deepEqual(
    result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' | ')}`), [], `axe in ${state}`);
}

const desktop = { width: 1440, height: 900 };
const journeys = {
  async 'loads, with legend and the name of the municipality'() {
    const page = await open(desktop);
    await page.waitForSelector('.legend__rule');
    assert.match(await page.title(), /Gemeente /);
    await check_axe(page, 'start');
    await page.close();
  },
  async 'switches theme, shows figures, sorts them, and keeps it in the link'() {
    const page = await open(desktop);
    await page.click('[data-thema="sociaal-domein"]');
    await page.waitForSelector('.figures__row');
    const rates = async () => (await page.locator('.figures__rate-value').allTextContents()).map((one) => parseFloat(one.replace(',', '.')));
    const before = await rates();
    assert.deepEqual(before, [...before].sort((a, b) => b - a));
    await page.click('.figures__table th:nth-child(3) .sort');
    assert.deepEqual(await rates(), [...before].sort((a, b) => a - b));
    assert.equal(await page.getAttribute('.figures__table thead th:nth-child(3)', 'aria-sort'), 'ascending');
    if (!real) {
      assert.match(await page.locator('.figures__row').last().innerText(), /te klein/);
    }
    await check_axe(page, 'figures');
    await page.selectOption('#cijfers-periode', '2026K2');
    await page.locator('.figures__name').first().click();
    await page.waitForFunction(() => /per=2026K2.*gebied=WK/.test(location.hash));
    const link = new URL(page.url()).hash;
    await page.close();
    const again = await open(desktop, link);
    await again.waitForSelector('.figures__row--chosen');
    assert.equal(await again.inputValue('#cijfers-periode'), '2026K2');
    await again.close();
  },
  async 'finds a street and asks about it by keyboard alone'() {
    const page = await open(desktop);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.type('kerk');
    await page.waitForSelector('.search__option');
    await check_axe(page, 'search');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.getAttribute('#zoekveld', 'aria-activedescendant'), 'zoekresultaat-0');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.marker .pin', { state: 'visible' });
    await page.waitForFunction(() => /z=12/.test(location.hash));
    await page.focus('#kaart');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.info__feature, .info .empty');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'info-titel');
    if (!real) {
      assert.match(await page.locator('.info').innerText(), /Bouwjaar\s+1934/);
    }
    await check_axe(page, 'information');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'kaart');
    await page.close();
  },
  async 'says so when nothing is found'() {
    const page = await open(desktop);
    await page.fill('#zoekveld', 'qqqzzzxx');
    await page.waitForSelector('.search__note-title');
    await page.close();
  },
  async 'lays the own background map under every theme, and takes it away'() {
    if (real) {
      return; // the demo municipality has none
    }
    const page = await open(desktop);
    const asked = new Set();
    page.on('request', (request) => asked.add(new URL(request.url()).pathname.split('/')[2]));
    assert.equal(await page.locator('[data-thema="achtergrondkaart"]').count(), 0);
    await page.click('[data-thema="sociaal-domein"]');
    await page.waitForSelector('#eigen-achtergrond:checked');
    assert.match(await page.locator('.statusbar__source').innerText(), /Kadaster/);
    await page.waitForFunction(() => performance.getEntriesByType('resource').some((one) => one.name.includes('/tiles/achtergrond/')));
    assert.ok(!asked.has('achtergrond_naam'), 'a layer that is not in house is not asked for');
    await check_axe(page, 'background');
    await page.uncheck('#eigen-achtergrond');
    await page.click('[data-thema="wijken-en-buurten"]');
    assert.equal(await page.isChecked('#eigen-achtergrond'), false);
    await page.close();
  },
  async 'speaks English when asked'() {
    const page = await open(desktop);
    await page.click('.tool--text');
    await page.waitForSelector('.theme[aria-pressed="true"]');
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await check_axe(page, 'English');
    await page.close();
  },
  async 'fits a phone and 320 px'() {
    for (const size of [{ width: 390, height: 844 }, { width: 320, height: 640 }, { width: 360, height: 225 }]) {
      const page = await open(size);
      await page.click('[data-thema="wijken-en-buurten"]');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${size.width} px wide`);
      await check_axe(page, `${size.width} x ${size.height}`);
      await page.close();
    }
  },
};

let failed = 0;
for (const [name, journey] of Object.entries(journeys)) {
  try {
    await journey();
    assert.deepEqual(troubles.splice(0), [], 'console');
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
await browser.close();
server?.close();
process.exit(failed === 0 ? 0 : 1);

// node scripts/pictures.mjs MODULES_DIR URL URL_OF_ROLE_INTERN OUT_DIR: see scripts/pictures.
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, base, intern, out] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), '..', 'package.json'));
const { chromium } = require('playwright-core');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const save = (page, name) => page.screenshot({ path: path.join(out, `${name}.png`) });

/** The viewer, after its tiles have come. */
async function viewer(name, hash, size = { width: 1440, height: 900 }, act = async () => {}, from = base) {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
  await page.goto(`${from}/${hash}`);
  await page.waitForSelector('.theme[aria-pressed="true"]');
  await act(page);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(800);
  await save(page, name);
  await page.close();
}

const SETS = {
  NetherlandsRDNewQuad: { crs: 'EPSG:28992', left: -285401.92, top: 903401.92, cell: 3440.64 },
  WebMercatorQuad: { crs: 'EPSG:3857', left: -20037508.342789244, top: 20037508.342789244, cell: 156543.03392804097 },
};

/** Columns by rows tiles around a place, set edge to edge as a client does; a seam would show. */
async function mosaic(name, layers, set, z, [x, y], columns = 4, rows = 4) {
  const tms = SETS[set];
  const span = (tms.cell * 256) / 2 ** z;
  const column = Math.round((x - tms.left) / span - columns / 2);
  const row = Math.round((tms.top - y) / span - rows / 2);
  const images = layers.flatMap((layer) =>
    Array.from({ length: columns * rows }, (_, i) => {
      const [c, r] = [i % columns, Math.floor(i / columns)];
      return `<img src="${base}/tiles/${layer}/${set}/${z}/${column + c}/${row + r}.png" width="256" height="256"
        style="position:absolute;left:${c * 256}px;top:${r * 256}px">`;
    }));
  const page = await browser.newPage({ viewport: { width: columns * 256, height: rows * 256 } });
  await page.setContent(`<body style="margin:0;background:#eef1ea">${images.join('')}</body>`);
  await page.waitForFunction((n) => [...document.images].filter((i) => i.complete && i.naturalWidth).length === n, images.length);
  await save(page, name);
  await page.close();
}

const town = await (await fetch(`${base}/api/v1/gebieden?niveau=gemeente`)).json();
const [minx, miny, maxx, maxy] = town.gebieden[0].bbox;
const middle = [(minx + maxx) / 2, (miny + maxy) / 2];
const found = await (await fetch(`${base}/locatieserver/search/v3_1/free?q=centrum&fq=type:(wijk%20OR%20buurt)&rows=1&fl=centroide_rd,weergavenaam`)).json();
const point_of = (doc) => doc.centroide_rd.match(/[\d.]+/g).map(Number);
const [cx, cy] = point_of(found.response.docs[0]);
const near = await (await fetch(`${base}/locatieserver/search/v3_1/reverse?X=${cx}&Y=${cy}&type=adres&distance=500&rows=1&fl=centroide_rd`)).json();
const [ax, ay] = point_of(near.response.docs[0]);

/** RD to Web Mercator, well enough to choose tiles (Schreutelkamp and Strang van Hees 2001, leading terms). */
function mercator([x, y]) {
  const [dx, dy] = [(x - 155000) * 1e-5, (y - 463000) * 1e-5];
  const lat = 52.1551744 + (3235.65389 * dy - 32.58297 * dx ** 2 - 0.2475 * dy ** 2 - 0.84978 * dx ** 2 * dy) / 3600;
  const lon = 5.38720621 + (5260.52916 * dx + 105.94684 * dx * dy + 2.45656 * dx * dy ** 2 - 0.81885 * dx ** 3) / 3600;
  return [(6378137 * lon * Math.PI) / 180, 6378137 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))];
}

const themes = {
  'adressen-en-gebouwen': [['pand'], 10, [cx, cy]],
  'openbare-ruimte': [['meldingen_wijk', 'melding'], 7, middle],
  'sociaal-domein': [['sociaal_wijk'], 7, middle],
  'wijken-en-buurten': [['buurt', 'wijk', 'gemeente'], 7, middle],
};
for (const [theme, [layers, z, place]] of Object.entries(themes)) {
  await viewer(`viewer-${theme}`, `#thema=${theme}`);
  await mosaic(`tegels-rd-${theme}`, layers, 'NetherlandsRDNewQuad', z, place);
  await mosaic(`tegels-webmercator-${theme}`, layers, 'WebMercatorQuad', z + 5, mercator(place));
}
await viewer('viewer-straten', `#thema=adressen-en-gebouwen&x=${cx}&y=${cy}&z=11&lagen=pand,adres`);
await viewer('viewer-telefoon', '#thema=adressen-en-gebouwen', { width: 390, height: 844 });
await viewer('viewer-informatie', `#thema=adressen-en-gebouwen&x=${ax}&y=${ay}&z=13&lagen=pand,adres`, undefined, async (page) => {
  await page.waitForLoadState('networkidle');
  const box = await page.locator('#kaart').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector('.info__feature, .info .empty');
});
await viewer('viewer-kwaliteit', `#thema=kwaliteit`, undefined, undefined, intern);
await browser.close();

// Builds the viewer: bundles src/ with esbuild, names every asset after its content, and, given --embed, writes the C
// source that carries them in the executable.
//
//   node build.mjs [--modules DIR] [--out DIR] [--embed FILE.c]
//
// --modules  the node_modules to build with (default: the one beside this file)
// --out      where the assets go (default: dist beside this file)

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));

function option(name, value) {
  const at = process.argv.indexOf(name);
  return at === -1 ? value : path.resolve(process.argv[at + 1]);
}

const modules = option('--modules', path.join(here, 'node_modules'));
const out = option('--out', path.join(here, 'dist'));
const embed = option('--embed', null);
const source = path.join(here, 'src');
const require = createRequire(path.join(modules, '..', 'package.json'));
const esbuild = require('esbuild');

const mimes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
// Their bytes are compressed already.
const stored = new Set(['.woff2']);

const assets = [];

function asset_add(url, data, immutable) {
  const bytes = Buffer.from(data);
  const extension = url === '/' ? '.html' : path.extname(url);
  const gzip = stored.has(extension) ? null : gzipSync(bytes, { level: 9, memLevel: 9 });
  assets.push({
    url,
    mime: mimes[extension],
    bytes,
    gzip: gzip !== null && gzip.length < bytes.length ? gzip : null,
    etag: createHash('sha256').update(bytes).digest('hex').slice(0, 20),
    immutable,
  });
}

function hashed(name, data) {
  const hash = createHash('sha256').update(data).digest('hex').slice(0, 10);
  const extension = path.extname(name);
  return `/static/${path.basename(name, extension)}-${hash}${extension}`;
}

// OpenLayers and proj4 hide a few hundred kB behind imports that no one calls here.
const bundle = await esbuild.build({
  entryPoints: { viewer: path.join(source, 'main.ts') },
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2021', 'chrome91', 'firefox90', 'safari15'],
  outdir: out,
  write: false,
  metafile: true,
  legalComments: 'none',
  nodePaths: [modules],
  absWorkingDir: here,
  tsconfigRaw: { compilerOptions: { target: 'ES2021', useDefineForClassFields: true } },
  loader: { '.woff2': 'file', '.svg': 'file' },
  assetNames: 'static/[name]-[hash]',
  publicPath: '/',
  logLevel: 'warning',
});

const urls = {};
for (const file of bundle.outputFiles) {
  const name = path.basename(file.path);
  if (name === 'viewer.js' || name === 'viewer.css') {
    urls[name] = hashed(name, file.contents);
    asset_add(urls[name], file.contents, true);
  } else {
    const url = `/static/${name}`;
    if (name.endsWith('.woff2')) {
      urls.font = url;
    }
    asset_add(url, file.contents, true);
  }
}
const icon = readFileSync(path.join(source, 'icon.svg'));
urls['icon.svg'] = hashed('icon.svg', icon);
asset_add(urls['icon.svg'], icon, true);
asset_add('/static/licenties.txt', licences(bundle.metafile), false);

const html = readFileSync(path.join(source, 'index.html'), 'utf8').replace(/\{\{(.+?)\}\}/g, (whole, name) => {
  if (urls[name] === undefined) {
    throw new Error(`index.html asks for ${whole}, which the bundle doesn't have`);
  }
  return urls[name];
});
asset_add('/', html, false);
assets.sort((a, b) => (a.url < b.url ? -1 : 1));

rmSync(out, { recursive: true, force: true });
mkdirSync(path.join(out, 'static'), { recursive: true });
let total = 0;
for (const asset of assets) {
  asset.file = path.join(out, asset.url === '/' ? 'index.html' : asset.url);
  writeFileSync(asset.file, asset.bytes);
  if (asset.gzip !== null) {
    writeFileSync(`${asset.file}.gz`, asset.gzip);
  }
  const sent = (asset.gzip ?? asset.bytes).length;
  total += asset.url.endsWith('licenties.txt') ? 0 : sent;
  console.log(`${asset.url.padEnd(60)} ${String(asset.bytes.length).padStart(8)} ${String(sent).padStart(8)}`);
}
console.log(`${'first view, as sent'.padEnd(60)} ${''.padStart(8)} ${String(total).padStart(8)}`);
if (embed !== null) {
  writeFileSync(embed, c_source());
}

/** The licences of what is in the bundle, as each of them asks. */
function licences(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input.split(path.sep).join('/'));
    if (match !== null) {
      packages.add(match[1]);
    }
  }
  const parts = [
    'Geodatamagazijn: EUPL-1.2.\n\nDe viewer bevat de volgende software en lettertypen van anderen.\n' +
      'The viewer contains the following software and fonts of others.\n',
  ];
  for (const name of [...packages].sort()) {
    const folder = path.join(modules, name);
    const about = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license'].find((one) =>
      existsSync(path.join(folder, one)),
    );
    const licence = file === undefined ? '' : readFileSync(path.join(folder, file), 'utf8').trim();
    parts.push(`${'='.repeat(80)}\n${name} ${about.version} (${about.license})\n\n${licence}\n`);
  }
  return parts.join('\n');
}

function c_source() {
  const quoted = (value) => JSON.stringify(value);
  const lines = [
    '// Made by geoserver/viewer/build.mjs; the bytes come in with the assembler, so that the compiler needs not read them.',
    '#include "geoserver/viewer/assets_priv.h"',
    '',
    '// clang-format off',
  ];
  const incbin = (symbol, file, digest) => {
    lines.push(
      `__asm__(".pushsection .rodata\\n.balign 16\\n${symbol}:\\n.incbin ${JSON.stringify(quoted(file)).slice(1, -1)}\\n` +
        `${symbol}_end:\\n.byte 0\\n.popsection\\n"); // ${digest}`,
      `extern const unsigned char ${symbol}[];`,
    );
  };
  assets.forEach((asset, index) => {
    incbin(`gm_viewer_asset_${index}`, asset.file, asset.etag);
    if (asset.gzip !== null) {
      incbin(`gm_viewer_asset_${index}_gzip`, `${asset.file}.gz`, asset.etag);
    }
  });
  lines.push('', 'const struct viewer_asset viewer_assets[] = {');
  assets.forEach((asset, index) => {
    const gzip = asset.gzip === null ? 'NULL, 0' : `gm_viewer_asset_${index}_gzip, ${asset.gzip.length}`;
    lines.push(
      `    {${quoted(asset.url)}, ${quoted(asset.mime)}, gm_viewer_asset_${index}, ${asset.bytes.length}, ${gzip}, ` +
        `${quoted(`W/"${asset.etag}"`)}, ${asset.immutable}},`,
    );
  });
  lines.push('};', `const size_t viewer_assets_count = ${assets.length};`, '');
  return lines.join('\n');
}

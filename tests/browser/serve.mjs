// Serves a built viewer (its dist folder) and passes everything else on to a running geomagazijn:
//   node tests/browser/serve.mjs DIST_DIR PORT http://127.0.0.1:8080
// For working on the viewer without building the executable again. The headers are the server's strict ones.

import { createReadStream, existsSync } from 'node:fs';
import { createServer, request } from 'node:http';
import path from 'node:path';

const [dist, port, upstream] = process.argv.slice(2);
const mimes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8' };

createServer((incoming, answer) => {
  const { pathname } = new URL(incoming.url, 'http://localhost');
  const file = path.join(dist, pathname === '/' ? 'index.html' : path.normalize(pathname));
  if ((pathname === '/' || pathname.startsWith('/static/')) && existsSync(file)) {
    answer.writeHead(200, {
      'Content-Type': mimes[path.extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
    });
    createReadStream(file).pipe(answer);
    return;
  }
  const onward = request(new URL(incoming.url, upstream), { method: incoming.method, headers: incoming.headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  onward.on('error', () => answer.writeHead(502).end());
  incoming.pipe(onward);
}).listen(Number(port), '127.0.0.1');

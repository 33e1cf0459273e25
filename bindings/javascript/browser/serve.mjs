// A server of folders on 127.0.0.1, at a port that the system picks: for tests in a browser, and for nobody else.
// What a test wants answered otherwise (304, 500, half a body, late) it answers itself.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * Serves folders: `{ '/': folder, '/data/': another }`; the longest prefix that fits is taken.
 *
 * - `csp`: the Content-Security-Policy of every answer.
 * - `headers`: more of them, for every answer.
 * - `respond(request, response)`: asked first; true, or a promise of it, says that the answer is its own affair.
 *
 * `url` is the origin, `missing` lists the paths that were answered 404.
 */
export async function serve(roots, { csp, headers = {}, respond = () => false } = {}) {
  const prefixes = Object.keys(roots).sort((a, b) => b.length - a.length);
  const missing = [];
  const always = { 'cache-control': 'no-store', ...(csp && { 'content-security-policy': csp }), ...headers };

  async function answer(request, response) {
    for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
    if (await respond(request, response)) return;
    const path = pathOf(request.url);
    const prefix = prefixes.find((candidate) => path?.startsWith(candidate));
    const body = prefix !== undefined && (await read(roots[prefix], path.slice(prefix.length)));
    if (body) {
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-length': body.length });
      response.end(body);
    } else {
      missing.push(path ?? request.url);
      response.writeHead(404, { 'content-type': TYPES['.txt'] });
      response.end(`no ${path ?? request.url} here\n`);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': TYPES['.txt'] });
      response.end(`${error.stack}\n`);
    });
  });
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    missing,
    async close() {
      const closed = new Promise((done) => {
        server.close(done);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The path that is asked for, decoded; undefined where it cannot be. */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname);
  } catch {
    return undefined;
  }
}

/** A file below a folder; undefined where there is none. */
async function read(root, path) {
  const folder = resolve(root);
  const file = resolve(folder, path);
  if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  return readFile(file).catch(() => undefined);
}

// Every example of README.md, in Chromium, of the package as `npm pack` makes it; those that need no page in Node too. What an example
// prints is what its comments say.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from '../../javascript/browser/chromium.mjs';
import { serve } from '../../javascript/browser/serve.mjs';
import { npm, pack, project } from '../../javascript/openfeature/tests/project.mjs';

const SIZES = fileURLToPath(new URL('../sizes.mjs', import.meta.url));
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = new Map([...README.matchAll(/^```(?:js|html) (\S+)\n(.*?)^```$/gms)].map(([, name, text]) => [name, text]));
const DOCUMENT = '{ "burgee": "1", "flags": { "dark-mode": { "serve": { "percent": 25 } } } }';
const IN_NODE = ['first.js', 'kept.js', 'verified.js'];
// What another example uses.
const PARTS = ['worker.js'];
const MODULES = {
  'burgee-web': 'burgee-web/index.js',
  'burgee-web/burgee.wasm': 'burgee-web/burgee.wasm',
  'burgee-web/openfeature': 'burgee-web/openfeature/web.js',
  'burgee-web/poller': 'burgee-web/poller.js',
  '@openfeature/core': '@openfeature/core/dist/esm/index.js',
  '@openfeature/web-sdk': '@openfeature/web-sdk/dist/esm/index.js',
};
const imports = Object.fromEntries(Object.entries(MODULES).map(([name, path]) => [name, `/node_modules/${path}`]));

/** What is printed, whatever the quotes and spaces. */
const plain = (text) => text.replace(/['"\s]/g, '');

const expected = (text) => [...text.matchAll(/console\.log\(.*?\/\/ (.*)$/gm)].map(([, said]) => plain(said));

let folder;

before(() => {
  folder = project();
});

test('there are examples, each with something to print', () => {
  assert.ok(EXAMPLES.size >= 7, [...EXAMPLES.keys()].join());
  for (const [name, text] of EXAMPLES) if (!PARTS.includes(name)) assert.ok(expected(text).length > 0, name);
});

test('the sizes are what the package has, but a twentieth', () => {
  const rows = (text) => [...text.matchAll(/^\| (.*?) \| ([\d ]+) \| ([\d ]+) \| ([\d ]+) \|$/gm)].map(([, name, ...bytes]) => [name, bytes.map((own) => Number(own.replaceAll(' ', '')))]);
  const printed = new Map(rows(execFileSync(process.execPath, [SIZES, join(folder, 'node_modules/burgee-web')], { encoding: 'utf8' })));
  const told = rows(README);
  assert.ok(told.length >= 5);
  for (const [name, bytes] of told) {
    bytes.forEach((own, i) => assert.ok(Math.abs(printed.get(name)[i] / own - 1) < 0.05, `${name}: ${own}, and it is ${printed.get(name)}`));
  }
});

test('in Chromium', async (t) => {
  // Why: workers have no import maps, so names are replaced as a bundler does.
  const bundled = (text) => text.replace(/(from |import\.meta\.resolve\()'([^'.]+)'/g, (_, before, name) => `${before}'${imports[name]}'`);
  const respond = ({ url }, response) => {
    const [, page, name] = /^\/(page\/)?(.*)$/.exec(url);
    if (url === '/flags.json') return Boolean(response.end(DOCUMENT));
    if (page) {
      const map = JSON.stringify({ imports });
      return Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end(`<script type="importmap">${map}</script><script type="module" src="/${name}"></script>`));
    }
    if (!EXAMPLES.has(name)) return false;
    const type = name.endsWith('.html') ? 'text/html' : 'text/javascript';
    return Boolean(response.writeHead(200, { 'content-type': type }).end(bundled(EXAMPLES.get(name))));
  };
  const server = await serve({ '/': folder }, { respond });
  const browser = await launch();
  try {
    for (const [name, text] of EXAMPLES) {
      if (PARTS.includes(name)) continue;
      await t.test(name, async () => {
        const said = [];
        const wanted = expected(text);
        await new Promise((done, failed) => {
          const onConsole = (type, line) => {
            if (type !== 'log') failed(new Error(line));
            said.push(plain(line));
            if (said.length === wanted.length) setTimeout(done, 100);
          };
          setTimeout(done, 20_000).unref();
          browser.page(`${server.url}/${name.endsWith('.html') ? name : `page/${name}`}`, { onConsole, onError: failed }).catch(failed);
        });
        assert.deepEqual(said, wanted);
      });
    }
  } finally {
    await browser.close();
    await server.close();
  }
});

test('in Node, in a project that was empty', () => {
  const empty = mkdtempSync(join(tmpdir(), 'burgee-web-'));
  try {
    writeFileSync(join(empty, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
    npm(empty, 'install', '--offline', pack('burgee-web'));
    for (const name of IN_NODE) {
      writeFileSync(join(empty, name), EXAMPLES.get(name));
      const said = execFileSync(process.execPath, [name], { cwd: empty, encoding: 'utf8' });
      assert.deepEqual(said.trim().split('\n').map(plain), expected(EXAMPLES.get(name)));
    }
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
});

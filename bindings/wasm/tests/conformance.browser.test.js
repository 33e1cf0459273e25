// The shared fixtures and hostile contexts in Chromium: in a page, in a page with a strict policy, and in a worker.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../javascript/browser/run.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PACKAGE = process.env.BURGEE_WEB ?? here('../../../target/npm/burgee-web');
const FIXTURES = here('../../../spec/fixtures');
const ROOTS = { '/package/': PACKAGE, '/shared/': here('../../javascript/test'), '/tests/': here('.') };

async function fixtures() {
  const names = (await readdir(FIXTURES, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
  return JSON.stringify(await Promise.all(names.map(async (name) => [name, await readFile(join(FIXTURES, name), 'utf8')])));
}

const WHERE = [
  ['a page', {}],
  ['a page whose policy allows WebAssembly and its own scripts alone', { csp: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" }],
  ['a worker', { worker: true }],
];

for (const [where, how] of WHERE) {
  test(`every fixture and hostile context in ${where}`, async () => {
    const body = await fixtures();
    const respond = (request, response) => request.url === '/fixtures.json' && Boolean(response.end(body));
    const complaints = [];
    const onConsole = (type, text) => complaints.push(`${type}: ${text}`);
    const json = await run({ roots: ROOTS, module: '/tests/conformance.page.js', respond, timeout: 300, onConsole, ...how });
    const { files, cases, rows, wrong } = JSON.parse(json);
    assert.deepEqual(wrong, []);
    // An instance that failed was replaced, and nothing else tells.
    assert.deepEqual(complaints, []);
    assert.ok(files > 100 && cases > 1000 && rows >= 100, `${files} files, ${cases} cases, ${rows} rows`);
    console.log(`${where}: ${files} files, ${cases} cases, ${rows} hostile rows`);
  });
}

test('a page whose policy forbids WebAssembly is told so', async () => {
  await assert.rejects(run({ roots: ROOTS, module: '/tests/refused.page.js', csp: "script-src 'self'" }), /unsafe-eval/);
});

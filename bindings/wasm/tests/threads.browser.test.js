// WebAssembly in the workers of a page in Chromium, while the page asks too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../javascript/browser/run.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const ROOTS = { '/package/': process.env.BURGEE_WEB ?? here('../../../target/npm/burgee-web'), '/tests/': here('.') };

test('a page and its workers load and ask at once, and answer right', async () => {
  const complaints = [];
  const onConsole = (type, text) => complaints.push(`${type}: ${text}`);
  const json = await run({ roots: ROOTS, module: '/tests/threads.page.js', onConsole });
  assert.deepEqual(JSON.parse(json), { page: [], workers: [[], [], [], []], again: [] });
  assert.deepEqual(complaints, []);
});

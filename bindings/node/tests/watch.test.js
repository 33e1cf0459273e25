// Files: loading them, and watching them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { NPM } from '../../javascript/test/surface.js';

const INDEX = new URL('burgee/index.js', NPM);
const { FailureEvent, Flags, LoadError, Store, Watcher } = await import(INDEX);

const folder = mkdtempSync(join(tmpdir(), 'burgee-watch-'));
const path = join(folder, 'flags.json');
const over = join(folder, 'over.json');
const USER = { key: 'u' };
const HOUR = 3_600_000;

const document = (percent) => `{"burgee":"1","flags":{"a":{"serve":{"percent":${percent}}}}}`;
function write(file, text) {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
// Looks until nothing waits any more: what is refused is told when it was found twice.
const look = (watcher) => watcher.check() ?? watcher.check();

beforeEach(() => write(path, document(100)));
after(() => rmSync(folder, { recursive: true }));

test('a file is loaded by its path or address', () => {
  assert.equal(Flags.load(path).isOn('a', USER), true);
  assert.equal(Flags.load(pathToFileURL(path)).isOn('a', USER), true);
  write(over, '{"burgee":"1","overlay":"o","flags":{"a":{"enabled":false}}}');
  assert.equal(Flags.load(path, { overlays: [over] }).isOn('a', USER), false);
  assert.throws(() => Flags.load(join(folder, 'none.json')), { code: 'ENOENT' });
  assert.throws(() => Flags.load(7), TypeError);
  write(path, '{');
  assert.throws(() => Flags.load(path), (error) => error instanceof LoadError && error.diagnostics[0].source === path);
  assert.throws(() => Flags.load(path, { name: 'called' }), (error) => error.diagnostics[0].source === 'called');
});

test('what changes in a file is served', () => {
  const store = new Store();
  const told = [];
  store.addEventListener('change', ({ added, changed }) => told.push([added, changed]));
  const watcher = store.watch(path, { interval: HOUR });
  assert.ok(watcher instanceof Watcher);
  assert.equal(store.isOn('a', USER), true);
  assert.equal(watcher.check(), undefined);
  write(path, document(0));
  assert.deepEqual(watcher.check(), { added: [], removed: [], changed: ['a'] });
  assert.equal(store.isOn('a', USER), false);
  assert.deepEqual(told, [[['a'], []], [[], ['a']]]);
  watcher.stop();
  watcher.stop();
  write(path, document(100));
  assert.equal(watcher.check(), undefined);
  assert.equal(store.isOn('a', USER), false);
});

test('a failure is told once, and what was served keeps serving', () => {
  const store = new Store();
  const watcher = store.watch(path, { interval: HOUR });
  const told = [];
  watcher.addEventListener('failure', (event) => told.push(event));
  write(path, '{ "burgee": 1 }');
  assert.equal(look(watcher), undefined);
  assert.equal(look(watcher), undefined);
  assert.deepEqual(told.map((event) => [event instanceof FailureEvent, event.error instanceof LoadError, event.error === watcher.error]), [[true, true, true]]);
  assert.equal(store.isOn('a', USER), true);
  rmSync(path);
  look(watcher);
  look(watcher);
  assert.equal(told.length, 2);
  assert.match(told[1].error.message, /flags\.json/);
  write(path, document(0));
  assert.deepEqual(look(watcher).changed, ['a']);
  assert.equal(watcher.error, undefined);
  assert.equal(store.restore(), true);
  assert.equal(store.isOn('a', USER), true);
  assert.equal(look(watcher), undefined);
  watcher.stop();
});

test('a file that comes back to what is served is no change', () => {
  const store = new Store();
  const watcher = store.watch(path, { interval: HOUR });
  const { flags } = store;
  let told = 0;
  store.addEventListener('change', () => told++);
  const statuses = [];
  watcher.addEventListener('status', ({ status }) => statuses.push(status));
  write(path, '{');
  look(watcher);
  assert.ok(watcher.error);
  write(path, document(100));
  assert.equal(look(watcher), undefined);
  assert.deepEqual(statuses, ['stale', 'fresh']);
  assert.deepEqual([watcher.error, told, store.flags === flags, store.previous], [undefined, 0, true, undefined]);
  watcher.stop();
});

test('the first load throws where nothing is served, and only there', () => {
  assert.throws(() => new Store().watch(join(folder, 'none.json')), /none\.json/);
  write(path, '{}');
  assert.throws(() => new Store().watch(path), LoadError);
  const store = new Store({ strict: true });
  store.load(document(100));
  const watcher = store.watch(path, { interval: HOUR });
  assert.ok(watcher.error instanceof LoadError);
  write(path, '{"burgee":"1","flags":{"a":{},"b":{"serve":7}}}');
  look(watcher);
  assert.ok(watcher.error instanceof LoadError, 'strict');
  assert.equal(store.isOn('a', USER), true);
  watcher.stop();
  for (const interval of [0, -1, NaN, Infinity, 2 ** 31]) assert.throws(() => store.watch(path, { interval }), RangeError);
  assert.throws(() => store.watch(path, { interval: '1' }), TypeError);
  assert.throws(() => store.watch(7), TypeError);
});

test('overlays are watched as well', () => {
  const store = new Store();
  write(over, '{"burgee":"1","overlay":"o"}');
  const watcher = store.watch(path, { overlays: [over], interval: HOUR });
  assert.equal(store.isOn('a', USER), true);
  write(over, '{"burgee":"1","overlay":"o","flags":{"a":{"enabled":false}}}');
  assert.deepEqual(watcher.check().changed, ['a']);
  watcher.stop();
});

test('a timer looks', { timeout: 30_000 }, async () => {
  const store = new Store();
  const watcher = store.watch(path, { interval: 5, keepAlive: true });
  const changed = once(store, 'change');
  write(path, document(0));
  await changed;
  assert.equal(store.isOn('a', USER), false);
  watcher.stop();
});

test('a watcher keeps no process running', { timeout: 30_000 }, () => {
  const script = `import { Store } from ${JSON.stringify(INDEX.href)}; new Store().watch(${JSON.stringify(path)}, { interval: 1 });`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script]);
});

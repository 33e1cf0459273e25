// Several copies of the package in one process: in workers, in the registries of modules that test runners make, and side by side.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { NPM } from '../../javascript/test/surface.js';

const PACKAGE = new URL('burgee/', NPM);
const { Context, Flags, bucket } = await import(new URL('index.js', PACKAGE));

const DOCUMENT = '{"burgee":"1","flags":{"half":{"serve":{"percent":50}}}}';
const flags = Flags.parse(DOCUMENT);
const expected = Array.from({ length: 1000 }, (_, i) => bucket('rollout', 'half', `u${i}`) < 50_000);

const WORK = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.address).then(({ Context, Flags }) => {
    const flags = Flags.parse(workerData.document);
    const ask = () => Array.from({ length: 1000 }, (_, i) => flags.isOn('half', i % 2 ? { key: 'u' + i } : new Context({ key: 'u' + i })));
    for (let round = 1; round < workerData.rounds; round++) ask();
    parentPort.postMessage(ask());
  });`;

const worker = (rounds) => new Worker(WORK, { eval: true, workerData: { address: new URL('index.js', PACKAGE).href, document: DOCUMENT, rounds } });
const ends = (thread) => new Promise((resolve, reject) => thread.on('message', resolve).on('error', reject));
const ask = () => expected.map((_, i) => flags.isOn('half', { key: `u${i}` }));

test('workers have flags of their own, and agree', async () => {
  const threads = Array.from({ length: 4 }, () => worker(50));
  assert.deepEqual(ask(), expected);
  for (const answers of await Promise.all(threads.map(ends))) assert.deepEqual(answers, expected);
  assert.deepEqual(ask(), expected);
});

test('a worker may be ended while it asks', async () => {
  for (let i = 0; i < 8; i++) {
    const thread = worker(1e9);
    await new Promise((resolve) => setTimeout(resolve, 60 + 40 * i));
    await thread.terminate();
  }
  assert.deepEqual(ask(), expected);
});

test('copies side by side do not know each other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-copies-'));
  try {
    const copies = [];
    for (const name of ['one', 'two']) {
      cpSync(fileURLToPath(PACKAGE), join(folder, name), { recursive: true });
      copies.push(await import(pathToFileURL(join(folder, name, 'index.js'))));
    }
    const [one, two] = copies;
    const first = one.Flags.parse(DOCUMENT);
    const second = two.Flags.parse('{"burgee":"1","flags":{"half":{"serve":"on"}}}');
    const context = new one.Context({ key: 'u1' }, { bucket: 99_999 });
    assert.equal(first.isOn('half', context), false);
    // The context of another copy is an object without attributes.
    assert.equal(flags.evaluate('half', context).cause, 'unit-missing');
    assert.deepEqual([second.isOn('half', {}), first.isOn('half', { key: 'u1' }), flags.isOn('half', { key: 'u1' })], [true, expected[1], expected[1]]);
    assert.ok(!(context instanceof Context));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('one addon that is loaded again and again', async () => {
  const { create } = await import(new URL('engine.js', PACKAGE));
  const engines = Array.from({ length: 50 }, create);
  assert.equal(new Set(engines.map((engine) => engine.words)).size, 50);
  const stores = engines.map((engine) => engine.store());
  assert.equal(new Set(stores).size, 1, 'each counts for itself');
  assert.deepEqual(ask(), expected);
});

test('the module that is imported, evaluated again', async () => {
  const again = await import(new URL('index.js?again', PACKAGE));
  assert.equal(again.Flags.parse(DOCUMENT).isOn('half', { key: 'u1' }), expected[1]);
  assert.deepEqual(ask(), expected);
});

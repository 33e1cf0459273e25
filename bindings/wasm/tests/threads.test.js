// WebAssembly in the workers of Node: each has an instance of its own, made of bytes or of one module that all share.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { work } from './threads.work.js';

const PACKAGE = process.env.BURGEE_WEB ? pathToFileURL(`${process.env.BURGEE_WEB}/`) : new URL('../../../target/npm/burgee-web/', import.meta.url);
const bytes = readFileSync(new URL('burgee.wasm', PACKAGE));
const module = new WebAssembly.Module(bytes);
const surface = await import(new URL('index.js', PACKAGE));
surface.initSync(module);

const WORK = `
  const { parentPort, workerData } = require('node:worker_threads');
  Promise.all([import(workerData.surface), import(workerData.work)]).then(async ([surface, { work }]) => {
    if (workerData.wasm instanceof WebAssembly.Module) surface.initSync(workerData.wasm);
    else await surface.default(workerData.wasm);
    let wrong;
    do wrong = work(surface, workerData.name); while (workerData.forever);
    parentPort.postMessage(wrong);
  });`;

const addresses = { surface: new URL('index.js', PACKAGE).href, work: new URL('threads.work.js', import.meta.url).href };
const worker = (name, wasm, forever = false) => new Worker(WORK, { eval: true, workerData: { ...addresses, name, wasm, forever } });
const ends = (thread) => new Promise((resolve, reject) => thread.on('message', resolve).on('error', reject));

test('workers load and ask at once, and answer right', { timeout: 120_000 }, async () => {
  const threads = [1, 2, 3, 4].map((name) => worker(name, name % 2 ? bytes : module));
  const told = Promise.all(threads.map(ends));
  assert.deepEqual(work(surface, 0), []);
  assert.deepEqual(await told, [[], [], [], []]);
  assert.deepEqual(work(surface, 0), []);
});

test('a worker that is ended while it asks harms nobody', { timeout: 120_000 }, async () => {
  for (let i = 0; i < 6; i++) {
    const thread = worker(1, module, true);
    await new Promise((resolve) => thread.once('online', resolve));
    await new Promise((resolve) => setTimeout(resolve, 50 * i));
    await thread.terminate();
    assert.deepEqual(work(surface, 0), []);
  }
});

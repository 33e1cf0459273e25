// What the boundary costs, below the surface: `node boundary.mjs [FOLDER]` prints a table of calls of both engines, in nanoseconds, the best
// of many rounds. FOLDER has the packages; without it, that is `target/npm`.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const NPM = process.argv[2] ? pathToFileURL(`${resolve(process.argv[2])}/`) : new URL('../../../target/npm/', import.meta.url);
const NOW = 1_795_219_200_000;
const RECORDS = 64;
const [WRITTEN, INVALID] = [-1, -2];
const [ROUNDS, CALLS] = [1500, 1000];

const document = {
  burgee: '1',
  flags: {
    'new-checkout': {
      rules: [
        { id: 'staff', if: { attribute: 'email', email_domain: 'company.com' }, serve: 'on' },
        { id: 'na', if: { all: [{ attribute: 'country', in: ['US', 'CA', 'MX'] }, { attribute: 'plan', eq: 'enterprise' }] }, serve: 'on' },
        { id: 'veterans', if: { attribute: 'created_at', age: { gte: '365d' } }, serve: { percent: 50 } },
      ],
      serve: { percent: 5 },
    },
  },
};
const user = { key: 'user-42', email: 'user-42@example.org', country: 'DE', plan: 'pro', created_at: NOW - 400 * 86_400_000 };

async function engines() {
  const { create } = await import(new URL('burgee/engine.js', NPM));
  const { instantiate } = await import(new URL('burgee-web/engine.js', NPM));
  const module = new WebAssembly.Module(readFileSync(new URL('burgee-web/burgee.wasm', NPM)));
  return { Node: create(), WebAssembly: instantiate(module) };
}

const encoder = new TextEncoder();

// Puts bytes into the input; gives the byte behind them.
function put(engine, bytes, at) {
  engine.reserve(at + bytes.length);
  engine.bytes.set(bytes, at);
  return at + bytes.length;
}

function load(engine) {
  let at = 0;
  for (const text of ['flags.json', JSON.stringify(document)]) {
    const bytes = encoder.encode(text);
    at = put(engine, Uint8Array.of(bytes.length, bytes.length >> 8, 0, 0), at);
    at = put(engine, bytes, at);
  }
  const handle = engine.load(at, 1);
  if (handle < 0) throw new Error(engine.text());
  return handle;
}

// Writes the user's attributes as records.
function write(engine, attributes, handle) {
  let at = RECORDS + 16 * engine.attributes(handle);
  for (const [number, name] of attributes) {
    const word = RECORDS / 4 + 4 * number;
    const value = user[name];
    if (typeof value === 'number') {
      engine.words[word] = 2;
      engine.doubles[word / 2 + 1] = value;
    } else {
      engine.words[word] = 1 | (value.length << 3);
      engine.words[word + 1] = at;
      at = put(engine, encoder.encode(value), at);
    }
  }
}

function best(call) {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < CALLS; i++) call();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / CALLS);
  }
  return least;
}

function measure(engine) {
  const handle = load(engine);
  engine.describe(handle, 0);
  const { attributes } = JSON.parse(engine.text());
  const context = engine.contextText(put(engine, encoder.encode(JSON.stringify(user)), 0));
  write(engine, attributes, handle);
  const rows = {
    'a call that does nothing': () => engine.results(),
    'no context': () => engine.evaluate(handle, 0, INVALID, NOW),
    'three rules, records': () => engine.evaluate(handle, 0, WRITTEN, NOW),
    'three rules, kept context': () => engine.evaluate(handle, 0, context, NOW),
    'a decision as text': () => engine.decision(handle, 0, context, NOW) + engine.text().length,
  };
  return Object.fromEntries(Object.entries(rows).map(([name, call]) => [name, best(call)]));
}

const measured = Object.entries(await engines()).map(([name, engine]) => [name, measure(engine)]);
console.log(`| call | ${measured.map(([name]) => name).join(' | ')} |\n|---|${'---|'.repeat(measured.length)}`);
for (const row of Object.keys(measured[0][1])) {
  console.log(`| ${row} | ${measured.map(([, figures]) => `${figures[row].toFixed(1)} ns`).join(' | ')} |`);
}

// What burgee-web weighs: `node sizes.mjs FOLDER` prints a table of the assembled package's parts, in bytes, plain and after `gzip -9`.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = process.argv[2] ?? new URL('../../target/npm/burgee-web', import.meta.url).pathname;
const SECTIONS = ['custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element', 'code', 'data', 'data count'];

/** Names of files that are one part, as bytes; each by itself first, as servers compress them. */
const part = (name, files) => ({ name, files: files.map((file) => readFileSync(join(folder, file))) });

const modules = (under) => readdirSync(join(folder, under)).filter((name) => name.endsWith('.js')).sort().map((name) => join(under, name));

const wasm = readFileSync(join(folder, 'burgee.wasm'));
const core = part('glue: index.js, engine.js, recovery.js, lib/*.js', ['index.js', 'engine.js', 'recovery.js', ...modules('lib')]);
const parts = [
  core,
  part('poller.js, schedule.js', ['poller.js', 'schedule.js']),
  part('openfeature/web.js and what it imports', ['openfeature/web.js', 'openfeature/life.js', 'openfeature/resolution.js']),
  { name: 'burgee.wasm', files: [wasm] },
  ...sections(wasm).map(({ name, bytes }) => ({ name: `  section \`${name}\``, files: [bytes] })),
  { name: 'glue and burgee.wasm', files: [...core.files, wasm] },
];

console.log('| part | bytes | gzip -9, file by file | gzip -9, in one bundle |\n|---|---|---|---|');
for (const { name, files } of parts) {
  const squeezed = (bytes) => gzipSync(bytes, { level: 9 }).length;
  const sum = (lengths) => lengths.reduce((total, length) => total + length, 0);
  const row = [sum(files.map((bytes) => bytes.length)), sum(files.map(squeezed)), squeezed(Buffer.concat(files))];
  console.log(`| ${name} | ${row.map((bytes) => bytes.toLocaleString('en').replaceAll(',', ' ')).join(' | ')} |`);
}

/** The sections of a module, with what they hold. */
function sections(bytes) {
  const found = [];
  let at = 8;
  const leb = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
      shift += 7;
    }
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const length = leb();
    found.push({ name: SECTIONS[id], bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

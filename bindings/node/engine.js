// The engine for Node: loads the addon of this machine, and gives it the area that it reads.

import { fileURLToPath } from 'node:url';
import { Requirements } from './requirements.js';

const FIRST = 16_384;
const FAILED = -1;
// Where `evaluate` finds its numbers, three words and a double, and where it leaves its answer, a word.
const GIVEN = 4;
const NOW = 4;
const ANSWER = 7;

function addon() {
  const { platform, arch } = process;
  const name = `./burgee-${platform}-${arch}`;
  const failures = [];
  for (const file of platform === 'linux' ? [`${name}.node`, `${name}-musl.node`] : [`${name}.node`]) {
    try {
      // Why not `require`: it gives everybody one addon, and what that holds.
      const module = { exports: {} };
      process.dlopen(module, fileURLToPath(new URL(file, import.meta.url)));
      return module.exports;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new Error(`burgee has no addon that loads on ${platform} ${arch}: ${failures[0].message}`, { cause: failures });
}

// An engine of its own: nothing that one holds is seen by another. Its views are of one area, and are renewed when `reserve` makes that larger.
export function create() {
  const native = addon();
  const engine = {
    ...native,
    words: new Uint32Array(0),
    bytes: new Uint8Array(0),
    doubles: new Float64Array(0),

    reserve(bytes) {
      const before = engine.bytes;
      if (bytes <= before.length) return;
      const buffer = new ArrayBuffer(Math.ceil(Math.max(bytes, 2 * before.length, FIRST) / 8) * 8);
      // All is made before anything is changed: any of it may fail.
      const [words, own, doubles] = [new Uint32Array(buffer), new Uint8Array(buffer), new Float64Array(buffer)];
      own.set(before);
      native.area(buffer);
      Object.assign(engine, { words, bytes: own, doubles });
    },

    evaluate(document, flag, context, now) {
      const { words } = engine;
      words[GIVEN] = document;
      words[GIVEN + 1] = flag;
      words[GIVEN + 2] = context;
      words[ANSWER] = FAILED;
      engine.doubles[NOW] = now;
      native.evaluate();
      return words[ANSWER] | 0;
    },

    evaluateAll(document, context, now) {
      const count = native.evaluateAll(document, context, now);
      if (count >= FAILED) return count;
      engine.reserve(-count);
      return native.evaluateAll(document, context, now);
    },

    requirements: (publicKeys, requireSerial) => new Requirements(publicKeys, requireSerial),

    // Loads what is watched, and keeps it loaded, whenever `poll` is called.
    watch(store, length, strict, end) {
      return native.watch(store, length, strict, Date.now(), end);
    },

    poll(watch) {
      native.poll(watch, Date.now());
      return native.text();
    },
  };
  engine.reserve(FIRST);
  return engine;
}

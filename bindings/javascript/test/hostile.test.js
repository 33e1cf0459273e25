// Every hostile context in a process of its own, over every engine: no crash, no hang, nothing thrown, and the expected decision.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { rows } from './hostile_rows.js';
import { names } from './surface.js';

const CHILD = fileURLToPath(new URL('hostile_child.js', import.meta.url));
const run = promisify(execFile);

for (const name of names) {
  test(`${name}: hostile contexts`, { concurrency: availableParallelism() }, async (t) => {
    const titles = Object.keys(rows(runInNewContext('globalThis')));
    assert.ok(titles.length >= 100, `${titles.length} rows`);
    await Promise.all(
      titles.map((title) =>
        t.test(title, async () => {
          const { stdout, stderr } = await run(process.execPath, [CHILD, name, title], { timeout: 60_000 });
          assert.equal(stderr, '');
          assert.deepEqual(JSON.parse(stdout), []);
        })),
    );
  });
}

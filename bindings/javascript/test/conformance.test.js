// Every case of every fixture, over every engine.

import assert from 'node:assert/strict';
import test from 'node:test';
import { cases } from './conformance.js';
import { fixtures, names, surface } from './surface.js';

for (const name of names) {
  const asked = await surface(name);
  const files = await fixtures();
  let count = 0;
  for (const [file, text] of files) {
    test(`${name}: ${file}`, () => {
      const wrong = [];
      for (const [title, ask] of cases(text, asked)) {
        count++;
        try {
          ask();
        } catch (error) {
          wrong.push(`${title}: ${error.message}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
  test(`${name}: no file and no case is left out`, () => {
    assert.ok(files.length > 100, `${files.length} files`);
    assert.ok(count > 1000, `${count} cases`);
  });
}

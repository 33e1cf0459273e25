// What callers write has the types that are said, and wrong uses are errors: TypeScript says so of `usage.ts`.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TSC = fileURLToPath(new URL('../../javascript/node_modules/typescript/bin/tsc', import.meta.url));

test('types', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [TSC, '-p', fileURLToPath(new URL('tsconfig.json', import.meta.url))]).catch((error) => error);
  assert.equal(stdout, '');
});

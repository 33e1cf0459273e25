// The types of the package, as a project has them: `types.ts` compiles.

import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { project } from '../../javascript/openfeature/tests/project.mjs';

const COMPILER = fileURLToPath(new URL('../../javascript/node_modules/typescript/bin/tsc', import.meta.url));
const OPTIONS = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom,dom.iterable,esnext.disposable'];

test('the types are those of a project that uses them', () => {
  const folder = project();
  cpSync(fileURLToPath(new URL('types.ts', import.meta.url)), join(folder, 'types.ts'));
  execFileSync(process.execPath, [COMPILER, ...OPTIONS, 'types.ts'], { cwd: folder, stdio: 'inherit' });
});

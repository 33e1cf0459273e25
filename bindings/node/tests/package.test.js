// The package as somebody installs it: packed, put into an empty project, imported and required.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { NPM } from '../../javascript/test/surface.js';

const PACKAGE = fileURLToPath(new URL('burgee', NPM));
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, first] = /```js\n([^]*?)```/.exec(README);
const OFFLINE = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=peer', '--loglevel=error'];

test('a packed package works in an empty project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-package-'));
  const run = (command, ...parameters) => execFileSync(command, parameters, { cwd: folder, encoding: 'utf8' });
  try {
    const [{ filename, files }] = JSON.parse(run('npm', 'pack', PACKAGE, '--json', '--loglevel=error'));
    const names = files.map(({ path }) => path);
    for (const name of ['index.js', 'index.d.ts', 'engine.js', 'lib/index.js', 'lib/index.d.ts', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) assert.ok(names.includes(name), name);
    assert.ok(names.some((name) => name.endsWith('.node')));
    assert.ok(!names.some((name) => /test|src|Cargo/.test(name)), names.join(' '));

    writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "version": "1.0.0" }');
    run('npm', 'install', `./${filename}`, ...OFFLINE);
    writeFileSync(join(folder, 'module.mjs'), `${first}console.log(flags.isOn('new-checkout', user));`);
    assert.equal(run('node', 'module.mjs'), 'true\n');
    writeFileSync(join(folder, 'common.cjs'), `${first.replace(/import (.*) from (.*);/, 'const $1 = require($2);')}console.log(flags.isOn('new-checkout', user));`);
    assert.equal(run('node', '--no-warnings', 'common.cjs'), 'true\n');
    writeFileSync(join(folder, 'inside.mjs'), "import 'burgee/lib/engine.js';");
    assert.throws(() => execFileSync('node', ['inside.mjs'], { cwd: folder, stdio: 'pipe' }), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

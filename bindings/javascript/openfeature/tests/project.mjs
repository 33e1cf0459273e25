// A project that uses the packages, as one of their users has it: `target/npm/project`, with the SDKs of OpenFeature and what `npm pack`
// makes of the packages that are assembled in `target/npm`.
//
//     node project.mjs    runs the tests of the providers in it

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const NPM = process.env.BURGEE_NPM ?? join(ROOT, 'target/npm');
const PROJECT = join(NPM, 'project');
const PACKAGES = ['burgee', 'burgee-web'];

/** Makes it, or brings it up to date; gives its folder. */
export function project() {
  mkdirSync(PROJECT, { recursive: true });
  const lock = readFileSync(join(HERE, 'package-lock.json'), 'utf8');
  const stamp = join(PROJECT, 'installed.json');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(HERE, file), join(PROJECT, file));
    npm(PROJECT, 'ci', '--ignore-scripts');
    writeFileSync(stamp, lock);
  }
  for (const name of PACKAGES.filter((name) => existsSync(join(NPM, name)))) {
    const into = join(PROJECT, 'node_modules', name);
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { recursive: true });
    execFileSync('tar', ['-xzf', pack(name), '-C', into, '--strip-components=1']);
  }
  for (const file of readdirSync(HERE).filter((name) => name.endsWith('.js'))) cpSync(join(HERE, file), join(PROJECT, file));
  return PROJECT;
}

/** What `npm pack` makes of an assembled package: the path of the archive. */
export function pack(name) {
  const [{ filename }] = JSON.parse(npm(join(NPM, name), 'pack', '--json', '--pack-destination', PROJECT));
  return join(PROJECT, filename);
}

export function npm(folder, ...parameters) {
  return execFileSync('npm', parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = project();
  const tests = readdirSync(HERE).filter((name) => name.endsWith('.test.js'));
  const env = { ...process.env, BURGEE_SPEC: join(ROOT, 'spec') };
  process.exitCode = spawnSync(process.execPath, ['--test', ...tests], { cwd: folder, env, stdio: 'inherit' }).status ?? 1;
}

// Where a package lies. Those of this repository are taken from where `cargo xtask javascript` puts them together, unless they are installed.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const HERE = new URL('.', import.meta.url);
const BUILT = { burgee: '../../target/npm/burgee/', 'burgee-web': '../../target/npm/burgee-web/' };

const require = createRequire(import.meta.url);

// The folder of a package, or `undefined` where it is not installed.
export function folder(name) {
  const places = [`node_modules/${name}/`, BUILT[name] ?? []].flat();
  return places.map((place) => new URL(place, HERE)).find((place) => existsSync(new URL('package.json', place)));
}

export function version(name) {
  const place = folder(name);
  return place && JSON.parse(readFileSync(new URL('package.json', place), 'utf8')).version;
}

// Imports a package by the folder that `folder` finds.
export function load(name) {
  const place = folder(name);
  if (!place) throw Object.assign(new Error(`${name} is not installed`), { code: 'MODULE_NOT_FOUND' });
  return import(pathToFileURL(require.resolve(place.pathname)).href);
}

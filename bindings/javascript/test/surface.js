// The surfaces that are tested in Node: the packages as they are assembled in BURGEE_NPM, which is `target/npm` unless it is said.
// BURGEE_SURFACE names one; all, without.

import { readFile, readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
export const NPM = process.env.BURGEE_NPM ? pathToFileURL(`${process.env.BURGEE_NPM}/`) : new URL('target/npm/', ROOT);

const SURFACES = {
  async node() {
    return import(new URL('burgee/index.js', NPM));
  },
  // The engine of pages, in Node.
  async wasm() {
    const web = await import(new URL('burgee-web/index.js', NPM));
    await web.default(await readFile(new URL('burgee-web/burgee.wasm', NPM)));
    return web;
  },
};

export const names = process.env.BURGEE_SURFACE ? [process.env.BURGEE_SURFACE] : Object.keys(SURFACES);

export function surface(name) {
  return SURFACES[name]();
}

// Every file of fixtures, as pairs of its name and its text.
export async function fixtures() {
  const folder = new URL('spec/fixtures/', ROOT);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')]));
}

// Every example of the README is run, as one module: what stands in a comment behind an expression is its value, behind `console.log` its
// output; the block of text is what the `console.log` before it prints. The JavaScript of the recipes is run likewise.

import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NPM } from '../../javascript/test/surface.js';

const README = new URL('../README.md', import.meta.url);
const RECIPE = new URL('../../../docs/scenarios/16-why.md', import.meta.url);
const EXAMPLES = new URL('../../../spec/examples/', import.meta.url);
const PACKAGE = fileURLToPath(new URL('burgee', NPM));

// An example as a module that says what it came to.
function script(blocks) {
  const lines = blocks.join('\n').split('\n').map((line) => {
    const [, code, said] = /^(.*;) \/\/ (.+)$/.exec(line) ?? [];
    if (!said || /^(import|const|try|for)\b/.test(code)) return line;
    const print = /^(.*)console\.log\((.*)\);$/.exec(code);
    if (print) return `${print[1]}says([${print[2]}].join(' '), ${JSON.stringify(said)});`;
    return `same(${code.slice(0, -1)}, ${said});`;
  });
  return `import assert from 'node:assert/strict';
    export const printed = [];
    export let compared = 0;
    const console = { log: (...all) => printed.push(all.join(' ')), error() {} };
    const plain = (value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : value);
    const same = (found, expected) => { compared++; assert.deepEqual(plain(found), plain(expected)); };
    const says = (found, expected) => { compared++; assert.equal(found, expected); };
    ${lines.join('\n')}`;
}

// What each block of a language holds in a page.
const blocks = (text, language) => [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, block]) => block);

// Runs the JavaScript of a page in a folder where the package is installed and the documents are.
async function run(text) {
  const folder = await mkdtemp(join(tmpdir(), 'burgee-readme-'));
  const before = process.cwd();
  try {
    await mkdir(join(folder, 'node_modules'));
    await symlink(PACKAGE, join(folder, 'node_modules', 'burgee'));
    await cp(EXAMPLES, join(folder, 'spec/examples'), { recursive: true });
    await cp(new URL('16-why.json', EXAMPLES), join(folder, 'flags.json'));
    await writeFile(join(folder, 'readme.mjs'), script(blocks(text, 'js')));
    process.chdir(folder);
    return await import(pathToFileURL(join(folder, 'readme.mjs')));
  } finally {
    process.chdir(before);
    await rm(folder, { recursive: true });
  }
}

test('every example of the README does what it says', async () => {
  const text = await readFile(README, 'utf8');
  const { compared, printed } = await run(text);
  assert.ok(compared >= 25, `${compared} comments`);
  assert.equal(printed[0].trimEnd(), blocks(text, 'text')[0].trimEnd());
});

test('the recipe of why does what it says', async () => {
  const { compared } = await run(await readFile(RECIPE, 'utf8'));
  assert.equal(compared, 3);
});

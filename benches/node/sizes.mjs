// Prints what a page would download for each engine that decides by rules in the browser: its code bundled and minified, and its
// WebAssembly, as they are and compressed with gzip.
// usage: node sizes.mjs [package…]

import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { folder } from './packages.mjs';

// What a page imports of a package. `wasm` is a file that the page itself hands over; a file that the code names is found by its name.
const PAGES = [
  { package: './engines/floor.mjs', import: 'peer', name: 'floor' },
  { package: 'burgee-web', from: folder('burgee-web')?.pathname, import: 'default, Flags' },
  { package: '@growthbook/growthbook', import: 'GrowthBook' },
  { package: '@openfeature/flagd-core', import: 'FlagdCore' },
  { package: '@eppo/js-client-sdk-common', import: 'EppoClient, MemoryOnlyConfigurationStore' },
  { package: '@featurevisor/sdk', import: 'createInstance' },
  { package: '@configcat/sdk', from: '@configcat/sdk/browser', import: 'getClient' },
  { package: '@optimizely/optimizely-sdk', import: 'createInstance, createStaticProjectConfigManager' },
  {
    package: '@flipt-io/flipt-client-js',
    from: '@flipt-io/flipt-client-js/slim',
    import: 'FliptClient',
    wasm: 'flipt_engine_wasm_js_bg.wasm',
  },
  { package: 'json-logic-js', import: 'default' },
  { package: 'json-logic-engine', import: 'LogicEngine' },
  { package: '@goplasmatic/datalogic', from: '@goplasmatic/datalogic/web', import: 'default, CompiledRule' },
  { package: '@launchdarkly/js-client-sdk', import: 'createClient', remote: true },
];

const HERE = new URL('.', import.meta.url);

async function bundle({ package: name, from = name, import: names }) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from '${from}';`, resolveDir: HERE.pathname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return Buffer.from(outputFiles[0].contents);
}

// The WebAssembly files that a bundle fetches.
function fetched(page, code) {
  const names = new Set([page.wasm ?? [], code.toString().match(/[\w.-]+\.wasm\b/g) ?? []].flat());
  const place = folder(page.package);
  if (!names.size || !place) return [];
  const files = readdirSync(place, { recursive: true }).filter((file) => names.has(file.split('/').at(-1)));
  const first = new Map(files.reverse().map((file) => [file.split('/').at(-1), file]));
  return [...first.values()].map((file) => readFileSync(new URL(file, place)));
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const gzipped = (content) => gzipSync(content, { level: 9 }).length;

async function row(page) {
  const label = (page.name ?? page.package) + (page.remote ? ' ‡' : '');
  let code;
  try {
    code = await bundle(page);
  } catch (error) {
    const absent = error.errors?.every(({ text }) => text === `Could not resolve "${page.package}"`);
    return [label, ...Array(4).fill(absent ? 'not installed' : `cannot be bundled: ${error.errors?.[0]?.text ?? error}`)];
  }
  const beside = fetched(page, code);
  const total = sum([code, ...beside].map(gzipped));
  return [label, kilobytes(code.length), kilobytes(sum(beside.map(({ length }) => length))), kilobytes(gzipped(code)), kilobytes(total)];
}

const asked = process.argv.slice(2);
const rows = await Promise.all(PAGES.filter((page) => !asked.length || asked.includes(page.name ?? page.package)).map(row));
const head = ['package', 'code, kB', 'wasm, kB', 'code gzip, kB', 'download gzip, kB'];
console.log([head, ['---', '---:', '---:', '---:', '---:'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
console.log('\n‡ decides on its server: the page holds answers, not rules.');

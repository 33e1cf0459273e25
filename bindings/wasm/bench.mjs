// What asking costs in a page: `node bench.mjs` prints a table, measured in Chromium on the assembled package.

import { fileURLToPath } from 'node:url';
import { run } from '../javascript/browser/run.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const roots = {
  '/package/': process.env.BURGEE_WEB ?? here('../../target/npm/burgee-web'),
  '/workload/': here('../../benches/node'),
  '/tests/': here('tests'),
};
const json = await run({ roots, module: '/tests/bench.page.js', timeout: 300 });
console.log('| in a page | median |\n|---|---|');
for (const [what, cost] of Object.entries(JSON.parse(json))) console.log(`| ${what} | ${cost} |`);

// Prints a table of how long evaluators of feature flags take in Node.
// usage: node peers.mjs [engine…] [--rounds=N] [--ms=N] [--json]
// Engines are named as the files in `engines/`.

import { parseArgs } from 'node:util';
import { contest } from './contest.mjs';
import { table } from './table.mjs';

const ENGINES = [
  'floor', 'burgee', 'growthbook', 'flagd', 'launchdarkly', 'eppo', 'unleash', 'statsig', 'flipt', 'configcat', 'posthog', 'flagsmith',
  'devcycle', 'featurevisor', 'optimizely', 'json-logic-js', 'json-logic-engine', 'datalogic',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '11' }, ms: { type: 'string', default: '40' }, json: { type: 'boolean' } },
});
const asked = positionals.length ? ENGINES.filter((name) => positionals.includes(name)) : ENGINES;

function print(rows) {
  if (values.json) {
    console.log(JSON.stringify(rows, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value), 2));
  } else {
    console.log(table(rows));
  }
}

try {
  const unknown = positionals.filter((name) => !ENGINES.includes(name));
  if (unknown.length) throw new Error(`no engine is called ${unknown.join(', ')}; there are ${ENGINES.join(', ')}`);
  const rows = await contest({
    engines: asked,
    rounds: Number(values.rounds),
    roundMs: Number(values.ms),
    // Some engines read the clock by themselves, so the users are as old as they should be now.
    now: Date.now(),
    tell: (what) => process.stderr.write(`${what}\n`),
  });
  const online = rows.find(({ attempts }) => attempts?.length);
  if (online) throw new Error(`${online.name} asked for the network: ${online.attempts.join(', ')}`);
  print(rows);
  for (const { name } of rows.filter(({ left }) => left)) console.error(`${name} left something running after it was closed`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

// One engine in a process of its own: what another engine leaves in the heap, in the caches of types or in global objects is not timed.
// It answers the requests of `peers.mjs` one by one, and ends by itself when told to close, unless the engine left something running.

import { attempts } from './offline.mjs';
import { check } from './check.mjs';
import { compile, round, warm, WORKLOADS } from './measure.mjs';
import { CHECKOUT, many, users } from './workload.mjs';

const [, , module, nowText] = process.argv;
const now = Number(nowText);
const loops = new Map();
let peer;
let inputs;

async function open() {
  const people = users(1000, now);
  const manyText = peer.document(many());
  const engine = await peer.open(peer.document([CHECKOUT]));
  const manyEngine = await peer.open(manyText);
  inputs = {
    peer,
    engine,
    contexts: people.map((user) => engine.context(user)),
    users: people,
    key: CHECKOUT.key,
    many: manyEngine,
    manyContexts: people.map((user) => manyEngine.context(user)),
    manyText,
  };
  return manyText.length;
}

const answers = {
  async check() {
    ({ peer } = await import(module));
    const { name, how, allIsLoop, note } = peer;
    return { name, how, allIsLoop, note, packages: [peer.package ?? []].flat(), shares: await check(peer, now) };
  },
  open,
  // How often each workload is asked in a round, for those that the engine has.
  async warm({ workload, roundMs }) {
    const { needs } = WORKLOADS[workload];
    if (needs && !inputs.engine[needs]) return undefined;
    const loop = compile(WORKLOADS[workload], peer.isAsync);
    loops.set(workload, loop);
    return warm(loop, inputs, roundMs);
  },
  round: ({ workload, count }) => round(loops.get(workload), inputs, count),
  async close() {
    await inputs?.engine.close();
    await inputs?.many.close();
    return [...attempts];
  },
};

process.on('message', async ({ ask, ...given }) => {
  try {
    process.send({ answer: await answers[ask](given) });
  } catch (error) {
    process.send({ error: error.message ?? String(error), code: error.code });
  }
  if (ask === 'close') process.disconnect();
});

// Times one workload of one engine: a loop over the users in rotation, which does nothing of its own but count.
// Why: the loops are made from text, so that each has its own type feedback and none is slow because another ran before it.

const WARM_MS = 300;

// The workloads, in the order of the table. `ask` is what is timed, `with` what is made ready before the loop, `users` how many rotate.
export const WORKLOADS = [
  { name: 'is on', users: 1000, ask: 'engine.isOn(key, contexts[u])' },
  { name: 'by handle', users: 1000, ask: 'flag.isOn(contexts[u])', with: 'flag = engine.flag(key)', needs: 'flag' },
  { name: 'detail', users: 1000, ask: 'engine.detail(key, contexts[u])', needs: 'detail' },
  { name: 'context per call', users: 1000, ask: 'engine.isOn(key, engine.context(users[u]))' },
  { name: 'all 1,000', users: 1000, ask: 'many.all(manyContexts[u])' },
  { name: 'load 1,000', users: 1, ask: 'peer.open(manyText)', closes: true, mayWait: true },
];

const INPUTS = 'peer, engine, contexts, users, key, many, manyContexts, manyText';

// A function of the inputs and a count, which asks so often and answers with how many of the answers were there.
// An engine whose answers are promises is awaited, because that is what its caller has to do. So is every load.
export function compile(workload, isAsync) {
  const waits = isAsync || workload.mayWait;
  const wait = waits ? 'await ' : '';
  return new Function(`return ${waits ? 'async ' : ''}function ({ ${INPUTS} }, count) {
    ${workload.with ? `const ${workload.with};` : ''}
    let seen = 0;
    for (let i = 0, u = 0; i < count; i++) {
      const answer = ${wait}${workload.ask};
      if (answer !== undefined) seen++;
      ${workload.closes ? `${wait}answer.close();` : ''}
      if (++u === ${workload.users}) u = 0;
    }
    return seen;
  }`)();
}

async function timed(loop, inputs, count) {
  const start = process.hrtime.bigint();
  const seen = await loop(inputs, count);
  const ns = Number(process.hrtime.bigint() - start);
  if (seen !== count) throw new Error(`${count - seen} of ${count} answers were not there`);
  return ns;
}

// Runs a loop until it is warm; answers with how often to ask to fill a round of `roundMs`.
export async function warm(loop, inputs, roundMs) {
  let count = 1;
  let spent = 0;
  for (;;) {
    const ns = await timed(loop, inputs, count);
    spent += ns / 1e6;
    if (spent >= WARM_MS) return Math.max(1, Math.round((count * roundMs * 1e6) / ns));
    if (ns < 50e6) count *= 2;
  }
}

// Nanoseconds of one answer, in one round.
export async function round(loop, inputs, count) {
  return (await timed(loop, inputs, count)) / count;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// What asking costs in a page, in nanoseconds: medians of rounds that take turns. Imports the assembled package and the workload of `benches/node`.

import init, { Context, Flags } from '/package/index.js';
import { CHECKOUT, many, users } from '/workload/workload.mjs';

const ROUNDS = 31;
const ROUND_MS = 20;
const WARM_MS = 300;

function flagOf({ domain, countries, plan, ageDays, agePercent, percent }) {
  return {
    rules: [
      { id: 'staff', if: { attribute: 'email', email_domain: domain }, serve: 'on' },
      { id: 'na', if: { all: [{ attribute: 'country', in: countries }, { attribute: 'plan', eq: plan }] }, serve: 'on' },
      { id: 'veterans', if: { attribute: 'created_at', age: { gte: `${ageDays}d` } }, serve: { percent: agePercent } },
    ],
    serve: { percent },
  };
}

const documentOf = (specs) => JSON.stringify({ burgee: '1', flags: Object.fromEntries(specs.map((spec) => [spec.key, flagOf(spec)])) });

// Each loop is a function of its own, so that none is slow because another ran before it.
function loops() {
  const { key } = CHECKOUT;
  const people = users(1_000, Date.now()).map(({ key, email, country, plan, created_at }) => ({ key, email, country, plan, created_at }));
  const kept = people.map((person) => new Context(person));
  const flags = Flags.parse(documentOf([CHECKOUT]));
  const handle = flags.flag(key);
  const manyText = documentOf(many());
  const all = Flags.parse(manyText);
  return {
    'isOn, an object, by key': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += flags.isOn(key, people[i % 1_000]);
      return on;
    },
    'isOn, an object, by handle': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += handle.isOn(people[i % 1_000]);
      return on;
    },
    'isOn, a kept context, by key': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += flags.isOn(key, kept[i % 1_000]);
      return on;
    },
    'isOn, a kept context, by handle': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += handle.isOn(kept[i % 1_000]);
      return on;
    },
    'evaluate, an object, by key': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += flags.evaluate(key, people[i % 1_000]).isOn;
      return on;
    },
    'values of 1,000 flags, an object': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += all.values(people[i % 1_000])['flag-0007'];
      return on;
    },
    'new Context': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += new Context(people[i % 1_000]) ? 1 : 0;
      return on;
    },
    'Flags.parse of 1,000 flags': (count) => {
      let on = 0;
      for (let i = 0; i < count; i += 1) on += Flags.parse(manyText) ? 1 : 0;
      return on;
    },
  };
}

export default async function () {
  const began = performance.now();
  await init();
  const loading = performance.now() - began;
  const timed = (loop, count) => {
    const start = performance.now();
    loop(count);
    return performance.now() - start;
  };
  const rows = Object.entries(loops()).map(([name, loop]) => {
    let count = 1;
    let spent = 0;
    for (;;) {
      const took = timed(loop, count);
      spent += took;
      if (spent >= WARM_MS && took > 0) return { name, loop, count: Math.max(1, Math.round((count * ROUND_MS) / took)), rounds: [] };
      if (took < ROUND_MS) count *= 2;
    }
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const row of rows) row.rounds.push((timed(row.loop, row.count) * 1e6) / row.count);
  }
  const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
  return { init: `${loading.toFixed(1)} ms`, ...Object.fromEntries(rows.map(({ name, rounds }) => [name, `${Math.round(median(rounds)).toLocaleString('en')} ns`])) };
}

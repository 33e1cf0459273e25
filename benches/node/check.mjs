// Before anything is timed: an engine decides as the floor does, or the run ends and names both.
// With both percentages at 0 a flag is on for exactly whom its rules name; with 100 for old accounts, for those as well. Each engine draws
// its percentages in its own way, so of these only the shares are compared.

import { CHECKOUT, many, rule, users } from './workload.mjs';

const RULED = 1000; // users whose rules are compared, for S3
const DRAWN = 10_000; // users whose shares are counted
const EVERY = 20; // users who are asked about all of the flags
const POINTS = 4;

async function opened(peer, specs, work) {
  const engine = await peer.open(peer.document(specs));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

function differs(peer, says, user, key) {
  return new Error(`${peer.name} and floor differ: ${peer.name} says ${says} for ${user.key} and ${key}, floor ${!says}`);
}

const named = (spec, user) => ['staff', 'na'].includes(rule(spec, user));
const admitted = (spec, user) => rule(spec, user) !== 'rest';

async function rules(peer, now, agePercent, expected) {
  const spec = { ...CHECKOUT, agePercent, percent: 0 };
  await opened(peer, [spec], async (engine) => {
    for (const user of users(RULED, now)) {
      const context = engine.context(user);
      const answers = [await engine.isOn(spec.key, context)];
      if (engine.detail) answers.push(engine.read.detail(await engine.detail(spec.key, context)));
      if (engine.flag) answers.push(engine.flag(spec.key).isOn(context));
      const wrong = answers.find((answer) => answer !== expected(spec, user));
      if (wrong !== undefined) throw differs(peer, wrong, user, spec.key);
    }
  });
}

async function all(peer, now) {
  const specs = many().map((spec) => ({ ...spec, agePercent: 0, percent: 0 }));
  await opened(peer, specs, async (engine) => {
    for (const user of users(EVERY, now)) {
      const answers = await engine.all(engine.context(user));
      for (const spec of specs) {
        const says = engine.read.all(answers, spec.key);
        if (says !== named(spec, user)) throw differs(peer, says, user, spec.key);
      }
    }
  });
}

async function shares(peer, now) {
  const groups = { veterans: { on: 0, of: 0, percent: CHECKOUT.agePercent }, rest: { on: 0, of: 0, percent: CHECKOUT.percent } };
  await opened(peer, [CHECKOUT], async (engine) => {
    for (const user of users(DRAWN, now)) {
      const says = await engine.isOn(CHECKOUT.key, engine.context(user));
      const group = groups[rule(CHECKOUT, user)];
      if (group) {
        group.of++;
        if (says) group.on++;
      } else if (!says) throw differs(peer, says, user, CHECKOUT.key);
    }
  });
  return Object.entries(groups).map(([name, { on, of, percent }]) => {
    const share = (100 * on) / of;
    if (Math.abs(share - percent) > POINTS) {
      throw new Error(`${peer.name} and floor differ: ${peer.name} has ${share.toFixed(1)} % of ${name} on, floor ${percent} %`);
    }
    return share;
  });
}

// Answers with the shares of old accounts and of the rest, in percent.
export async function check(peer, now) {
  await rules(peer, now, 0, named);
  await rules(peer, now, 100, admitted);
  await all(peer, now);
  return shares(peer, now);
}

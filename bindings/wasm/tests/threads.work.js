// Asks a document, and a store that is reloaded meanwhile, in whatever thread this runs; gives what is wrong.

const UNITS = 500;
const ROUNDS = 8;

const document = (revision) => JSON.stringify({
  burgee: '1',
  revision: String(revision),
  segments: { nz: { if: { attribute: 'country', eq: 'NZ' } } },
  flags: { half: { serve: { percent: 50 } }, here: { if: { segment: 'nz' }, serve: 'on' }, number: { variants: { off: -1, v: revision }, serve: 'v' } },
});

/** `name` tells threads apart: each loads revisions of its own. */
export function work({ Context, Flags, Store, bucket }, name) {
  const wrong = [];
  const store = new Store();
  const fixed = Flags.parse(document(name * 1e6));
  for (let round = 0; round < ROUNDS; round++) {
    const revision = name * 1e6 + round;
    store.load(document(revision));
    const flags = store.flags;
    for (let i = 0; i < UNITS; i++) {
      const attributes = { key: `user-${i}`, country: i % 3 ? 'US' : 'NZ' };
      const context = i % 2 ? new Context(attributes) : attributes;
      const expected = [bucket('rollout', 'half', attributes.key) < 50_000, i % 3 === 0];
      for (const each of [flags, fixed]) {
        const answers = [each.isOn('half', context), each.isOn('here', context)];
        if (String(answers) !== String(expected)) wrong.push(`${name}, round ${round}: ${attributes.key} is ${answers}, not ${expected}`);
      }
    }
    const decision = flags.evaluate('number', {});
    if (decision.value !== revision || decision.revision !== String(revision)) wrong.push(`${name}: revision ${revision} says ${JSON.stringify(decision)}`);
  }
  return wrong;
}

import { load } from '../packages.mjs';

// The package of this repository. It is imported when the first document is opened, so that a checkout without it can run the rest.

const staff = (spec) => ({ id: 'staff', if: { attribute: 'email', email_domain: spec.domain }, serve: 'on' });

function na(spec) {
  const country = { attribute: 'country', in: spec.countries };
  return { id: 'na', if: { all: [country, { attribute: 'plan', eq: spec.plan }] }, serve: 'on' };
}

function veterans(spec) {
  const age = { attribute: 'created_at', age: { gte: `${spec.ageDays}d` } };
  return { id: 'veterans', if: age, serve: { percent: spec.agePercent } };
}

export const peer = {
  name: 'burgee',
  package: 'burgee',
  how: '`flags.isOn(key, object)`, `flags.evaluate`, `flags.evaluateAll`; by handle `flags.flag(key).isOn(object)`',
  document(specs) {
    const flags = specs.map((spec) => [
      spec.key,
      {
        owner: 'team-checkout',
        description: `who gets ${spec.key}`,
        rules: [staff(spec), na(spec), veterans(spec)],
        serve: { percent: spec.percent },
      },
    ]);
    return JSON.stringify({ burgee: '1', flags: Object.fromEntries(flags) });
  },
  async open(text) {
    const { Flags } = await load('burgee');
    const flags = Flags.parse(text);
    return {
      context: ({ key, email, country, plan, created_at }) => ({ key, email, country, plan, created_at }),
      isOn: (key, context) => flags.isOn(key, context),
      detail: (key, context) => flags.evaluate(key, context),
      all: (context) => flags.evaluateAll(context),
      flag: (key) => flags.flag(key),
      read: { detail: (decision) => decision.value, all: (decisions, key) => decisions[key].value },
      close() {},
    };
  },
};

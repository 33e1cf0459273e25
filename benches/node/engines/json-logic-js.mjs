import jsonLogic from 'json-logic-js';
import { bucket } from './floor.mjs';

// A rule engine and no more: it knows no flags and no percentages. The flags are a map of rules; the percentage is an operation of
// ours, with the hash of the floor.
jsonLogic.add_operation('bucket', bucket);

export const rule = (spec, endsWith) => ({
  if: [
    endsWith({ var: 'email' }, `@${spec.domain}`),
    true,
    { and: [{ in: [{ var: 'country' }, spec.countries] }, { '===': [{ var: 'plan' }, spec.plan] }] },
    true,
    { '>=': [{ var: 'account_age_days' }, spec.ageDays] },
    { '<': [{ bucket: [spec.key, { var: 'key' }] }, spec.agePercent] },
    { '<': [{ bucket: [spec.key, { var: 'key' }] }, spec.percent] },
  ],
});

const contains = (value, part) => ({ in: [part, value] });

export const peer = {
  name: 'json-logic-js',
  package: 'json-logic-js',
  how: '`jsonLogic.apply(rule, object)`',
  note: 'Rules alone: the map of flags is ours, the hash is the floor\'s, the domain is looked for anywhere in the address',
  allIsLoop: true,
  document: (specs) => JSON.stringify(Object.fromEntries(specs.map((spec) => [spec.key, rule(spec, contains)]))),
  open(text) {
    const rules = new Map(Object.entries(JSON.parse(text)));
    return {
      context: (user) => ({ ...user }),
      isOn: (key, context) => jsonLogic.apply(rules.get(key), context),
      all(context) {
        const answers = {};
        for (const [key, rule] of rules) answers[key] = jsonLogic.apply(rule, context);
        return answers;
      },
      read: { all: (answers, key) => answers[key] },
      close() {},
    };
  },
};

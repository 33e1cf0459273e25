import { FlagdCore } from '@openfeature/flagd-core';

// The in-process evaluator of flagd, with its rules compiled to functions (its default).
const silent = { error() {}, warn() {}, info() {}, debug() {} };

function share(percent) {
  return { fractional: [['on', percent], ['off', 100 - percent]] };
}

function targeting(spec) {
  return {
    if: [
      { ends_with: [{ var: 'email' }, `@${spec.domain}`] },
      'on',
      { and: [{ in: [{ var: 'country' }, spec.countries] }, { '==': [{ var: 'plan' }, spec.plan] }] },
      'on',
      { '>=': [{ var: 'account_age_days' }, spec.ageDays] },
      share(spec.agePercent),
      share(spec.percent),
    ],
  };
}

export const peer = {
  name: 'flagd-core',
  package: '@openfeature/flagd-core',
  how: '`FlagdCore.resolveBooleanEvaluation`, which always gives the reason as well',
  document(specs) {
    const flags = specs.map((spec) => [
      spec.key,
      { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: targeting(spec) },
    ]);
    return JSON.stringify({ flags: Object.fromEntries(flags) });
  },
  open(text) {
    const core = new FlagdCore(undefined, silent);
    core.setConfigurations(text);
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        targetingKey: key, email, country, plan, account_age_days,
      }),
      isOn: (key, context) => core.resolveBooleanEvaluation(key, false, context).value,
      detail: (key, context) => core.resolveBooleanEvaluation(key, false, context),
      all: (context) => core.resolveAll(context),
      read: {
        detail: (result) => result.value,
        all: (answers, key) => answers.find((answer) => answer.flagKey === key).value,
      },
      close() {},
    };
  },
};

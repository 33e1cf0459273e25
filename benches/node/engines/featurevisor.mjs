import { createInstance } from '@featurevisor/sdk';

// Its rules refer to segments, so each flag has three of its own. Percentages are in 100 000ths.
const traffic = (key, segments, percent) => ({ key, segments, percentage: percent * 1000, allocation: [] });

const feature = (spec) => ({
  bucketBy: 'userId',
  traffic: [
    traffic('staff', `${spec.key}-staff`, 100),
    traffic('na', `${spec.key}-na`, 100),
    traffic('veterans', `${spec.key}-veterans`, spec.agePercent),
    traffic('rest', '*', spec.percent),
  ],
});

const segments = (spec) => [
  [`${spec.key}-staff`, [{ attribute: 'email', operator: 'endsWith', value: `@${spec.domain}` }]],
  [
    `${spec.key}-na`,
    [
      { attribute: 'country', operator: 'in', value: spec.countries },
      { attribute: 'plan', operator: 'equals', value: spec.plan },
    ],
  ],
  [`${spec.key}-veterans`, [{ attribute: 'account_age_days', operator: 'greaterThanOrEquals', value: spec.ageDays }]],
];

export const peer = {
  name: 'featurevisor',
  package: '@featurevisor/sdk',
  how: '`isEnabled`, `evaluateFlag`, `getAllEvaluations` of an instance with a datafile',
  document: (specs) =>
    JSON.stringify({
      schemaVersion: '2',
      revision: '1',
      segments: Object.fromEntries(specs.flatMap(segments).map(([key, conditions]) => [key, { conditions }])),
      features: Object.fromEntries(specs.map((spec) => [spec.key, feature(spec)])),
    }),
  open(text) {
    const instance = createInstance({ datafile: text, logLevel: 'fatal' });
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        userId: key, email, country, plan, account_age_days,
      }),
      isOn: (key, context) => instance.isEnabled(key, context),
      detail: (key, context) => instance.evaluateFlag(key, context),
      all: (context) => instance.getAllEvaluations(context),
      read: { detail: (result) => result.enabled, all: (answers, key) => answers[key].enabled },
      close: () => instance.close(),
    };
  },
};

import { FliptClient } from '@flipt-io/flipt-client-js/node';

// The WebAssembly client with its snapshot from a fetcher in memory. A boolean flag of Flipt has no percentage inside a segment, so
// these are variant flags with the variants on and off.
const CONSTRAINT = { text: 'STRING_CONSTRAINT_COMPARISON_TYPE', number: 'NUMBER_CONSTRAINT_COMPARISON_TYPE' };

const constraint = (type, property, operator, value) => ({ type: CONSTRAINT[type], property, operator, value });

function rule(key, rank, percent, constraints) {
  return {
    id: key,
    rank,
    segmentOperator: 'OR_SEGMENT_OPERATOR',
    segments: [{ key, name: key, matchType: 'ALL_SEGMENT_MATCH_TYPE', constraints }],
    distributions: [
      { ruleId: key, variantKey: 'on', variantId: 'on', rollout: percent },
      { ruleId: key, variantKey: 'off', variantId: 'off', rollout: 100 - percent },
    ],
  };
}

function flag(spec) {
  return {
    key: spec.key,
    name: spec.key,
    type: 'VARIANT_FLAG_TYPE',
    enabled: true,
    rollouts: [],
    rules: [
      rule(`${spec.key}-staff`, 1, 100, [constraint('text', 'email', 'suffix', `@${spec.domain}`)]),
      rule(`${spec.key}-na`, 2, 100, [
        constraint('text', 'country', 'isoneof', JSON.stringify(spec.countries)),
        constraint('text', 'plan', 'eq', spec.plan),
      ]),
      rule(`${spec.key}-veterans`, 3, spec.agePercent, [
        constraint('number', 'account_age_days', 'gte', String(spec.ageDays)),
      ]),
      rule(`${spec.key}-rest`, 4, spec.percent, []),
    ],
  };
}

const response = (text) => ({
  ok: true,
  status: 200,
  statusText: 'OK',
  headers: { get: () => null },
  json: async () => JSON.parse(text),
});

export const peer = {
  name: 'flipt',
  package: '@flipt-io/flipt-client-js',
  how: '`evaluateVariant` and `evaluateBatch` of the WebAssembly client; an answer always has its reason',
  document: (specs) => JSON.stringify({ namespace: { key: 'default' }, flags: specs.map(flag) }),
  async open(text) {
    const client = await FliptClient.init({ namespace: 'default', fetcher: async () => response(text) });
    const keys = JSON.parse(text).flags.map(({ key }) => key);
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        entityId: key,
        context: { email, country, plan, account_age_days: String(account_age_days) },
      }),
      isOn: (flagKey, { entityId, context }) => client.evaluateVariant({ flagKey, entityId, context }).variantKey === 'on',
      detail: (flagKey, { entityId, context }) => client.evaluateVariant({ flagKey, entityId, context }),
      all: ({ entityId, context }) => client.evaluateBatch(keys.map((flagKey) => ({ flagKey, entityId, context }))),
      read: {
        detail: (result) => result.variantKey === 'on',
        all({ responses }, key) {
          const found = responses.find(({ variantEvaluationResponse }) => variantEvaluationResponse.flagKey === key);
          return found.variantEvaluationResponse.variantKey === 'on';
        },
      },
      close: () => client.close(),
    };
  },
};

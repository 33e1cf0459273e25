import { init } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';

// The client of the server SDK over its own `TestData` source, with full rules as the service would send them; no events, no streaming.
const silent = { error() {}, warn() {}, info() {}, debug() {} };

const clause = (attribute, op, values) => ({ contextKind: 'user', attribute, op, values, negate: false });

function rollout(percent) {
  const weight = percent * 1000;
  return {
    rollout: {
      contextKind: 'user',
      bucketBy: 'key',
      variations: [{ variation: 0, weight }, { variation: 1, weight: 100_000 - weight }],
    },
  };
}

function flag(spec) {
  return {
    key: spec.key,
    version: 1,
    on: true,
    variations: [true, false],
    offVariation: 1,
    salt: spec.key,
    targets: [],
    prerequisites: [],
    rules: [
      { id: 'staff', clauses: [clause('email', 'endsWith', [`@${spec.domain}`])], variation: 0 },
      { id: 'na', clauses: [clause('country', 'in', spec.countries), clause('plan', 'in', [spec.plan])], variation: 0 },
      { id: 'veterans', clauses: [clause('account_age_days', 'greaterThanOrEqual', [spec.ageDays])], ...rollout(spec.agePercent) },
    ],
    fallthrough: rollout(spec.percent),
  };
}

export const peer = {
  name: 'launchdarkly',
  package: '@launchdarkly/node-server-sdk',
  how: '`boolVariation`, `boolVariationDetail`, `allFlagsState` over `TestData`, no events; answers are promises and are awaited',
  isAsync: true,
  document: (specs) => JSON.stringify(specs.map(flag)),
  async open(text) {
    const data = new TestData();
    for (const flag of JSON.parse(text)) data.usePreconfiguredFlag(flag);
    const client = init('sdk-key', {
      updateProcessor: data.getFactory(),
      sendEvents: false,
      diagnosticOptOut: true,
      logger: silent,
    });
    await client.waitForInitialization({ timeout: 5 });
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        kind: 'user', key, email, country, plan, account_age_days,
      }),
      isOn: (key, context) => client.boolVariation(key, context, false),
      detail: (key, context) => client.boolVariationDetail(key, context, false),
      all: (context) => client.allFlagsState(context),
      read: { detail: (result) => result.value, all: (state, key) => state.getFlagValue(key) },
      close: () => client.close(),
    };
  },
};

import { PostHog } from 'posthog-node';

// The client with definitions from a cache provider in memory and local evaluation alone; it captures no events.
const property = (key, operator, value) => ({ key, operator, value, type: 'person' });

const group = (percent, ...properties) => ({ properties, rollout_percentage: percent });

function flag(spec, id) {
  const staff = property('email', 'regex', `@${spec.domain.replaceAll('.', '\\.')}$`);
  const age = (operator) => property('account_age_days', operator, spec.ageDays);
  return {
    id,
    name: spec.key,
    key: spec.key,
    active: true,
    deleted: false,
    is_simple_flag: false,
    rollout_percentage: null,
    ensure_experience_continuity: false,
    filters: {
      groups: [
        group(100, staff),
        group(100, property('country', 'exact', spec.countries), property('plan', 'exact', [spec.plan])),
        group(spec.agePercent, age('gte')),
        group(spec.percent, age('lt')),
      ],
      multivariate: null,
      payloads: {},
    },
  };
}

export const peer = {
  name: 'posthog',
  package: 'posthog-node',
  how: '`evaluateFlags` of one key and `isEnabled`, `getAllFlags`, locally alone; answers are promises and are awaited',
  isAsync: true,
  document: (specs) => JSON.stringify({ flags: specs.map(flag), group_type_mapping: {}, cohorts: {} }),
  async open(text) {
    const client = new PostHog('phc_benches', {
      host: 'http://localhost',
      flagDefinitionCacheProvider: {
        getFlagDefinitions: () => JSON.parse(text),
        shouldFetchFlagDefinitions: () => false,
        onFlagDefinitionsReceived() {},
        shutdown() {},
      },
      enableLocalEvaluation: true,
      featureFlagsPollingInterval: null,
      sendFeatureFlagEvent: false,
    });
    if (!(await client.waitForLocalEvaluationReady())) throw new Error('posthog has no definitions');
    const evaluate = (key, { id, personProperties }) =>
      client.evaluateFlags(id, { flagKeys: [key], personProperties, onlyEvaluateLocally: true });
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        id: key,
        personProperties: { email, country, plan, account_age_days },
      }),
      isOn: async (key, context) => (await evaluate(key, context)).isEnabled(key),
      detail: evaluate,
      all: ({ id, personProperties }) => client.getAllFlags(id, { personProperties, onlyEvaluateLocally: true }),
      read: {
        detail: (flags) => flags.isEnabled('new-checkout'),
        all: (answers, key) => answers[key] === true,
      },
      close: () => client.shutdown(),
    };
  },
};

import { Flagsmith } from 'flagsmith-nodejs';
import { buildEnvironmentModel } from '../node_modules/flagsmith-nodejs/build/esm/flagsmith-engine/environments/util.js';

// The client in offline mode. Rules are segments that override a flag, so each flag has a segment of its own; an evaluation is always
// of all flags of an environment.
const condition = (operator, property_, value) => ({ operator, property_, value });

const all = (...conditions) => ({ type: 'ALL', conditions, rules: [] });

const any = (...rules) => ({ type: 'ANY', conditions: [], rules });

// Why: its 0 % admits whose hash is 0, one in 9,999.
const share = (percent) => condition('PERCENTAGE_SPLIT', '', String(percent === 0 ? -1 : percent));

const state = (spec, id, enabled) => ({
  django_id: id,
  featurestate_uuid: `00000000-0000-0000-0000-${String(id).padStart(12, '0')}`,
  feature: { id, name: spec.key, type: 'STANDARD' },
  feature_state_value: null,
  multivariate_feature_state_values: [],
  enabled,
});

const segment = (spec, id) => ({
  id,
  name: spec.key,
  feature_states: [state(spec, id, true)],
  rules: [
    any(
      all(condition('REGEX', 'email', `@${spec.domain.replaceAll('.', '\\.')}$`)),
      all(condition('IN', 'country', spec.countries.join(',')), condition('EQUAL', 'plan', spec.plan)),
      all(condition('GREATER_THAN_INCLUSIVE', 'account_age_days', String(spec.ageDays)), share(spec.agePercent)),
      all(condition('LESS_THAN', 'account_age_days', String(spec.ageDays)), share(spec.percent)),
    ),
  ],
});

export const peer = {
  name: 'flagsmith',
  package: 'flagsmith-nodejs',
  how: '`(await getIdentityFlags(id, traits)).isFeatureEnabled(key)` in offline mode',
  isAsync: true,
  document: (specs) =>
    JSON.stringify({
      id: 1,
      api_key: 'benches',
      name: 'benches',
      project: {
        id: 1,
        name: 'benches',
        hide_disabled_flags: false,
        organisation: { id: 1, name: 'benches', feature_analytics: false, stop_serving_flags: false, persist_trait_data: false },
        segments: specs.map((spec, i) => segment(spec, i + 1)),
      },
      feature_states: specs.map((spec, i) => state(spec, i + 1, false)),
    }),
  open(text) {
    const environment = buildEnvironmentModel(JSON.parse(text));
    const client = new Flagsmith({ offlineMode: true, offlineHandler: { getEnvironment: () => environment } });
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        id: key,
        traits: { email, country, plan, account_age_days },
      }),
      isOn: async (key, { id, traits }) => (await client.getIdentityFlags(id, traits)).isFeatureEnabled(key),
      detail: async (key, { id, traits }) => (await client.getIdentityFlags(id, traits)).getFlag(key),
      all: async ({ id, traits }) => (await client.getIdentityFlags(id, traits)).allFlags(),
      read: {
        detail: (flag) => flag.enabled,
        all: (flags, key) => flags.find(({ featureName }) => featureName === key).enabled,
      },
      close: () => client.close(),
    };
  },
};

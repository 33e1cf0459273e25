import { Statsig, StatsigUser } from '@statsig/statsig-node-core';

// The native core, offline, with its configuration from a data store in memory. Exposures are not logged.
const QUIET = { disableExposureLogging: true };

function condition(spec, name, body) {
  return [`${spec.key}/${name}`, { idType: 'userID', additionalValues: {}, ...body }];
}

function conditions(spec) {
  const field = (name, operator, targetValue) => ({ type: 'user_field', field: name, operator, targetValue });
  return [
    condition(spec, 'staff', field('email', 'str_ends_with_any', [`@${spec.domain}`])),
    condition(spec, 'country', field('country', 'any', spec.countries)),
    condition(spec, 'plan', field('plan', 'any', [spec.plan])),
    condition(spec, 'age', field('account_age_days', 'gte', spec.ageDays)),
    condition(spec, 'everyone', { type: 'public' }),
  ];
}

const rule = (spec, id, passPercentage, names) => ({
  name: id,
  id,
  salt: `${spec.key}/${id}`,
  passPercentage,
  returnValue: true,
  idType: 'userID',
  conditions: names.map((name) => `${spec.key}/${name}`),
});

const gate = (spec) => ({
  type: 'feature_gate',
  entity: 'feature_gate',
  salt: spec.key,
  defaultValue: false,
  enabled: true,
  idType: 'userID',
  rules: [
    rule(spec, 'staff', 100, ['staff']),
    rule(spec, 'na', 100, ['country', 'plan']),
    rule(spec, 'veterans', spec.agePercent, ['age']),
    rule(spec, 'rest', spec.percent, ['everyone']),
  ],
});

const store = (text) => ({
  initialize: async () => {},
  shutdown: async () => {},
  get: async () => ({ result: text, time: 1 }),
  set: async () => {},
});

export const peer = {
  name: 'statsig',
  package: '@statsig/statsig-node-core',
  how: '`checkGate`, `getFeatureGate`, `getClientInitializeResponse` of the native core, nothing logged',
  note: 'The context is a `StatsigUser`, made before; all flags come as one JSON text',
  document: (specs) =>
    JSON.stringify({
      has_updates: true,
      time: 1,
      feature_gates: Object.fromEntries(specs.map((spec) => [spec.key, gate(spec)])),
      dynamic_configs: {},
      layer_configs: {},
      experiment_to_layer: {},
      condition_map: Object.fromEntries(specs.flatMap(conditions)),
    }),
  async open(text) {
    const statsig = new Statsig('secret-benches', {
      dataStore: store(text),
      specsSyncIntervalMs: 3_600_000,
      specAdaptersConfig: [{ adapterType: 'data_store', initTimeoutMs: 5000 }],
      disableNetwork: true,
      disableAllLogging: true,
      disableCountryLookup: true,
      enableIdLists: false,
      outputLogLevel: 'none',
    });
    const { isSuccess, error } = await statsig.initialize();
    if (!isSuccess) throw new Error(error);
    return {
      context: ({ key, email, country, plan, account_age_days }) =>
        new StatsigUser({ userID: key, email, country, custom: { plan, account_age_days } }),
      isOn: (key, user) => statsig.checkGate(user, key, QUIET),
      detail: (key, user) => statsig.getFeatureGate(user, key, QUIET),
      all: (user) => statsig.getClientInitializeResponse(user, { hashAlgorithm: 'none' }),
      read: {
        detail: (result) => result.value,
        all: (text, key) => JSON.parse(text).feature_gates[key].value,
      },
      close: () => statsig.shutdown(),
    };
  },
};

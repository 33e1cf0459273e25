import nodejs from '@devcycle/nodejs-server-sdk';

// The server SDK with local bucketing in WebAssembly, its configuration from a source in memory, no events and no updates.
// Why: each client adds a listener to the process and never takes it away.
process.setMaxListeners(0);

const silent = { error() {}, warn() {}, info() {}, debug() {} };

const user = (subType, comparator, values) => ({ type: 'user', subType, comparator, values });

const custom = (dataKey, dataKeyType, comparator, values) => ({
  ...user('customData', comparator, values),
  dataKey,
  dataKeyType,
});

function target(spec, name, percent, filters) {
  const id = `${spec.key}-${name}`;
  return {
    _id: id,
    _audience: { _id: id, filters: { operator: 'and', filters } },
    distribution: [
      { _variation: `${spec.key}-on`, percentage: percent / 100 },
      { _variation: `${spec.key}-off`, percentage: (100 - percent) / 100 },
    ],
  };
}

const variation = (spec, name, value) => ({
  _id: `${spec.key}-${name}`,
  name,
  key: name,
  variables: [{ _var: `${spec.key}-variable`, value }],
});

const feature = (spec) => ({
  _id: `${spec.key}-feature`,
  type: 'release',
  key: spec.key,
  variations: [variation(spec, 'on', true), variation(spec, 'off', false)],
  configuration: {
    _id: `${spec.key}-configuration`,
    targets: [
      target(spec, 'staff', 100, [user('email', 'endWith', [`@${spec.domain}`])]),
      target(spec, 'na', 100, [user('country', '=', spec.countries), custom('plan', 'String', '=', [spec.plan])]),
      target(spec, 'veterans', spec.agePercent, [custom('account_age_days', 'Number', '>=', [spec.ageDays])]),
      target(spec, 'rest', spec.percent, [{ type: 'all' }]),
    ],
  },
});

class Source {
  constructor(text) {
    this.text = text;
  }

  async getConfig() {
    return { config: JSON.parse(this.text), lastModified: null, metaData: {} };
  }

  getConfigURL() {
    return 'memory';
  }
}

export const peer = {
  name: 'devcycle',
  package: '@devcycle/nodejs-server-sdk',
  how: '`variableValue`, `variable`, `allVariables` of the client with local bucketing and a `configSource`, without events',
  document: (specs) =>
    JSON.stringify({
      project: { _id: 'project', key: 'benches', a0_organization: 'benches', settings: { edgeDB: { enabled: false } } },
      environment: { _id: 'environment', key: 'benches' },
      features: specs.map(feature),
      variables: specs.map((spec) => ({ _id: `${spec.key}-variable`, type: 'Boolean', key: spec.key })),
      featureVariationMap: {},
      variableHashes: {},
      audiences: {},
      debugUsers: [],
      ably: { apiKey: '' },
    }),
  async open(text) {
    const client = nodejs.initializeDevCycle('dvc_server_benches', {
      configSource: new Source(text),
      logger: silent,
      disableRealTimeUpdates: true,
      disableAutomaticEventLogging: true,
      disableCustomEventLogging: true,
    });
    await client.onClientInitialized();
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        user_id: key, email, country, customData: { plan, account_age_days },
      }),
      isOn: (key, user) => client.variableValue(user, key, false),
      detail: (key, user) => client.variable(user, key, false),
      all: (user) => client.allVariables(user),
      read: { detail: (result) => result.value, all: (answers, key) => answers[key].value },
      close: () => client.close(),
    };
  },
};

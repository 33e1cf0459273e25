import { InMemStorageProvider, Unleash } from 'unleash-client';

// The client with its features from a bootstrap. Its `start` would fetch at once, so only the repository's bootstrap is loaded.
const constraint = (contextName, operator, rest) => ({ contextName, operator, ...rest });

const rollout = (spec, percent, ...constraints) => ({
  name: 'flexibleRollout',
  parameters: { rollout: String(percent), stickiness: 'userId', groupId: spec.key },
  constraints,
});

function feature(spec) {
  return {
    name: spec.key,
    type: 'release',
    enabled: true,
    impressionData: false,
    strategies: [
      rollout(spec, 100, constraint('email', 'STR_ENDS_WITH', { values: [`@${spec.domain}`] })),
      rollout(
        spec,
        100,
        constraint('country', 'IN', { values: spec.countries }),
        constraint('plan', 'IN', { values: [spec.plan] }),
      ),
      rollout(spec, spec.agePercent, constraint('account_age_days', 'NUM_GTE', { value: String(spec.ageDays) })),
      rollout(spec, spec.percent, constraint('account_age_days', 'NUM_LT', { value: String(spec.ageDays) })),
    ],
  };
}

export const peer = {
  name: 'unleash',
  package: 'unleash-client',
  how: '`isEnabled` of a client with a bootstrap, without metrics',
  allIsLoop: true,
  document: (specs) => JSON.stringify(specs.map(feature)),
  async open(text) {
    const features = JSON.parse(text);
    const client = new Unleash({
      appName: 'benches',
      url: 'http://localhost/',
      bootstrap: { data: features },
      storageProvider: new InMemStorageProvider(),
      disableMetrics: true,
      disableAutoStart: true,
      skipInstanceCountWarning: true,
    });
    const ready = new Promise((resolve) => client.once('ready', resolve));
    await client.repository.loadBootstrap();
    await ready;
    const keys = features.map(({ name }) => name);
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        userId: key, properties: { email, country, plan, account_age_days },
      }),
      isOn: (key, context) => client.isEnabled(key, context),
      all(context) {
        const answers = {};
        for (const key of keys) answers[key] = client.isEnabled(key, context);
        return answers;
      },
      read: { all: (answers, key) => answers[key] },
      close: () => client.destroy(),
    };
  },
};

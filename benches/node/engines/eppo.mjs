import { EppoClient, MemoryOnlyConfigurationStore } from '@eppo/js-client-sdk-common';

// The client that Eppo's SDKs for Node and browsers share, over its own store in memory. Nothing is logged: `doLog` is false.
const SHARDS = 10_000;

const condition = (attribute, operator, value) => ({ attribute, operator, value });

const onFor = (key, ...conditions) => ({
  key,
  rules: [{ conditions }],
  splits: [{ variationKey: 'on', shards: [] }],
  doLog: false,
});

function share(key, salt, percent, ...conditions) {
  const from = Math.round((percent / 100) * SHARDS);
  return {
    key,
    ...(conditions.length ? { rules: [{ conditions }] } : {}),
    splits: [
      { variationKey: 'on', shards: [{ salt, ranges: [{ start: 0, end: from }] }] },
      { variationKey: 'off', shards: [{ salt, ranges: [{ start: from, end: SHARDS }] }] },
    ],
    doLog: false,
  };
}

function flag(spec) {
  return {
    key: spec.key,
    enabled: true,
    variationType: 'BOOLEAN',
    variations: { on: { key: 'on', value: true }, off: { key: 'off', value: false } },
    allocations: [
      onFor('staff', condition('email', 'MATCHES', `@${spec.domain.replaceAll('.', '\\.')}$`)),
      onFor('na', condition('country', 'ONE_OF', spec.countries), condition('plan', 'ONE_OF', [spec.plan])),
      share('veterans', spec.key, spec.agePercent, condition('account_age_days', 'GTE', spec.ageDays)),
      share('rest', spec.key, spec.percent),
    ],
    totalShards: SHARDS,
  };
}

export const peer = {
  name: 'eppo',
  package: '@eppo/js-client-sdk-common',
  how: '`EppoClient.getBooleanAssignment` and `getBooleanAssignmentDetails` over `MemoryOnlyConfigurationStore`, nothing logged',
  allIsLoop: true,
  document: (specs) => JSON.stringify(Object.fromEntries(specs.map((spec) => [spec.key, flag(spec)]))),
  open(text) {
    const flagConfigurationStore = new MemoryOnlyConfigurationStore();
    flagConfigurationStore.setEntries(JSON.parse(text));
    flagConfigurationStore.setFormat('SERVER');
    const client = new EppoClient({ flagConfigurationStore });
    const keys = client.getFlagKeys();
    return {
      context({ key, email, country, plan, account_age_days }) {
        return { key, attributes: { email, country, plan, account_age_days } };
      },
      isOn: (key, subject) => client.getBooleanAssignment(key, subject.key, subject.attributes, false),
      detail: (key, subject) => client.getBooleanAssignmentDetails(key, subject.key, subject.attributes, false),
      all(subject) {
        const answers = {};
        for (const key of keys) answers[key] = client.getBooleanAssignment(key, subject.key, subject.attributes, false);
        return answers;
      },
      read: { detail: (result) => result.variation, all: (answers, key) => answers[key] },
      close: () => client.stopPolling(),
    };
  },
};

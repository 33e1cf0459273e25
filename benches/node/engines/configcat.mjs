import { createConsoleLogger, getClient, LogLevel, PollingMode, SettingType, UserComparator } from 'configcat-node';

// The client in offline mode with a configuration from a cache in memory: its local overrides hold values, not rules. Flags are asked
// of a snapshot, its synchronous way.
const ON = { v: { b: true }, i: 'on' };
const OFF = { v: { b: false }, i: 'off' };

const is = (attribute, comparator, value) => ({ u: { a: attribute, c: comparator, ...value } });

const share = (percent) => [{ p: percent, ...ON }, { p: 100 - percent, ...OFF }];

const setting = (spec) => ({
  t: SettingType.Boolean,
  a: 'Identifier',
  r: [
    { c: [is('Email', UserComparator.TextEndsWithAnyOf, { l: [`@${spec.domain}`] })], s: ON },
    {
      c: [
        is('Country', UserComparator.TextIsOneOf, { l: spec.countries }),
        is('Plan', UserComparator.TextEquals, { s: spec.plan }),
      ],
      s: ON,
    },
    { c: [is('AccountAgeDays', UserComparator.NumberGreaterOrEquals, { d: spec.ageDays })], p: share(spec.agePercent) },
  ],
  p: share(spec.percent),
  ...OFF,
});

let clients = 0;

// Clients are shared by key, so each gets its own.
const sdkKey = () => `${String(++clients).padStart(22, '0')}/${'0'.repeat(22)}`;

export const peer = {
  name: 'configcat',
  package: 'configcat-node',
  how: '`snapshot().getValue` and `getValueDetails` of an offline client with a configuration from a cache',
  allIsLoop: true,
  document: (specs) =>
    JSON.stringify({
      p: { u: '', r: 0, s: 'benches' },
      f: Object.fromEntries(specs.map((spec) => [spec.key, setting(spec)])),
    }),
  async open(text) {
    const client = getClient(sdkKey(), PollingMode.ManualPoll, {
      offline: true,
      cache: { get: () => `${Date.now()}\n"1"\n${text}`, set() {} },
      logger: createConsoleLogger(LogLevel.Off),
    });
    await client.waitForReady();
    const snapshot = client.snapshot();
    const keys = snapshot.getAllKeys();
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        identifier: key, email, country, custom: { Plan: plan, AccountAgeDays: account_age_days },
      }),
      isOn: (key, user) => snapshot.getValue(key, false, user),
      detail: (key, user) => snapshot.getValueDetails(key, false, user),
      all(user) {
        const answers = {};
        for (const key of keys) answers[key] = snapshot.getValue(key, false, user);
        return answers;
      },
      read: { detail: (result) => result.value, all: (answers, key) => answers[key] },
      close: () => client.dispose(),
    };
  },
};

import { createInstance, createStaticProjectConfigManager, OptimizelyDecideOption } from '@optimizely/optimizely-sdk';

// A client with a static datafile and no event processor. Each flag has a rollout of four rules; a rule's share that is not on is given
// the variation off, because a user who misses it would go on to the last rule.
const QUIET = [OptimizelyDecideOption.DISABLE_DECISION_EVENT];
const SHARDS = 10_000;

const match = (name, match, value) => ({ name, type: 'custom_attribute', match, value });

function audience(spec, name, conditions) {
  return { id: `${spec.key}-${name}`, name, conditions };
}

const audiences = (spec) => [
  audience(spec, 'staff', match('email', 'substring', `@${spec.domain}`)),
  audience(spec, 'na', [
    'and',
    ['or', ...spec.countries.map((country) => match('country', 'exact', country))],
    match('plan', 'exact', spec.plan),
  ]),
  audience(spec, 'veterans', match('account_age_days', 'ge', spec.ageDays)),
];

function rule(spec, name, percent) {
  const id = `${spec.key}-rule-${name}`;
  const variation = (key) => ({ id: `${id}-${key}`, key, featureEnabled: key === 'on', variables: [] });
  return {
    id,
    key: id,
    layerId: id,
    status: 'Running',
    audienceIds: name === 'rest' ? [] : [`${spec.key}-${name}`],
    forcedVariations: {},
    variations: [variation('on'), variation('off')],
    trafficAllocation: [
      { entityId: `${id}-on`, endOfRange: (percent / 100) * SHARDS },
      { entityId: `${id}-off`, endOfRange: SHARDS },
    ],
  };
}

const rollout = (spec) => ({
  id: `${spec.key}-rollout`,
  experiments: [
    rule(spec, 'staff', 100),
    rule(spec, 'na', 100),
    rule(spec, 'veterans', spec.agePercent),
    rule(spec, 'rest', spec.percent),
  ],
});

export const peer = {
  name: 'optimizely',
  package: '@optimizely/optimizely-sdk',
  how: '`user.decide(key)` and `user.decideAll()` on a user context, without events; a decision always has its reason',
  note: 'The domain is looked for anywhere in the address: there is no end of a string',
  document: (specs) =>
    JSON.stringify({
      version: '4',
      projectId: '1',
      accountId: '1',
      revision: '1',
      sdkKey: 'benches',
      environmentKey: 'benches',
      anonymizeIP: true,
      botFiltering: false,
      sendFlagDecisions: false,
      attributes: ['email', 'country', 'plan', 'account_age_days'].map((key) => ({ id: key, key })),
      audiences: [],
      typedAudiences: specs.flatMap(audiences),
      events: [],
      groups: [],
      experiments: [],
      integrations: [],
      holdouts: [],
      variables: [],
      featureFlags: specs.map(({ key }) => ({ id: key, key, rolloutId: `${key}-rollout`, experimentIds: [], variables: [] })),
      rollouts: specs.map(rollout),
    }),
  async open(text) {
    const client = createInstance({
      projectConfigManager: createStaticProjectConfigManager({ datafile: text }),
      defaultDecideOptions: QUIET,
    });
    await client.onReady();
    return {
      context: ({ key, email, country, plan, account_age_days }) =>
        client.createUserContext(key, { email, country, plan, account_age_days }),
      isOn: (key, user) => user.decide(key).enabled,
      detail: (key, user) => user.decide(key),
      all: (user) => user.decideAll(),
      read: { detail: (decision) => decision.enabled, all: (decisions, key) => decisions[key].enabled },
      close: () => client.close(),
    };
  },
};

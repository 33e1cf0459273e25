import { GrowthBookClient } from '@growthbook/growthbook';

// One client for all users, as its documentation advises for servers; attributes go with each call.
// Email domains are a pattern: there is no operator for the end of a string.
function feature(spec) {
  return {
    defaultValue: false,
    rules: [
      { condition: { email: { $regex: `@${spec.domain.replaceAll('.', '\\.')}$` } }, force: true },
      { condition: { country: { $in: spec.countries }, plan: spec.plan }, force: true },
      {
        condition: { account_age_days: { $gte: spec.ageDays } },
        force: true,
        coverage: spec.agePercent / 100,
        hashAttribute: 'id',
      },
      {
        condition: { account_age_days: { $lt: spec.ageDays } },
        force: true,
        coverage: spec.percent / 100,
        hashAttribute: 'id',
      },
    ],
  };
}

export const peer = {
  name: 'growthbook',
  package: '@growthbook/growthbook',
  how: '`GrowthBookClient`, `initSync`, `isOn(key, userContext)`',
  allIsLoop: true,
  document: (specs) => JSON.stringify(Object.fromEntries(specs.map((spec) => [spec.key, feature(spec)]))),
  open(text) {
    const features = JSON.parse(text);
    const client = new GrowthBookClient().initSync({ payload: { features } });
    const keys = Object.keys(features);
    return {
      context: ({ key, email, country, plan, account_age_days }) => ({
        attributes: { id: key, email, country, plan, account_age_days },
      }),
      isOn: (key, context) => client.isOn(key, context),
      detail: (key, context) => client.evalFeature(key, context),
      all(context) {
        const answers = {};
        for (const key of keys) answers[key] = client.isOn(key, context);
        return answers;
      },
      read: { detail: (result) => result.on, all: (answers, key) => answers[key] },
      close: () => client.destroy(),
    };
  },
};

// The users and flags that every engine is asked about, the same as those of the other benches.
// Nothing here knows an engine. The instant is given, because some engines read the clock by themselves.

export const DAY = 86_400_000;

const DOMAINS = [
  'gmail.com', 'company.com', 'example.org', 'acme.io', 'initech.com', 'globex.net',
  'umbrella.co', 'hooli.dev', 'proton.me', 'outlook.com', 'stark.example', 'wayne.example',
];
const COUNTRIES = ['US', 'CA', 'MX', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'SE', 'JP', 'BR', 'IN', 'AU', 'ZA', 'KR'];
const PLANS = ['free', 'pro', 'enterprise'];
const AGES = [90, 180, 365, 730];

// `account_age_days` stands beside `created_at` for engines that cannot say "at least 365 days ago".
export function users(count, now) {
  return Array.from({ length: count }, (_, i) => {
    const created_at = now - ((i * 37) % 1500) * DAY - i * 1000;
    return {
      key: `user-${i}`,
      email: `user-${i}@${DOMAINS[(i * 7) % 12]}`,
      country: COUNTRIES[(i * 5) % 16],
      plan: PLANS[i % 3],
      created_at,
      account_age_days: Math.floor((now - created_at) / DAY),
    };
  });
}

// S3: staff are on, a plan in some countries is on, old accounts draw one percentage and the rest another.
export const CHECKOUT = {
  key: 'new-checkout',
  domain: 'company.com',
  countries: ['US', 'CA', 'MX'],
  plan: 'enterprise',
  ageDays: 365,
  agePercent: 50,
  percent: 5,
};

export function many(count = 1000) {
  return Array.from({ length: count }, (_, j) => ({
    key: `flag-${String(j).padStart(4, '0')}`,
    domain: DOMAINS[1 + (j % 10)],
    countries: COUNTRIES.slice((j * 3) % 14, ((j * 3) % 14) + 3),
    plan: PLANS[j % 3],
    ageDays: AGES[j % 4],
    agePercent: 10 + (j % 9) * 10,
    percent: 1 + (j % 20),
  }));
}

// The rule of a flag that decides for a user.
export function rule(spec, user) {
  if (user.email.endsWith(`@${spec.domain}`)) return 'staff';
  if (spec.countries.includes(user.country) && user.plan === spec.plan) return 'na';
  return user.account_age_days >= spec.ageDays ? 'veterans' : 'rest';
}

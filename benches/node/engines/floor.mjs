// The floor: what somebody would write by hand for exactly these flags. It reads no rules: each flag is a closure over its
// constants, so nothing that interprets a document can be faster and still be general.

// FNV-1a over UTF-16 units with a final mix; good enough to share users out evenly.
export function bucket(salt, key) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < salt.length; i++) hash = Math.imul(hash ^ salt.charCodeAt(i), 0x01000193);
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) % 100_000) / 1000;
}

function flag({ key, domain, countries, plan, ageDays, agePercent, percent }) {
  const suffix = `@${domain}`;
  const set = new Set(countries);
  return (user) => {
    if (user.email.endsWith(suffix)) return true;
    if (user.plan === plan && set.has(user.country)) return true;
    return bucket(key, user.key) < (user.account_age_days >= ageDays ? agePercent : percent);
  };
}

export const peer = {
  name: 'floor',
  how: 'a closure for each flag, in a `Map`',
  document: (specs) => JSON.stringify(specs),
  open(text) {
    const flags = new Map(JSON.parse(text).map((spec) => [spec.key, flag(spec)]));
    return {
      context: (user) => ({ ...user }),
      isOn: (key, context) => flags.get(key)(context),
      all(context) {
        const answers = {};
        for (const [key, decide] of flags) answers[key] = decide(context);
        return answers;
      },
      flag: (key) => ({ isOn: flags.get(key) }),
      read: { all: (answers, key) => answers[key] },
      close() {},
    };
  },
};

import { readFileSync } from 'node:fs';
import { CompiledRule, initSync } from '@goplasmatic/datalogic/web';
import { bucket } from './floor.mjs';

// A rule engine in WebAssembly and no more. It takes and gives JSON texts and has no operations of ours, so the bucket comes with the
// context, one for all flags.
// Why: of its builds this is the one for browsers, because that for Node is a CommonJS file in a package of modules and cannot be imported.
const wasm = new URL('../node_modules/@goplasmatic/datalogic/web/datalogic_wasm_bg.wasm', import.meta.url);
initSync({ module: readFileSync(wasm) });

const rule = (spec) => ({
  if: [
    { ends_with: [{ var: 'email' }, `@${spec.domain}`] },
    true,
    { and: [{ in: [{ var: 'country' }, spec.countries] }, { '===': [{ var: 'plan' }, spec.plan] }] },
    true,
    { '>=': [{ var: 'account_age_days' }, spec.ageDays] },
    { '<': [{ var: 'bucket' }, spec.agePercent] },
    { '<': [{ var: 'bucket' }, spec.percent] },
  ],
});

export const peer = {
  name: 'datalogic',
  package: '@goplasmatic/datalogic',
  how: '`new CompiledRule(rule)` at load, then `evaluate(JSON.stringify(object))`',
  note: 'Rules alone: the map of flags is ours, and the bucket is drawn before the call and handed in',
  allIsLoop: true,
  document: (specs) => JSON.stringify(Object.fromEntries(specs.map((spec) => [spec.key, rule(spec)]))),
  open(text) {
    const rules = new Map(
      Object.entries(JSON.parse(text)).map(([key, rule]) => [key, new CompiledRule(JSON.stringify(rule), false)]),
    );
    return {
      context: (user) => ({ ...user, bucket: bucket('any', user.key) }),
      isOn: (key, context) => rules.get(key).evaluate(JSON.stringify(context)) === 'true',
      all(context) {
        const given = JSON.stringify(context);
        const answers = {};
        for (const [key, rule] of rules) answers[key] = rule.evaluate(given) === 'true';
        return answers;
      },
      read: { all: (answers, key) => answers[key] },
      close() {
        for (const rule of rules.values()) rule.free();
      },
    };
  },
};

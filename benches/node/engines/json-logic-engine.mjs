import { LogicEngine } from 'json-logic-engine';
import { bucket } from './floor.mjs';
import { rule } from './json-logic-js.mjs';

// A rule engine and no more, with its rules built into functions, as its documentation advises for speed. What is missing for
// flags is ours: the map, the percentage and the end of a string.
const endsWith = (value, end) => ({ ends_with: [value, end] });

function engine() {
  const logic = new LogicEngine();
  logic.addMethod('bucket', ([salt, key]) => bucket(salt, key), { deterministic: true, sync: true });
  logic.addMethod('ends_with', ([value, end]) => value.endsWith(end), { deterministic: true, sync: true });
  return logic;
}

export const peer = {
  name: 'json-logic-engine',
  package: 'json-logic-engine',
  how: '`engine.build(rule)` at load, then the function',
  note: 'Rules alone: the map of flags, the hash and `ends_with` are ours',
  allIsLoop: true,
  document: (specs) => JSON.stringify(Object.fromEntries(specs.map((spec) => [spec.key, rule(spec, endsWith)]))),
  open(text) {
    const logic = engine();
    const rules = new Map(Object.entries(JSON.parse(text)).map(([key, rule]) => [key, logic.build(rule)]));
    return {
      context: (user) => ({ ...user }),
      isOn: (key, context) => rules.get(key)(context),
      all(context) {
        const answers = {};
        for (const [key, decide] of rules) answers[key] = decide(context);
        return answers;
      },
      read: { all: (answers, key) => answers[key] },
      close() {},
    };
  },
};

// Hostile contexts: each row of `hostile_rows.js` is asked about in every way, and what came of it is compared with what is expected.
//
// A row says what makes the context, which flag is asked, and what is expected: variant, reason, cause, and for conditions on `x` that
// stay unknown, why. It is asked in a process or page of its own, so that what it breaks stays broken there. That nothing throws is part
// of what is expected.

export const DOCUMENT = `
{ "burgee": "1", "flags": {
  "x": {
    "variants": { "text": 1, "other text": 2, "late": 3, "true": 4, "false": 5, "seven": 6, "number": 7, "has a": 8, "list": 9, "unusable": 10,
                  "missing": 11, "off": 12 },
    "rules": [
      { "id": "text", "if": { "attribute": "x", "eq": "a" }, "serve": "text" },
      { "id": "late", "if": { "attribute": "x", "after": "2020-01-01T00:00:00Z" }, "serve": "late" },
      { "id": "other text", "if": { "not": { "attribute": "x", "eq": "a" } }, "serve": "other text" },
      { "id": "true", "if": { "attribute": "x", "eq": true }, "serve": "true" },
      { "id": "false", "if": { "attribute": "x", "eq": false }, "serve": "false" },
      { "id": "seven", "if": { "attribute": "x", "eq": 7 }, "serve": "seven" },
      { "id": "number", "if": { "not": { "attribute": "x", "eq": 7 } }, "serve": "number" },
      { "id": "has a", "if": { "attribute": "x", "has_any": ["a"] }, "serve": "has a" },
      { "id": "list", "if": { "not": { "attribute": "x", "has_any": ["a"] } }, "serve": "list" },
      { "id": "unusable", "if": { "attribute": "x", "exists": true }, "serve": "unusable" }
    ],
    "serve": "missing" },
  "inside": {
    "variants": { "found": 1, "there": 2, "missing": 3, "off": 4 },
    "rules": [
      { "id": "found", "if": { "attribute": "/x/y/0", "eq": "a" }, "serve": "found" },
      { "id": "there", "if": { "attribute": "/x/y/0", "exists": true }, "serve": "there" }
    ],
    "serve": "missing" },
  "inherited": {
    "variants": { "found": 1, "missing": 3, "off": 4 },
    "rules": [
      { "id": "found", "if": { "any": [
        { "attribute": "toString", "exists": true }, { "attribute": "constructor", "exists": true }, { "attribute": "__proto__", "exists": true },
        { "attribute": "/x/constructor", "exists": true }, { "attribute": "/x/length", "exists": true }, { "attribute": "/x/0/x", "exists": true }
      ] }, "serve": "found" }
    ],
    "serve": "missing" },
  "both": { "if": { "all": [ { "attribute": "x", "eq": "a" }, { "attribute": "z", "eq": true } ] }, "serve": "on" },
  "unit": { "serve": { "percent": 99.999 } }
} }
`;

const expected = (variant, reason, cause, unknown = null) => ({ variant, reason, cause, unknown });
export const rule = (variant, unknown) => expected(variant, 'TARGETING_MATCH', 'rule', unknown);
export const unusable = (why) => rule('unusable', why);

export const TEXT = rule('text');
export const OTHER = rule('other text');
export const LATE = rule('late', 'wrong-type');
export const NUMBER = rule('number', 'wrong-type');
export const SEVEN = rule('seven', 'wrong-type');
export const LIST = rule('list', 'wrong-type');
export const HAS_A = rule('has a', 'wrong-type');
export const OPAQUE = unusable('wrong-type');
export const MISSING = expected('missing', 'DEFAULT', 'serve', 'missing');
export const NULL = expected('missing', 'DEFAULT', 'serve', 'null');
export const FOUND = rule('found');
export const THERE = rule('there', 'wrong-type');
export const NO_CONTEXT = expected(null, 'ERROR', 'invalid-context');
export const BOTH = expected('on', 'DEFAULT', 'serve');
export const NO_UNIT = expected('off', 'DEFAULT', 'unit-missing');
export const UNIT = expected('on', 'SPLIT', 'percent');
export const NOT_FOUND = MISSING;
// `exists` is false where nothing is there, and never unknown.
export const NOTHING = expected('missing', 'DEFAULT', 'serve');

// All objects may have been given one.
const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : null);

// What is wrong with a row's answers, as lines.
export function check(surface, name, row) {
  const wrong = [];
  const same = (what, found, wanted) => {
    const [a, b] = [found, wanted].map((value) => JSON.stringify(value));
    if (a !== b) wrong.push(`${name}: ${what} is ${a}, not ${b}`);
  };
  const { Context, Flags } = surface;
  const flags = Flags.parse(DOCUMENT);
  const flag = row.flag;
  const handle = flags.flag(flag);
  if (row.warm) for (let i = 0; i < row.warm; i++) flags.isOn(flag, { key: `u${i}`, x: 'b' });
  const context = row.make({ flags, surface, flag });

  const decision = flags.evaluate(flag, context);
  const steps = flags.explain(flag, context).steps.filter(({ step }) => step === 'rule');
  const { variant, reason, cause, unknown } = row.expected;
  same('the decision', [decision.variant ?? null, decision.reason, decision.cause, own(steps[0]?.condition, 'cause')], [variant, reason, cause, unknown]);
  same('the error', decision.errorCode ?? null, reason === 'ERROR' ? 'INVALID_CONTEXT' : null);
  const canonical = decision.canonical();
  same('by handle', handle.evaluate(context).canonical(), canonical);
  same('in the trace', flags.explain(flag, context).decision.canonical(), canonical);
  same('among all', flags.evaluateAll(context)[flag].canonical(), canonical);
  same('the value among all', flags.values(context)[flag], decision.value);
  same('isOn', [flags.isOn(flag, context), handle.isOn(context)], [decision.isOn, decision.isOn]);
  same('number', flags.number(flag, context, -1), typeof decision.value === 'number' ? decision.value : -1);
  same('string', handle.string(context, 'default'), 'default');
  if (typeof String(flags.explain(flag, context)) !== 'string') wrong.push('no text');
  // Afterwards others are answered as ever.
  same('afterwards', flags.evaluate('x', { key: 'u', x: 'a' }).variant, 'text');
  same('afterwards, another', flags.evaluate('unit', { key: 'u' }).variant, 'on');

  if (row.sameBuilt === null) return wrong;
  let built;
  try {
    built = new Context(context);
  } catch (error) {
    same('what throws for a context that is none', error instanceof TypeError, true);
  }
  same('whether it can be built', built !== undefined, row.sameBuilt);
  if (built !== undefined) same('built', flags.evaluate(flag, built).canonical(), canonical);
  return wrong;
}

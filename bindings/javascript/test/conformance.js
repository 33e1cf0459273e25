// Fixtures: what a file says is asked in every way in which it can be, and compared with what burgee answers. Kinds and members are those of
// `spec/fixtures/README.md`. This module knows neither files nor networks: it is given the text of a file, and a surface.

import { read } from './raw.js';

const NOW = '2026-11-21T00:00:00Z';

function equal(found, expected, what) {
  const [a, b] = [found, expected].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  if (a !== b) throw new Error(`${what}:\n  found    ${a}\n  expected ${b}`);
}

// One file's cases, as `[name, function that throws]`.
export function cases(text, surface) {
  const file = read(text);
  const kind = KINDS[file.get('kind').plain];
  return file.get('cases').items.map((own) => {
    const given = { get: (name) => own.get(name) ?? (name === 'document' ? file.get(name) : undefined) };
    return [own.get('name').plain, () => kind(surface, given)];
  });
}

function textOf(node) {
  return node.items ? node.items.map((line) => line.plain).join('\n') : node.slice;
}

function overlaysOf(given) {
  return given.get('overlays')?.items.map((overlay) => ({ name: overlay.get('name').plain, text: textOf(overlay.get('document')) })) ?? [];
}

// A context's value, host values among them.
function host(node) {
  if (node.members) {
    const kind = node.get('$host')?.plain;
    if (kind === undefined) return fill({}, node);
    const found = { nan: NaN, infinity: Infinity, '-infinity': -Infinity, 'lone-surrogate': 'a\ud800b' }[kind];
    return found ?? BigInt(node.get('value').plain);
  }
  if (node.items) return node.items.map(host);
  return node.plain;
}

// Why not by assignment: a member may be called `__proto__`.
function fill(object, node) {
  for (const [name, member] of node.members) Object.defineProperty(object, name, { value: host(member), enumerable: true, writable: true, configurable: true });
  return object;
}

function instant(given) {
  const [, year, rest, fraction = '', zone] = /^(\d{4})(-\d+-\d+[Tt]\d+:\d+:\d+)(?:\.(\d+))?([Zz]|[+-]\d+:\d+)$/.exec(given.get('now')?.plain ?? NOW);
  return Date.parse(`${year}${rest}${zone}`) + Number(fraction.padEnd(3, '0').slice(0, 3));
}

class Host {}

const NO_CONTEXTS = [undefined, null, true, 7, 7n, '{"key":"u"}', Symbol('key'), [['key', 'u']], Object.assign(() => {}, { key: 'u' })];

// The context in every way in which it can be passed.
function contexts({ Context }, given) {
  const node = given.get('context') ?? read('{"key":"u"}');
  if (node.get('$host')?.plain === 'no-context') return NO_CONTEXTS;
  const asides = {};
  for (const name of ['assigned', 'override', 'bucket']) if (given.get(name)) asides[name] = given.get(name).plain;
  const object = host(node);
  const built = new Context(object, asides);
  if (Object.keys(asides).length) return [built, new Context(new Context(object), asides)];
  return [object, fill(Object.create(null), node), fill(new Host(), node), new Proxy(object, {}), built, new Context(built)];
}

function one(answers, what) {
  for (const answer of answers) equal(answer, answers[0], `${what}: two ways of asking`);
  return answers[0];
}

function parse({ Flags }, given) {
  const flags = Flags.parse(textOf(given.get('document')), { overlays: overlaysOf(given) });
  equal([...flags.quarantined.keys()], given.get('quarantined')?.plain ?? [], 'quarantined');
  return flags;
}

// The decision however it is asked for.
function decisionOf(surface, flags, key, given) {
  const now = instant(given);
  const expecting = given.get('accessor')?.plain;
  const handle = flags.flag(key);
  equal(handle !== undefined, flags.has(key), 'has');
  const answers = [];
  for (const context of contexts(surface, given)) {
    const decision = flags.evaluate(key, context, { now, expecting });
    answers.push(decision.canonical());
    checkFields(decision);
    if (handle) answers.push(handle.evaluate(context, { now: new Date(now), expecting }).canonical());
    if (expecting === undefined) {
      answers.push(flags.explain(key, context, { now }).decision.canonical());
      if (handle) answers.push(flags.evaluateAll(context, { now })[key].canonical());
      if (handle) equal(JSON.stringify(flags.values(context, { now })[key]), JSON.stringify(decision.value), 'values');
    }
  }
  return one(answers, 'decision');
}

const FIELDS = 'flag value variant reason cause rule ring stage arm bucket required store revision'.split(' ');

// What a decision's fields say is what its JSON says.
function checkFields(decision) {
  const said = JSON.parse(decision.canonical());
  for (const name of FIELDS) equal(JSON.stringify(decision[name]) ?? '', JSON.stringify(said[name]) ?? '', name);
  equal([decision.errorCode, decision.errorDetail, decision.track, decision.isOn], [said.error_code, said.error_detail, said.track ?? false, said.value === true], 'fields');
  equal(JSON.stringify(decision), JSON.stringify(said), 'toJSON');
}

function checkDiagnostics(found, expected) {
  const errors = found.filter(({ severity }) => severity === 'error');
  const wanted = expected.plain;
  equal(errors.length, wanted.length, `diagnostics ${JSON.stringify(errors)}`);
  errors.forEach((error, i) => equal(Object.keys(wanted[i]).map((name) => error[name]), Object.values(wanted[i]), 'diagnostic'));
}

// What `load` gives, or the error that it throws.
function attempt(load, { LoadError }) {
  try {
    return { loaded: load() };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    return { error };
  }
}

const KINDS = {
  decide(surface, given) {
    const flags = parse(surface, given);
    const key = given.get('flag').plain;
    const expected = given.get('expect');
    if (key !== null) return equal(decisionOf(surface, flags, key, given), expected.get('decision').canonical, 'decision');
    for (const context of contexts(surface, given)) {
      const decisions = flags.evaluateAll(context, { now: instant(given) });
      equal(Object.keys(decisions).sort(), [...flags.keys].sort(), 'keys');
      equal(`[${flags.keys.map((own) => decisions[own].canonical())}]`, expected.get('decisions').canonical, 'decisions');
    }
  },

  explain(surface, given) {
    const flags = parse(surface, given);
    const key = given.get('flag').plain;
    const now = instant(given);
    const handle = flags.flag(key);
    const traces = contexts(surface, given).flatMap((context) => [flags, handle].filter(Boolean).map((asked) => (asked === flags ? flags.explain(key, context, { now }) : handle.explain(context, { now }))));
    equal(one(traces.map((trace) => trace.canonical()), 'trace'), given.get('expect').get('trace').canonical, 'trace');
    one(traces.map(String), 'trace for people');
    for (const trace of traces) equal(trace.toJSON(), { decision: trace.decision, steps: trace.steps }, 'fields of the trace');
  },

  refuse(surface, given) {
    const expected = given.get('expect');
    const options = { overlays: overlaysOf(given), strict: given.get('strict')?.plain };
    const { loaded, error } = attempt(() => surface.Flags.parse(textOf(given.get('document')), options), surface);
    equal(error !== undefined, expected.get('refused').plain, 'refused');
    checkDiagnostics((error ?? loaded).diagnostics, expected.get('diagnostics'));
    if (loaded) equal([...loaded.quarantined.keys()], expected.get('quarantined').plain, 'quarantined');
  },

  bucket({ bucket }, given) {
    equal(bucket(given.get('domain').plain, given.get('salt').plain, given.get('unit').plain), given.get('expect').get('bucket').plain, 'bucket');
  },

  context(surface, given) {
    const text = given.get('text')?.plain ?? given.get('lines').items.map((line) => line.plain).join('\n');
    const expected = given.get('expect');
    let context;
    try {
      context = surface.Context.parse(text);
    } catch (error) {
      if (!(error instanceof surface.ContextError)) throw error;
      return equal(error.code, expected.get('error')?.plain, 'error');
    }
    if (expected.get('error')) throw new Error(`a context, not ${expected.get('error').plain}`);
    const flags = surface.Flags.parse(textOf(given.get('document')));
    const key = given.get('flag').plain;
    const answers = [context, new surface.Context(context)].map((own) => flags.evaluate(key, own, { now: instant(given) }).canonical());
    equal(one(answers, 'decision'), expected.get('decision').canonical, 'decision');
  },

  reload(surface, given) {
    const store = new surface.Store();
    let candidate;
    const events = [];
    store.addEventListener('change', (event) => events.push(event));
    for (const step of given.get('steps').items) {
      const expected = step.get('expect');
      if (step.get('stage')) {
        candidate = surface.Flags.parse(textOf(step.get('stage')), { overlays: overlaysOf(step) });
      } else if (step.get('load') || step.get('promote')) {
        const change = () => (step.get('promote') ? store.promote(candidate) : store.load(textOf(step.get('load')), { overlays: overlaysOf(step) }));
        const { loaded, error } = attempt(change, surface);
        equal(!step.get('promote') || !loaded || store.flags === candidate, true, 'promoted as it is');
        equal(error === undefined, expected.get('accepted').plain, `accepted ${error}`);
        if (error && expected.get('diagnostics')) checkDiagnostics(error.diagnostics, expected.get('diagnostics'));
        if (!loaded) continue;
        for (const name of ['added', 'removed', 'changed']) {
          equal(loaded[name], expected.get(name)?.plain ?? [], name);
          equal(events.at(-1)[name], loaded[name], 'event');
        }
      } else if (step.get('restore')) {
        equal(store.restore(), expected.get('restored').plain, 'restored');
      } else {
        equal(decisionOf(surface, store.flags, step.get('evaluate').plain, step), expected.get('decision').canonical, 'decision');
      }
    }
  },
};

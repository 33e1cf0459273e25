// Instances that fail: whatever call fails, and however, what is asked is answered, and nothing of what was made is lost.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const PACKAGE = process.env.BURGEE_WEB ? pathToFileURL(`${process.env.BURGEE_WEB}/`) : new URL('../../../target/npm/burgee-web/', import.meta.url);
const { instantiate } = await import(new URL('engine.js', PACKAGE));
const { Recovering } = await import(new URL('recovery.js', PACKAGE));
const { Context, Flags, LoadError, Store, bucket, use } = await import(new URL('lib/index.js', PACKAGE));
const module = new WebAssembly.Module(readFileSync(new URL('burgee.wasm', PACKAGE)));

const CALLS = [
  'attributes', 'bucket', 'context', 'contextText', 'decision', 'describe', 'diagnostics', 'evaluate', 'evaluateAll', 'explain', 'explainText', 'find',
  'load', 'release', 'reserve', 'results', 'store', 'storeLoad', 'storePromote', 'storeRestore', 'summary', 'text',
];

/** Says what a call does instead of what it should: `fault(name, instance, parameters)` may throw. */
let fault;
let instances = [];

/** An instance's engine, whose calls go through `fault`. */
function make() {
  fault?.('make');
  const own = instantiate(module);
  instances.push(own);
  const instance = Object.create(own, { words: { get: () => own.words }, bytes: { get: () => own.bytes }, doubles: { get: () => own.doubles } });
  for (const name of CALLS) {
    instance[name] = (...parameters) => {
      fault?.(name, own, parameters);
      return own[name](...parameters);
    };
  }
  return instance;
}

const trap = () => {
  throw new WebAssembly.RuntimeError('unreachable');
};

/** Fails a call once, or so many times. */
const failing = (call, times = 1) => (name) => {
  if (name === call && times-- > 0) trap();
};

const engine = new Recovering(make);
use(engine);

beforeEach(() => {
  mock.method(console, 'error', () => {});
});

afterEach(() => {
  fault = undefined;
  mock.restoreAll();
});

const DOCUMENT = JSON.stringify({
  burgee: '1',
  revision: 'r1',
  flags: {
    'dark-mode': { rules: [{ id: 'staff', if: { attribute: 'email', email_domain: 'company.com' }, serve: 'on' }], serve: { percent: 25 } },
    theme: { variants: { dark: '#000', off: '#fff' }, sticky: true, serve: { percent: 50, variant: 'dark' } },
    limits: { variants: { big: { items: [100] }, off: { items: [10] } }, if: { attribute: '/company/plan', eq: 'pro' }, serve: 'big' },
    late: { if: { now: { after: '2026-01-01T00:00:00Z' } }, serve: 'on' },
    broken: { sreve: 'on' },
  },
});
const OVERLAY = JSON.stringify({ burgee: '1', overlay: 'test', flags: { late: { enabled: false } } });
const serial = (number, serve) => JSON.stringify({ burgee: '1', serial: number, flags: { f: { serve } } });

/** Things that were made, of every kind. */
function made() {
  const flags = Flags.parse(DOCUMENT);
  const store = new Store();
  store.load(serial(1, 'on'));
  store.load(serial(2, 'off'));
  const restored = new Store();
  restored.load(serial(1, 'on'));
  restored.load(serial(2, 'off'));
  restored.restore();
  const promoted = new Store();
  promoted.load(serial(1, 'on'));
  promoted.promote(Flags.parse(serial(2, 'off')));
  return {
    flags,
    handle: flags.flag('dark-mode'),
    overlaid: Flags.parse(DOCUMENT, { overlays: [{ name: 'test.json', text: OVERLAY }] }),
    store,
    restored,
    promoted,
    user: new Context({ key: 'user-3', company: { plan: 'pro' } }, { assigned: { theme: { variant: 'off', salt: 'theme' } } }),
    forced: new Context({ key: 'user-3' }, { bucket: 99_999, override: { late: 'off' } }),
    parsed: Context.parse('{ "key": "user-42", "email": "ada@company.com" }'),
  };
}

/** Everything that can be asked of them, as text. */
function answers({ flags, handle, overlaid, store, restored, promoted, user, forced, parsed }) {
  const now = Date.UTC(2026, 10, 21);
  const object = { key: 'user-3', email: 'ada@company.com', company: { plan: 'pro' } };
  const said = [];
  for (const context of [object, user, forced, parsed, null]) {
    said.push(handle.isOn(context), flags.isOn('dark-mode', context), overlaid.isOn('late', context), store.isOn('f', context), restored.isOn('f', context), promoted.isOn('f', context));
    said.push(flags.evaluateAll(context, { now }), flags.values(context, { now }), flags.string('theme', context, 'none'), flags.object('limits', context, {}));
    for (const key of [...flags.keys, 'no-such-flag']) said.push(flags.evaluate(key, context, { now }), String(flags.explain(key, context, { now })));
  }
  said.push(flags.keys, flags.revision, flags.serial, flags.diagnostics, [...flags.quarantined], flags.has('late'), flags.has('later'), overlaid.diagnostics);
  said.push(store.flags.serial, restored.flags.serial, store.previous?.serial, restored.previous?.isOn('f', object), promoted.flags.serial, promoted.previous?.serial, bucket('rollout', 'dark-mode', 'user-3'));
  return JSON.stringify(said);
}

const expected = answers(made());

// Why not `equal`: it would print both, and they are long.
function assertAnswers(things, when = 'here') {
  const found = answers(things);
  let at = 0;
  while (at < expected.length && found[at] === expected[at]) at += 1;
  assert.ok(found === expected, `${when}: at ${at}: …${found.slice(Math.max(at - 40, 0), at + 80)}… is not …${expected.slice(Math.max(at - 40, 0), at + 80)}…`);
}

test('the answers are not all alike', () => {
  assertAnswers(made());
  assert.match(expected, /TARGETING_MATCH.*SPLIT.*INVALID_CONTEXT/);
});

for (const call of CALLS) {
  test(`\`${call}\` fails once, while things are made and while they are asked`, () => {
    fault = failing(call);
    const things = made();
    assertAnswers(things);
    fault = failing(call);
    assertAnswers(things);
    fault = undefined;
    assertAnswers(things);
  });
}

test('every call fails in turn, over and over', () => {
  const things = made();
  for (let skip = 0; skip < 200; skip += 7) {
    let left = skip;
    fault = (name) => {
      if (name !== 'make' && left-- === 0) trap();
    };
    assertAnswers(things, `after ${skip} calls`);
  }
});

test('the memory is overwritten: the instance really traps', () => {
  for (const byte of [0xff, 0x00, 0x7f]) {
    const things = made();
    const before = instances.length;
    const memory = new Uint8Array(instances.at(-1).bytes.buffer);
    memory.fill(byte);
    assert.equal(things.flags.isOn('dark-mode', { key: 'user-3' }), true);
    assertAnswers(things);
    assert.ok(instances.length > before, `byte ${byte}`);
  }
});

test('the memory of the first instance is overwritten', () => {
  try {
    for (const byte of [0xff, 0x00, 0x7f]) {
      use(new Recovering(make));
      const things = made();
      new Uint8Array(instances.at(-1).bytes.buffer).fill(byte);
      assert.equal(things.flags.isOn('dark-mode', { key: 'user-3' }), true, `byte ${byte}`);
      assertAnswers(things);
    }
  } finally {
    use(engine);
  }
});

test('stores go on as they were: what they serve, what was before, and which serials they refuse', () => {
  const { store, restored, promoted } = made();
  const candidate = Flags.parse(serial(3, 'on'));
  fault = failing('storePromote');
  assert.deepEqual(promoted.promote(candidate).changed, ['f']);
  assert.equal(promoted.flags, candidate);
  fault = failing('storePromote');
  assert.throws(() => promoted.promote(Flags.parse(serial(2, 'off'))), LoadError);
  fault = failing('storeRestore');
  assert.equal(promoted.restore(), true);
  assert.equal(promoted.flags.serial, 2);
  fault = failing('storeRestore');
  assert.equal(restored.restore(), true);
  assert.equal(restored.flags.serial, 2);
  fault = failing('storeLoad');
  assert.throws(() => store.load(serial(2, 'on')), LoadError);
  assert.throws(() => restored.load(serial(1, 'off')), LoadError);
  fault = failing('storeRestore');
  assert.equal(store.restore(), true);
  assert.equal(store.isOn('f', {}), true);
  fault = failing('storeLoad');
  store.load(serial(3, 'off'));
  assert.equal(store.isOn('f', {}), false);
  fault = failing('storeRestore');
  assert.equal(store.restore(), true);
  assert.equal(store.flags.serial, 1);
});

test('a context that cannot be made again is none: what was written for another is not taken for it', () => {
  const flags = Flags.parse(DOCUMENT);
  const lost = new Context({ key: 'user-42', lost: true });
  assert.equal(flags.evaluate('dark-mode', lost).cause, 'percent');
  flags.isOn('dark-mode', { key: 'user-3', email: 'ada@company.com' });
  const failOnce = failing('evaluate');
  fault = (name, instance, parameters) => {
    failOnce(name);
    if (name === 'context' && new TextDecoder().decode(instance.bytes.slice(0, parameters[0])).includes('lost')) trap();
  };
  assert.equal(flags.evaluate('dark-mode', lost).errorCode, 'INVALID_CONTEXT');
  assert.equal(flags.isOn('dark-mode', lost), false);
});

test('where the input is gone with the instance, nothing is answered by guess', () => {
  const { flags } = made();
  const failOnce = failing('evaluate');
  fault = (name, own) => {
    // What a memory that grew in a call that fails leaves: views of nothing.
    if (name === 'evaluate') own.bytes = new Uint8Array(0);
    failOnce(name);
  };
  assert.equal(flags.evaluate('dark-mode', { key: 'user-3' }).reason, 'ERROR');
  fault = undefined;
  assert.equal(flags.evaluate('dark-mode', { key: 'user-3' }).bucket, 788);
});

test('the stack is full: what throws is the stack alone, and afterwards all is well', () => {
  const things = made();
  let [thrown, answered] = [0, 0];
  const deep = () => {
    try {
      deep();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    try {
      assert.ok(things.flags.evaluate('dark-mode', { key: 'user-3' }).reason);
      answered += 1;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      thrown += 1;
    }
    if (answered > 50) throw new Error('enough');
  };
  assert.throws(deep, /enough/);
  assert.ok(thrown > 0, `${thrown} ${answered}`);
  assertAnswers(things);
});

test('a question that always fails has a decision, and costs the others nothing', () => {
  const { flags } = made();
  const { index } = { index: flags.keys.indexOf('theme') };
  const before = instances.length;
  fault = (name, _, parameters) => {
    if (['evaluate', 'decision', 'explain', 'explainText'].includes(name) && parameters[1] === index) trap();
  };
  for (let n = 0; n < 50; n += 1) {
    assert.equal(flags.isOn('theme', { key: 'u' }), false);
    assert.equal(flags.string('theme', { key: 'u' }, 'mine'), 'mine');
    const { reason, errorCode } = flags.evaluate('theme', { key: 'u' });
    assert.deepEqual([reason, errorCode], ['ERROR', 'GENERAL']);
    assert.equal(flags.isOn('dark-mode', { key: 'user-3' }), true);
  }
  assert.ok(instances.length - before < 6, `${instances.length - before} instances`);
});

test('all at once fails always', () => {
  const { flags } = made();
  fault = (name) => name === 'evaluateAll' && trap();
  assert.equal(flags.evaluateAll({ key: 'u' }).theme.errorCode, 'GENERAL');
  assert.deepEqual({ ...flags.values({ key: 'u' }) }, {});
});

test('whatever is asked first fails always: nothing throws, and nothing is answered by guess', () => {
  const user = { key: 'user-3' };
  for (const call of CALLS) {
    const flags = Flags.parse(DOCUMENT);
    fault = (name) => name === call && trap();
    assert.equal(typeof flags.isOn('dark-mode', user), 'boolean');
    const said = [flags.boolean('dark-mode', user, 'mine'), flags.evaluate('dark-mode', user).reason];
    assert.deepEqual(said, said[0] === true ? [true, 'SPLIT'] : ['mine', 'ERROR'], call);
    flags.explain('dark-mode', user);
    flags.evaluateAll(user);
    flags.values(user);
    flags.flag('theme');
    assert.equal(typeof flags.has('late'), 'boolean');
    fault = undefined;
    assert.equal(made().flags.isOn('dark-mode', user), true, call);
  }
});

test('a flag that could not be described is not answered later without its attributes', () => {
  const flags = Flags.parse(DOCUMENT);
  fault = (name) => name === 'describe' && trap();
  flags.isOn('dark-mode', { key: 'user-3' });
  fault = undefined;
  assert.equal(flags.evaluate('dark-mode', { key: 'user-3' }).reason, 'ERROR');
  for (const { reason } of Object.values(flags.evaluateAll({ key: 'user-3' }))) assert.equal(reason, 'ERROR');
});

test('a document whose attributes cannot be counted is not loaded', () => {
  fault = (name) => name === 'attributes' && trap();
  assert.throws(() => Flags.parse(DOCUMENT), /internal error/);
  fault = undefined;
  assertAnswers(made());
});

test('loading that always fails throws LoadError, and the store serves what it served', () => {
  const { store } = made();
  fault = (name) => ['load', 'storeLoad'].includes(name) && trap();
  assert.throws(() => Flags.parse(DOCUMENT), LoadError);
  assert.throws(() => store.load(serial(3, 'on')), LoadError);
  fault = undefined;
  assert.equal(store.isOn('f', { key: 'u' }), false);
  store.load(serial(3, 'on'));
  assert.equal(store.isOn('f', { key: 'u' }), true);
});

test('a document that cannot be made again answers ERROR; the others are as they were', () => {
  const things = made();
  const poisonous = Flags.parse(JSON.stringify({ burgee: '1', flags: { poison: { serve: 'on' } } }));
  assert.equal(poisonous.isOn('poison', {}), true);
  const holds = (instance, length) => new TextDecoder().decode(instance.bytes.slice(0, length)).includes('poison');
  const failEvaluate = failing('evaluate');
  fault = (name, instance, parameters) => {
    failEvaluate(name);
    if (name === 'load' && holds(instance, parameters[0])) trap();
  };
  assertAnswers(things);
  assert.equal(poisonous.isOn('poison', {}), false);
  assert.equal(poisonous.evaluate('poison', {}).reason, 'ERROR');
});

test('where there is no room for an instance, asking fails until there is', () => {
  const things = made();
  assertAnswers(things);
  let isFull = true;
  const failOnce = failing('evaluate');
  fault = (name) => {
    failOnce(name);
    if (name === 'make' && isFull) throw new RangeError('out of memory');
  };
  assert.equal(things.flags.evaluate('dark-mode', { key: 'user-3' }).reason, 'ERROR');
  assert.equal(things.handle.isOn({ key: 'user-3' }), false);
  isFull = false;
  assertAnswers(things);
});

test('what was released is not made again', () => {
  // The unit.
  const ATTRIBUTES = 1;
  const { handles, store } = { handles: [], store: engine.store() };
  for (let n = 0; n < 3; n += 1) {
    const text = Buffer.from(`d${n}`);
    const source = Buffer.from(serial(n + 1, 'on'));
    const input = Buffer.alloc(8 + text.length + source.length);
    input.writeUInt32LE(text.length, 0);
    text.copy(input, 4);
    input.writeUInt32LE(source.length, 4 + text.length);
    source.copy(input, 8 + text.length);
    engine.reserve(input.length);
    engine.bytes.set(input);
    handles.push(engine.storeLoad(store, input.length, 0));
  }
  assert.ok(handles.every((handle) => handle >= 0));
  engine.release(0, handles[0]);
  let loads = 0;
  const failOnce = failing('attributes');
  fault = (name, _, [, ...rest] = []) => {
    failOnce(name);
    if (name === 'load' && rest.length === 1) loads += 1;
  };
  assert.equal(engine.attributes(handles[1]), ATTRIBUTES);
  const after = loads;
  engine.release(0, handles[1]);
  engine.release(0, handles[1]);
  engine.release(0, 12_345_678);
  loads = 0;
  fault = (name) => {
    failing2(name);
    if (name === 'load') loads += 1;
  };
  const failing2 = failing('attributes');
  assert.equal(engine.attributes(handles[2]), ATTRIBUTES);
  assert.equal(loads, after - 1);
  assert.equal(engine.attributes(handles[0]), -1);
  engine.release(2, store);
});

test('what happened is on the console, once for each instance', () => {
  const { flags } = made();
  fault = failing('evaluate');
  flags.isOn('dark-mode', { key: 'u' });
  flags.isOn('dark-mode', { key: 'u' });
  assert.equal(console.error.mock.callCount(), 1);
  assert.match(console.error.mock.calls[0].arguments.join(' '), /burgee.*unreachable/);
});

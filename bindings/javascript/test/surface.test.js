// What the fixtures do not say: arguments, fields, lifetimes, events. Over every engine.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NPM, names, surface } from './surface.js';

const DOCUMENT = JSON.stringify({
  burgee: '1',
  revision: 'r1',
  serial: 7,
  flags: {
    plain: { serve: 'on' },
    half: { serve: { percent: 50 } },
    late: { serve: 'on', if: { now: { after: '2026-01-01T00:00:00.500Z' } } },
    size: { variants: { big: 2, off: 1 }, serve: 'big' },
    name: { variants: { long: 'abc', off: '' }, serve: 'long' },
    limits: { variants: { big: { b: [1, { c: null }], a: 1 }, off: {} }, serve: 'big', salt: 'l', track: true },
    list: { variants: { full: [1], off: [] }, serve: 'full' },
    sticky: { sticky: true, serve: { split: ['on', 'off'] } },
    gone: { serve: { percnt: 5 } },
    ['__proto__']: { serve: 'on' },
    constructor: { serve: 'on' },
    1: { serve: 'on' },
    pointed: { if: { all: [{ attribute: '/a~1b/0/c~0', eq: 1 }, { attribute: 'plain', eq: 1 }] }, serve: 'on' },
  },
});
const USER = { key: 'user-42' };
const AT = Date.UTC(2026, 0, 1, 0, 0, 0, 501);

for (const name of names) {
  const { ChangeEvent, Context, ContextError, Flag, Flags, LoadError, Store, bucket } = await surface(name);
  const flags = Flags.parse(DOCUMENT);
  const it = (title, ask) => test(`${name}: ${title}`, ask);

  it('a document is text or UTF-8, and nothing else', () => {
    assert.deepEqual(Flags.parse(new TextEncoder().encode(DOCUMENT)).keys, flags.keys);
    for (const text of [undefined, null, 7, {}, [], new ArrayBuffer(2)]) assert.throws(() => Flags.parse(text), TypeError);
    assert.throws(() => Flags.parse('{}', { name: 7 }), TypeError);
    assert.throws(() => Flags.parse('{}', { overlays: [{ name: 'a' }] }), TypeError);
    assert.throws(() => Flags.parse('{}', { overlays: [{ text: '{}' }] }), TypeError);
    assert.throws(() => Flags.parse('{}', { overlays: 7 }), TypeError);
  });

  it('what is no Unicode is refused where it stands', () => {
    for (const text of ['{ "burgee": "\ud800" }', Uint8Array.of(123, 0xff)]) {
      assert.throws(() => Flags.parse(text, { name: 'a.json' }), (error) => {
        assert.ok(error instanceof LoadError && error instanceof Error);
        assert.equal(error.name, 'LoadError');
        assert.deepEqual(error.diagnostics.map(({ code, source }) => [code, source]), [['not-utf8', 'a.json']]);
        assert.ok(Object.isFrozen(error.diagnostics) && Object.isFrozen(error.diagnostics[0]));
        assert.match(error.message, /UTF-8|not-utf8/);
        return true;
      });
    }
  });

  it('a large document', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`flag ${i} Ünïcödé`, { description: '\u{1f600}'.repeat(20), serve: 'on' }]));
    const large = Flags.parse(JSON.stringify({ burgee: '1', flags: many }));
    assert.equal(large.size, 20_000);
    assert.equal(large.isOn('flag 19999 Ünïcödé', USER), true);
    assert.equal(Object.keys(large.values(USER)).length, 20_000);
    assert.equal(flags.isOn('plain', USER), true);
  });

  it('flags know their document', () => {
    assert.deepEqual(flags.keys, ['1', '__proto__', 'constructor', 'gone', 'half', 'late', 'limits', 'list', 'name', 'plain', 'pointed', 'size', 'sticky']);
    assert.ok(Object.isFrozen(flags.keys));
    assert.equal(flags.size, 13);
    assert.equal(flags.revision, 'r1');
    assert.equal(flags.serial, 7);
    assert.deepEqual([...flags.quarantined], [['gone', 'unknown-field']]);
    assert.deepEqual(flags.diagnostics.map(({ code, pointer, severity, help }) => [code, pointer, severity, help]), [
      ['unknown-field', '/flags/gone/serve/percnt', 'error', 'did you mean `percent`?'],
    ]);
    assert.ok(flags.has('plain') && flags.has('__proto__') && !flags.has('toString') && !flags.has('\ud800') && !flags.has(7) && !flags.has());
    const empty = Flags.parse('{"burgee":"1"}');
    assert.deepEqual([empty.keys, empty.revision, empty.serial, empty.values(USER), empty.evaluateAll(USER)], [[], undefined, undefined, { __proto__: null }, { __proto__: null }]);
  });

  it('a flag knows itself', () => {
    const flag = flags.flag('limits');
    assert.ok(flag instanceof Flag);
    assert.deepEqual([flag.key, flag.salt, flag.offVariant, flag.quarantined], ['limits', 'l', 'off', undefined]);
    assert.deepEqual([...flag.variants.keys()], ['big', 'off']);
    flag.variants.clear();
    assert.equal(flag.variants.size, 2);
    assert.equal(flags.flag('gone').quarantined, 'unknown-field');
    assert.deepEqual(flags.flag('pointed').attributes.toSorted(), ['/a~1b/0/c~0', 'key', 'plain']);
    assert.ok(flags.flag('pointed').isOn({ 'a/b': [{ 'c~': 1 }], plain: 1 }));
    assert.equal(flags.flag('none'), undefined);
    assert.throws(() => new Flag(), TypeError);
    assert.throws(() => new Flags(), TypeError);
    assert.throws(() => new Flag({}), TypeError);
  });

  it('values are read by type, and defaults may be anything', () => {
    assert.equal(flags.boolean('plain', USER, 'no'), true);
    assert.equal(flags.boolean('size', USER, 'no'), 'no');
    assert.equal(flags.number('size', USER, -1), 2);
    assert.equal(flags.string('name', USER), 'abc');
    assert.equal(flags.string('gone', USER), undefined);
    assert.equal(flags.string('none', USER, USER), USER);
    assert.deepEqual(flags.object('list', USER, null), [1]);
    assert.equal(flags.object('name', USER, null), null);
    const handle = flags.flag('size');
    assert.deepEqual([handle.number(USER, 0), handle.boolean(USER, 0), handle.object(USER, 0), handle.string(USER, 0)], [2, 0, 0, 0]);
  });

  it('objects are frozen and shared', () => {
    const value = flags.object('limits', USER, undefined);
    assert.ok(Object.isFrozen(value) && Object.isFrozen(value.b) && Object.isFrozen(value.b[1]));
    assert.equal(flags.evaluate('limits', USER).value, value);
    assert.equal(flags.values(USER).limits, value);
    assert.equal(flags.flag('limits').variants.get('big'), value);
    assert.equal(flags.evaluate('limits', USER).canonical(), '{"flag":"limits","value":{"a":1,"b":[1,{"c":null}]},"variant":"big","reason":"STATIC","cause":"serve","track":true,"revision":"r1"}');
  });

  it('a decision is plain fields', () => {
    const decision = flags.evaluate('half', USER);
    const fields = 'flag value variant reason cause rule ring stage arm bucket required errorCode errorDetail store track revision'.split(' ');
    assert.deepEqual(Object.keys(decision), fields);
    assert.deepEqual(structuredClone(decision), { ...decision });
    assert.equal(typeof decision.bucket, 'number');
    assert.equal(decision.isOn, decision.bucket < 50_000);
    assert.equal(JSON.stringify(decision), decision.canonical());
    assert.deepEqual(flags.evaluate('sticky', USER).store, { variant: flags.evaluate('sticky', USER).variant, salt: 'sticky' });
  });

  it('an expected type', () => {
    assert.equal(flags.evaluate('size', USER, { expecting: 'number' }).value, 2);
    assert.equal(flags.evaluate('list', USER, { expecting: 'object' }).errorCode, undefined);
    const wrong = flags.evaluate('limits', USER, { expecting: 'string' });
    assert.deepEqual([wrong.value, wrong.reason, wrong.cause, wrong.errorCode, wrong.isOn], [undefined, 'ERROR', 'type-mismatch', 'TYPE_MISMATCH', false]);
    assert.equal(flags.evaluate('gone', USER, { expecting: 'string' }).errorCode, 'PARSE_ERROR');
  });

  it('every instant is one, and without one it is now', () => {
    const on = (now) => flags.evaluate('late', USER, { now }).isOn;
    assert.deepEqual([AT, AT - 1, new Date(AT), new Date(AT - 1), AT - 0.5, -0, -1e300, 1e300].map(on), [true, false, true, false, false, false, false, true]);
    for (const now of [undefined, null, NaN, Infinity, -Infinity, '0', 0n, {}, new Date(NaN)]) assert.equal(on(now), Date.now() > AT);
    assert.equal(flags.evaluate('late', USER).isOn, Date.now() > AT);
    assert.equal(flags.evaluateAll(USER, { now: AT - 1 }).late.isOn, false);
    assert.equal(flags.values(USER, { now: AT - 1 }).late, false);
    assert.equal(flags.explain('late', USER, { now: AT - 1 }).decision.isOn, false);
    const evil = { get now() { throw new Error(); }, get expecting() { throw new Error(); } };
    for (const options of [null, 7, 'now', evil]) assert.equal(flags.evaluate('plain', USER, options).isOn, true);
  });

  it('all flags, whatever they are called', () => {
    const all = flags.evaluateAll(USER);
    assert.equal(Object.getPrototypeOf(all), null);
    assert.deepEqual(Object.keys(all), flags.keys);
    assert.equal(all['__proto__'].isOn, true);
    const values = flags.values(USER);
    assert.deepEqual(Object.keys(values), flags.keys.filter((key) => key !== 'gone'));
    assert.equal(values['__proto__'], true);
  });

  it('every attribute is read by its own name', async () => {
    const { PLACES } = await import(new URL(`${name === 'wasm' ? 'burgee-web' : 'burgee'}/lib/subject.js`, NPM));
    const attributes = [...PLACES.keys(), 'x', '0', 'länge', 'toString', 'constructor', 'user id', 'A'];
    const user = JSON.parse(`{${attributes.map((own) => `"${own}":"${own}!"`)}}`);
    const asked = Flags.parse(`{"burgee":"1","flags":{${attributes.map((own) => `"${own}":{"if":{"attribute":"${own}","eq":"${own}!"},"serve":"on"}`)}}}`);
    for (const [i, own] of attributes.entries()) {
      const { [own]: _, ...others } = user;
      for (const [context, isOn] of [[user, true], [others, false], [{ ...others, [own]: attributes.at(i - 1) }, false]]) {
        assert.equal(asked.isOn(own, context), isOn, own);
        assert.equal(asked.evaluateAll(context)[own].isOn, isOn, own);
        assert.equal(asked.isOn(own, new Context(context)), isOn, own);
      }
    }
  });

  it('decisions of many shapes of one flag', () => {
    const many = Array.from({ length: 60 }, (_, i) => i);
    const rules = many.map((i) => ({ id: `r${i}`, if: { attribute: 'n', eq: i }, serve: i % 3 === 0 ? `v${i}` : i % 3 === 1 ? { percent: 50, variant: `v${i}` } : { ring: `ring${i % 5}`, variant: `v${i}` } }));
    const requires = Object.fromEntries(many.slice(0, 24).map((i) => [`f${i}`, 'on']));
    const own = { variants: { off: -1, ...Object.fromEntries(many.map((i) => [`v${i}`, i])) }, requires, rules, serve: { split: ['v1', 'v2'] }, sticky: true };
    const required = Object.fromEntries(many.slice(0, 24).map((i) => [`f${i}`, { if: { not: { attribute: 'without', eq: i } }, serve: 'on' }]));
    const rings = many.slice(0, 5).map((i) => ({ id: `ring${i}`, percent: 10 + 15 * i }));
    const asked = Flags.parse(JSON.stringify({ burgee: '1', rings, flags: { own, ...required } }));
    assert.deepEqual(asked.diagnostics, []);
    const seen = new Set();
    for (const n of [...many, -1]) {
      for (let u = 0; u < 25; u++) {
        for (const without of [-1, u % 25, undefined]) {
          const context = { key: `u${u}`, n, without };
          const canonical = asked.evaluate('own', context).canonical();
          assert.ok(asked.explain('own', context).canonical().startsWith(`{"decision":${canonical},"steps":`), canonical);
          assert.equal(asked.evaluateAll(context).own.canonical(), canonical);
          seen.add(canonical);
        }
      }
    }
    assert.ok(seen.size > 250, `${seen.size} decisions`);
  });

  it('a flag that is not there', () => {
    for (const key of ['none', '', '\ud800', undefined, null, 7, Symbol('plain'), {}]) {
      const decision = flags.evaluate(key, USER);
      assert.deepEqual([decision.errorCode, decision.cause, decision.revision, decision.value], ['FLAG_NOT_FOUND', 'flag-not-found', 'r1', undefined]);
      assert.deepEqual([flags.isOn(key, USER), flags.flag(key), flags.boolean(key, USER, 1)], [false, undefined, 1]);
      assert.deepEqual(flags.explain(key, USER).toJSON(), { decision: decision.toJSON(), steps: [] });
    }
    assert.equal(String(flags.explain('none', USER)), 'none has no answer: FLAG_NOT_FOUND\nbecause of flag-not-found (ERROR)\n');
  });

  it('a context is copied once, and takes part in others', () => {
    const groups = ['a'];
    const user = { key: 'user-42', groups, when: new Date(AT) };
    const context = new Context(user, { bucket: { rollout: 99_999 } });
    user.key = groups[0] = 'changed';
    assert.equal(flags.isOn('half', context), false);
    const other = new Context(context, { override: { half: 'on', none: 'on' }, assigned: { sticky: { variant: 'off', salt: 'sticky' }, unset: undefined } });
    assert.equal(flags.evaluate('half', other).cause, 'override');
    assert.equal(flags.evaluate('sticky', other).cause, 'sticky');
    assert.equal(flags.evaluate('half', new Context()).cause, 'unit-missing');
    assert.equal(flags.isOn('half', new Context({ key: 'u' }, { bucket: 0 })), true);
  });

  it('what is no context, and no option of one', () => {
    for (const attributes of [null, 7, 'a', [], () => {}, Symbol('a')]) assert.throws(() => new Context(attributes), TypeError);
    const options = [
      { assigned: 7 }, { assigned: { a: 'on' } }, { assigned: { a: { variant: 'on' } } }, { assigned: { a: null } }, { override: { a: 1 } }, { override: 'a' }, { bucket: '1' }, { bucket: null },
      { bucket: { draw: 1 } }, { bucket: { rollout: '1' } }, { override: { '\ud800': 'on' } },
    ];
    for (const option of options) assert.throws(() => new Context({}, option), TypeError, JSON.stringify(option));
    for (const number of [-1, 100_000, 0.5, NaN, Infinity]) {
      assert.throws(() => new Context({}, { bucket: number }), RangeError);
      assert.throws(() => new Context({}, { bucket: { layer: number } }), RangeError);
    }
    assert.throws(() => Context.parse({}), TypeError);
    assert.throws(() => Context.parse('{"a":1,"a":2}'), (error) => error instanceof ContextError && error.code === 'duplicate-key' && error.line === 1 && error.name === 'ContextError');
    assert.throws(() => Context.parse('"\ud800"'), ContextError);
    assert.equal(flags.isOn('half', new Context(Context.parse('{"key":"u"}'), { bucket: 0 })), true);
  });

  it('a bucket', () => {
    const { bucket: drawn } = flags.evaluate('half', { key: 42 });
    assert.deepEqual([bucket('rollout', 'half', 42), bucket('rollout', 'half', '42'), bucket('rollout', 'half', -0)], [drawn, drawn, bucket('rollout', 'half', '0')]);
    for (const wrong of [['draw', 's', 'u'], ['rollout', 7, 'u'], ['rollout', 's', {}], ['rollout', 's', 7n], ['rollout', '\ud800', 'u'], ['rollout', 's', '\ud800']]) assert.throws(() => bucket(...wrong), TypeError);
    for (const unit of ['', 0.5, 2 ** 53, NaN]) assert.throws(() => bucket('rollout', 's', unit), RangeError);
  });

  it('a store serves, tells and restores', () => {
    const store = new Store();
    const told = [];
    store.addEventListener('change', (event) => told.push(event));
    assert.deepEqual([store.flags.size, store.previous, store.restore(), store.isOn('a', USER)], [0, undefined, false, false]);
    const changes = store.load('{"burgee":"1","serial":2,"flags":{"a":{"serve":"on"},"b":{}}}');
    assert.deepEqual(changes, { added: ['a', 'b'], removed: [], changed: [] });
    const first = store.flags;
    assert.equal(store.previous, undefined);
    store.load('{"burgee":"1","serial":3,"flags":{"a":{},"c":{}}}');
    assert.deepEqual([store.isOn('a', USER), first.isOn('a', USER), store.previous.isOn('a', USER)], [false, true, true]);
    assert.throws(() => store.load('{"burgee":"1","serial":1}', { name: 'old.json' }), (error) => error instanceof LoadError && error.diagnostics[0].code === 'stale-serial' && error.diagnostics[0].source === 'old.json');
    assert.throws(() => store.load('{'), LoadError);
    assert.throws(() => store.load(7), TypeError);
    assert.equal(store.flags.serial, 3);
    assert.equal(store.restore(), true);
    assert.deepEqual([store.flags.serial, store.previous.serial, store.restore(), store.flags.serial], [2, 3, true, 3]);
    assert.ok(told.every((event) => event instanceof ChangeEvent && event instanceof Event && event.type === 'change'));
    assert.deepEqual(told.map(({ added, removed, changed }) => [added, removed, changed]), [
      [['a', 'b'], [], []],
      [['c'], ['b'], ['a']],
      [['b'], ['c'], ['a']],
      [['c'], ['b'], ['a']],
    ]);
    for (const method of ['boolean', 'string', 'number', 'object']) assert.equal(store[method]('none', USER, method), method);
    assert.deepEqual([store.evaluate('a', USER).isOn, store.values(USER), store.evaluateAll(USER).a.variant, store.explain('a', USER).decision.variant], [false, { __proto__: null, a: false, c: false }, 'off', 'off']);
    assert.throws(() => new Store({ strict: true }).load(DOCUMENT), LoadError);
  });

  it('what cannot be verified is not asked for in vain', () => {
    const publicKeys = ['MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='];
    const unsigned = (load) => {
      if (name === 'wasm') assert.throws(load, { name: 'TypeError', message: /verifies nothing; .* crypto\.subtle\.verify/ });
      else assert.throws(load, (error) => error instanceof LoadError && ['missing-signature', 'missing-field'].includes(error.diagnostics[0].code));
    };
    for (const options of [{ publicKeys }, { publicKeys: [] }, { requireSerial: 0 }]) {
      unsigned(() => Flags.parse('{"burgee":"1"}', options));
      unsigned(() => new Store(options).load('{"burgee":"1"}'));
    }
    const load = () => new Store().load('{"burgee":"1"}', { signatures: {} });
    if (name === 'wasm') assert.throws(load, TypeError);
    else load();
    assert.equal(Flags.parse('{"burgee":"1","serial":7}', { publicKeys: undefined, requireSerial: undefined, signatures: undefined }).serial, 7);
  });

  it('a store serves a candidate that was parsed before, and goes back', () => {
    const store = new Store();
    const told = [];
    store.load('{"burgee":"1","serial":2,"flags":{"a":{}}}');
    const candidate = Flags.parse('{"burgee":"1","serial":3,"flags":{"a":{"serve":"on"}}}');
    const late = Flags.parse('{"burgee":"1","serial":2,"flags":{}}', { name: 'late.json' });
    store.addEventListener('change', (event) => told.push(event));
    assert.deepEqual([store.isOn('a', USER), candidate.isOn('a', USER)], [false, true]);
    assert.deepEqual(store.promote(candidate), { added: [], removed: [], changed: ['a'] });
    assert.equal(store.flags, candidate);
    assert.throws(() => store.promote(late), (error) => error instanceof LoadError && error.diagnostics[0].code === 'stale-serial' && error.diagnostics[0].source === 'late.json');
    assert.deepEqual([store.flags.serial, store.previous.serial, store.restore(), store.isOn('a', USER)], [3, 2, true, false]);
    assert.deepEqual(told.map(({ changed }) => changed), [['a'], ['a']]);
    for (const wrong of [undefined, null, '{"burgee":"1"}', store, Object.create(Flags.prototype)]) assert.throws(() => store.promote(wrong), TypeError);
  });

  it('a flag outlives its flags, and what nobody holds is given back', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    const make = () => Flags.parse(DOCUMENT).flag('half');
    const held = make();
    for (let i = 0; i < 300; i++) {
      make().isOn(new Context({ key: `u${i}`, list: new Array(100).fill('a') }));
      new Store().load(DOCUMENT);
      if (i % 50 === 0) {
        collect();
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    assert.equal(held.isOn(new Context(USER, { bucket: 0 })), true);
    assert.equal(held.evaluate(USER).revision, 'r1');
  });

  it('an event listener may ask, load and restore', () => {
    const store = new Store();
    store.load('{"burgee":"1","flags":{"a":{"serve":"on"}}}');
    store.addEventListener('change', () => store.restore(), { once: true });
    store.load('{"burgee":"1","flags":{"a":{}}}');
    assert.equal(store.isOn('a', USER), true);
  });
}

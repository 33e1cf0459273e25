// Signatures: the cases of every language, and what a store, a file and a watcher make of them.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NPM } from '../../javascript/test/surface.js';

const { Flags, LoadError, Store } = await import(new URL('burgee/index.js', NPM));

const SIGNATURES = fileURLToPath(new URL('../../../spec/signatures/', import.meta.url));
const text = (name) => readFileSync(join(SIGNATURES, name));
const { cases, no_keys: noKeys } = JSON.parse(text('cases.json'));
const KEY = String(text('published.pem'));
const LINE = KEY.split('\n')[1];
const HOUR = 3_600_000;

const folders = [];
function folder() {
  folders.push(mkdtempSync(join(tmpdir(), 'burgee-signature-')));
  return folders.at(-1);
}
after(() => folders.forEach((own) => rmSync(own, { recursive: true })));

// Puts a text under a name into a folder, and its signature beside it.
function deliver(into, name, source, signature = `${source}.sig`) {
  for (const [target, origin] of [[`${name}.sig`, signature], [name, source]]) {
    copyFileSync(join(SIGNATURES, origin), join(into, 'new'));
    renameSync(join(into, 'new'), join(into, target));
  }
}

// Who is refused for one thing, and that.
function refused(load) {
  let found;
  assert.throws(load, (error) => {
    assert.ok(error instanceof LoadError, error);
    found = error.diagnostics;
    return true;
  });
  assert.equal(found.length, 1);
  return found[0];
}

const required = ({ keys, require_serial: requireSerial }) => ({ publicKeys: keys?.map((name) => String(text(name))), requireSerial });
const given = ({ base, overlays = [], signatures }) => ({
  name: base,
  overlays: overlays.map((name) => ({ name, text: text(name) })),
  signatures: signatures && Object.fromEntries(Object.entries(signatures).map(([name, file]) => [name, text(file)])),
});

const LOADS = {
  parse: (it) => Flags.parse(text(it.base), { ...required(it), ...given(it) }),
  store: (it) => {
    const store = new Store(required(it));
    store.load(text(it.base), given(it));
    return store.flags;
  },
};

for (const [way, load] of Object.entries(LOADS)) {
  for (const it of cases) {
    test(`${way}: ${it.name}`, () => {
      if (it.loads) return assert.equal(load(it).serial ?? null, it.loads.serial);
      const { code, source, pointer, line, column } = refused(() => load(it));
      assert.deepEqual({ code, source, pointer, line, column }, it.refused);
    });
  }
}

test('the files of the cases, with their signatures beside them', () => {
  for (const it of cases.filter(({ keys }) => keys)) {
    const own = folder();
    for (const name of [it.base, ...(it.overlays ?? [])]) copyFileSync(join(SIGNATURES, name), join(own, name));
    for (const [name, file] of Object.entries(it.signatures ?? {})) copyFileSync(join(SIGNATURES, file), join(own, `${name}.sig`));
    const overlays = it.overlays?.map((name) => join(own, name));
    const load = () => Flags.load(join(own, it.base), { ...required(it), overlays });
    const watch = () => {
      const store = new Store(required(it));
      store.watch(join(own, it.base), { overlays, interval: HOUR }).stop();
      return store.flags;
    };
    for (const loaded of [load, watch]) {
      if (it.loads) assert.equal(loaded().serial ?? null, it.loads.serial, it.name);
      else {
        const { code, source, pointer } = refused(loaded);
        assert.deepEqual([code, source, pointer], [it.refused.code, join(own, it.refused.source), it.refused.pointer], it.name);
      }
    }
  }
});

test('what is no key is refused at once', () => {
  for (const key of noKeys) {
    const error = { name: 'TypeError', message: /^publicKeys: this is not the public key of Ed25519/ };
    assert.throws(() => new Store({ publicKeys: [LINE, key] }), error);
    assert.throws(() => Flags.parse('{', { publicKeys: [key] }), error);
  }
});

test('arguments of another type are refused', () => {
  for (const options of [{ publicKeys: KEY }, { publicKeys: 7 }, { publicKeys: null }, { publicKeys: [text('published.pem')] }, { requireSerial: '7' }, { requireSerial: null }]) {
    assert.throws(() => new Store(options), TypeError);
    assert.throws(() => Flags.parse('{"burgee":"1"}', options), TypeError);
  }
  for (const requireSerial of [-1, 0.5, 2 ** 53, NaN, Infinity]) assert.throws(() => new Store({ requireSerial }), RangeError);
  const store = new Store({ publicKeys: new Set([KEY]) });
  for (const signatures of [{ 'flags.json': 7 }, { 'flags.json': null }]) assert.throws(() => store.load(text('flags.json'), { signatures }), TypeError);
});

test('a signature is text or bytes, and its name is any', () => {
  for (const name of ['flags.json', '__proto__', 'flags \ud83d\ude00.json']) {
    for (const signature of [text('flags.json.sig'), text('flags.json.base64.sig'), ` ${text('flags.json.base64.sig')}\n`]) {
      const signatures = Object.fromEntries([['other', 'none'], [name, signature]]);
      assert.equal(Flags.parse(text('flags.json'), { name, signatures, publicKeys: [LINE] }).serial, 7);
      assert.equal(Flags.parse(String(text('flags.json')), { name, signatures, publicKeys: [LINE] }).serial, 7);
    }
  }
  const broken = { name: 'flags.json', signatures: { 'flags.json': '\ud800' }, publicKeys: [LINE] };
  assert.equal(refused(() => Flags.parse(text('flags.json'), broken)).code, 'bad-signature');
});

test('a store goes on with what was signed', () => {
  const store = new Store({ publicKeys: [LINE], requireSerial: 0 });
  const load = (body, signature) => store.load(body, { name: 'flags.json', signatures: signature && { 'flags.json': signature } });
  load(text('older.json'), text('older.json.sig'));
  load(text('flags.json'), text('flags.json.sig'));
  for (const [body, signature, code] of [
    [`${text('flags.json')}\n`, text('flags.json.sig'), 'bad-signature'],
    [text('unnumbered.json'), text('unnumbered.json.sig'), 'missing-field'],
    [text('older.json'), text('older.json.sig'), 'stale-serial'],
    [text('flags.json'), undefined, 'missing-signature'],
  ]) {
    assert.equal(refused(() => load(body, signature)).code, code);
    assert.equal(store.flags.serial, 7);
  }
  assert.equal(store.restore(), true);
  assert.equal(store.flags.serial, 6);
});

test('what a text is replaced by while signatures are read is not let in', () => {
  const store = new Store({ publicKeys: [LINE] });
  const body = new Uint8Array(text('flags.json'));
  const signatures = {
    get 'flags.json'() {
      body.set(text('older.json').subarray(0, body.length));
      Flags.parse('{"burgee":"1"}');
      return text('flags.json.sig');
    },
  };
  assert.equal(refused(() => store.load(body, { name: 'flags.json', signatures })).code, 'bad-signature');
});

test('a file that is no signature cannot be read', () => {
  const own = folder();
  deliver(own, 'flags.json', 'flags.json');
  rmSync(join(own, 'flags.json.sig'));
  mkdirSync(join(own, 'flags.json.sig'));
  assert.throws(() => Flags.load(join(own, 'flags.json'), { publicKeys: [KEY] }), { code: 'EISDIR' });
  assert.equal(Flags.load(join(own, 'flags.json'), { name: 'called.json' }).serial, 7);
});

test('a watcher reads signatures beside the files', () => {
  const own = folder();
  const [path, prod] = [join(own, 'flags.json'), join(own, 'prod.json')];
  deliver(own, 'flags.json', 'older.json');
  deliver(own, 'prod.json', 'prod.json');
  const store = new Store({ publicKeys: [KEY], requireSerial: 6 });
  const watcher = store.watch(path, { overlays: [prod], interval: HOUR });
  const told = [];
  watcher.addEventListener('failure', ({ error }) => told.push(error.diagnostics[0].code));
  assert.deepEqual([store.flags.serial, store.isOn('dark-mode', {})], [6, false]);
  writeFileSync(path, text('flags.json'));
  watcher.check();
  assert.equal(watcher.error, undefined, 'its signature may be under way');
  watcher.check();
  assert.deepEqual([told, store.flags.serial], [['bad-signature'], 6]);
  deliver(own, 'flags.json', 'flags.json');
  assert.ok(watcher.check());
  assert.deepEqual([watcher.error, store.flags.serial], [undefined, 7]);
  rmSync(`${prod}.sig`);
  watcher.check();
  watcher.check();
  assert.deepEqual([told, watcher.error.diagnostics[0].source, store.flags.serial], [['bad-signature', 'missing-signature'], prod, 7]);
  watcher.stop();
});

test('a watcher that finds no signature throws and serves nothing', () => {
  const own = folder();
  writeFileSync(join(own, 'flags.json'), text('flags.json'));
  const store = new Store({ publicKeys: [KEY] });
  assert.equal(refused(() => store.watch(join(own, 'flags.json'))).code, 'missing-signature');
  assert.equal(store.flags.serial, undefined);
  new Store().watch(join(own, 'flags.json')).stop();
});

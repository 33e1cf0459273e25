// The provider for servers: what starts and stops it, hooks, and documents that change under it.

import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk';
import { Store } from 'burgee';
import { BurgeeProvider } from 'burgee/openfeature';
import { turn } from './cases.js';

const document = (revision, serve) => JSON.stringify({ burgee: '1', revision, flags: { f: { serve, track: true } } });

let domains = 0;

/** A client of a provider, and what it was told. */
async function open(provider) {
  const domain = `life ${++domains}`;
  const told = [];
  const client = OpenFeature.getClient(domain);
  let failure;
  await OpenFeature.setProviderAndWait(domain, provider).catch((error) => (failure = error));
  for (const event of Object.values(ProviderEvents)) client.addHandler(event, () => told.push(event));
  await turn();
  told.length = 0;
  return { client, told, failure, close: () => OpenFeature.clearProviders() };
}

function loaded(text = document('one', 'on')) {
  const store = new Store();
  store.load(text);
  return store;
}

/** A source that notes what is done with it. */
class Source extends EventTarget {
  did = [];
  running = false;

  start() {
    this.did.push('start');
    this.running = true;
  }

  stop() {
    this.did.push('stop');
    this.running = false;
  }
}

test('what it is called', () => {
  const provider = new BurgeeProvider(loaded());
  assert.deepEqual([provider.metadata.name, provider.runsOn], ['burgee', 'server']);
});

test('a source is started and stopped with the provider', async () => {
  const source = new Source();
  const { close } = await open(new BurgeeProvider(loaded(), { source }));
  assert.deepEqual(source.did, ['start']);
  await close();
  assert.deepEqual(source.did, ['start', 'stop']);
});

test('a source that runs is neither started nor stopped', async () => {
  const source = new Source();
  source.running = true;
  const { close } = await open(new BurgeeProvider(loaded(), { source }));
  await close();
  assert.deepEqual(source.did, []);
});

test('a provider that is closed hears nothing, and can be opened again', async () => {
  const source = new Source();
  const store = loaded();
  const provider = new BurgeeProvider(store, { source });
  const { told, close } = await open(provider);
  await close();
  store.load(document('two', 'off'));
  source.dispatchEvent(Object.assign(new Event('failure'), { error: new Error('gone') }));
  await turn();
  assert.deepEqual(told, []);
  const again = await open(provider);
  store.load(document('three', 'on'));
  await turn();
  assert.deepEqual(again.told, ['PROVIDER_CONFIGURATION_CHANGED']);
  assert.deepEqual(source.did, ['start', 'stop', 'start']);
  await again.close();
});

test('a source that is closed while it starts is stopped', async () => {
  let made;
  const source = new Source();
  const provider = new BurgeeProvider(loaded(), { source: () => new Promise((done) => (made = done)) });
  const opened = provider.initialize();
  await provider.onClose();
  made(source);
  await opened;
  assert.deepEqual(source.did, ['stop']);
});

test('a watched file keeps the provider up to date', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-openfeature-'));
  const file = join(folder, 'flags.json');
  const replace = (text) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  try {
    replace(document('one', 'on'));
    const store = new Store();
    const { client, told, failure, close } = await open(new BurgeeProvider(store, { source: (own) => own.watch(file, { interval: 10, keepAlive: true }) }));
    assert.equal(failure, undefined);
    const until = async (event) => {
      for (let n = 0; n < 500 && told.at(-1) !== event; n += 1) await new Promise((done) => setTimeout(done, 10));
      assert.equal(told.at(-1), event);
    };
    assert.equal(await client.getBooleanValue('f', false), true);
    replace(document('two', 'off'));
    await until('PROVIDER_CONFIGURATION_CHANGED');
    assert.equal(await client.getBooleanValue('f', true), false);
    replace('{');
    await until('PROVIDER_STALE');
    assert.equal(client.providerStatus, ProviderStatus.STALE);
    assert.equal(await client.getBooleanValue('f', true), false);
    replace(document('two', 'off'));
    await until('PROVIDER_READY');
    await close();
    replace(document('three', 'on'));
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(store.flags.revision, 'two');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a source that cannot be made is an error, told with its reason', async () => {
  const { client, failure, close } = await open(new BurgeeProvider(new Store(), { source: (store) => store.watch('/no/such/file.json') }));
  assert.match(failure.message, /file\.json/);
  assert.equal(failure.code, 'PROVIDER_NOT_READY');
  assert.equal(client.providerStatus, ProviderStatus.ERROR);
  const { value, errorCode } = await client.getBooleanDetails('f', true);
  assert.deepEqual([value, errorCode], [true, 'PROVIDER_NOT_READY']);
  await close();
});

test('hooks of the provider run around every evaluation, with the metadata', async () => {
  const seen = [];
  const hook = {
    before: ({ flagKey }) => void seen.push(`before ${flagKey}`),
    after: (_, { flagMetadata }) => void seen.push(`after ${flagMetadata.cause} ${flagMetadata.track}`),
    error: (_, error) => void seen.push(`error ${error.code}`),
    finally: () => void seen.push('finally'),
  };
  const { client, close } = await open(new BurgeeProvider(loaded(), { hooks: [hook] }));
  await client.getBooleanValue('f', false);
  await client.getBooleanValue('g', false);
  assert.deepEqual(seen, ['before f', 'after serve true', 'finally', 'before g', 'error FLAG_NOT_FOUND', 'finally']);
  await close();
});

test('a document that is loaded in the middle of evaluations counts for none in half', async () => {
  const store = loaded(document('on', 'on'));
  const { client, close } = await open(new BurgeeProvider(store));
  let n = 0;
  const reload = {
    async before() {
      const own = n++;
      for (let turns = own % 7; turns > 0; turns -= 1) await undefined;
      const name = own % 2 ? 'on' : 'off';
      store.load(document(name, name));
    },
  };
  const details = await Promise.all(Array.from({ length: 100 }, () => client.getBooleanDetails('f', false, {}, { hooks: [reload] })));
  for (const { value, variant, flagMetadata } of details) assert.deepEqual([variant, flagMetadata.revision], value ? ['on', 'on'] : ['off', 'off']);
  assert.equal(new Set(details.map(({ value }) => value)).size, 2);
  await close();
});

test('a context that is hostile gives a value or the default', async () => {
  const { client, close } = await open(new BurgeeProvider(loaded(JSON.stringify({ burgee: '1', flags: { f: { if: { attribute: 'x', exists: true }, serve: 'on' } } }))));
  const cycle = {};
  cycle.x = cycle;
  for (const [context, value] of [[{ x: () => {} }, true], [{ x: Symbol('x') }, true], [cycle, true], [{ x: undefined }, false], [{ ['__proto__']: { x: 1 } }, false], [JSON.parse('{"__proto__":{"x":1}}'), false]]) {
    assert.equal(await client.getBooleanValue('f', !value, context), value);
  }
  await close();
});

test('tracking that throws, and tracking that nobody wants', async () => {
  const thrower = await open(new BurgeeProvider(loaded(), { track: () => { throw new Error('full'); } }));
  thrower.client.track('checkout');
  await thrower.close();
  const nobody = await open(new BurgeeProvider(loaded()));
  nobody.client.track('checkout');
  await nobody.close();
});

test('what is no store or no source is a TypeError', () => {
  for (const parameters of [[], [{}], [loaded(), { source: {} }], [loaded(), { source: null }]]) assert.throws(() => new BurgeeProvider(...parameters), TypeError);
});

// The provider for pages: contexts that change, sources that fail, and answers that are there at once.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/web-sdk';
import { Store, initSync } from 'burgee-web';
import { BurgeeProvider } from 'burgee-web/openfeature';
import { Poller } from 'burgee-web/poller';
import { turn } from './cases.js';

initSync(readFileSync(new URL(import.meta.resolve('burgee-web/burgee.wasm'))));

const DOCUMENT = JSON.stringify({ burgee: '1', flags: { f: { rules: [{ id: 'de', if: { attribute: 'country', eq: 'DE' }, serve: 'on' }] } } });
const OTHER = JSON.stringify({ burgee: '1', flags: { f: { serve: 'on' } } });

afterEach(async () => {
  await OpenFeature.clearProviders();
  await OpenFeature.clearContexts();
});

/** A client with a handler for everything. */
function listen() {
  const told = [];
  const client = OpenFeature.getClient();
  for (const event of Object.values(ProviderEvents)) client.addHandler(event, () => told.push(event));
  return { client, told };
}

function loaded(text = DOCUMENT) {
  const store = new Store();
  store.load(text);
  return store;
}

const poller = (store, fetch, storage = null) => new Poller({ url: 'https://example.com/flags.json', store, fetch, storage });

test('a context that changes counts at once, without reconciling', async () => {
  await OpenFeature.setProviderAndWait(new BurgeeProvider(loaded()));
  const { client, told } = listen();
  await turn();
  told.length = 0;
  assert.equal(client.getBooleanValue('f', true), false);
  const changing = OpenFeature.setContext({ country: 'DE' });
  assert.equal(client.getBooleanValue('f', false), true);
  await changing;
  await OpenFeature.setContext({ country: 'US' });
  assert.equal(client.getBooleanValue('f', true), false);
  assert.deepEqual(told, ['PROVIDER_CONTEXT_CHANGED', 'PROVIDER_CONTEXT_CHANGED']);
});

test('clients of two domains have their own contexts with one provider', async () => {
  const provider = new BurgeeProvider(loaded());
  await OpenFeature.setContext('a', { country: 'DE' });
  await OpenFeature.setProviderAndWait('a', provider);
  await OpenFeature.setProviderAndWait('b', provider);
  assert.deepEqual(['a', 'b'].map((domain) => OpenFeature.getClient(domain).getBooleanValue('f', false)), [true, false]);
});

test('what was kept serves while the network is gone: ready, and then stale', async () => {
  const store = new Store();
  const fetch = async () => {
    throw new TypeError('no network');
  };
  const { client, told } = listen();
  told.length = 0;
  await OpenFeature.setProviderAndWait(new BurgeeProvider(store, { source: poller(store, fetch, { getItem: () => OTHER, setItem() {} }) }));
  assert.equal(client.getBooleanValue('f', false), true);
  await turn();
  assert.deepEqual(told, ['PROVIDER_READY', 'PROVIDER_STALE']);
  assert.equal(client.providerStatus, ProviderStatus.STALE);
});

test('without anything to serve it is an error, until there is', async () => {
  const store = new Store();
  let text;
  const source = poller(store, async () => (text === undefined ? new Response('', { status: 503 }) : new Response(text)));
  const { client, told } = listen();
  told.length = 0;
  await assert.rejects(OpenFeature.setProviderAndWait(new BurgeeProvider(store, { source })), /answered 503/);
  assert.equal(client.getBooleanDetails('f', true).errorCode, 'PROVIDER_NOT_READY');
  text = OTHER;
  await source.poll();
  await turn();
  assert.deepEqual(told, ['PROVIDER_ERROR', 'PROVIDER_READY', 'PROVIDER_CONFIGURATION_CHANGED']);
  assert.equal(client.getBooleanValue('f', false), true);
  assert.equal(source.running, true);
  await OpenFeature.clearProviders();
  assert.equal(source.running, false);
});

test('hooks see the metadata', async () => {
  const seen = [];
  await OpenFeature.setProviderAndWait(new BurgeeProvider(loaded(), { hooks: [{ after: (_, { flagMetadata }) => void seen.push(flagMetadata.cause) }] }));
  OpenFeature.getClient().getBooleanValue('f', true);
  assert.deepEqual(seen, ['serve']);
});

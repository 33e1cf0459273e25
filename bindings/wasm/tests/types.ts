// What the types allow and what they refuse: compiled by `types.test.js`, never run.

import { OpenFeature } from '@openfeature/web-sdk';
import init, { Context, Flags, LoadError, Store, initSync, type Decision } from 'burgee-web';
import { BurgeeProvider } from 'burgee-web/openfeature';
import { FetchError, Poller, type PollerStatus } from 'burgee-web/poller';

await init();
await init('/burgee.wasm');
await init(fetch('/burgee.wasm'));
initSync(new Uint8Array());

const flags = Flags.parse('{}');
const on: boolean = flags.isOn('f', new Context({ key: 'u' }));
const decision: Decision<string> = flags.evaluate('f', {}, { expecting: 'string' });

const store = new Store();
const poller = new Poller({
  url: new URL('https://example.com/flags.json'),
  store,
  storage: localStorage,
  onchange: ({ added, source }) => [added.length, source === 'network'],
  onfailure: ({ error }) => (error instanceof FetchError ? error.status : error instanceof LoadError && error.diagnostics),
});
poller.addEventListener('status', ({ status }) => {
  const told: PollerStatus = status;
  return told;
});
// @ts-expect-error: a poller has to have a store
new Poller({ url: '/flags.json' });
const outcome: 'loaded' | 'unchanged' | 'failed' | 'late' = await poller.poll();

await OpenFeature.setProviderAndWait(new BurgeeProvider(store, { source: poller, track: (name, { targetingKey }, { value }) => [name, targetingKey, value] }));
await OpenFeature.setProviderAndWait(new BurgeeProvider(store, { source: (own) => new Poller({ url: '/flags.json', store: own }) }));
// @ts-expect-error: what is no store
new BurgeeProvider({});

export { decision, on, outcome };

// The provider for pages, through the real SDK, with a poller that asks a server that says what a case says.

import { readFileSync } from 'node:fs';
import { OpenFeature } from '@openfeature/web-sdk';
import { Store, initSync } from 'burgee-web';
import { BurgeeProvider } from 'burgee-web/openfeature';
import { Poller } from 'burgee-web/poller';
import { declare } from './cases.js';

const METHODS = { boolean: 'getBooleanDetails', string: 'getStringDetails', integer: 'getNumberDetails', float: 'getNumberDetails', object: 'getObjectDetails' };

initSync(readFileSync(new URL(import.meta.resolve('burgee-web/burgee.wasm'))));

declare({
  lacks: ['integer', 'transaction', 'client', 'invocation', 'hook'],
  leftOut: 10,
  async open(text) {
    const store = new Store();
    let served = text;
    const fetch = async () => (served === undefined ? new Response('', { status: 404 }) : new Response(served));
    const poller = new Poller({ url: 'https://example.com/flags.json', store, fetch });
    let tracked;
    const provider = new BurgeeProvider(store, { source: poller, track: (...told) => (tracked = told) });
    await OpenFeature.setProviderAndWait(provider).catch(() => {});
    const client = OpenFeature.getClient();
    return {
      async ask(type, key, fallback, { api, invocation }) {
        await OpenFeature.setContext(api ?? invocation ?? {});
        return client[METHODS[type]](key, fallback);
      },
      async load(text) {
        served = text;
        return (await poller.poll()) !== 'failed';
      },
      async track(name, context, details) {
        await OpenFeature.setContext(context ?? {});
        client.track(name, details);
        return tracked;
      },
      listen: (event, handler) => client.addHandler(event, handler),
      status: () => client.providerStatus,
      async close() {
        await OpenFeature.clearProviders();
        await OpenFeature.clearContexts();
      },
    };
  },
});

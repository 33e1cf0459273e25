// The provider for servers, through the real SDK.

import { AsyncLocalStorageTransactionContextPropagator, OpenFeature } from '@openfeature/server-sdk';
import { Store } from 'burgee';
import { BurgeeProvider } from 'burgee/openfeature';
import { declare } from './cases.js';

const METHODS = { boolean: 'getBooleanDetails', string: 'getStringDetails', integer: 'getNumberDetails', float: 'getNumberDetails', object: 'getObjectDetails' };
let opened = 0;

OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());

declare({
  lacks: ['integer'],
  leftOut: 1,
  async open(text) {
    // Why: a client keeps its listeners.
    const domain = `case ${++opened}`;
    const store = new Store();
    if (text !== undefined) store.load(text);
    let tracked;
    const provider = new BurgeeProvider(store, { track: (...told) => (tracked = told) });
    await OpenFeature.setProviderAndWait(domain, provider).catch(() => {});
    const client = OpenFeature.getClient(domain);
    return {
      async ask(type, key, fallback, { api = {}, transaction, client: own = {}, invocation, hook }) {
        OpenFeature.setContext(api);
        client.setContext(own);
        const hooks = hook ? [{ before: () => hook }] : [];
        const ask = () => client[METHODS[type]](key, fallback, invocation, { hooks });
        try {
          return await (transaction ? new Promise((done) => OpenFeature.setTransactionContext(transaction, () => done(ask()))) : ask());
        } finally {
          OpenFeature.setContext({});
          client.setContext({});
        }
      },
      async load(text) {
        try {
          store.load(text);
        } catch (refusal) {
          provider.stale(refusal.message);
          return false;
        }
        provider.fresh();
        return true;
      },
      track(name, context, details) {
        client.track(name, context, details);
        return tracked;
      },
      listen: (event, handler) => client.addHandler(event, handler),
      status: () => client.providerStatus,
      close: () => OpenFeature.clearProviders(),
    };
  },
});

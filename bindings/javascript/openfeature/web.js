// The provider for `@openfeature/web-sdk`: it answers at once, for the context that the page has set.

import { OpenFeatureEventEmitter, ProviderNotReadyError } from '@openfeature/web-sdk';
import { Life } from './life.js';

export class BurgeeProvider {
  metadata = Object.freeze({ name: 'burgee' });
  runsOn = 'client';
  events = new OpenFeatureEventEmitter();
  #life;

  constructor(store, { source, hooks, track } = {}) {
    this.#life = new Life(store, source, (event, details) => this.events.emit(event, details), ProviderNotReadyError);
    this.hooks = hooks === undefined ? [] : [...hooks];
    if (track !== undefined) this.track = track;
  }

  initialize() {
    return this.#life.open();
  }

  async onClose() {
    this.#life.close();
  }

  fresh() {
    this.#life.fresh();
  }

  stale(message) {
    this.#life.stale(message);
  }

  resolveBooleanEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'boolean', fallback);
  }

  resolveStringEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'string', fallback);
  }

  resolveNumberEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'number', fallback);
  }

  resolveObjectEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'object', fallback);
  }
}

// The provider for `@openfeature/server-sdk`.

import { OpenFeatureEventEmitter, ProviderNotReadyError } from '@openfeature/server-sdk';
import { Life } from './life.js';

export class BurgeeProvider {
  metadata = Object.freeze({ name: 'burgee' });
  runsOn = 'server';
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

  async resolveBooleanEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'boolean', fallback);
  }

  async resolveStringEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'string', fallback);
  }

  async resolveNumberEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'number', fallback);
  }

  async resolveObjectEvaluation(key, fallback, context) {
    return this.#life.resolve(key, context, 'object', fallback);
  }
}

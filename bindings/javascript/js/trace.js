// A decision and the whole way to it.

import { freeze, record } from './json.js';

export class Trace {
  decision;
  steps;
  #canonical;
  #text;

  constructor(decision, canonical, text) {
    this.decision = decision;
    this.steps = freeze(record(canonical).steps);
    this.#canonical = canonical;
    this.#text = text;
  }

  toJSON() {
    return JSON.parse(this.#canonical);
  }

  canonical() {
    return this.#canonical;
  }

  toString() {
    return this.#text;
  }
}

// The flags of a document.

import { nowOf } from './asked.js';
import { Document, putDocuments, refused, requirementsOf } from './document.js';
import { engine } from './engine.js';
import { Flag, decide, decision, explain, valueOf } from './flag.js';
import { record } from './json.js';
import { Trace } from './trace.js';

const hasOwn = Object.hasOwn;

export class Flags {
  #document;

  constructor(document) {
    if (!(document instanceof Document)) throw new TypeError('flags are made by `Flags.parse(text)`');
    this.#document = document;
  }

  static parse(text, options = {}) {
    const { length, end } = putDocuments(text, options, requirementsOf(options));
    const handle = engine.load(length, options.strict ? 1 : 0, end);
    if (handle < 0) throw refused(record(engine.text()));
    return new Flags(new Document(handle));
  }

  // The handle of its document.
  static handle(flags) {
    if (!(flags instanceof Flags)) throw new TypeError('a candidate is what `Flags.parse(text)` gives');
    return flags.#document.handle;
  }

  // What its document says of itself, as text.
  static summary(flags) {
    return JSON.stringify(flags.#document.summary);
  }

  isOn(key, context) {
    const plan = this.#document.plan(key);
    return plan !== undefined && plan.isOn(context);
  }

  boolean(key, context, fallback) {
    return this.#value(key, context, 'boolean', fallback);
  }

  string(key, context, fallback) {
    return this.#value(key, context, 'string', fallback);
  }

  number(key, context, fallback) {
    return this.#value(key, context, 'number', fallback);
  }

  object(key, context, fallback) {
    return this.#value(key, context, 'object', fallback);
  }

  #value(key, context, type, fallback) {
    const plan = this.#document.plan(key);
    return plan === undefined ? fallback : valueOf(plan, context, type, fallback);
  }

  evaluate(key, context, options) {
    const plan = this.#document.plan(key);
    return plan === undefined ? this.#document.absent(key) : decide(plan, context, options);
  }

  evaluateAll(context, options) {
    const decisions = Object.create(null);
    this.#document.all(context, nowOf(options), ({ key }, template, bucket) => {
      decisions[key] = decision(template, bucket);
    });
    return decisions;
  }

  values(context, options) {
    const values = Object.create(null);
    this.#document.all(context, nowOf(options), ({ key }, { value }) => {
      if (value !== undefined) values[key] = value;
    });
    return values;
  }

  explain(key, context, options) {
    const plan = this.#document.plan(key);
    if (plan !== undefined) return explain(plan, context, options);
    const absent = this.#document.absent(key);
    return new Trace(absent, `{"decision":${absent.canonical()},"steps":[]}`, `${absent.flag} has no answer: ${absent.errorCode}\nbecause of ${absent.cause} (${absent.reason})\n`);
  }

  flag(key) {
    const plan = this.#document.plan(key);
    return plan && new Flag(plan);
  }

  has(key) {
    return this.#document.plan(key) !== undefined;
  }

  get keys() {
    return this.#document.summary.keys;
  }

  get size() {
    return this.keys.length;
  }

  get revision() {
    return this.#document.revision;
  }

  get serial() {
    return this.#document.summary.serial;
  }

  get diagnostics() {
    return this.#document.diagnostics;
  }

  get quarantined() {
    const { keys, quarantined } = this.#document.summary;
    return new Map(keys.filter((key) => hasOwn(quarantined, key)).map((key) => [key, quarantined[key]]));
  }
}

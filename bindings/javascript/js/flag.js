// One flag, found once.

import { expectingOf, nowOf } from './asked.js';
import { Decision } from './decision.js';
import { engine } from './engine.js';
import { Plan } from './plan.js';
import { present } from './subject.js';
import { Trace } from './trace.js';

export class Flag {
  #plan;

  constructor(plan) {
    if (!(plan instanceof Plan)) throw new TypeError('a flag is made by `flags.flag(key)`');
    this.#plan = plan;
  }

  get key() {
    return this.#plan.key;
  }

  get salt() {
    return this.#plan.salt;
  }

  get variants() {
    return new Map(this.#plan.values);
  }

  get offVariant() {
    return this.#plan.offVariant;
  }

  get quarantined() {
    return this.#plan.quarantined;
  }

  get attributes() {
    return Object.freeze(this.#plan.reads.list.map(({ path }) => path));
  }

  isOn(context) {
    return this.#plan.isOn(context);
  }

  boolean(context, fallback) {
    return valueOf(this.#plan, context, 'boolean', fallback);
  }

  string(context, fallback) {
    return valueOf(this.#plan, context, 'string', fallback);
  }

  number(context, fallback) {
    return valueOf(this.#plan, context, 'number', fallback);
  }

  object(context, fallback) {
    return valueOf(this.#plan, context, 'object', fallback);
  }

  evaluate(context, options) {
    return decide(this.#plan, context, options);
  }

  explain(context, options) {
    return explain(this.#plan, context, options);
  }
}

// The value of a type, now.
export function valueOf(plan, context, type, fallback) {
  const { value } = plan.decide(present(plan.reads, context), plan.readsClock ? Date.now() : 0);
  return typeof value === type ? value : fallback;
}

export function decide(plan, context, options) {
  const now = options === undefined && !plan.readsClock ? 0 : nowOf(options);
  const template = plan.decide(present(plan.reads, context), now);
  const expecting = options === undefined ? undefined : expectingOf(options);
  if (expecting !== undefined && template.value !== undefined && typeof template.value !== expecting) return new Decision(template.mismatch());
  return decision(template, engine.words[3]);
}

// `bucket` is 0 where there is none, or 1 greater.
export function decision(template, bucket) {
  return new Decision(template, bucket === 0 ? undefined : bucket - 1);
}

export function explain(plan, context, options) {
  const now = nowOf(options);
  const subject = present(plan.reads, context);
  const decided = decision(plan.decide(subject, now), engine.words[3]);
  engine.explain(plan.handle, plan.index, subject, now);
  const canonical = engine.text();
  engine.explainText(plan.handle, plan.index, subject, now);
  return new Trace(decided, canonical, engine.text());
}

// A document that the engine holds: its flags are planned when they are asked for first.

import { Decision, Template, refusal } from './decision.js';
import { DOCUMENT, RECORD, RECORDS, engine, held } from './engine.js';
import { LoadError } from './errors.js';
import { freeze, record } from './json.js';
import { Plan, Reads } from './plan.js';
import { present } from './subject.js';
import { put, putAll } from './text.js';

const WORDS = 4;

export class Document {
  handle;
  // How many its flags may ask for.
  attributes;
  #plans = new Map();
  #summary;
  #whole;

  constructor(handle) {
    this.handle = handle;
    this.attributes = engine.attributes(handle);
    engine.reserve(RECORDS + RECORD * this.attributes);
    held.register(this, { kind: DOCUMENT, handle });
  }

  // The plan of a flag; undefined where there is none.
  plan(key) {
    return this.#plans.get(key) ?? this.#find(key);
  }

  #find(key) {
    if (typeof key !== 'string') return undefined;
    const length = put(key, 0);
    const index = length < 0 ? -1 : engine.find(this.handle, length);
    return index < 0 ? undefined : this.#at(index, key);
  }

  #at(index, key) {
    const plan = new Plan(this, index);
    this.#plans.set(key, plan);
    return plan;
  }

  get summary() {
    if (this.#summary === undefined) {
      engine.summary(this.handle);
      this.#summary = freeze(record(engine.text()));
    }
    return this.#summary;
  }

  get revision() {
    return this.summary.revision;
  }

  get diagnostics() {
    engine.diagnostics(this.handle);
    return freeze(JSON.parse(engine.text()));
  }

  // The plans of all flags, and all that they read.
  get #all() {
    if (this.#whole === undefined) {
      const plans = this.summary.keys.map((key, index) => this.#plans.get(key) ?? this.#at(index, key));
      const reads = new Map(plans.flatMap(({ reads }) => reads.list).map((read) => [read.number, read]));
      this.#whole = { plans, reads: new Reads([...reads.values()], this) };
    }
    return this.#whole;
  }

  // Gives `tell` the plan of each flag, the template of its decision and its bucket, with 1 added, or 0.
  all(context, now, tell) {
    const { plans, reads } = this.#all;
    const subject = present(reads, context);
    if (engine.evaluateAll(this.handle, subject, now) < 0) {
      for (const plan of plans) tell(plan, plan.failed(), 0);
      return;
    }
    let word = engine.results() / 4;
    for (const plan of plans) {
      const { words } = engine;
      tell(plan, plan.template(words[word] | 0, words[word + 1] | 0, words[word + 2] | 0, subject, now), words[word + 3]);
      word += WORDS;
    }
  }

  // What is said of a flag that is not there.
  absent(key) {
    const flag = typeof key === 'string' ? key : typeof key;
    return new Decision(new Template(refusal({ flag, revision: this.revision }, 'flag-not-found', 'FLAG_NOT_FOUND')));
  }
}

const UNVERIFIED = "publicKeys, requireSerial, signatures: this package verifies nothing; verify the text before it is loaded, with crypto.subtle.verify('Ed25519', …), and compare its serial";

// What is required of texts before they are read; undefined where nothing is.
export function requirementsOf({ publicKeys, requireSerial }) {
  if (publicKeys === undefined && requireSerial === undefined) return undefined;
  return verifying().requirements(publicKeys, requireSerial);
}

// The engine, if it can verify.
function verifying() {
  if (engine.requirements === undefined) throw new TypeError(UNVERIFIED);
  return engine;
}

// Puts a document and its overlays into the input, and what is required of them behind; gives where both end.
export function putDocuments(text, { name = 'document.json', overlays = [], signatures }, required) {
  const parts = [nameOf(name, 'name'), textOf(text, 'text')];
  for (const overlay of overlays) {
    parts.push(nameOf(overlay?.name, 'overlays: name'), textOf(overlay?.text, 'overlays: text'));
  }
  if (signatures !== undefined) verifying();
  const signed = Object.entries(signatures ?? {}).flatMap(([own, signature]) => [nameOf(own), textOf(signature, `signatures: ${own}`)]);
  return putParts(parts, required, signed);
}

// Puts parts, and what is required of them behind. That ends at 0 where nothing is.
export function putParts(parts, required, signatures = []) {
  const length = putAll(parts);
  return { length, end: required ? putAll(required.parts(signatures), length) : 0 };
}

function nameOf(name, path) {
  if (typeof name !== 'string') throw new TypeError(`${path}: a string is expected`);
  return name.toWellFormed?.() ?? name.replace(/\p{Surrogate}/gu, '\ufffd');
}

function textOf(text, path) {
  if (typeof text !== 'string' && !(text instanceof Uint8Array)) throw new TypeError(`${path}: a string or a Uint8Array is expected`);
  return text;
}

// Why loading failed: what the engine says.
export function refused({ message, diagnostics }) {
  return new LoadError(message, freeze(diagnostics));
}

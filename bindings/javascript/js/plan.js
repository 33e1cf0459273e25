// What is known of one flag before it is asked: its number, what it reads of a context, its variants, and the templates of its decisions.

import { Template, refusal } from './decision.js';
import { RECORD, RECORDS, engine } from './engine.js';
import { freeze, record } from './json.js';
import { PLACES, present } from './subject.js';

const CHAINS = 16;

// An attribute that a flag reads: where its record is, and where it is found in a context.
class Read {
  number;
  word;
  name;
  place;
  way;

  constructor([number, name, ...way]) {
    this.number = number;
    this.word = (RECORDS + RECORD * number) / 4;
    this.name = name;
    this.place = PLACES.get(name) ?? 0;
    this.way = way.map((token) => ({ name: token, index: /^(0|[1-9]\d*)$/.test(token) ? Number(token) : undefined }));
  }

  // As a document names it.
  get path() {
    if (this.way.length === 0) return this.name;
    return [this.name, ...this.way.map(({ name }) => name)].map((token) => `/${token.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
  }
}

// All that is read together. Text begins behind the records.
export class Reads {
  list;
  isFlat;
  text;

  constructor(list, document) {
    this.list = list;
    this.isFlat = list.every(({ way }) => way.length === 0);
    this.text = RECORDS + RECORD * document.attributes;
  }
}

export class Plan {
  // Its handle lives as long as somebody holds it.
  document;
  handle;
  index;
  key;
  salt;
  offVariant;
  quarantined;
  readsClock;
  reads;
  #values;
  #chains = new Array(CHAINS).fill(null);

  constructor(document, index) {
    engine.describe(document.handle, index);
    const { key, salt, off_variant, quarantined, reads_clock, variants, attributes } = record(engine.text());
    this.document = document;
    this.handle = document.handle;
    this.index = index;
    this.key = key;
    this.salt = salt;
    this.offVariant = off_variant;
    this.quarantined = quarantined;
    this.readsClock = reads_clock;
    this.reads = new Reads(attributes.map((attribute) => new Read(attribute)), document);
    this.#values = new Map(variants.map(([name, value]) => [name, freeze(value)]));
  }

  // The values of its variants, by name. Everybody shares them.
  get values() {
    return this.#values;
  }

  isOn(context) {
    const subject = present(this.reads, context);
    return engine.evaluate(this.handle, this.index, subject, this.readsClock ? Date.now() : 0) === 1;
  }

  // The template of the decision for a subject; its bucket is in the input.
  decide(subject, now) {
    if (engine.evaluate(this.handle, this.index, subject, now) < 0) return this.failed();
    const { words } = engine;
    return this.template(words[0] | 0, words[1] | 0, words[2] | 0, subject, now);
  }

  failed() {
    return new Template(refusal({ flag: this.key, revision: this.document.revision }, undefined, 'GENERAL'));
  }

  // The template of decisions of a shape, signed integers, which is asked for again where it was not seen before.
  template(a, b, c, subject, now) {
    const chain = (a ^ (a >>> 4) ^ b ^ (b >>> 4) ^ c) & (CHAINS - 1);
    for (let link = this.#chains[chain]; link !== null; link = link.next) {
      if (link.a === a && link.b === b && link.c === c) return link.template;
    }
    if (engine.decision(this.handle, this.index, subject, now) < 0) return this.failed();
    const template = new Template(engine.text(), this.#values);
    this.#chains[chain] = { a, b, c, template, next: this.#chains[chain] };
    return template;
  }
}

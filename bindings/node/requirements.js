// What is required of texts before they are read: signatures by trusted keys, and a serial.

import { engine } from './lib/engine.js';
import { putAll } from './lib/text.js';

export class Requirements {
  // As text; empty where none is required.
  #serial;
  // None: signatures are not required.
  #keys;

  constructor(publicKeys, requireSerial) {
    this.#serial = requireSerial === undefined ? '' : serialOf(requireSerial);
    if (publicKeys === undefined) return;
    if (typeof publicKeys === 'string') throw new TypeError('publicKeys: a list of strings is expected');
    this.#keys = [...publicKeys];
    if (!this.#keys.every((key) => typeof key === 'string')) throw new TypeError('publicKeys: strings are expected');
    if (engine.keys(putAll(this.#keys)) < 0) throw new TypeError(`publicKeys: ${engine.text()}`);
  }

  // The parts that stand in the input behind the texts of which this is required. Names and signatures follow each other.
  parts(signatures) {
    return [this.#serial, this.#keys ? String(this.#keys.length) : '', ...(this.#keys ?? []), ...signatures];
  }
}

function serialOf(serial) {
  if (typeof serial !== 'number') throw new TypeError('requireSerial: a number is expected');
  if (!(Number.isSafeInteger(serial) && serial >= 0)) throw new RangeError('requireSerial: an integer from 0 to 2^53 − 1 is expected');
  return String(serial);
}

// The bucket of a unit in a draw (spec section 6).

import { engine } from './engine.js';
import { isWellFormed, putAll } from './text.js';

const DOMAINS = ['rollout', 'variant', 'layer', 'sample'];

export function bucket(domain, salt, unit) {
  const number = DOMAINS.indexOf(domain);
  if (number < 0) throw new TypeError(`domain: one of ${DOMAINS.join(', ')} is expected`);
  if (typeof salt !== 'string' || !isWellFormed(salt)) throw new TypeError('salt: a string is expected');
  return engine.bucket(number, putAll([salt, unitOf(unit)]));
}

// A unit's text (spec ).
function unitOf(unit) {
  if (typeof unit === 'number') {
    if (!Number.isSafeInteger(unit)) throw new RangeError('unit: an integer within ±(2^53 − 1) is expected');
    return String(unit + 0);
  }
  if (typeof unit !== 'string' || !isWellFormed(unit)) throw new TypeError('unit: a string or an integer is expected');
  if (unit === '') throw new RangeError('unit: a string that is not empty is expected');
  return unit;
}

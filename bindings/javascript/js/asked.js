// Options of questions. Asking throws nothing: an option that cannot be read is not there.

import { instant } from './kind.js';

function option(options, name) {
  try {
    return options?.[name];
  } catch {
    return undefined;
  }
}

// The instant that is asked about, in whole milliseconds.
export function nowOf(options) {
  const now = option(options, 'now');
  const at = typeof now === 'object' && now !== null ? instant(now) : now;
  return Number.isFinite(at) ? Math.floor(at) : Date.now();
}

export function expectingOf(options) {
  return option(options, 'expecting');
}

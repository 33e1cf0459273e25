// Paths, as text.

import { fileURLToPath } from 'node:url';

export function pathOf(path) {
  if (path instanceof URL) return fileURLToPath(path);
  if (typeof path !== 'string') throw new TypeError('path: a string or a file: URL is expected');
  return path;
}

// What the engine says as JSON.

// An object's own members alone, whatever somebody gave to all objects.
export function record(text) {
  return { __proto__: null, ...JSON.parse(text) };
}

// Makes a value one that everybody may share.
export function freeze(value) {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

/**
 * Feature flags as a library, for browsers, workers and Node: burgee's core as WebAssembly.
 *
 * ```js
 * import init, { Flags } from 'burgee-web';
 * await init();
 * const flags = Flags.parse(text);
 * ```
 *
 * @packageDocumentation
 */

export * from './lib/index.js';

/** Where the module is: its address, an answer that brings it, its bytes, or the module. */
export type Source = string | URL | Response | BufferSource | WebAssembly.Module | Promise<string | URL | Response | BufferSource | WebAssembly.Module>;

/**
 * Loads the WebAssembly module. Await it before anything else; whatever is asked before throws an Error that says so.
 *
 * The second call, and each after it, loads nothing. After a failure the next call tries again.
 *
 * @param source default: `burgee.wasm` beside this module
 */
export default function init(source?: Source): Promise<void>;

/** The same at once, where the bytes or the module are there already. In a page, only the module is of use: browsers limit what may be compiled at once. */
export function initSync(source: BufferSource | WebAssembly.Module): void;

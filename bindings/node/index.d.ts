/**
 * Feature flags as a library, for Node: burgee's core as native code.
 *
 * ```js
 * import { Flags } from 'burgee';
 * const flags = Flags.load('flags.json');
 * flags.isOn('new-checkout', { key: 'user-42', country: 'US' });
 * ```
 *
 * @packageDocumentation
 */

import type { Changes, Listener, ListenerOptions, Requirements } from './lib/index.js';

export * from './lib/index.js';

/** A path, or a `file:` URL. */
export type Path = string | URL;

/** Where signatures are required, that of the file `NAME` is read from `NAME.sig`, overlays alike. */
export interface LoadOptions extends Requirements {
  /** What diagnostics call the document. Default: its path. */
  readonly name?: string;
  /** The paths of overlays, applied in this order. */
  readonly overlays?: Iterable<Path>;
  /** Refuse the document for any error. Default false: a mistake in one flag costs that flag. */
  readonly strict?: boolean;
}

export interface WatchOptions {
  /** The paths of overlays, applied in this order; they are watched as well. */
  readonly overlays?: Iterable<Path>;
  /** Milliseconds from one look at the files to the next. Default 1000; not below 1. */
  readonly interval?: number;
  /** Whether watching alone keeps the process running. Default false. */
  readonly keepAlive?: boolean;
}

/** Dispatched on a watcher as `failure`: a document was refused, or a file could not be read. What was served keeps serving. */
export class FailureEvent extends Event {
  /** A {@link LoadError}, or why the file could not be read. */
  readonly error: Error;
}

/** A watcher's status changed. */
export class StatusEvent extends Event {
  private constructor();
  /** Whether the files as they are now are served. */
  readonly status: 'fresh' | 'stale';
}

/** Loads files into a store now and whenever they change. Dispatches `failure`; the store dispatches `change`. */
export class Watcher extends EventTarget {
  private constructor();
  /** Why the files as they are now are not served; `undefined` where they are. */
  readonly error: Error | undefined;
  /** Whether the files as they are now are served. */
  readonly status: 'fresh' | 'stale';
  /** Looks at the files now. What changed, or `undefined` where nothing was loaded. */
  check(): Changes | undefined;
  /** Stops watching. The store keeps serving. */
  stop(): void;
  [Symbol.dispose](): void;
  addEventListener(type: 'failure', listener: ((event: FailureEvent) => void) | null, options?: ListenerOptions): void;
  addEventListener(type: 'status', listener: ((event: StatusEvent) => void) | null, options?: ListenerOptions): void;
  addEventListener(type: string, listener: Listener, options?: ListenerOptions): void;
}

declare module './lib/index.js' {
  namespace Flags {
    /**
     * Compiles the document in a file.
     *
     * @throws LoadError where the document is refused; what `fs` throws where a file cannot be read.
     */
    function load(path: Path, options?: LoadOptions): Flags;
  }
  interface Store {
    /**
     * Loads a file now, and whenever it or an overlay changes, until the watcher is stopped. Where the store requires signatures, that of the file `NAME` is
     * read from `NAME.sig`, overlays alike.
     *
     * @throws LoadError where the document is refused, what reading says where a file cannot be read: unless the store serves a document
     * already, which then keeps serving.
     */
    watch(path: Path, options?: WatchOptions): Watcher;
  }
}

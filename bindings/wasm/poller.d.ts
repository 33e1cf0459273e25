/**
 * Keeps a store in step with a document on a server.
 *
 * @packageDocumentation
 */

import type { Changes, Store } from './index.js';

/** Where the last good document is kept from one visit to the next: `localStorage` is one. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface PollerOptions {
  /** Where the document is. In a page, relative to it. */
  readonly url: string | URL;
  /** What the document is loaded into. */
  readonly store: Pick<Store, 'load'>;
  /** What diagnostics call the document. Default: the last segment of the path. */
  readonly name?: string;
  /** Milliseconds from an answer to the next poll, a tenth more or less. Default 30 000. */
  readonly interval?: number;
  /** The longest wait after failures, in milliseconds. Default 600 000. */
  readonly longest?: number;
  /** An answer that takes longer, in milliseconds, is a failure. Default 10 000. */
  readonly timeout?: number;
  /** What requests have beside what the poller sets: headers, credentials. */
  readonly init?: RequestInit;
  /** What asks. Default: `fetch`. */
  readonly fetch?: (url: string, request: RequestInit) => Promise<Response>;
  /** Where the last good document is kept. Default: `localStorage` in a page; else, and with `null`, nowhere. */
  readonly storage?: Shelf | null;
  readonly onchange?: (event: PollerChangeEvent) => void;
  readonly onfailure?: (event: PollerFailureEvent) => void;
  readonly onstatus?: (event: PollerStatusEvent) => void;
}

/** `waiting` until a document serves; `fresh` while it is what the server has, as of the last poll; else `stale`. */
export type PollerStatus = 'waiting' | 'fresh' | 'stale';

/** Answers may have changed: a document was loaded that is not the same. */
export interface PollerChangeEvent extends Event, Changes {
  readonly source: 'network' | 'storage';
}

/** A poll failed. What was served keeps serving. */
export interface PollerFailureEvent extends Event {
  /** {@link FetchError}, or what the store says of a document that it refuses. */
  readonly error: Error;
}

/** The status changed. */
export interface PollerStatusEvent extends Event {
  readonly status: PollerStatus;
}

/** A document could not be had. */
export class FetchError extends Error {
  constructor(message: string, status?: number, cause?: unknown);
  readonly name: 'FetchError';
  /** The status of the answer, if there was one. */
  readonly status: number | undefined;
}

/** Polls a document and loads it into a store. Dispatches `change`, `failure` and `status`. */
export class Poller extends EventTarget {
  /** @throws TypeError where an option is of the wrong kind, or the URL is none. */
  constructor(options: PollerOptions);
  readonly status: PollerStatus;
  /** Why the last poll failed; `undefined` if it did not. */
  readonly error: Error | undefined;
  /** When the server last said what it has, in milliseconds since the epoch. */
  readonly polled: number | undefined;
  /** Whether it polls. */
  readonly running: boolean;
  /** Polls now, and from now on. Resolves after the first poll, and says whether a document serves. Never rejects. */
  start(): Promise<boolean>;
  /** Stops at once. What is served keeps serving. It can be started again. */
  stop(): void;
  /**
   * Polls now, whatever the schedule. Never rejects. Says what came of it; `late`: it was stopped, or a later poll was answered first.
   */
  poll(): Promise<'loaded' | 'unchanged' | 'failed' | 'late'>;
  /** Serves the document that was kept from an earlier visit, without waiting for the network. Says whether there is one that can be served. */
  restore(): boolean;
  /** Stops, as {@link Poller.stop} does; where the platform has `Symbol.dispose`. */
  [Symbol.dispose](): void;
  addEventListener(type: 'change', listener: ((event: PollerChangeEvent) => void) | null, options?: AddEventListenerOptions | boolean): void;
  addEventListener(type: 'failure', listener: ((event: PollerFailureEvent) => void) | null, options?: AddEventListenerOptions | boolean): void;
  addEventListener(type: 'status', listener: ((event: PollerStatusEvent) => void) | null, options?: AddEventListenerOptions | boolean): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: AddEventListenerOptions | boolean): void;
}

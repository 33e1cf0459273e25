/**
 * The provider for `@openfeature/web-sdk`.
 *
 * @packageDocumentation
 */

import type { EvaluationContext, Hook, JsonValue, OpenFeatureEventEmitter, Provider, ResolutionDetails, TrackingEventDetails } from '@openfeature/web-sdk';
import type { Store } from '../index.js';
import type { Source } from './source.js';

export type { Source };

export interface BurgeeProviderOptions {
  /**
   * What keeps the store up to date, or a function that makes it. It is started with the provider, unless it runs; what was started or made
   * is stopped with it.
   */
  readonly source?: Source | ((store: Store) => Source | Promise<Source>);
  /** Run around every evaluation, whichever client asks. */
  readonly hooks?: Iterable<Hook>;
  /** What is done with what the application tells `track`. */
  readonly track?: (name: string, context: EvaluationContext, details: TrackingEventDetails) => void;
}

/** Serves the flags of a store to the OpenFeature SDK, each call those of its moment. */
export class BurgeeProvider implements Provider {
  /** @throws TypeError where `store` is no store, or `source` no source. */
  constructor(store: Store, options?: BurgeeProviderOptions);
  readonly metadata: { readonly name: 'burgee' };
  readonly runsOn: 'client';
  readonly events: OpenFeatureEventEmitter;
  readonly hooks: Hook[];
  readonly track?: (name: string, context: EvaluationContext, details: TrackingEventDetails) => void;
  /** Rejects while the store has loaded no document; the provider is ready as soon as it has. */
  initialize(): Promise<void>;
  onClose(): Promise<void>;
  /** For who reloads the store without a source: what is served is what there is. */
  fresh(): void;
  /** For who reloads the store without a source: the document cannot be had, or is refused. What was good keeps serving. */
  stale(message?: string): void;
  resolveBooleanEvaluation(key: string, fallback: boolean, context: EvaluationContext): ResolutionDetails<boolean>;
  resolveStringEvaluation(key: string, fallback: string, context: EvaluationContext): ResolutionDetails<string>;
  resolveNumberEvaluation(key: string, fallback: number, context: EvaluationContext): ResolutionDetails<number>;
  resolveObjectEvaluation<T extends JsonValue>(key: string, fallback: T, context: EvaluationContext): ResolutionDetails<T>;
}

/**
 * Feature flags as a library: a JSON document says who gets what, and burgee decides for one unit at a time, and can say why.
 *
 * Asking never throws and never waits. Loading throws {@link LoadError}.
 *
 * @packageDocumentation
 */

/** A value inside an object or array of a flag. Frozen: everybody gets the same one. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An object or array that a flag serves. Frozen, deeply: everybody gets the same one. */
export type JsonObject = { readonly [name: string]: Json } | readonly Json[];

/** What a flag can serve. */
export type Value = boolean | string | number | JsonObject;

/** A type of values, as `expecting` names it. An array is an object. */
export type TypeName = 'boolean' | 'string' | 'number' | 'object';

/** The type that a name of one means. */
export type Typed<N extends TypeName> = N extends 'boolean' ? boolean : N extends 'string' ? string : N extends 'number' ? number : JsonObject;

/**
 * Whom a question is about: an object with the attributes as own properties, or a {@link Context} that was made before.
 *
 * | here | in JavaScript |
 * |---|---|
 * | missing | not an own property, or `undefined` |
 * | null, boolean, string | as they are |
 * | number | a number or a bigint; beyond ±(2^53 − 1) or not finite, conditions on it are unknown |
 * | number: milliseconds since the epoch | a `Date` |
 * | array | an array |
 * | object, for pointers into it | what `Object.prototype.toString` calls `[object Object]`: its own properties |
 * | opaque: it exists, and nothing can be compared with it | anything else, and what throws when it is read |
 *
 * What is nested more than 64 deep, the context counted, or is larger than 1 048 576 (values, and bytes of strings) is opaque.
 * What is no object, and what is one of another kind (an array, a function, a Map, a Date, a Promise), is no context: every flag then decides ERROR, `INVALID_CONTEXT`.
 */
export type Attributes = Context | object;

/** Text of a document: a string, or UTF-8. */
export type Text = string | Uint8Array;

/** A document that is laid over another. */
export interface Overlay {
  /** What diagnostics call it: a file name, say. */
  readonly name: string;
  readonly text: Text;
}

/** What is asked of documents beyond being right. Of Node alone: in `burgee-web`, giving any of it throws a TypeError, as nothing would be verified. */
export interface Requirements {
  /**
   * Load nothing but texts that the owner of one of these keys has signed: the document, and each overlay. A key is the text that `burgee keygen` and `openssl pkey -pubout`
   * write (PEM), or the line of Base64 in it. Several are for the time in which one takes the other's place; without any in the list, nothing is loaded.
   */
  readonly publicKeys?: Iterable<string>;
  /** Load nothing but documents with a `serial`, of at least this. 0 takes any. */
  readonly requireSerial?: number;
}

/** Signatures by the names of the texts: 64 bytes, or their Base64. Of no use where no signature is required. */
export type Signatures = { readonly [name: string]: Text };

export interface ParseOptions extends Requirements {
  /** What diagnostics call the document. Default `document.json`. */
  readonly name?: string;
  /** Applied in this order. */
  readonly overlays?: Iterable<Overlay>;
  /** The signatures of the document and its overlays. */
  readonly signatures?: Signatures;
  /** Refuse the document for any error. Default false: a mistake in one flag costs that flag. */
  readonly strict?: boolean;
}

/** When a question is asked: milliseconds since the epoch, or a `Date`. Without it, or where it is not finite, it is now. */
export type Instant = number | Date;

export interface AskOptions {
  readonly now?: Instant | undefined;
}

export interface EvaluateOptions<N extends TypeName = TypeName> extends AskOptions {
  /** The type that is expected: a value of another one is ERROR, `TYPE_MISMATCH`. */
  readonly expecting?: N | undefined;
}

/** Why, in OpenFeature's words. */
export type Reason = 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'ERROR';

/** What in the flag decided. */
export type Cause =
  | 'override' | 'disabled' | 'requires' | 'blocked-by' | 'exclude' | 'if' | 'layer' | 'sticky' | 'rule' | 'percent' | 'schedule' | 'ring' | 'rollout' | 'split'
  | 'serve' | 'unit-missing' | 'flag-not-found' | 'quarantined' | 'unknown-variant' | 'type-mismatch' | 'invalid-context';

/** What went wrong, in OpenFeature's words. */
export type ErrorCode = 'FLAG_NOT_FOUND' | 'PARSE_ERROR' | 'TYPE_MISMATCH' | 'INVALID_CONTEXT' | 'GENERAL';

/** What to keep for a sticky flag, and to pass as `assigned` from then on. */
export interface Assignment {
  readonly variant: string;
  /** The flag's salt. An assignment under another salt no longer counts. */
  readonly salt: string;
}

/** What a unit gets of a flag, and why. */
export interface Decision<T extends Value = Value> {
  /** The flag's key, as it was asked for. */
  readonly flag: string;
  /** The value to use; `undefined` is an error: use a default. */
  readonly value: T | undefined;
  /** The name of the variant. */
  readonly variant: string | undefined;
  readonly reason: Reason;
  /** `undefined` only where the engine itself failed. */
  readonly cause: Cause | undefined;
  /** The id of the rule that decided. */
  readonly rule: string | undefined;
  /** The id of the innermost ring that admitted the unit, where a ring decided. */
  readonly ring: string | undefined;
  /** The id of the stage that admitted the unit, where a rollout decided. */
  readonly stage: string | undefined;
  /** Which arm of a rollout's comparison the unit is in, where its present stage is drawn. */
  readonly arm: 'treatment' | 'control' | undefined;
  /** The bucket (0 to 99 999) of the draw that was compared last, where a draw decided. */
  readonly bucket: number | undefined;
  /** The key of the required flag that was not met. */
  readonly required: string | undefined;
  /** What went wrong, if the reason is ERROR. */
  readonly errorCode: ErrorCode | undefined;
  /** The code of the flag's first diagnostic, if it is quarantined; `wrong-type` where the context is none. */
  readonly errorDetail: string | undefined;
  /** What to keep for a sticky flag. Without it, what is kept stays as it is. */
  readonly store: Assignment | undefined;
  /** Whether the flag asks for its exposures to be reported. */
  readonly track: boolean;
  /** The document's revision. */
  readonly revision: string | undefined;
  /** Whether the value is `true`. A property, not a method. */
  readonly isOn: boolean;
  /** The members of the canonical JSON that have something to say, for `JSON.stringify`. */
  toJSON(): { [member: string]: Json };
  /** The decision as canonical JSON: the same bytes from every implementation. */
  canonical(): string;
}

/** A decision and the whole way to it. `String(trace)` is for people, `canonical()` for programs. */
export interface Trace {
  /** The decision, the same as evaluating gives. */
  readonly decision: Decision;
  /** The steps that were reached, in order: section 11 of the specification names their members. Frozen. */
  readonly steps: readonly { readonly [member: string]: Json }[];
  toJSON(): { [member: string]: Json };
  /** The trace as canonical JSON. */
  canonical(): string;
  /** The trace for people, in lines. */
  toString(): string;
}

/** Something wrong with a document: what, and where. */
export interface Diagnostic {
  /** The stable code, in kebab case. */
  readonly code: string;
  /** Whether it costs anything. */
  readonly severity: 'error' | 'warning';
  /** The name of the text, as it was given. */
  readonly source: string;
  /** The JSON Pointer of the value or member in that text. */
  readonly pointer: string;
  /** The line of its first character, from 1. */
  readonly line: number;
  /** The column of its first character, from 1, in code points. */
  readonly column: number;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What might mend it. */
  readonly help?: string;
}

/** A document that was refused. What was served before keeps serving. */
export class LoadError extends Error {
  constructor(message: string, diagnostics?: readonly Diagnostic[]);
  readonly name: 'LoadError';
  /** What is wrong, in the order of the texts. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Text that is no context. */
export class ContextError extends Error {
  constructor(message: string, code: string, line: number, column: number);
  readonly name: 'ContextError';
  /** `syntax`, `wrong-type`, `duplicate-key` or `limit-exceeded`. */
  readonly code: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
}

/** The questions that flags and a store of flags both answer. None of them throws. */
export interface Asking {
  /** Whether a flag's value is `true` for a unit, now. False where there is no such flag. */
  isOn(key: string, context: Attributes): boolean;
  /** A boolean flag's value for a unit, now; the default where there is none or it has another type. */
  boolean<D>(key: string, context: Attributes, fallback: D): boolean | D;
  /** A string flag's value for a unit, now; the default where there is none or it has another type. */
  string<D>(key: string, context: Attributes, fallback: D): string | D;
  /** A number flag's value for a unit, now; the default where there is none or it has another type. */
  number<D>(key: string, context: Attributes, fallback: D): number | D;
  /** An object or array flag's value for a unit, now, frozen; the default where there is none or it has another type. */
  object<D>(key: string, context: Attributes, fallback: D): JsonObject | D;
  /** Decides a flag for a unit. */
  evaluate(key: string, context: Attributes, options?: AskOptions & { readonly expecting?: undefined }): Decision;
  evaluate<N extends TypeName>(key: string, context: Attributes, options: EvaluateOptions<N>): Decision<Typed<N>>;
  /** Decides every flag for a unit: the decisions by key, in an object without prototype. */
  evaluateAll(context: Attributes, options?: AskOptions): { readonly [key: string]: Decision };
  /** The value of every flag for a unit, by key, in an object without prototype. A flag without an answer is left out. */
  values(context: Attributes, options?: AskOptions): { readonly [key: string]: Value };
  /** Decides a flag for a unit, and tells every step. */
  explain(key: string, context: Attributes, options?: AskOptions): Trace;
}

/** The flags of a document, compiled. They never change. */
export class Flags implements Asking {
  private constructor();
  /**
   * Compiles a document. What is wrong with single flags quarantines them: see {@link Flags.diagnostics}.
   *
   * @throws LoadError where the document is refused.
   * @throws TypeError where an argument is of the wrong kind.
   */
  static parse(text: Text, options?: ParseOptions): Flags;
  isOn(key: string, context: Attributes): boolean;
  boolean<D>(key: string, context: Attributes, fallback: D): boolean | D;
  string<D>(key: string, context: Attributes, fallback: D): string | D;
  number<D>(key: string, context: Attributes, fallback: D): number | D;
  object<D>(key: string, context: Attributes, fallback: D): JsonObject | D;
  evaluate(key: string, context: Attributes, options?: AskOptions & { readonly expecting?: undefined }): Decision;
  evaluate<N extends TypeName>(key: string, context: Attributes, options: EvaluateOptions<N>): Decision<Typed<N>>;
  evaluateAll(context: Attributes, options?: AskOptions): { readonly [key: string]: Decision };
  values(context: Attributes, options?: AskOptions): { readonly [key: string]: Value };
  explain(key: string, context: Attributes, options?: AskOptions): Trace;
  /** One flag, found once: asking it needs no look-up. `undefined` where there is no such flag. */
  flag(key: string): Flag | undefined;
  /** Whether there is such a flag. */
  has(key: string): boolean;
  /** The keys of all flags, in code point order. Frozen. */
  readonly keys: readonly string[];
  /** How many flags there are. */
  readonly size: number;
  /** The document's revision. */
  readonly revision: string | undefined;
  /** The document's serial. */
  readonly serial: number | undefined;
  /** What was found wrong, errors and warnings, in the order of the texts. Frozen. */
  readonly diagnostics: readonly Diagnostic[];
  /** The flags that are quarantined, in code point order, with the code of the first error of each. */
  readonly quarantined: ReadonlyMap<string, string>;
}

/** One flag of {@link Flags}. */
export class Flag {
  private constructor();
  readonly key: string;
  /** The salt of its draws; assignments are kept under it. */
  readonly salt: string;
  /** Its variants and their values, in code point order of their names. */
  readonly variants: ReadonlyMap<string, Value>;
  /** The variant that it serves when it is off. */
  readonly offVariant: string | undefined;
  /** The code of its first error, if it is quarantined. */
  readonly quarantined: string | undefined;
  /** The attributes that deciding it may ask for: names, or JSON Pointers. Frozen. */
  readonly attributes: readonly string[];
  isOn(context: Attributes): boolean;
  boolean<D>(context: Attributes, fallback: D): boolean | D;
  string<D>(context: Attributes, fallback: D): string | D;
  number<D>(context: Attributes, fallback: D): number | D;
  object<D>(context: Attributes, fallback: D): JsonObject | D;
  evaluate(context: Attributes, options?: AskOptions & { readonly expecting?: undefined }): Decision;
  evaluate<N extends TypeName>(context: Attributes, options: EvaluateOptions<N>): Decision<Typed<N>>;
  explain(context: Attributes, options?: AskOptions): Trace;
}

/** A domain of draws. */
export type Domain = 'rollout' | 'variant' | 'layer' | 'sample';

export interface ContextOptions {
  /** What was kept for sticky flags, by key. */
  readonly assigned?: { readonly [flag: string]: Assignment };
  /** For tests: flags, and the variants that they serve. */
  readonly override?: { readonly [flag: string]: string };
  /** For tests: the bucket (0 to 99 999) of every draw, or of those of a domain. */
  readonly bucket?: number | { readonly [D in Domain]?: number };
}

/** The attributes of one unit, copied once, with what a caller may say beside them. Asking about it often is faster than about an object. */
export class Context {
  /** @throws TypeError where `attributes` is no context, or an option is of the wrong kind; RangeError for a bucket that is none. */
  constructor(attributes?: Attributes, options?: ContextOptions);
  /**
   * Reads a context from JSON text.
   *
   * @throws ContextError where it is no JSON object, holds a key twice, is deeper than 64 or larger than 1 048 576 bytes.
   */
  static parse(text: string): Context;
  /** Keeps a context from being mistaken for attributes. */
  private readonly context: never;
}

/**
 * The bucket (0 to 99 999) of a unit in a draw.
 *
 * @param unit a string that is not empty, or an integer within ±(2^53 − 1)
 * @throws TypeError for another domain, or what is no string or number; RangeError for a unit that is none.
 */
export function bucket(domain: Domain, salt: string, unit: string | number): number;

/** What a new document changed, each in code point order. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Flags that may answer differently. */
  readonly changed: readonly string[];
}

/** What listens to events: a function, or an object with `handleEvent`. */
export type Listener = Parameters<EventTarget['addEventListener']>[1];

/** How an event is listened to: `once`, `signal`. */
export type ListenerOptions = Parameters<EventTarget['addEventListener']>[2];

/** Dispatched on a store as `change`, when another document is served. */
export class ChangeEvent extends Event implements Changes {
  constructor(changes: Changes);
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Serves one document, swaps it at once, and keeps the one before. Before the first load it serves a document without flags.
 *
 * A request that asks more than once asks {@link Store.flags}: they do not change under it.
 */
export class Store extends EventTarget implements Asking {
  /**
   * @param options.strict refuse documents for any error: see {@link ParseOptions.strict}.
   * @throws TypeError where a public key is none.
   */
  constructor(options?: { readonly strict?: boolean } & Requirements);
  /**
   * Loads a document and serves it from now on. Dispatches `change`.
   *
   * @throws LoadError where it is refused, for a `serial` that is not above the one before as well; what was served keeps serving.
   */
  load(text: Text, options?: Pick<ParseOptions, 'name' | 'overlays' | 'signatures'>): Changes;
  /**
   * Serves flags that were parsed before from now on, as they are: the very object is {@link Store.flags}. Dispatches `change`. Until then a candidate
   * serves nobody; `restore` is the way back.
   *
   * @throws LoadError where their `serial` is not above the one that is served now; what was served keeps serving.
   */
  promote(candidate: Flags): Changes;
  /** Serves the document before again, whatever its serial. Dispatches `change`. False where there is none. */
  restore(): boolean;
  /** The flags that are served now. */
  readonly flags: Flags;
  /** The flags before. */
  readonly previous: Flags | undefined;
  isOn(key: string, context: Attributes): boolean;
  boolean<D>(key: string, context: Attributes, fallback: D): boolean | D;
  string<D>(key: string, context: Attributes, fallback: D): string | D;
  number<D>(key: string, context: Attributes, fallback: D): number | D;
  object<D>(key: string, context: Attributes, fallback: D): JsonObject | D;
  evaluate(key: string, context: Attributes, options?: AskOptions & { readonly expecting?: undefined }): Decision;
  evaluate<N extends TypeName>(key: string, context: Attributes, options: EvaluateOptions<N>): Decision<Typed<N>>;
  evaluateAll(context: Attributes, options?: AskOptions): { readonly [key: string]: Decision };
  values(context: Attributes, options?: AskOptions): { readonly [key: string]: Value };
  explain(key: string, context: Attributes, options?: AskOptions): Trace;
  addEventListener(type: 'change', listener: ((event: ChangeEvent) => void) | null, options?: ListenerOptions): void;
  addEventListener(type: string, listener: Listener, options?: ListenerOptions): void;
}

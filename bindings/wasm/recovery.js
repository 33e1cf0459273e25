// An engine that survives the instance it asks. Where a call traps, everything that the instance held is made again in a new one, and
// the call is made once more; if it traps again, it has failed, as a call that the engine refuses has.
//
// What is passed out as a handle stays good: once an instance was replaced, handles are numbers of this module's, and mapped.

import { CONTEXT, DOCUMENT, STORE } from './lib/engine.js';

const KINDS = [DOCUMENT, CONTEXT, STORE];

// What the calls are about whose first parameter is a document's handle, or a store's; and where some have a context's.
const OF_FLAG = ['describe', 'evaluate', 'decision', 'explain', 'explainText'];
const OF_DOCUMENT = ['attributes', 'diagnostics', 'summary', 'find', 'evaluateAll', ...OF_FLAG];
const OF_STORE = ['storeLoad', 'storePromote', 'storeRestore'];
// Of these, what cannot be refused for a document that is there: an instance that does so has lost it.
const MUST = OF_DOCUMENT.filter((name) => name !== 'find');
// Calls that keep nothing and are as the instance has them.
const PLAIN = OF_DOCUMENT.filter((name) => !['attributes', 'evaluate', 'evaluateAll'].includes(name));
// Where a call of a store has a document's handle.
const DOCUMENT_AT = { storePromote: 1 };
const CONTEXT_AT = { evaluate: 2, decision: 2, explain: 2, explainText: 2, evaluateAll: 1 };

// What `text` says after a call that failed for good, or where it fails itself.
const SAID = {
  load: '{"message":"internal error","diagnostics":[]}',
  storeLoad: '{"message":"internal error","diagnostics":[],"added":[],"removed":[],"changed":[]}',
  storePromote: '{"message":"internal error","diagnostics":[],"added":[],"removed":[],"changed":[]}',
  contextText: '{"message":"internal error","code":"limit-exceeded","line":1,"column":1}',
  diagnostics: '[]',
  summary: '{"keys":[],"quarantined":{}}',
  explain: '{"decision":{"reason":"ERROR","error_code":"GENERAL"},"steps":[]}',
  describe: '{"key":"","salt":"","reads_clock":false,"variants":[],"attributes":[]}',
};

// Handles of this module's: above all that an instance gives.
const OWN = 2 ** 40;
// Tries of one call, each in another instance.
const TRIES = 2;
// What an instance takes for what is no context: one that is lost is none.
const LOST = -2;

const questionOf = (name, [document, flag]) =>
  OF_DOCUMENT.includes(name) ? `${name} ${document} ${OF_FLAG.includes(name) ? flag : ''}` : undefined;

export class Recovering {
  #make;
  #instance;
  #isFirst = true;
  #isDead = false;
  // By kind: how what a handle stands for is made again; and, once an instance was replaced, its handle in the present one.
  #made = KINDS.map(() => new Map());
  #moved;
  #next = OWN;
  // Questions that trap wherever they are asked.
  #hopeless = new Set();
  // The call that `text` is about, and what is said in the instance's place.
  #last;
  #said;
  #results = 0;

  static {
    for (const name of PLAIN) {
      this.prototype[name] = function (...parameters) {
        return this.#call(name, ...parameters);
      };
    }
  }

  // `make` gives an instance's engine.
  constructor(make) {
    this.#make = make;
    this.#instance = make();
  }

  get words() {
    return this.#instance.words;
  }

  get bytes() {
    return this.#instance.bytes;
  }

  get doubles() {
    return this.#instance.doubles;
  }

  // The one call of which there are millions.
  evaluate(document, flag, context, now) {
    if (this.#isFirst) {
      try {
        const answer = this.#instance.evaluate(document, flag, context, now);
        if (answer >= 0) return answer;
      } catch (trap) {
        this.#trapped(trap);
      }
    }
    return this.#call('evaluate', document, flag, context, now);
  }

  reserve(length) {
    if (this.#call('reserve', length) < 0) throw new RangeError('burgee: out of memory');
  }

  text() {
    let traps = 0;
    for (let left = TRIES; left > 0 && this.#said === undefined; left--) {
      try {
        return this.#instance.text();
      } catch (trap) {
        traps += this.#trapped(trap);
        const [name, parameters] = this.#last;
        if (PLAIN.includes(name)) this.#call(name, ...parameters);
        else break;
      }
    }
    if (this.#said === undefined) this.#giveUp(...this.#last, traps === TRIES);
    return this.#said;
  }

  evaluateAll(document, context, now) {
    for (let left = TRIES; left > 0; left--) {
      const count = this.#call('evaluateAll', document, context, now);
      if (count < 0) return -1;
      try {
        this.#results = this.#instance.results();
        return count;
      } catch (trap) {
        this.#trapped(trap);
      }
    }
    return -1;
  }

  // Where they are in the input, whichever instance has it by now.
  results() {
    return this.#results;
  }

  // Records are laid out by their number: without it, nothing can be asked.
  attributes(document) {
    const number = this.#call('attributes', document);
    if (number < 0 && this.#made[DOCUMENT].has(document)) throw new Error('burgee: internal error');
    return number;
  }

  bucket(domain, length) {
    const bucket = this.#call('bucket', domain, length);
    if (bucket < 0) throw new Error('burgee: internal error');
    return bucket;
  }

  load(length, strict) {
    const made = { bytes: this.bytes.slice(0, length), strict };
    return this.#keep(DOCUMENT, this.#call('load', length, strict), made);
  }

  context(length) {
    return this.#context('context', length);
  }

  contextText(length) {
    return this.#context('contextText', length);
  }

  #context(call, length) {
    const made = { call, bytes: this.bytes.slice(0, length) };
    return this.#keep(CONTEXT, this.#call(call, length), made);
  }

  store() {
    return this.#keep(STORE, this.#call('store'), { before: undefined, loaded: undefined, isRestored: false });
  }

  storeLoad(store, length, strict) {
    const made = { bytes: this.bytes.slice(0, length), strict };
    const document = this.#keep(DOCUMENT, this.#call('storeLoad', store, length, strict), made);
    if (document >= 0) this.#serves(store, made);
    return document;
  }

  storePromote(store, document) {
    const answer = this.#call('storePromote', store, document);
    if (answer >= 0) this.#serves(store, this.#made[DOCUMENT].get(document));
    return answer;
  }

  // Notes what a store serves from now on.
  #serves(store, made) {
    const kept = this.#made[STORE].get(store);
    if (!kept) return;
    if (!kept.isRestored) kept.before = kept.loaded;
    kept.loaded = made;
    kept.isRestored = false;
  }

  storeRestore(store) {
    const kept = this.#made[STORE].get(store);
    const document = this.#call('storeRestore', store);
    if (document < 0 || !kept) return document;
    kept.isRestored = !kept.isRestored;
    return this.#keep(DOCUMENT, document, kept.isRestored ? kept.before : kept.loaded);
  }

  release(kind, handle) {
    this.#made[kind].delete(handle);
    const moved = this.#moved?.[kind];
    const own = moved ? moved.get(handle) : handle;
    moved?.delete(handle);
    if (own === undefined || this.#isDead) return;
    try {
      this.#instance.release(kind, own);
    } catch (trap) {
      this.#trapped(trap);
    }
  }

  #keep(kind, handle, made) {
    if (handle < 0) return handle;
    const given = this.#moved ? this.#next++ : handle;
    this.#moved?.[kind].set(given, handle);
    this.#made[kind].set(given, made);
    return given;
  }

  #call(name, ...parameters) {
    const question = questionOf(name, parameters);
    this.#last = [name, parameters];
    this.#said = undefined;
    let isFinal = this.#hopeless.has(question);
    for (let [tries, traps] = [0, 0]; tries < TRIES && !isFinal; tries++) {
      if (this.#isDead && !this.#recover()) break;
      const own = this.#own(name, parameters);
      isFinal = own === undefined;
      if (isFinal) break;
      try {
        const answer = this.#instance[name](...own);
        if (answer < 0 && MUST.includes(name) && this.#made[DOCUMENT].has(parameters[0])) {
          throw new WebAssembly.RuntimeError(`\`${name}\` does not know a document that is there`);
        }
        return answer;
      } catch (trap) {
        traps += this.#trapped(trap);
        if (traps === TRIES) {
          isFinal = true;
          if (question !== undefined) this.#hopeless.add(question);
        }
      }
    }
    this.#giveUp(name, parameters, isFinal);
    return -1;
  }

  // `isFinal` where the same would happen again. Where there was no room for it, on the stack or in memory, the next time there may be.
  #giveUp(name, parameters, isFinal) {
    // Why: what these say is kept by whoever asks, so that they must not say it for once only.
    if (!isFinal && (name === 'describe' || name === 'summary')) throw new RangeError('burgee: no room on the stack or in memory');
    this.#said = SAID[name] ?? '';
    // What is not described is asked without its attributes: it must not be answered.
    if (name === 'describe') for (const asked of ['evaluateAll', ...OF_FLAG]) this.#hopeless.add(questionOf(asked, parameters));
  }

  // The parameters of a call, with the present instance's handles; undefined where what it is about is lost.
  #own(name, parameters) {
    if (!this.#moved) return parameters;
    const own = [...parameters];
    const kind = OF_DOCUMENT.includes(name) ? DOCUMENT : OF_STORE.includes(name) ? STORE : undefined;
    if (kind !== undefined) {
      own[0] = this.#moved[kind].get(own[0]);
      if (own[0] === undefined) return undefined;
    }
    const candidate = DOCUMENT_AT[name];
    if (candidate !== undefined) {
      own[candidate] = this.#moved[DOCUMENT].get(own[candidate]);
      if (own[candidate] === undefined) return undefined;
    }
    const at = CONTEXT_AT[name];
    if (own[at] >= 0) own[at] = this.#moved[CONTEXT].get(own[at]) ?? LOST;
    return own;
  }

  // Gives 1 for a trap, and 0 where there was no room on the stack or in memory.
  #trapped(trap) {
    this.#isFirst = false;
    this.#isDead = true;
    const isTrap = trap instanceof WebAssembly.RuntimeError;
    if (isTrap) console.error('burgee: the WebAssembly instance failed and is replaced:', trap);
    return isTrap ? 1 : 0;
  }

  // Puts a new instance in the place of the dead one. Says whether the call that was under way can be made again.
  #recover() {
    try {
      const input = this.#instance.bytes.slice();
      const { instance, moved } = this.#again();
      instance.reserve(input.length);
      instance.bytes.set(input);
      this.#instance = instance;
      this.#moved = moved;
      this.#isDead = false;
      // An input that the call has moved in growing the memory cannot be read: nothing can be said of what stood in it.
      return input.length > 0;
    } catch {
      // There is no room for an instance, on the stack or in memory. The next call tries again.
      return false;
    }
  }

  // A new instance, with all that was made in the one before; but what traps when it is made again.
  #again() {
    for (;;) {
      const instance = this.#make();
      const moved = KINDS.map(() => new Map());
      if (KINDS.every((kind) => [...this.#made[kind]].every(([given, made]) => remake(instance, kind, made, (handle) => moved[kind].set(given, handle))))) {
        return { instance, moved };
      }
    }
  }
}

// Makes something again, and tells its handle. False where that traps: the instance is of no use then, and what was to be made is not made again.
function remake(instance, kind, made, tell) {
  if (made.isHopeless) return true;
  try {
    const handle = MAKE[kind](instance, made);
    if (handle >= 0) tell(handle);
    return true;
  } catch (trap) {
    // Why: a stack or a memory that was too full may not be the next time.
    if (!(trap instanceof WebAssembly.RuntimeError)) throw trap;
    made.isHopeless = true;
    return false;
  }
}

const MAKE = {
  [DOCUMENT]: (instance, { bytes, strict }) => instance.load(put(instance, bytes), strict),
  [CONTEXT]: (instance, { call, bytes }) => instance[call](put(instance, bytes)),
  [STORE]: remakeStore,
};

// The serials of what a store has had are in the order of its loads, so they are loaded in that order.
function remakeStore(instance, { before, loaded, isRestored }) {
  const store = instance.store();
  for (const made of [before, loaded]) {
    if (made === undefined || made.isHopeless) continue;
    const document = instance.storeLoad(store, put(instance, made.bytes), made.strict);
    if (document >= 0) instance.release(DOCUMENT, document);
  }
  if (isRestored) {
    const document = instance.storeRestore(store);
    if (document >= 0) instance.release(DOCUMENT, document);
  }
  return store;
}

function put(instance, bytes) {
  instance.reserve(bytes.length);
  instance.bytes.set(bytes);
  return bytes.length;
}

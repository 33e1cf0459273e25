// The engine as WebAssembly: an instance of the module, and the area that it reads.

const FIRST = 16_384;
// No memory holds more bytes.
const MOST = 2 ** 32 - 1;

const decoder = new TextDecoder();

// An engine of its own: nothing that one holds is seen by another. Its views are of one area, and are renewed whenever that moves; nobody
// keeps them over a call. A call that traps throws a WebAssembly.RuntimeError, and the engine is of no use from then on.
export function instantiate(module) {
  const { exports } = new WebAssembly.Instance(module);
  const { memory } = exports;

  const view = () => {
    const { buffer } = memory;
    // Unsigned: a memory may have more than a positive number says.
    const at = exports.inputAt() >>> 0;
    const length = exports.inputLength();
    engine.words = new Uint32Array(buffer, at, length >> 2);
    engine.bytes = new Uint8Array(buffer, at, length);
    engine.doubles = new Float64Array(buffer, at, length >> 3);
  };
  // A memory that grew leaves views of nothing.
  const renewing = (call) => (...given) => {
    const answer = call(...given);
    if (engine.words.length === 0) view();
    return answer;
  };
  const { evaluate, evaluateAll } = exports;

  const engine = {
    words: new Uint32Array(0),
    bytes: new Uint8Array(0),
    doubles: new Float64Array(0),

    reserve(length) {
      const own = engine.bytes.length;
      if (length > own) exports.reserve(Math.min(Math.max(length, 2 * own), MOST));
      view();
      if (length > engine.bytes.length) throw new RangeError('burgee: out of memory');
    },

    text() {
      return decoder.decode(new Uint8Array(memory.buffer, exports.textAt() >>> 0, exports.textLength()));
    },

    evaluate(document, flag, context, now) {
      const answer = evaluate(document, flag, context, now);
      if (engine.words.length === 0) view();
      return answer;
    },

    evaluateAll: renewing((document, context, now) => {
      const count = evaluateAll(document, context, now);
      if (count >= -1) return count;
      engine.reserve(-count);
      return evaluateAll(document, context, now);
    }),

    load: renewing(exports.load),
    diagnostics: renewing(exports.diagnostics),
    summary: renewing(exports.summary),
    attributes: exports.attributes,
    find: exports.find,
    describe: renewing(exports.describe),
    results: exports.results,
    decision: renewing(exports.decision),
    explain: renewing((document, flag, context, now) => exports.explain(document, flag, context, now, 0)),
    explainText: renewing((document, flag, context, now) => exports.explain(document, flag, context, now, 1)),
    context: renewing(exports.context),
    contextText: renewing(exports.contextText),
    bucket: renewing(exports.bucket),
    store: renewing(exports.store),
    storeLoad: renewing(exports.storeLoad),
    storePromote: renewing(exports.storePromote),
    storeRestore: renewing(exports.storeRestore),
    release: renewing(exports.release),
  };
  engine.reserve(FIRST);
  return engine;
}

// burgee for browsers, workers and Node, as WebAssembly. Everything begins with `init`.

import { instantiate } from './engine.js';
import { use } from './lib/index.js';
import { Recovering } from './recovery.js';

export { ChangeEvent, Context, ContextError, Flag, Flags, LoadError, Store, bucket } from './lib/index.js';

const BEFORE = 'burgee-web is not loaded yet: `import init from "burgee-web"`, and `await init()` before anything else';

use(new Proxy({}, {
  get() {
    throw new Error(BEFORE);
  },
}));

let isReady = false;
let loading;

export default function init(source) {
  loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

export function initSync(source) {
  if (!isReady) begin(source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source));
}

async function load(source) {
  if (isReady) return;
  const given = await (source ?? new URL('./burgee.wasm', import.meta.url));
  if (!isReady) begin(await moduleOf(given));
}

function begin(module) {
  use(new Recovering(() => instantiate(module)));
  isReady = true;
}

async function moduleOf(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  if (typeof Response === 'function' && source instanceof Response) return compileResponse(source);
  const url = new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href);
  // Why: the `fetch` of Node reads no files; and an import of its `fs` would stop bundlers for pages.
  const files = url.protocol === 'file:' ? globalThis.process?.getBuiltinModule?.('node:fs') : undefined;
  if (files) return WebAssembly.compile(await files.promises.readFile(url));
  return compileResponse(await fetch(url, { credentials: 'same-origin' }));
}

async function compileResponse(response) {
  if (!response.ok) throw new Error(`${response.url}: answered ${response.status}`);
  // Why: streaming insists on the media type, and not every server says it.
  const isWasm = response.headers.get('Content-Type')?.split(';')[0].trim() === 'application/wasm';
  return isWasm && WebAssembly.compileStreaming ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

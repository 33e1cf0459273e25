// Runs an ES module in a page of headless Chromium, or in a worker of that page:
//
//     node run.mjs --root PREFIX=FOLDER … --module URL [--csp POLICY] [--worker] [--timeout SECONDS]
//
// Its default export is an async function. What it returns is printed as JSON, its console is forwarded. The run fails with what it throws, with what nobody caught,
// and if it takes too long. A policy must let scripts and connections come from 'self'.

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from './chromium.mjs';
import { serve } from './serve.mjs';

const HARNESS = '/.harness/';
const SECONDS = 120;
// As Node has it, these go to standard error.
const COMPLAINTS = new Set(['assert', 'error', 'trace', 'warning']);

/** The JSON of what the module returns, undefined if that is nothing. Runs in a browser of its own, or in a page of the one that is given. */
export async function run({ browser, ...options }) {
  if (browser) return inBrowser(browser, options);
  const own = await launch();
  try {
    return await inBrowser(own, options);
  } finally {
    await own.close();
  }
}

async function inBrowser(browser, { roots, module, worker = false, timeout = SECONDS, onConsole, ...served }) {
  const server = await serve({ ...roots, [HARNESS]: fileURLToPath(new URL('harness', import.meta.url)) }, served);
  let page;
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${module} did not end within ${timeout} s`)), timeout * 1000);
      async function answer() {
        page = await browser.page(`${server.url}${HARNESS}index.html`, { onConsole, onError: reject });
        if (worker) await page.evaluate('startWorker()');
        const place = worker ? page.workers[0] : page;
        const json = await place.evaluate(`runModule(${JSON.stringify(new URL(module, server.url).href)})`);
        // What it left behind uncaught is reported a turn later; a worker asks its page first whether it is caught there.
        for (const each of worker ? [place, page, place] : [page]) await each.evaluate('new Promise((done) => setTimeout(done))');
        return json;
      }
      answer().then(resolve, reject);
    });
  } catch (error) {
    if (server.missing.length) error.stack += `\nnot found: ${server.missing.join(', ')}`;
    throw error;
  } finally {
    clearTimeout(timer);
    await page?.close().catch(() => {});
    await server.close();
  }
}

/** `--root /data/=folder` as `{ '/data/': 'folder' }`. */
function rootsOf(texts) {
  return Object.fromEntries(
    texts.map((text) => {
      const [, prefix, folder] = /^(\/(?:.*\/)?)=(.+)$/.exec(text) ?? [];
      if (!prefix) throw new Error(`--root takes PREFIX=FOLDER, and the prefix begins and ends with a slash; this is ${text}`);
      return [prefix, folder];
    }),
  );
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      root: { type: 'string', multiple: true, default: [] },
      module: { type: 'string' },
      csp: { type: 'string' },
      worker: { type: 'boolean' },
      timeout: { type: 'string', default: String(SECONDS) },
    },
  });
  if (!values.module) throw new Error('--module URL is missing');
  const timeout = Number(values.timeout);
  if (!(timeout > 0)) throw new Error(`--timeout takes seconds; this is ${values.timeout}`);
  return { ...values, timeout, roots: rootsOf(values.root) };
}

async function command(args) {
  let options;
  try {
    options = optionsOf(args);
  } catch (error) {
    console.error(error.message);
    return 2;
  }
  try {
    const onConsole = (type, text) => (COMPLAINTS.has(type) ? console.error : console.log)(text);
    const json = await run({ ...options, onConsole });
    if (json !== undefined) console.log(json);
    return 0;
  } catch (error) {
    console.error(error.stack);
    return 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await command(process.argv.slice(2));
}

// Headless Chromium, driven over its debugging pipe: no package, no port, no WebSocket.
// Each launch has a folder of its own for all that it keeps; browser and folder are gone when it is closed, or when this process ends.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Pipe } from './pipe.mjs';
import { attach } from './session.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const SECONDS_TO_START = 60;
const SECONDS_TO_END = 5;

const FLAGS = [
  '--headless',
  // Root cannot have the sandbox, nor can most containers; the pages are the project's own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--remote-debugging-pipe',
];

/** The browser that `CHROMIUM` names, or the first in `PATH`. */
export function find(env = process.env) {
  if (env.CHROMIUM) return env.CHROMIUM;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const path = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!path) throw new Error(`no Chromium in PATH (${NAMES.join(', ')}), and CHROMIUM names none; on Debian: apt-get install chromium`);
  return path;
}

/** Starts a browser. `page(url, { onConsole, onError })` opens a page and waits until it is loaded; `close()` ends it all. */
export async function launch({ path = find(), flags = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-chromium-'));
  const child = spawn(path, [...FLAGS, ...flags, `--user-data-dir=${join(folder, 'profile')}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    // Why: a process group of its own, so that no process of the browser outlives it.
    detached: true,
  });
  const pipe = new Pipe(child.stdio[3], child.stdio[4]);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-4000);
  });
  const gone = new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(`it ended with ${signal ?? code}`));
  });
  gone.then((why) => pipe.close(new Error(`no Chromium any more: ${why}\n${complaint}`.trim())));

  function kill() {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already, or never was.
    }
    const all = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 };
    try {
      // Its socket is in a folder beside, for the sake of a short name; killed, it leaves that behind.
      const beside = dirname(readlinkSync(join(folder, 'profile', 'SingletonSocket')));
      if (dirname(beside) === tmpdir()) rmSync(beside, all);
    } catch {
      // It was not killed.
    }
    rmSync(folder, all);
  }
  const release = killOnExit(kill);

  const browser = {
    version: async () => (await pipe.send('Browser.getVersion')).product,
    page: (url, reports) => open(pipe, url, reports),
    async close() {
      const patience = setTimeout(kill, SECONDS_TO_END * 1000);
      await pipe.send('Browser.close').catch(() => {});
      await gone;
      clearTimeout(patience);
      release();
      kill();
    },
  };
  const patience = setTimeout(kill, SECONDS_TO_START * 1000);
  try {
    await browser.version();
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

async function open(pipe, url, reports) {
  const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
  const page = await attach(pipe, sessionId, reports);
  await page.send('Page.enable');
  const loaded = page.once('Page.loadEventFired');
  const { errorText } = await page.send('Page.navigate', { url });
  if (errorText) throw new Error(`${url}: ${errorText}`);
  await loaded;
  return Object.assign(page, { close: () => pipe.send('Target.closeTarget', { targetId }) });
}

/** Does something when this process ends, however it does, except by SIGKILL: then the browser sees its pipe close, and ends. */
function killOnExit(kill) {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const ends = Object.entries(signals).map(([signal, code]) => [signal, () => process.exit(code)]);
  process.once('exit', kill);
  for (const [signal, end] of ends) process.once(signal, end);
  return () => {
    process.off('exit', kill);
    for (const [signal, end] of ends) process.off(signal, end);
  };
}

// That a run in a browser says what happened there, and can fail: `node --test` in this folder. Needs Chromium.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from './chromium.mjs';
import { run } from './run.mjs';
import { serve } from './serve.mjs';

const RUN = fileURLToPath(new URL('run.mjs', import.meta.url));

// A module of WebAssembly whose `add` adds two numbers.
const ADD = Buffer.from(
  '0061736d01000000' + '0107016002' + '7f7f017f' + '03020100' + '0707010361646400' + '00' + '0a09010700200020016a0b',
  'hex',
);

let folder;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-browser-test-'));
  await writeFile(join(folder, 'add.wasm'), ADD);
  await mkdir(join(folder, 'tmp'));
  browser = await launch();
});

after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;

/** Writes a module; its path on the server. */
async function module(text) {
  count += 1;
  await writeFile(join(folder, `${count}.mjs`), text);
  return `/${count}.mjs`;
}

/** Runs a module by the command, up to the first thing that it prints if there is a signal to send it then. */
async function command(text, ...options) {
  const signal = options.find((option) => option.startsWith('SIG'));
  const args = [RUN, '--root', `/=${folder}`, '--module', await module(text), ...options.filter((option) => option !== signal)];
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: join(folder, 'tmp') } });
  if (signal) child.stdout.once('data', () => child.kill(signal));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (more) => {
    stdout += more;
  });
  child.stderr.setEncoding('utf8').on('data', (more) => {
    stderr += more;
  });
  const code = await new Promise((done) => {
    child.once('close', done);
  });
  assert.deepEqual(await readdir(join(folder, 'tmp')), [], 'the browser left something behind');
  return { code, stdout, stderr };
}

/** Runs a module in the common browser; what it returns. */
async function value(text, options) {
  const json = await run({ browser, roots: { '/': folder }, module: await module(text), ...options });
  return json === undefined ? undefined : JSON.parse(json);
}

test('what the module returns and logs is printed', async () => {
  const ran = await command(`export default async () => {
    console.log('one', 2, { three: 4 });
    console.error('five');
    return { in: typeof document, list: [1, null, 'é'] };
  }`);
  assert.deepEqual(ran, { code: 0, stdout: 'one 2 { three: 4 }\n{"in":"object","list":[1,null,"é"]}\n', stderr: 'five\n' });
});

test('a worker runs it as well, is heard, and keeps the policy', async () => {
  const text = `export default async () => {
    console.log('here');
    try { return eval('1'); } catch ({ name }) { return [typeof document, name]; }
  }`;
  const ran = await command(text, '--worker', '--csp', "default-src 'self'");
  assert.deepEqual(ran, { code: 0, stdout: 'here\n["undefined","EvalError"]\n', stderr: '' });
});

for (const worker of [false, true]) {
  const place = worker ? 'a worker' : 'a page';
  const options = worker ? ['--worker'] : [];

  test(`what is thrown in ${place} fails the run, with its stack`, async () => {
    const text = `const inner = () => { throw new RangeError('too far'); };\nexport default async () => inner();`;
    const { code, stdout, stderr } = await command(text, ...options);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^RangeError: too far\n +at inner \(http:\/\/127\.0\.0\.1:\d+\/\d+\.mjs:1:\d+\)/);
  });

  test(`what never ends in ${place} is ended`, async () => {
    const { code, stderr } = await command('export default async () => { for (;;); }', '--timeout', '1', ...options);
    assert.equal(code, 1);
    assert.match(stderr, /^Error: \/\d+\.mjs did not end within 1 s/);
    const waiting = value('export default () => new Promise((done) => { globalThis.never = done; });', { worker, timeout: 1 });
    await assert.rejects(waiting, /did not end within 1 s/);
  });

  test(`what nobody catches in ${place} fails the run`, async () => {
    for (const text of [`Promise.reject(new Error('dropped'));`, `setTimeout(() => { throw new Error('dropped'); });`]) {
      await assert.rejects(value(`export default async () => { ${text} }`, { worker }), /^Error: dropped/);
    }
  });

  test(`a module that is not there fails the run in ${place}, and is named`, async () => {
    await assert.rejects(value(`import './absent.mjs'; export default async () => 1;`, { worker }), ({ stack }) => {
      assert.match(stack, /Failed to fetch dynamically imported module: .*\/\d+\.mjs/);
      assert.match(stack, /not found: \/absent\.mjs$/);
      return true;
    });
  });

  test(`a policy holds in ${place}`, async () => {
    const tries = `export default async () => {
      const works = (what) => { try { return Boolean(what()); } catch { return false; } };
      return {
        eval: works(() => eval('1')),
        function: works(() => new Function('return 1')()),
        wasm: works(() => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),
      };
    }`;
    assert.deepEqual(await value(tries, { worker }), { eval: true, function: true, wasm: true });
    const csp = "default-src 'self'";
    assert.deepEqual(await value(tries, { worker, csp }), { eval: false, function: false, wasm: false });
    const both = `${csp}; script-src 'self' 'wasm-unsafe-eval'`;
    assert.deepEqual(await value(tries, { worker, csp: both }), { eval: false, function: false, wasm: true });
  });

  test(`WebAssembly streams in ${place}`, async () => {
    const text = `export default async () => (await WebAssembly.instantiateStreaming(fetch('/add.wasm'))).instance.exports.add(40, 2);`;
    assert.equal(await value(text, { worker }), 42);
  });
}

test('a run that is told to end takes its browser along', async () => {
  const text = `export default async () => { console.log('on'); for (;;); }`;
  assert.deepEqual(await command(text, 'SIGTERM'), { code: 143, stdout: 'on\n', stderr: '' });
});

test('a module without a function, and a value that is no JSON, are refused', async () => {
  await assert.rejects(value('export const other = 1;'), /has no function as its default export/);
  await assert.rejects(value('export default () => 1n;'), /BigInt/);
  assert.equal(await value('export default () => {};'), undefined);
});

test('a page is asked under its own policy, and what is asked fails when it crashes', async () => {
  const server = await serve({ '/': folder }, { csp: "default-src 'self'" });
  try {
    const page = await browser.page(`${server.url}${await module('')}`);
    assert.equal(await page.evaluate('1 + 1'), 2);
    await assert.rejects(page.evaluate(`throw new TypeError('mine')`), { name: 'TypeError', message: 'mine' });
    await assert.rejects(page.evaluate(`eval('1')`), { name: 'EvalError' });
    const asked = page.evaluate('new Promise(() => {})');
    page.send('Page.crash').catch(() => {});
    await assert.rejects(asked, /the page crashed/);
  } finally {
    await server.close();
  }
});

test('a browser that does not start says why', async () => {
  await assert.rejects(launch({ path: join(folder, 'absent') }), /ENOENT/);
  await assert.rejects(launch({ path: '/bin/false' }), /no Chromium any more: it ended with 1/);
});

test('a test answers what it likes, and the rest is served with its type', async () => {
  let asked = 0;
  const server = await serve(
    { '/': folder, '/deep/': join(folder, 'tmp') },
    {
      csp: "default-src 'none'",
      headers: { 'access-control-allow-origin': '*' },
      async respond({ url }, response) {
        if (url === '/broken') throw new Error('on purpose');
        if (url !== '/flags.json') return false;
        asked += 1;
        if (asked === 1) response.writeHead(304).end();
        else response.writeHead(200, { 'content-length': '100' }).write('{"half":', () => response.destroy());
        return true;
      },
    },
  );
  try {
    assert.equal((await fetch(`${server.url}/flags.json`)).status, 304);
    await assert.rejects((await fetch(`${server.url}/flags.json`)).text());
    const wasm = await fetch(`${server.url}/add.wasm`);
    assert.equal(wasm.headers.get('content-type'), 'application/wasm');
    assert.equal(wasm.headers.get('content-security-policy'), "default-src 'none'");
    assert.equal(wasm.headers.get('access-control-allow-origin'), '*');
    assert.deepEqual(Buffer.from(await wasm.arrayBuffer()), ADD);
    const broken = await fetch(`${server.url}/broken`);
    assert.equal(broken.status, 500);
    assert.match(await broken.text(), /on purpose/);
    // Out of the folder leads no way, and the longest prefix is taken.
    for (const path of ['/..%2f..%2fetc%2fpasswd', '/deep/add.wasm', '/deep/..%2fadd.wasm', '/%ff', '/']) {
      assert.equal((await fetch(server.url + path)).status, 404, path);
    }
    assert.deepEqual(server.missing, ['/../../etc/passwd', '/deep/add.wasm', '/deep/../add.wasm', '/%ff', '/']);
  } finally {
    await server.close();
  }
});

test('wrong options are said', async () => {
  const wrong = async (...options) => {
    const { code, stderr } = await command('', ...options);
    assert.equal(code, 2);
    return stderr;
  };
  assert.match(await wrong('--root', 'data'), /--root takes PREFIX=FOLDER/);
  assert.match(await wrong('--timeout', 'soon'), /--timeout takes seconds; this is soon/);
  assert.match(await wrong('--csb', 'x'), /--csb/);
});

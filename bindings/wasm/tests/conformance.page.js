// Every case of every fixture, in this page or worker; and every hostile context, in a frame or a worker of its own. Returns what is wrong.

import init, * as surface from '/package/index.js';
import { cases } from '/shared/conformance.js';
import { rows } from '/shared/hostile_rows.js';

// Frames share their page's thread: in a page, each waits for the one before.
const AT_ONCE = globalThis.document ? 1 : 4;

export default async function () {
  await init();
  const wrong = [];
  let count = 0;
  const files = await (await fetch('/fixtures.json')).json();
  for (const [file, text] of files) {
    for (const [title, ask] of cases(text, surface)) {
      count += 1;
      try {
        ask();
      } catch (error) {
        wrong.push(`${file}: ${title}: ${error.message}`);
      }
    }
  }
  const titles = Object.keys(rows(globalThis));
  const waiting = [...titles];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let title; (title = waiting.shift()) !== undefined; ) wrong.push(...(await alone(title)));
  }));
  return { files: files.length, cases: count, rows: titles.length, wrong };
}

/** Asks about a row in a realm of its own; gives what is wrong. */
function alone(title) {
  const channel = new MessageChannel();
  let end;
  const answer = new Promise((done) => {
    channel.port1.onmessage = ({ data }) => done(JSON.parse(data));
    const timer = setTimeout(() => done([`${title}: no answer`]), 60_000);
    end = () => clearTimeout(timer);
  });
  const close = globalThis.document ? inFrame(title, channel.port2) : inWorker(title, channel.port2);
  return answer.finally(() => {
    end();
    close();
  });
}

function inFrame(title, port) {
  const frame = document.createElement('iframe');
  frame.onload = () => frame.contentWindow.postMessage(title, '*', [port]);
  frame.src = '/tests/hostile.html';
  document.body.append(frame);
  return () => frame.remove();
}

function inWorker(title, port) {
  const worker = new Worker('/tests/hostile.page.js', { type: 'module' });
  worker.postMessage(title, [port]);
  return () => worker.terminate();
}

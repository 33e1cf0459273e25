// A page that asks, and its workers, which ask at the same time. Returns what is wrong.

import init, * as surface from '/package/index.js';
import { work } from '/tests/threads.work.js';

export default async function () {
  const told = [1, 2, 3, 4].map((name) => {
    const thread = new Worker('/tests/threads.worker.js', { type: 'module' });
    return new Promise((resolve, reject) => {
      thread.onmessage = ({ data }) => resolve(data);
      thread.onerror = (event) => reject(new Error(event.message ?? 'the worker could not be started'));
      thread.postMessage(name);
    }).finally(() => thread.terminate());
  });
  // One that is ended in the middle, again and again.
  for (let i = 0; i < 6; i++) {
    const thread = new Worker('/tests/threads.worker.js', { type: 'module' });
    thread.postMessage(9);
    await new Promise((resolve) => setTimeout(resolve, 20 * i));
    thread.terminate();
  }
  await init();
  return { page: work(surface, 0), workers: await Promise.all(told), again: work(surface, 0) };
}

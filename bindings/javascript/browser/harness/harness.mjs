// What runs a module in a page or in a worker. Served, and not evaluated by the driver: the page's policy holds for it too.

globalThis.runModule = async (url) => {
  const { default: main } = await import(url);
  if (typeof main !== 'function') throw new TypeError(`${url} has no function as its default export`);
  return JSON.stringify(await main());
};

globalThis.startWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(import.meta.url, { type: 'module' });
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message ?? 'the worker could not be started'));
  });

if (!globalThis.document) postMessage('ready');

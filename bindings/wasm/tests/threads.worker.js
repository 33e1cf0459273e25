// A worker of threads.page.js: told its name, it tells what is wrong.

import init, * as surface from '/package/index.js';
import { work } from '/tests/threads.work.js';

onmessage = async ({ data: name }) => {
  await init();
  postMessage(work(surface, name));
};

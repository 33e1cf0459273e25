// Asks about one hostile row, whose title it is sent with a port to answer on.

import init, * as surface from '/package/index.js';
import { check } from '/shared/hostile.js';
import { rows } from '/shared/hostile_rows.js';

const { stringify } = JSON;

onmessage = async ({ data: title, ports: [port] }) => {
  const post = port.postMessage.bind(port);
  // A worker has no other realm at hand.
  const realm = globalThis.document?.querySelector('iframe').contentWindow ?? globalThis;
  try {
    await init();
    post(stringify(check(surface, title, rows(realm)[title])));
  } catch (error) {
    post(stringify([`${title}: ${error?.stack}`]));
  }
};

// Imported before any engine: a connection that JavaScript asks for is refused and noted, so that nobody is timed with a network.
// Native code could go round it; the engines that have any are told by their own options to stay offline.

import net from 'node:net';
import dns from 'node:dns';

export const attempts = new Set();

function refuse(what) {
  attempts.add(what);
  throw new Error(`no network here: ${what}`);
}

net.Socket.prototype.connect = function connect(...args) {
  const target = args.flat().find((arg) => arg && typeof arg === 'object') ?? args[0];
  refuse(`connect ${target?.host ?? target?.path ?? target}`);
};
dns.lookup = (host) => refuse(`look up ${host}`);
dns.promises.lookup = async (host) => refuse(`look up ${host}`);

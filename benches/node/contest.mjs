// Starts a contestant for each engine and times them in turn: a round of one, a round of the next, through all workloads, then again, so
// that a busy minute of the machine falls on all of them.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { median, WORKLOADS } from './measure.mjs';
import { version } from './packages.mjs';

const HERE = new URL('.', import.meta.url);
const LEAVE_MS = 3000;

class Contestant {
  constructor(engine, now) {
    this.file = engine;
    this.child = fork(new URL('contestant.mjs', HERE), [`./engines/${engine}.mjs`, String(now)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.exit = once(this.child, 'exit');
    this.counts = new Map();
  }

  async ask(ask, given = {}) {
    const gone = this.exit.then(([code]) => {
      throw new Error(`${this.file} ended with ${code} at ${ask}`);
    });
    gone.catch(() => {});
    this.child.send({ ask, ...given });
    const [{ answer, error, code }] = await Promise.race([once(this.child, 'message'), gone]);
    if (error) throw Object.assign(new Error(error), { code });
    return answer;
  }

  // Ends the process; answers with what it left undone.
  async close() {
    const attempts = await this.ask('close');
    const late = new Promise((resolve) => setTimeout(resolve, LEAVE_MS, 'late').unref());
    const left = (await Promise.race([this.exit, late])) === 'late';
    if (left) this.child.kill('SIGKILL');
    return { attempts, left };
  }
}

function absent({ code }) {
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

// Checks every engine, then times those that are installed.
export async function contest({ engines, rounds, roundMs, now, tell }) {
  const contestants = [];
  try {
    const rows = [];
    for (const file of engines) {
      const contestant = new Contestant(file, now);
      contestants.push(contestant);
      rows.push(await entry(file, contestant));
      tell(`checked ${file}`);
    }
    const present = rows.filter(({ contestant }) => contestant);
    const [loads, asks] = [true, false].map((closes) => [...WORKLOADS.keys()].filter((i) => Boolean(WORKLOADS[i].closes) === closes));
    await time(present, asks, rounds, roundMs);
    tell('timed the questions');
    await time(present, loads, rounds, roundMs);
    tell('timed the loads');
    for (const row of present) Object.assign(row, await row.contestant.close());
    return rows.map(({ contestant, ...row }) => row);
  } finally {
    for (const { child } of contestants) child.kill('SIGKILL');
  }
}

async function entry(file, contestant) {
  try {
    const about = await contestant.ask('check');
    const documentBytes = await contestant.ask('open');
    return { ...about, versions: about.packages.map(version), documentBytes, contestant, samples: new Map() };
  } catch (error) {
    if (absent(error)) return { name: file, absent: true };
    throw error;
  }
}

// Why loads come after all else: some engines leave threads and garbage behind.
async function time(rows, workloads, rounds, roundMs) {
  const turns = [];
  for (const workload of workloads) {
    for (const row of rows) {
      const count = await row.contestant.ask('warm', { workload, roundMs });
      if (count) turns.push({ row, workload, count, values: [] });
    }
  }
  for (let i = 0; i < rounds; i++) {
    for (const { row, workload, count, values } of turns) values.push(await row.contestant.ask('round', { workload, count }));
  }
  for (const { row, workload, values } of turns) row.samples.set(WORKLOADS[workload].name, median(values));
}

// Runs the shared cases of `spec/openfeature` through an SDK, whatever its shape.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const EVENTS = ['PROVIDER_READY', 'PROVIDER_ERROR', 'PROVIDER_STALE', 'PROVIDER_CONFIGURATION_CHANGED'];
const CONTEXTS = ['context', 'levels'];

/** The folder with the cases. */
const FOLDER = process.env.BURGEE_SPEC ?? new URL('../../../../spec', import.meta.url).pathname;

/**
 * Declares a test for each case.
 *
 * `adapter.lacks` are the needs that the SDK has not, `adapter.leftOut` how many cases have one. `adapter.open(text)` gives what a case is done
 * with: `ask`, `load`, `track`, `listen`, `status` and `close`.
 */
export function declare({ lacks, leftOut, open }) {
  const file = JSON.parse(readFileSync(`${FOLDER}/openfeature/evaluation.json`, 'utf8'));
  only(file, ['about', 'document', 'cases']);
  const [wanted, lacking] = [[], []];
  for (const it of file.cases) (it.needs?.some((need) => lacks.includes(need)) ? lacking : wanted).push(it);

  test('the cases that the SDK cannot do are those', () => {
    assert.equal(lacking.length, leftOut);
    assert.ok(wanted.length > 0);
  });

  for (const it of wanted) {
    test(it.name, async () => {
      only(it, ['name', 'document', 'needs', 'steps']);
      const document = it.document === undefined ? file.document : it.document;
      const told = [];
      const sdk = await open(document === null ? undefined : JSON.stringify(document));
      try {
        for (const event of EVENTS) sdk.listen(event, (details) => told.push({ event, ...(details?.flagsChanged && { flags: details.flagsChanged.toSorted?.() ?? [...details.flagsChanged].sort() }) }));
        await turn();
        for (const step of it.steps) {
          told.length = 0;
          await done(sdk, step, told);
        }
      } finally {
        await sdk.close();
      }
    });
  }
}

async function done(sdk, step, told) {
  if ('evaluate' in step) {
    only(step, ['evaluate', 'as', 'default', 'expect', ...CONTEXTS]);
    const levels = Object.fromEntries(Object.entries(step.levels ?? {}).map(([level, context]) => [level, contextOf(context)]));
    answers(await sdk.ask(step.as, step.evaluate, step.default, step.levels ? levels : { invocation: contextOf(step.context) }), step);
  } else if ('load' in step) {
    only(step, ['load', 'expect']);
    only(step.expect, ['accepted', 'status', 'events']);
    assert.equal(await sdk.load(JSON.stringify(step.load)), step.expect.accepted);
    await turn();
    if ('status' in step.expect) assert.equal(sdk.status(), step.expect.status);
    if ('events' in step.expect) assert.deepEqual(told, step.expect.events);
  } else {
    only(step, ['track', 'context', 'value', 'attributes', 'expect']);
    only(step.expect, ['name', 'context', 'value', 'attributes']);
    const details = { ...('value' in step && { value: step.value }), ...step.attributes };
    const [name, context, { value = null, ...attributes }] = await sdk.track(step.track, contextOf(step.context), details);
    assert.deepEqual({ name, context: { ...context }, value, attributes }, step.expect);
  }
}

function answers(details, { evaluate, expect }) {
  only(expect, ['value', 'variant', 'reason', 'error_code', 'metadata', 'message']);
  const { flagKey, value, variant, reason, errorCode, errorMessage, flagMetadata } = details;
  assert.equal(flagKey, evaluate);
  assert.deepEqual(value, expect.value);
  assert.equal(variant, expect.variant);
  assert.equal(reason, expect.reason);
  assert.equal(errorCode, expect.error_code);
  if ('metadata' in expect) assert.deepEqual({ ...flagMetadata }, expect.metadata);
  if ('message' in expect) assert.equal(errorMessage, expect.message);
}

/** A context of a case, with its instants. */
function contextOf(context) {
  if (context === undefined) return undefined;
  return JSON.parse(JSON.stringify(context), (_, value) => (typeof value?.$instant === 'string' ? new Date(value.$instant) : value));
}

function only(object, members) {
  for (const member of Object.keys(object)) assert.ok(members.includes(member), `nobody reads \`${member}\``);
}

/** Lets the SDK tell what it has to. */
export const turn = () => new Promise((done) => setTimeout(done, 1));

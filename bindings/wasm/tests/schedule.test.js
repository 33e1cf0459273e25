// When to poll: a table of what happens and of how long the next wait is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Schedule, retryAfter } from '../schedule.js';

const NOW = 1_795_219_200_000;
const INTERVAL = 30_000;
const LONGEST = 600_000;
const DAY = 86_400_000;

/** A schedule that draws the middle of every jitter: a success waits the interval, a failure three quarters. */
const schedule = (random = 0.5) => new Schedule({ interval: INTERVAL, longest: LONGEST, random: () => random });

test('a success waits the interval, a tenth more or less', () => {
  for (const [random, wait] of [[0, 27_000], [0.5, 30_000], [1, 33_000]]) {
    const polling = schedule(random);
    polling.succeed(polling.begin(NOW), NOW);
    assert.equal(Math.round(polling.wait(NOW)), wait);
  }
});

test('while a request is under way there is nothing to wait for', () => {
  const polling = schedule();
  polling.begin(NOW);
  assert.equal(polling.wait(NOW), Infinity);
  polling.hurry(NOW);
  assert.equal(polling.wait(NOW), Infinity);
});

test('failures double the wait, up to the longest, and a success ends that', () => {
  const polling = schedule();
  polling.succeed(polling.begin(NOW), NOW);
  for (const most of [30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]) {
    polling.fail(polling.begin(NOW), NOW);
    assert.equal(polling.wait(NOW), most * 0.75);
  }
  polling.succeed(polling.begin(NOW), NOW);
  polling.fail(polling.begin(NOW), NOW);
  assert.equal(polling.wait(NOW), 30_000 * 0.75);
});

test('jitter spreads the wait after a failure over its second half', () => {
  for (const [random, wait] of [[0, 15_000], [1, 30_000]]) {
    const polling = schedule(random);
    polling.succeed(polling.begin(NOW), NOW);
    polling.fail(polling.begin(NOW), NOW);
    assert.equal(polling.wait(NOW), wait);
  }
});

test('until the server has answered once, failures begin at a second', () => {
  const polling = schedule(1);
  for (const wait of [1_000, 2_000, 4_000, 8_000]) {
    polling.fail(polling.begin(NOW), NOW);
    assert.equal(polling.wait(NOW), wait);
  }
});

test('many failures do not overflow', () => {
  const polling = schedule(1);
  for (let n = 0; n < 5_000; n += 1) polling.fail(polling.begin(NOW), NOW);
  assert.equal(polling.wait(NOW), LONGEST);
});

test('a refused document is asked for again after the interval, however often', () => {
  const polling = schedule();
  for (let n = 0; n < 5; n += 1) {
    polling.refuse(polling.begin(NOW), NOW);
    assert.equal(polling.wait(NOW), INTERVAL);
  }
});

test('what the server asks for is honoured, even when somebody looks again', () => {
  const polling = schedule();
  polling.fail(polling.begin(NOW), NOW, 120_000);
  assert.equal(polling.wait(NOW), 120_000);
  polling.hide();
  polling.show(NOW + 5_000);
  assert.equal(polling.wait(NOW + 5_000), 115_000);
  polling.fail(polling.begin(NOW), NOW, 400 * DAY);
  assert.equal(polling.wait(NOW), DAY);
  assert.equal(polling.wait(NOW + DAY), 0);
});

test('a back-off that is longer than what the server asks for stays', () => {
  const polling = schedule();
  polling.succeed(polling.begin(NOW), NOW);
  polling.fail(polling.begin(NOW), NOW, 2_000);
  assert.equal(polling.wait(NOW), 22_500);
});

test('nothing is polled while nobody looks; then at once, a second apart', () => {
  const polling = schedule();
  polling.succeed(polling.begin(NOW), NOW);
  polling.hide();
  assert.equal(polling.wait(NOW + DAY), Infinity);
  polling.show(NOW + 400);
  assert.equal(polling.wait(NOW + 400), 600);
  polling.show(NOW + 5_000);
  assert.equal(polling.wait(NOW + 5_000), 0);
});

test('a clock that was set back does not wait for ever', () => {
  const polling = schedule();
  polling.succeed(polling.begin(NOW), NOW);
  assert.equal(polling.wait(NOW - 400 * DAY), DAY);
});

test('an answer counts until a later request is answered', () => {
  const polling = schedule();
  const [first, second, third] = [polling.begin(NOW), polling.begin(NOW), polling.begin(NOW)];
  assert.ok(polling.counts(first));
  polling.succeed(second, NOW);
  assert.ok(!polling.counts(first));
  assert.ok(!polling.counts(second));
  assert.ok(polling.counts(third));
});

test('Retry-After is seconds or a date', () => {
  for (const [header, wait] of [
    ['120', 120_000],
    [' 0 ', 0],
    ['Sat, 21 Nov 2026 00:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    [null, undefined],
    [undefined, undefined],
  ]) {
    assert.equal(retryAfter(header, NOW), wait, String(header));
  }
});

// When to poll: intervals, jitter, back-off, pauses, and which answer still counts.
// It has no clock, no timer and no network: it is told the time and says how long to wait.

/** Two polls that nobody asked for begin at least so far apart, in milliseconds. */
const APART = 1000;
/** The first wait after a failure while the server has never answered, in milliseconds. */
const EAGER = 1000;
/** No wait is longer than this, in milliseconds: a timer takes 2^31 − 1 at most. */
const DAY = 86_400_000;

export class Schedule {
  #interval;
  #longest;
  #random;
  #failures = 0;
  #reached = false;
  #hidden = false;
  #due = 0;
  #notBefore = 0;
  #begun = 0;
  #answered = 0;

  /** `interval` and `longest` in milliseconds; `random` gives a number from 0 up to 1. */
  constructor({ interval, longest, random }) {
    this.#interval = interval;
    this.#longest = longest;
    this.#random = random;
  }

  /** A request begins. Its number is what its answer is told with. */
  begin(now) {
    this.#notBefore = Math.max(this.#notBefore, now + APART);
    this.#due = Infinity;
    return ++this.#begun;
  }

  /** Whether an answer still counts: none to a later request has come. */
  counts(request) {
    return request > this.#answered;
  }

  /** An answer that can be served has come, or one that says nothing is new. */
  succeed(request, now) {
    this.#answered = request;
    this.#failures = 0;
    this.#reached = true;
    this.#due = now + this.#interval * (0.9 + 0.2 * this.#random());
  }

  /** An answer has come whose document is refused: the server is well, so there is no back-off. */
  refuse(request, now) {
    this.#answered = request;
    this.#failures = 0;
    this.#due = now + this.#interval * (0.9 + 0.2 * this.#random());
  }

  /** There is no answer. `retryAfter` is how long the server asks to be left alone, in milliseconds, if it does. */
  fail(request, now, retryAfter) {
    this.#answered = request;
    const first = this.#reached ? this.#interval : Math.min(EAGER, this.#interval);
    const longest = Math.min(first * 2 ** this.#failures, this.#longest);
    this.#failures += 1;
    this.#due = now + longest * (0.5 + 0.5 * this.#random());
    if (retryAfter !== undefined) {
      this.#notBefore = Math.max(this.#notBefore, now + Math.min(retryAfter, DAY));
    }
  }

  /** Nobody looks: nothing is polled. */
  hide() {
    this.#hidden = true;
  }

  /** Somebody looks again. */
  show(now) {
    this.#hidden = false;
    this.hurry(now);
  }

  /** A poll is due at once, as far as the server allows; unless one is under way. */
  hurry(now) {
    if (this.#due !== Infinity) this.#due = now;
  }

  /** How long to wait for the next poll, in milliseconds; `Infinity` while there is none to wait for. */
  wait(now) {
    if (this.#hidden) return Infinity;
    const wait = Math.max(this.#due, this.#notBefore) - now;
    return wait === Infinity ? Infinity : Math.min(Math.max(wait, 0), DAY);
  }
}

/** What a Retry-After header asks for, in milliseconds: seconds, or a date of HTTP. `undefined` where it asks for nothing. */
export function retryAfter(header, now) {
  const asked = header?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Number(asked) * 1000;
  const at = asked.endsWith(' GMT') ? Date.parse(asked) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}

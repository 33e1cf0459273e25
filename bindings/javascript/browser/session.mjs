// One page or worker of a browser, with the workers that it starts: what it is asked, and what it says and throws.

/**
 * Listens to a page or a worker.
 *
 * - `onConsole(type, text)`: `console.log` and its kin, in it and in its workers.
 * - `onError(error)`: what nobody caught there, rejections too, and that it crashed.
 */
export async function attach(pipe, sessionId, { onConsole = () => {}, onError = () => {} } = {}) {
  const awaited = new Map();
  const workers = [];
  const send = (method, params) => pipe.send(method, params, sessionId);
  const events = {
    'Runtime.consoleAPICalled': ({ type, args }) => onConsole(type, args.map(shown).join(' ')),
    'Runtime.exceptionThrown': ({ exceptionDetails }) => onError(thrown(exceptionDetails)),
    'Inspector.targetCrashed'() {
      const error = new Error('the page crashed');
      pipe.fail(sessionId, error);
      onError(error);
    },
    async 'Target.attachedToTarget'({ sessionId: id }) {
      try {
        workers.push(await attach(pipe, id, { onConsole, onError }));
        await pipe.send('Runtime.runIfWaitingForDebugger', {}, id);
      } catch {
        // It ended before it began; whoever waits for it is told by 'Target.detachedFromTarget'.
      }
    },
    'Target.detachedFromTarget': ({ sessionId: id }) => pipe.fail(id, new Error('the worker ended')),
  };
  pipe.listen(sessionId, (method, params) => {
    events[method]?.(params);
    awaited.get(method)?.(params);
  });
  await send('Runtime.enable');
  // A worker waits until it is listened to: nothing that it says is lost.
  await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  return {
    send,
    workers,
    once: (method) => new Promise((done) => awaited.set(method, done)),
    /** The value of an expression, which must be JSON. A promise is awaited; what is thrown there is thrown here, with its stack. */
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        // Why: the protocol would switch off what the page's policy forbids.
        allowUnsafeEvalBlockedByCSP: false,
      });
      if (exceptionDetails) throw thrown(exceptionDetails);
      return result.value;
    },
  };
}

/** What was thrown there, with the stack from there. */
function thrown({ text, exception, url, lineNumber }) {
  const what = exception ? shown(exception) : text;
  const [line] = what.split('\n', 1);
  const [, name, message] = /^(\w*Error): (.*)$/.exec(line) ?? [line, 'Error', line];
  const error = Object.assign(new Error(message), { name });
  error.stack = what.includes('\n') || !url ? what : `${what}\n    at ${url}:${lineNumber + 1}`;
  return error;
}

/** A value as text: a string as it is, an object with its first fields. */
function shown({ value, unserializableValue, description, preview, subtype }) {
  if (preview && subtype !== 'error') {
    const fields = preview.properties.map((field) => (subtype === 'array' ? field.value : `${field.name}: ${field.value}`));
    if (preview.overflow) fields.push('…');
    return subtype === 'array' ? `[${fields.join(', ')}]` : `{ ${fields.join(', ')} }`;
  }
  return String(unserializableValue ?? value ?? description);
}

// The debugging pipe: JSON messages between zero bytes; questions are answered by number, events go to whoever listens to their session.

export class Pipe {
  #input;
  #rest = '';
  #id = 0;
  #questions = new Map();
  #listeners = new Map();
  #closed;

  constructor(input, output) {
    this.#input = input;
    // Why nothing: that the browser is gone is said when its process ends.
    input.on('error', () => {});
    output.on('error', () => {});
    output.setEncoding('utf8').on('data', (text) => this.#read(text));
  }

  #read(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop();
    for (const message of messages.map((json) => JSON.parse(json))) {
      const question = this.#questions.get(message.id);
      if (!question) this.#listeners.get(message.sessionId)?.(message.method, message.params);
      else if (message.error) question.reject(new Error(`${question.method}: ${message.error.message}`));
      else question.resolve(message.result);
      this.#questions.delete(message.id);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    if (this.#closed) return Promise.reject(this.#closed);
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve, reject, method, sessionId });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  listen(sessionId, listener) {
    this.#listeners.set(sessionId, listener);
  }

  /** What is still asked in a session will not be answered. */
  fail(sessionId, error) {
    for (const [id, question] of this.#questions) {
      if (question.sessionId !== sessionId) continue;
      this.#questions.delete(id);
      question.reject(error);
    }
  }

  /** Nothing will be answered. */
  close(error) {
    this.#closed = error;
    for (const { reject } of this.#questions.values()) reject(error);
    this.#questions.clear();
  }
}

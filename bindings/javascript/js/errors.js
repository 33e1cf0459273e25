// What loading and reading throw. Asking throws nothing.

export class LoadError extends Error {
  name = 'LoadError';
  diagnostics;

  constructor(message, diagnostics = []) {
    super(message);
    this.diagnostics = diagnostics;
  }
}

export class ContextError extends Error {
  name = 'ContextError';
  code;
  line;
  column;

  constructor(message, code, line, column) {
    super(message);
    this.code = code;
    this.line = line;
    this.column = column;
  }
}

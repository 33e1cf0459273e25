// JSON as it is written: a document is given to the implementation with the very text of its numbers, strings and keys, a key that stands
// twice among them. Values are nodes; `slice` gives the text of one.

export class Node {
  constructor(text, start) {
    this.text = text;
    this.start = start;
    this.end = start;
    // Pairs of a key and a node; undefined where it is no object.
    this.members = undefined;
    // Undefined where it is no array.
    this.items = undefined;
  }

  get slice() {
    return this.text.slice(this.start, this.end);
  }

  // As JavaScript's JSON has it.
  get plain() {
    return JSON.parse(this.slice);
  }

  get isString() {
    return this.text[this.start] === '"';
  }

  get isNumber() {
    return /[-0-9]/.test(this.text[this.start]);
  }

  // The first member of a name.
  get(name) {
    return this.members.find(([own]) => own === name)?.[1];
  }

  // White space outside strings deleted.
  get canonical() {
    if (this.members) return `{${this.members.map(([, node, key]) => `${key}:${node.canonical}`).join(',')}}`;
    if (this.items) return `[${this.items.map((node) => node.canonical).join(',')}]`;
    return this.slice;
  }
}

export function read(text) {
  let at = 0;
  const space = () => {
    while (' \t\n\r'.includes(text[at]) && at < text.length) at++;
  };
  const expect = (mark) => {
    if (text[at] !== mark) throw new Error(`byte ${at}: ${mark} is expected`);
    at++;
    space();
  };
  const string = () => {
    const start = at;
    for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
    at++;
    return text.slice(start, at);
  };
  const list = (close, item) => {
    const items = [];
    at++;
    space();
    while (text[at] !== close) {
      if (items.length) expect(',');
      items.push(item());
      space();
    }
    at++;
    return items;
  };
  const value = () => {
    space();
    const node = new Node(text, at);
    if (text[at] === '{') {
      node.members = list('}', () => {
        const key = string();
        space();
        expect(':');
        return [JSON.parse(key), value(), key];
      });
    } else if (text[at] === '[') {
      node.items = list(']', value);
    } else if (text[at] === '"') {
      string();
    } else {
      while (/[-+.\w]/.test(text[at] ?? '')) at++;
    }
    node.end = at;
    return node;
  };
  return value();
}

// `node hostile_child.js SURFACE ROW`: asks about one row, and prints what is wrong as JSON.

import { runInNewContext } from 'node:vm';
import { check } from './hostile.js';
import { rows } from './hostile_rows.js';
import { surface } from './surface.js';

const [, , name, title] = process.argv;
const row = rows(runInNewContext('globalThis'))[title];
const print = process.stdout.write.bind(process.stdout);
const { stringify } = JSON;
// What a row breaks it may break for us too.
const text = stringify(check(await surface(name), title, row));
print(text);

// The rows of a contest as a Markdown table.

import { WORKLOADS } from './measure.mjs';

const UNITS = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];

export function duration(ns) {
  const [size, unit] = UNITS.find(([size]) => ns >= size) ?? UNITS.at(-1);
  const value = ns / size;
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

function cells(row) {
  return WORKLOADS.map(({ name }) => {
    const ns = row.samples.get(name);
    if (ns === undefined) return '–';
    return duration(ns) + (row.allIsLoop && name === 'all 1,000' ? ' †' : '');
  });
}

function line(columns) {
  return `| ${columns.join(' | ')} |`;
}

function label({ name, versions }) {
  return [name, ...versions].join(' ');
}

export function table(rows) {
  const head = ['engine', ...WORKLOADS.map(({ name }) => name)];
  const body = rows.map((row) => (row.absent ? [row.name, ...WORKLOADS.map(() => 'not installed')] : [label(row), ...cells(row)]));
  const notes = rows.filter(({ how }) => how).map(({ name, how, note }) => `- ${name}: ${how}${note ? `. ${note}` : ''}`);
  const loops = rows.some(({ allIsLoop }) => allIsLoop) ? ['', '† one call for each flag: the engine has no call for all.'] : [];
  return [line(head), line(['---', ...WORKLOADS.map(() => '---:')]), ...body.map(line), ...loops, '', ...notes].join('\n');
}

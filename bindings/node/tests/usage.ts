// What callers write, checked by TypeScript: right uses have the types that are said, wrong uses are errors.

import {
  type Assignment, type Cause, type ChangeEvent, Context, type Decision, type Diagnostic, Flag, Flags, type JsonObject, LoadError, Store, type Value, type Watcher, bucket,
} from 'burgee';

declare function is<T>(value: T): void;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(holds: Same<A, B>): void;

interface User {
  key: string;
  beta?: boolean;
}
class Account {
  constructor(readonly key: string) {}
}
declare const user: User;

const flags = Flags.parse('{ "burgee": "1" }', { name: 'flags.json', overlays: [{ name: 'prod.json', text: new Uint8Array() }], strict: true });
is<Flags>(Flags.load('flags.json', { overlays: [new URL('file:///prod.json')] }));

// Any object is a context, and so is what was built.
is<boolean>(flags.isOn('a', user));
is<boolean>(flags.isOn('a', { key: 'u', when: new Date(), groups: ['a'] }));
is<boolean>(flags.isOn('a', new Account('u')));
is<boolean>(flags.isOn('a', new Context({ key: 'u' }, { assigned: { a: { variant: 'on', salt: 'a' } }, override: { b: 'off' }, bucket: { rollout: 1 } })));
// @ts-expect-error text is no context
flags.isOn('a', 'user-42');
// @ts-expect-error nothing is no context
flags.isOn('a', undefined);
// @ts-expect-error a context is missing
flags.isOn('a');
// @ts-expect-error keys are text
flags.isOn(7, user);

// The default may be anything.
const size: number | undefined = flags.number('size', user, undefined);
same<typeof size, number | undefined>(true);
const colour = flags.string('colour', user, 'red');
is<string>(colour);
const limits = flags.object('limits', user, null);
same<typeof limits, JsonObject | null>(true);
// @ts-expect-error a default is missing
flags.boolean('a', user);
// @ts-expect-error what is shared cannot be changed
flags.object('limits', user, [1])[0] = 2;

// Decisions.
const decision = flags.evaluate('a', user, { now: new Date() });
same<typeof decision, Decision>(true);
same<typeof decision.value, Value | undefined>(true);
same<typeof decision.isOn, boolean>(true);
same<typeof decision.store, Assignment | undefined>(true);
is<Cause | undefined>(decision.cause);
same<ReturnType<typeof asString>, Decision<string>>(true);
function asString() {
  return flags.evaluate('a', user, { expecting: 'string' });
}
// @ts-expect-error it cannot be changed
decision.value = true;
// @ts-expect-error it is no method
decision.isOn();
// @ts-expect-error an instant is no text
flags.evaluate('a', user, { now: '2026-01-01' });
// @ts-expect-error there is no such type
flags.evaluate('a', user, { expecting: 'integer' });
// @ts-expect-error there is no such option
flags.evaluate('a', user, { expected: 'string' });

is<string>(flags.evaluateAll(user)['a']!.canonical());
is<{ readonly [key: string]: Value }>(flags.values(user));
is<string>(`${flags.explain('a', user).toString()}`);

// Handles.
const flag: Flag | undefined = flags.flag('a');
// @ts-expect-error it may not be there
flag.isOn(user);
is<ReadonlyMap<string, Value>>(flag!.variants);
is<string | undefined>(flag?.offVariant);
// @ts-expect-error a flag is not made
new Flag();
// @ts-expect-error flags are parsed
new Flags();

for (const { code, severity, source, line, column, help } of flags.diagnostics) is<(string | number | undefined)[]>([code, severity, source, line, column, help]);
// @ts-expect-error the list is everybody's
flags.keys.push('b');

// Contexts.
is<Context>(Context.parse('{}'));
// @ts-expect-error an object with the right names is no context
is<Context>({ context: 1 });
// @ts-expect-error a variant alone is no assignment
new Context(user, { assigned: { a: 'on' } });
// @ts-expect-error there is no such domain
new Context(user, { bucket: { draw: 1 } });

is<number>(bucket('rollout', 'salt', 42));
// @ts-expect-error there is no such domain
bucket('draw', 'salt', 'user-42');

// Stores.
const store = new Store({ strict: true, publicKeys: new Set(['key']), requireSerial: 0 });
store.load('{}', { name: 'flags.json', signatures: { 'flags.json': 'signature', 'prod.json': new Uint8Array() } });
is<Flags>(Flags.load('flags.json', { publicKeys: ['key'], requireSerial: 7 }));
// @ts-expect-error a signature is text or bytes
Flags.parse('{}', { signatures: { 'flags.json': 7 } });
// @ts-expect-error a key is text
new Store({ publicKeys: [new Uint8Array()] });
store.addEventListener('change', (event) => is<readonly string[]>(event.changed));
is<(event: ChangeEvent) => void>((event) => event.added);
const watcher: Watcher = store.watch('flags.json', { interval: 500, overlays: ['prod.json'], keepAlive: true });
watcher.addEventListener('failure', ({ error }) => is<Error>(error));
watcher[Symbol.dispose]();
is<boolean>(store.isOn('a', user));
is<boolean>(store.restore());
// @ts-expect-error what is served is loaded, not set
store.flags = flags;
// @ts-expect-error seconds are not said as text
store.watch('flags.json', { interval: '1s' });

try {
  store.load('');
} catch (error) {
  if (error instanceof LoadError) is<readonly Diagnostic[]>(error.diagnostics);
}

'use strict';
// Notes all that some roots lead to: of each object what it holds and its prototype; of shared prototypes, all names.

const { apply, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } = Reflect;
const { hasOwn, preventExtensions } = Object;
const { isView } = ArrayBuffer;
const { get, has, set } = Map.prototype;
const text = String;
const objectPrototype = Object.prototype;
const functionPrototype = Function.prototype;

// Set by the engine for every function, by use, or by a call: no part of what others stand on.
const UNTOLD = { __proto__: null, name: 1, length: 1, arguments: 1, caller: 1, lastIndex: 1, stackTraceLimit: 1 };
// Where tv4 keeps what came of its last call.
const OUTCOMES = { __proto__: null, error: 1, missing: 1, valid: 1 };
const CALLS = ['call', 'apply', 'bind'];

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

// The object that every function has for the case that it were a constructor.
function isIdle(prototype) {
  return isObject(prototype) && getPrototypeOf(prototype) === objectPrototype && ownKeys(prototype).length === 1;
}

class Survey {
  // `natives`: prototypes with the names on them that count, where not all do. `shared`: prototypes that may be extended.
  constructor(natives, shared) {
    this.natives = natives;
    this.shared = shared;
    this.known = new Map();
    this.notes = [];
  }

  noteOf(object) {
    return apply(get, this.known, [object]);
  }

  // An object is noted once; `from` and `key` say how it was reached, to be able to name it.
  reach(object, from, key) {
    if (!isObject(object) || apply(has, this.known, [object]) || isView(object)) return;
    const prototype = getPrototypeOf(object);
    const note = { object, from, key, prototype, keys: [], values: [], accessors: [], names: null, extensible: true };
    apply(set, this.known, [object, note]);
    this.notes[this.notes.length] = note;
  }

  // From the noted objects on to everything that they hold.
  spread() {
    for (let i = 0; i < this.notes.length; i++) this.look(this.notes[i]);
  }

  look(note) {
    const { object } = note;
    const names = ownKeys(object);
    const native = apply(get, this.natives, [object]);
    for (let i = 0; i < names.length; i++) {
      if (typeof names[i] === 'string' && UNTOLD[names[i]] === 1) continue;
      if (native !== undefined && !native.has(names[i])) continue;
      this.property(note, names[i], getOwnPropertyDescriptor(object, names[i]));
    }
    this.reach(note.prototype, note, '__proto__');
    if (typeof object === 'function') this.callable(note);
    if (hasOwn(object, 'constructor') || note.key === '__proto__') this.extendable(note, names);
    note.extensible = isExtensible(object);
  }

  extendable(note, names) {
    if (this.shared.has(note.object)) note.names = names;
    else preventExtensions(note.object);
  }

  property(note, name, descriptor) {
    if (!hasOwn(descriptor, 'value')) return this.accessor(note, name, descriptor);
    const { value, writable } = descriptor;
    if (name === 'prototype' && isIdle(value)) return undefined;
    this.reach(value, note, name);
    if (OUTCOMES[name] === 1 && typeof value !== 'function') return undefined;
    if (writable && typeof value !== 'number' && typeof value !== 'string') this.plain(note, name, value);
    return undefined;
  }

  plain(note, name, value) {
    note.keys[note.keys.length] = name;
    note.values[note.values.length] = value;
  }

  accessor(note, name, descriptor) {
    this.reach(descriptor.get, note, name);
    this.reach(descriptor.set, note, name);
    note.accessors[note.accessors.length] = { name, get: descriptor.get, set: descriptor.set };
  }

  // A function without names of its own takes none any more; any other keeps to how it is called.
  callable(note) {
    const { object } = note;
    if (note.keys.length + note.accessors.length === 0 && !hasOwn(object, 'prototype')) preventExtensions(object);
    else if (note.keys.length === 0 && isIdle(object.prototype)) preventExtensions(object);
    else this.called(note);
  }

  called(note) {
    for (let i = 0; i < CALLS.length; i++) {
      if (!hasOwn(note.object, CALLS[i])) this.plain(note, CALLS[i], functionPrototype[CALLS[i]]);
    }
  }
}

function nameOf({ from, key }) {
  const own = typeof key === 'symbol' ? `[${text(key)}]` : key;
  return from === null || from.from === null ? own : `${nameOf(from)}.${own}`;
}

module.exports = { Survey, isObject, nameOf };

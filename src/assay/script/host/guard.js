'use strict';
// A script must not decide how later scripts are judged: what they all stand on is looked over after each of them.
//
// All that the realm and the bundle's modules lead to is noted before the first script. Values are then compared by
// generated code, where each property has a place of its own: 5,000 in 0.2 ms. That reads, and so would believe an
// accessor. Hence accessors are made permanent, and whatever can put one where there was none is watched.
//
// New names on built-ins are how scripts share helpers, and so are those that SugarJS gave them (`Date.prototype.format`).
// They are tampering only where the engine or the bundle might look for them.

const { Survey, nameOf } = require('./survey.js');
const { replaceDefiners } = require('./definers.js');

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, has, isExtensible, ownKeys } = Reflect;
const { hasOwn } = Object;
const { includes } = String.prototype;
const { stringify } = JSON;
const compile = Function;
const text = String;
const objectPrototype = Object.prototype;

const LOOPS = 3; // generated code pays from the fourth script on
// What the engine and libraries ask of any value, to learn what it is.
const ASKED = ['toJSON', 'then', 'inspect', 'equals', 'toObject', 'toArray', 'nodeType', 'isBuffer', 'comparator'];

class Guard {
  // `elastic`: objects whose accessors scripts may rightly replace, and which are compared for that reason. `natives`: the
  // names that the engine itself gave to prototypes. `shared`: prototypes that scripts may rightly give new names.
  constructor({ realm, roots, elastic, natives, shared, source }) {
    this.source = source;
    this.found = null;
    this.checks = 0;
    this.unchanged = null;
    this.survey = new Survey(natives, shared);
    replaceDefiners(realm, (object) => this.meet(object));
    this.survey.reach(realm, null, '');
    for (const name of ownKeys(roots)) this.survey.reach(roots[name], this.survey.notes[0], name);
    this.survey.spread();
    this.named = this.survey.notes.filter((note) => note.names !== null);
    this.elastic = elastic.map((object) => this.survey.noteOf(object));
    this.makeAccessorsPermanent();
  }

  // The name of something that is not as it was; null while all is.
  tampered() {
    this.checks += 1;
    this.found ??= this.changedValue() ?? this.changedAccessor() ?? this.newName();
    return this.found;
  }

  changedValue() {
    if (this.checks > LOOPS && (this.unchanged ??= generate(this.survey.notes))()) return null;
    const { notes } = this.survey;
    for (let i = 0; i < notes.length; i++) {
      const { object, keys, values } = notes[i];
      for (let k = 0; k < keys.length; k++) if (object[keys[k]] !== values[k]) return member(notes[i], keys[k]);
    }
    return null;
  }

  changedAccessor() {
    for (let i = 0; i < this.elastic.length; i++) {
      const note = this.elastic[i];
      for (let k = 0; k < note.accessors.length; k++) {
        const { name, get, set } = note.accessors[k];
        const now = getOwnPropertyDescriptor(note.object, name);
        if (now === undefined || hasOwn(now, 'value') || now.get !== get || now.set !== set) return member(note, name);
      }
    }
    return null;
  }

  newName() {
    for (let i = 0; i < this.named.length; i++) {
      const note = this.named[i];
      const names = ownKeys(note.object);
      if (names.length === note.names.length) continue;
      for (let n = 0; n < names.length; n++) {
        if (!isIn(note.names, names[n]) && this.isAskedFor(note.object, names[n])) return member(note, names[n]);
      }
      note.names = names;
    }
    return null;
  }

  isAskedFor(object, name) {
    if (typeof name === 'symbol' || (name[0] >= '0' && name[0] <= '9')) return true;
    if (object === objectPrototype) return apply(includes, this.source, [name]);
    return isIn(ASKED, name) || has(getPrototypeOf(object), name);
  }

  // Told of every object that was changed by other means than assignment.
  meet(object) {
    const note = this.survey.noteOf(object);
    if (note === undefined || this.found !== null) return;
    if (getPrototypeOf(object) !== note.prototype) this.found = member(note, '__proto__');
    if (isExtensible(object) !== note.extensible) this.found = nameOf(note);
    for (let i = 0; i < note.keys.length; i++) {
      const now = getOwnPropertyDescriptor(object, note.keys[i]);
      if (now !== undefined && !now.writable) this.found = member(note, note.keys[i]);
    }
  }

  makeAccessorsPermanent() {
    for (const note of this.survey.notes) {
      if (isIn(this.elastic, note)) continue;
      for (const { name } of note.accessors) defineProperty(note.object, name, { configurable: false });
    }
  }
}

function isIn(list, value) {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true;
  return false;
}

function member(note, key) {
  const own = typeof key === 'symbol' ? `[${text(key)}]` : key;
  const holder = nameOf(note);
  return holder === '' ? own : `${holder}.${own}`;
}

// A function of no arguments that says whether every noted property still holds what it held: one for all, since so long
// a function is interpreted for good, where optimizing it would cost more than it saves.
function generate(notes) {
  const given = [];
  const give = (value) => `g${given.push(value) - 1}`;
  const lines = [];
  for (const { object, keys, values } of notes) {
    if (keys.length === 0) continue;
    lines.push(`o=${give(object)};`);
    for (let i = 0; i < keys.length; i++) {
      const key = typeof keys[i] === 'symbol' ? give(keys[i]) : stringify(keys[i]);
      lines.push(`if(o[${key}]!==${literal(values[i]) ?? give(values[i])})return false;`);
    }
  }
  const names = given.map((_, index) => `g${index}=g[${index}]`).join();
  return compile('g', `var ${names};return function(){var o;${lines.join('')}return true}`)(given);
}

function literal(value) {
  return value === null || value === undefined || typeof value === 'boolean' ? text(value) : null;
}

module.exports = { Guard };

'use strict';
// The ways to change what an object is like (accessors, prototype, frozen or not), replaced by ones that tell of it.

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { hasOwn } = Object;

const OF_AN_ARGUMENT = [
  ['Object', 'defineProperty'],
  ['Object', 'defineProperties'],
  ['Object', 'setPrototypeOf'],
  ['Object', 'freeze'],
  ['Object', 'seal'],
  ['Object', 'preventExtensions'],
  ['Reflect', 'defineProperty'],
  ['Reflect', 'setPrototypeOf'],
  ['Reflect', 'preventExtensions'],
];
const OF_THIS = ['__defineGetter__', '__defineSetter__'];

function replace(holder, name, make) {
  const descriptor = getOwnPropertyDescriptor(holder, name);
  const part = hasOwn(descriptor, 'value') ? 'value' : 'set';
  const original = descriptor[part];
  const replaced = make(original);
  defineProperty(replaced, 'length', { value: original.length, configurable: true });
  defineProperty(replaced, 'name', { value: original.name, configurable: true });
  defineProperty(holder, name, { ...descriptor, [part]: replaced });
}

// Calls met(object) after each such call, with the object that it was used for.
function replaceDefiners(realm, met) {
  const ofArgument = (original) => ({
    definer(...args) {
      const result = apply(original, this, args);
      met(args[0]);
      return result;
    },
  }).definer;
  const ofThis = (original) => ({
    definer(...args) {
      const result = apply(original, this, args);
      met(this);
      return result;
    },
  }).definer;
  for (const [holder, name] of OF_AN_ARGUMENT) replace(realm[holder], name, ofArgument);
  for (const name of OF_THIS) replace(realm.Object.prototype, name, ofThis);
  replace(realm.Object.prototype, '__proto__', ofThis);
}

module.exports = { replaceDefiners };

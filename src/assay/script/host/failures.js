'use strict';
// Whatever a script throws, told as plain text: name, message, stack. Nothing thrown is nothing: null is told too.

const vm = require('node:vm');

const { apply } = Reflect;
const { Script } = vm;
const { slice } = String.prototype;
const { stringify } = JSON;
const text = String;

const LONGEST = 1 << 16;

function short(value) {
  const string = text(value);
  return string.length > LONGEST ? `${apply(slice, string, [0, LONGEST])}… (${string.length} characters)` : string;
}

function read(object, key) {
  try {
    const value = object[key];
    return typeof value === 'string' && value !== '' ? short(value) : null;
  } catch {
    return null;
  }
}

function plain(value) {
  try {
    return short(typeof value === 'object' ? (stringify(value) ?? text(value)) : text(value));
  } catch {
    return 'a value that cannot be shown';
  }
}

// {name, message, stack}: a thrown string is its own message, an object without a message is told as JSON.
function describe(thrown) {
  const isObject = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function';
  if (thrown === null || thrown === undefined) return { name: 'Error', message: `${thrown} was thrown`, stack: '' };
  if (!isObject) return { name: 'Error', message: plain(thrown), stack: '' };
  const message = read(thrown, 'message');
  const name = read(thrown, 'name') ?? 'Error';
  const stack = read(thrown, 'stack') ?? '';
  return { name, message: message ?? (stack === '' ? plain(thrown) : ''), stack };
}

// The engine gives a SyntaxError of compiled text no line, so the text is parsed again under a name that it will tell.
function syntaxError(source) {
  try {
    new Script(`(async () => {;\n${source}\n})`, { filename: 'script' });
  } catch (error) {
    return read(error, 'stack');
  }
  return null;
}

module.exports = { describe, syntaxError };

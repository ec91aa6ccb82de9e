'use strict';
// The realm that scripts share with us: the bundle is loaded into it, and then everything that leads out of it is gone.

const fs = require('node:fs');
const nodeBuffer = require('node:buffer');
const vm = require('node:vm');
const { cacheName } = require('./cache.js');
const { bridge, emit } = require('./bridge.js');
const { Guard } = require('./guard.js');
const { DOUBTFUL, Judge } = require('./judge.js');

const realm = globalThis;
const { apply, getPrototypeOf, ownKeys } = Reflect;
const { push } = Array.prototype;

const MODULES = [
  ...['ajv', 'assert', 'backbone', 'buffer', 'chai', 'cheerio', 'crypto-js', 'csv-parse/lib/sync', 'events', 'json'],
  ...['lodash', 'moment', 'path', 'postman-collection', 'punycode', 'querystring', 'stream', 'string_decoder', 'timers'],
  ...['tv4', 'url', 'util', 'uuid', 'xml2js', 'atob', 'btoa'],
];
// Prototypes to which the bundle itself gives new names (SugarJS).
const EXTENDED = ['Array', 'String', 'Number', 'Boolean', 'Date', 'RegExp', 'Function'];

const natives = new Map(EXTENDED.map((name) => [realm[name].prototype, new Set(ownKeys(realm[name].prototype))]));

function cached(caches) {
  try {
    return fs.readFileSync(cacheName(caches));
  } catch {
    return undefined; // the engine compiles it, in about 70 ms
  }
}

// Runs the bundle's file in the realm; its text is the answer.
function load(bundle, caches) {
  realm.gc = undefined; // the engine does not let it be deleted
  const source = fs.readFileSync(bundle, 'latin1');
  const script = new vm.Script(source, { filename: 'sandbox', cachedData: cached(caches) });
  realm.console = new Proxy({}, { get: () => () => {} }); // for libraries; scripts have one of their own
  realm.bridge = bridge;
  realm.require = (name) => (name === 'buffer' ? nodeBuffer : undefined);
  realm.__uvm_emit = () => {};
  realm.__uvm_setTimeout = realm.setTimeout;
  script.runInThisContext();
  delete realm.__uvm_emit;
  delete realm.__uvm_setTimeout;
  return source;
}

// The sandbox's own classes show themselves only to a script.
function instances() {
  const events = realm.require('events');
  const shown = [];
  events.show = (...values) => apply(push, shown, values);
  const exec = "require('events').show(pm, pm.cookies.jar(), pm.cookies, pm.variables, pm.expect(1), console, postman);";
  emit('execute', 'instances', { listen: 'test', script: { exec } }, { response: { code: 200 } }, { cursor: {}, legacy: {} });
  delete events.show;
  return shown;
}

function roots() {
  const known = { __proto__: null };
  for (const name of MODULES) known[name] = realm.require(name);
  for (const instance of instances()) known[instance.constructor.name] = getPrototypeOf(instance);
  return known;
}

function shared() {
  const { Assertion } = realm.require('chai');
  const { Model, Collection, View } = realm.require('backbone');
  const extended = [Assertion, Model, Collection, View, realm.require('lodash'), realm.require('moment'), realm.require('cheerio')];
  for (const name of [...EXTENDED, 'Object', 'Promise', 'Map', 'Set', 'Error']) extended.push(realm[name]);
  return new Set(extended.map((constructor) => constructor.prototype));
}

// Judges scripts by their text, as long as the realm has no names but those it was given.
function judge() {
  const judging = new Judge(realm, realm.require('postman-collection'), realm.require('chai'));
  const names = ownKeys(realm).length;
  return (source) => (ownKeys(realm).length === names ? judging.judge(source) : DOUBTFUL);
}

// Notes the realm as the bundle has left it, with all that scripts stand on: none of them may have changed it yet.
function watch(source) {
  const elastic = [realm, realm.require('chai').Assertion.prototype];
  return new Guard({ realm, roots: roots(), elastic, natives, shared: shared(), source });
}

module.exports = { load, judge, watch };

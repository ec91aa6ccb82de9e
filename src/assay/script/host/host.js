'use strict';
// The child's side of the bridge: runs Postman's sandbox bundle, its events going out as frames, answers coming in.
//
// Scripts share this realm with us and can replace any built-in. Therefore everything needed later is taken now; no
// stream, process or module object stays within their reach; and what says whether this process is still sound goes out
// in a kind of frame that only this file writes.
//
// Arguments: the bundle, the folder of its code cache, and the most logs, log characters and assertions of one script.

const fs = require('node:fs');
const nodeBuffer = require('node:buffer');
const vm = require('node:vm');
const { cacheName } = require('./cache.js');
const { send, listen } = require('./frames.js');
const { describe, syntaxError } = require('./failures.js');
const { holdFor } = require('./pending.js');
const { Guard } = require('./guard.js');

const realm = globalThis;
const { process, gc } = realm;
const { apply } = Reflect;
const { parse, stringify } = JSON;
const { hasOwn } = Object;
const { endsWith, slice, startsWith } = String.prototype;
const { push, pop } = Array.prototype;
const leave = process.reallyExit.bind(process);

const [, , BUNDLE, CACHES, LOGS, LOG_CHARACTERS, ASSERTIONS] = process.argv;
const most = { logs: +LOGS, characters: +LOG_CHARACTERS, assertions: +ASSERTIONS };
const EVENT = 69;
const RESULT = 82;
const TAMPERED = 84;
const MODULES = [
  ...['ajv', 'assert', 'backbone', 'buffer', 'chai', 'cheerio', 'crypto-js', 'csv-parse/lib/sync', 'events', 'json'],
  ...['lodash', 'moment', 'path', 'postman-collection', 'punycode', 'querystring', 'stream', 'string_decoder', 'timers'],
  ...['tv4', 'url', 'util', 'uuid', 'xml2js', 'atob', 'btoa'],
];
const EXTENDED = ['Array', 'String', 'Number', 'Boolean', 'Date', 'RegExp', 'Function'];
const LARGE = 8 << 20;
const SCOPES = ['environment', 'globals', 'collectionVariables', '_variables'];

const natives = new Map(EXTENDED.map((name) => [realm[name].prototype, new Set(Reflect.ownKeys(realm[name].prototype))]));
const listeners = { __proto__: null };
let running = null;
let guard = null;
// The id of a script that has skipped its request, and so ended: Postman hears no more of it, though it runs on.
let skipped = null;

// JSON of anything: what JSON cannot say (a cycle, a BigInt) becomes text, so that a result always arrives.
function encode(value) {
  try {
    return stringify(value);
  } catch {
    return stringify(value, lossless());
  }
}

function lossless() {
  const above = [];
  return function replace(key, value) {
    if (typeof value === 'bigint') return `${value}`;
    if (typeof value !== 'object' || value === null) return value;
    while (above.length > 0 && above[above.length - 1] !== this) apply(pop, above, []);
    for (let i = 0; i < above.length; i++) if (above[i] === value) return '[Circular]';
    apply(push, above, [value]);
    return value;
  };
}

function told(error) {
  const telling = describe(error);
  if (telling.name === 'SyntaxError' && running !== null) telling.syntax = syntaxError(running.source);
  return telling;
}

function event(name, args) {
  send(EVENT, encode([name, args]));
}

const kinds = {
  __proto__: null,
  // Each assertion and error comes twice, with and without the execution's id.
  'execution.assertion': () => {},
  'execution.error': () => {},
  'execution.console': (name, [cursor, level, teleported]) => {
    const id = cursor?.execution;
    if (running === null || id !== running.id) return;
    running.logs += 1;
    if (running.logs > most.logs || running.characters > most.characters) return;
    const room = most.characters - running.characters;
    running.characters += teleported.length;
    if (teleported.length > room) event(name, [id, level, null, apply(slice, teleported, [0, room]), teleported.length]);
    else event(name, [id, level, teleported]);
  },
};

const families = {
  __proto__: null,
  'execution.skipRequest.': (name, args) => {
    running.skips = true;
    event(name, args);
  },
  'execution.assertion.': (name, [, assertions]) => {
    const verdicts = [];
    for (let i = 0; i < assertions.length; i++) {
      if (running !== null) running.assertions += 1;
      if (running !== null && running.assertions > most.assertions) continue;
      const { name: title, passed, skipped, error, index } = assertions[i];
      apply(push, verdicts, [{ name: title, passed, skipped, index, error: passed ? null : told(error) }]);
    }
    if (verdicts.length > 0) event(name, verdicts);
  },
  'execution.error.': (name, [, error]) => event(name, [told(error)]),
  // A script with timers may say twice that it has ended: the first time counts.
  'execution.result.': (name, [error, execution]) => {
    if (isOfRunning(name)) holdFor(() => isOfRunning(name) && finish(error, execution));
  },
};

function dispatch(name, ...args) {
  if (skipped !== null && apply(endsWith, name, [skipped])) return undefined;
  const kind = kinds[name];
  if (kind !== undefined) return kind(name, args);
  for (const family in families) if (apply(startsWith, name, [family])) return families[family](name, args);
  return event(name, args);
}

function isOfRunning(name) {
  return running !== null && name === `execution.result.${running.id}`;
}

function changed(scope) {
  return scope?.mutations?.count() > 0 ? scope.toJSON().values : null;
}

function changedRequest(execution, before) {
  if (before === null || !execution.request) return null;
  const after = encode(execution.request);
  return after === before ? null : parse(after);
}

function outcome(error, execution) {
  const scopes = {};
  for (let i = 0; i < SCOPES.length; i++) scopes[SCOPES[i]] = changed(execution[SCOPES[i]]);
  return {
    error: error ? told(error) : null,
    scopes,
    request: changedRequest(execution, running.before),
    return: execution.return,
    logs: running.logs,
    characters: running.characters,
    assertions: running.assertions,
  };
}

function finish(error, execution) {
  const { id } = running;
  let result;
  try {
    result = outcome(error, execution);
  } catch (failure) {
    result = { error: told(failure), broken: true };
  }
  const { attached, skips } = running;
  if (skips) skipped = id;
  running = null;
  send(RESULT, encode([id, result]));
  const tampered = guard.tampered();
  if (tampered !== null) send(TAMPERED, encode(tampered));
  // A large body that is only waiting to be collected must not be held against the next script.
  if (attached > LARGE) gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

function emit(name, ...args) {
  const known = listeners[name];
  if (known === undefined) return;
  const copy = [];
  for (let i = 0; i < known.length; i++) copy[i] = known[i];
  for (let i = 0; i < copy.length; i++) apply(copy[i], bridge, args);
}

const bridge = {
  emit,
  dispatch,
  listeners: (name) => listeners[name] ?? [],
  on(name, listener) {
    if (typeof listener !== 'function') return;
    const known = (listeners[name] ??= []);
    known[known.length] = listener;
  },
  once(name, listener) {
    const first = (...args) => {
      bridge.off(name, first);
      apply(listener, bridge, args);
    };
    bridge.on(name, first);
  },
  off(name, listener) {
    const known = listeners[name] ?? [];
    const kept = [];
    for (let i = 0; i < known.length; i++) if (listener !== undefined && known[i] !== listener) kept[kept.length] = known[i];
    if (kept.length > 0) listeners[name] = kept;
    else delete listeners[name];
  },
};

// A rejection that nobody handles, a throw in a callback of ours: the running script's, or an earlier one's.
function failed(reason) {
  if (guard === null) {
    fs.writeSync(2, describe(reason).stack);
    leave(1);
  }
  if (running === null) event('late', [describe(reason)]);
  else if (listeners.uncaughtException === undefined) event(`execution.error.${running.id}`, [told(reason)]);
  else emit('uncaughtException', reason);
}

function cached() {
  try {
    return fs.readFileSync(cacheName(CACHES));
  } catch {
    return undefined; // the engine compiles it, in about 70 ms
  }
}

function load() {
  realm.gc = undefined; // the engine does not let it be deleted
  const source = fs.readFileSync(BUNDLE, 'latin1');
  const script = new vm.Script(source, { filename: 'sandbox', cachedData: cached() });
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

function execute(id, target, context, options, attachment) {
  const before = target.listen === 'prerequest' && context.request ? new Request(context.request) : null;
  if (before !== null) context.request = before;
  if (attachment !== null && context.response) context.response.stream = attachment;
  running = { id, source: target.script.exec, before: before && encode(before), attached: attachment?.length ?? 0 };
  running.logs = running.characters = running.assertions = 0;
  emit('execute', id, target, context, options);
}

function onFrame(text, attachment) {
  if (guard.found !== null) return; // the parent learns it from the frame on its way, and starts another process
  const message = parse(text);
  try {
    if (message[0] === 'execute') execute(message[1], message[2], message[3], message[4], attachment);
    else {
      if (attachment !== null && message[3]) message[3].stream = attachment;
      if (attachment !== null && running !== null) running.attached += attachment.length;
      apply(emit, null, message);
    }
  } catch (error) {
    failed(error);
  }
}

Error.stackTraceLimit = 30;
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
  for (const instance of instances()) known[instance.constructor.name] = Reflect.getPrototypeOf(instance);
  return known;
}

process.on('unhandledRejection', failed);
process.setUncaughtExceptionCaptureCallback(failed);
Error.stackTraceLimit = 30;
const source = load();
const { Request } = realm.require('postman-collection');
emit('initialize', {});
guard = new Guard({ realm, roots: roots(), elastic: [realm, realm.require('chai').Assertion.prototype], natives, source });
listen(onFrame, () => leave(0));

'use strict';
// The child's side of the bridge: runs Postman's sandbox bundle, its events going out as frames, answers coming in.
//
// Scripts share this realm with us and can replace any built-in. Therefore everything needed later is taken now; no
// stream, process or module object stays within their reach; and what says whether this process is still sound goes out
// in a kind of frame that only this file writes.
//
// Arguments: the bundle, the folder of its code cache, and the most logs, log characters and assertions of one script.

const fs = require('node:fs');
const { bridge, emit, isHeard } = require('./bridge.js');
const { flush, hold, send, listen } = require('./frames.js');
const { describe, syntaxError } = require('./failures.js');
const { holdFor } = require('./pending.js');
const { encode } = require('./json.js');
const { render } = require('./render.js');
const { DOUBTFUL } = require('./judge.js');
const { load, judge, watch } = require('./realm.js');

const realm = globalThis;
const { process, gc, setImmediate, setTimeout } = realm;
const uuid = realm.crypto.randomUUID.bind(realm.crypto);
const { apply } = Reflect;
const { parse } = JSON;
const { endsWith, slice, startsWith } = String.prototype;
const { push } = Array.prototype;
const leave = process.reallyExit.bind(process);

const [, , BUNDLE, CACHES, LOGS, LOG_CHARACTERS, ASSERTIONS] = process.argv;
const most = { logs: +LOGS, characters: +LOG_CHARACTERS, assertions: +ASSERTIONS };
const EVENT = 69;
const RESULT = 82;
const PAGE = 80;
const TAMPERED = 84;
const LARGE = 8 << 20;
const HOLD_MILLISECONDS = 5;
const SCOPES = ['environment', 'globals', 'collectionVariables', '_variables'];

let running = null;
let holding = false;
// Judges a script by its text, once the sandbox is there; and from the first doubtful script on, what it stands on is watched.
let read = null;
let guard = null;
// The script that waits until the one that shows the sandbox's own classes to the guard has ended.
let waiting = null;
// The id of a script that has skipped its request, and so ended: Postman hears no more of it, though it runs on.
let skipped = null;

function told(error) {
  const telling = describe(error);
  if (telling.name === 'SyntaxError' && running !== null) telling.syntax = syntaxError(running.source);
  return telling;
}

function event(name, args) {
  send(EVENT, encode([name, args]));
}

// What a brief script says may wait until it ends; the parent must hear of the others even where they never end.
function said(name, args) {
  if (running === null || !running.brief) return event(name, args);
  hold(EVENT, encode([name, args]));
  if (!holding) setTimeout(release, HOLD_MILLISECONDS);
  holding = true;
  return undefined;
}

function release() {
  holding = false;
  flush();
}

const kinds = {
  __proto__: null,
  // Each assertion and error comes twice, with and without the execution's id.
  'execution.assertion': () => {},
  'execution.error': () => {},
  'execution.result.instances': () => setImmediate(waiting),
  'execution.console': (name, [cursor, level, teleported]) => {
    const id = cursor?.execution;
    if (running === null || id !== running.id) return;
    running.logs += 1;
    if (running.logs > most.logs || running.characters > most.characters) return;
    const room = most.characters - running.characters;
    running.characters += teleported.length;
    if (teleported.length > room) said(name, [id, level, null, apply(slice, teleported, [0, room]), teleported.length]);
    else said(name, [id, level, teleported]);
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
    if (verdicts.length > 0) said(name, verdicts);
  },
  'execution.error.': (name, [, error]) => said(name, [told(error)]),
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
  const tampered = guard === null ? null : guard.tampered();
  if (tampered !== null) send(TAMPERED, encode(tampered));
  send(RESULT, encode([id, result]));
  // A large body that is only waiting to be collected must not be held against the next script.
  if (attached > LARGE) gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

// A rejection that nobody handles, a throw in a callback of ours: the running script's, or an earlier one's.
function failed(reason) {
  if (read === null) {
    fs.writeSync(2, describe(reason).stack);
    leave(1);
  }
  if (running === null) event('late', [describe(reason)]);
  else if (!isHeard('uncaughtException')) event(`execution.error.${running.id}`, [told(reason)]);
  else emit('uncaughtException', reason);
}

// The sandbox makes up an id for whatever has none, at ten times the cost.
function identify(target, context) {
  target.id = uuid();
  target.script.id = uuid();
  for (let i = 0; i < SCOPES.length; i++) if (context[SCOPES[i]]) context[SCOPES[i]].id ??= uuid();
}

function execute(id, target, context, options, attachment) {
  const { exec } = target.script;
  const { harmless, legacy, brief } = guard === null ? read(exec) : DOUBTFUL;
  if (!harmless && guard === null) {
    waiting = () => attempt(() => execute(id, target, context, options, attachment));
    guard = watch(source);
    return;
  }
  options.disableLegacyAPIs = !legacy;
  identify(target, context);
  const before = target.listen === 'prerequest' && context.request ? new Request(context.request) : null;
  if (before !== null) context.request = before;
  if (attachment !== null && context.response) context.response.stream = attachment;
  running = { id, source: exec, before: before && encode(before), attached: attachment?.length ?? 0 };
  running.logs = running.characters = running.assertions = 0;
  running.brief = brief;
  emit('execute', id, target, context, options);
}

function attempt(action) {
  try {
    action();
  } catch (error) {
    failed(error);
  }
}

function onFrame(text, attachment) {
  const message = parse(text);
  if (message[0] === 'render') return send(PAGE, encode(render(CACHES, message[1], message[2], message[3])));
  if (guard !== null && guard.found !== null) return undefined; // the parent has been told, and starts another process
  attempt(() => {
    if (message[0] === 'execute') execute(message[1], message[2], message[3], message[4], attachment);
    else {
      if (attachment !== null && message[3]) message[3].stream = attachment;
      if (attachment !== null && running !== null) running.attached += attachment.length;
      apply(emit, null, message);
    }
  });
  return undefined;
}

process.on('unhandledRejection', failed);
process.setUncaughtExceptionCaptureCallback(failed);
Error.stackTraceLimit = 30;
bridge.dispatch = dispatch;
const source = load(BUNDLE, CACHES);
const { Request } = realm.require('postman-collection');
emit('initialize', {});
read = judge();
listen(onFrame, () => leave(0));

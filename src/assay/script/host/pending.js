'use strict';
// A script has not ended while the engine still works for it: digests and blobs settle outside the sandbox's timers.

const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { then } = Promise.prototype;
const later = setImmediate;
let pending = 0;
let held = null;

function release() {
  if (pending > 0 || held === null) return;
  const go = held;
  held = null;
  go();
}

function settled() {
  pending -= 1;
  // What waits for the promise runs first, and may begin something new.
  if (pending === 0) later(release);
}

function counted(original) {
  return function (...args) {
    const promise = apply(original, this, args);
    pending += 1;
    apply(then, promise, [settled, settled]);
    return promise;
  };
}

function count(prototype, names) {
  for (const name of names) {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    if (typeof descriptor?.value !== 'function') continue;
    defineProperty(prototype, name, { ...descriptor, value: counted(descriptor.value) });
  }
}

count(SubtleCrypto.prototype, ownKeys(SubtleCrypto.prototype).filter((name) => name !== 'constructor'));
count(Blob.prototype, ['text', 'arrayBuffer', 'bytes']);
// Timers that no sandbox counts or clears: a script could wake up inside a later one.
delete Atomics.waitAsync;
delete AbortSignal.timeout;

// Calls back at once, or as soon as nothing is under way.
function holdFor(go) {
  held = go;
  release();
}

module.exports = { holdFor };

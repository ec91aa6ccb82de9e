'use strict';
// The emitter that the bundle finds in its realm as `bridge`; what it dispatches goes to the given function.

const { apply } = Reflect;

const listeners = { __proto__: null };

function emit(name, ...args) {
  const known = listeners[name];
  if (known === undefined) return;
  const copy = [];
  for (let i = 0; i < known.length; i++) copy[i] = known[i];
  for (let i = 0; i < copy.length; i++) apply(copy[i], bridge, args);
}

const bridge = {
  emit,
  dispatch: null,
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

// Whether somebody listens to the name.
function isHeard(name) {
  return listeners[name] !== undefined;
}

module.exports = { bridge, emit, isHeard };

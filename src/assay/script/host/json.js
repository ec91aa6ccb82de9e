'use strict';
// JSON of anything, so that a result always arrives.

const { apply } = Reflect;
const { stringify } = JSON;
const { push, pop } = Array.prototype;

// What JSON cannot say (a cycle, a BigInt) becomes text.
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

module.exports = { encode };

'use strict';
// Frames on the two pipes to the parent: no streams, so that no script finds a handle to write a frame of its own.
//
// In:  u32 length of the JSON, u32 length of the attachment, the JSON, the attachment.
// Out: u32 length of the payload, one byte for its kind, the payload.
// All integers are little-endian. Writing blocks until the parent reads, which also slows a script that floods. To write
// costs more than most scripts do, so what may wait is held and written together with what follows.

const fs = require('node:fs');

const { read, writeSync } = fs;
const { apply } = Reflect;
const { allocUnsafeSlow, byteLength } = Buffer;
const { utf8Slice, utf8Write, copy, subarray, readUInt32LE, writeUInt32LE } = Buffer.prototype;
const { slice, charCodeAt } = String.prototype;

const HEADER = 8;
const SCRATCH = 1 << 16;
const PIECE = 1 << 20;
const HELD = 1 << 16;

const out = allocUnsafeSlow(HELD + PIECE * 3 + 16);
let filled = 0;

function flush() {
  const end = filled;
  let done = 0;
  filled = 0;
  while (done < end) done += writeSync(1, out, done, end - done);
}

// Cut where no surrogate pair is torn.
function cut(text, start) {
  const end = start + PIECE;
  if (end >= text.length) return text.length;
  const code = apply(charCodeAt, text, [end - 1]);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

// Written by the next flush, or earlier.
function hold(kind, text) {
  const at = filled + 5;
  out[filled + 4] = kind;
  if (text.length <= PIECE) {
    const size = apply(utf8Write, out, [text, at]);
    apply(writeUInt32LE, out, [size, filled]);
    filled = at + size;
  } else {
    apply(writeUInt32LE, out, [byteLength(text, 'utf8'), filled]);
    filled = at;
    writeLarge(text);
  }
  if (filled > HELD) flush();
}

function writeLarge(text) {
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = cut(text, at);
    filled += apply(utf8Write, out, [apply(slice, text, [at, end]), filled]);
    flush();
  }
}

function send(kind, text) {
  hold(kind, text);
  flush();
}

// Calls onFrame(json text, attachment or null) for each frame, and onEnd when the parent has gone.
function listen(onFrame, onEnd) {
  const scratch = allocUnsafeSlow(SCRATCH);
  let buffer = scratch;
  let room = SCRATCH;
  let have = 0;

  function frameSize() {
    if (have < HEADER) return 0;
    return HEADER + apply(readUInt32LE, buffer, [0]) + apply(readUInt32LE, buffer, [4]);
  }

  function grow(size) {
    const larger = allocUnsafeSlow(size);
    apply(copy, buffer, [larger, 0, 0, have]);
    buffer = larger;
    room = size;
  }

  function deliver(size) {
    const bodyAt = HEADER + apply(readUInt32LE, buffer, [0]);
    const text = apply(utf8Slice, buffer, [HEADER, bodyAt]);
    const attached = size > bodyAt;
    // A frame in a buffer of its own may lend its bytes; one in the scratch buffer must not.
    let attachment = null;
    if (attached && buffer !== scratch) attachment = apply(subarray, buffer, [bodyAt, size]);
    if (attached && buffer === scratch) {
      attachment = allocUnsafeSlow(size - bodyAt);
      apply(copy, buffer, [attachment, 0, bodyAt, size]);
    }
    if (buffer === scratch) apply(copy, scratch, [scratch, 0, size, have]);
    have = buffer === scratch ? have - size : 0;
    buffer = scratch;
    room = SCRATCH;
    onFrame(text, attachment);
  }

  function onRead(error, count) {
    if (error !== null || count === 0) return onEnd();
    have += count;
    for (let size = frameSize(); size !== 0 && have >= size; size = frameSize()) deliver(size);
    const size = frameSize();
    if (size > room) grow(size);
    return next();
  }

  function next() {
    // A large frame is read to its end and no further: it owns its buffer.
    read(0, buffer, have, room - have, null, onRead);
  }

  next();
}

module.exports = { flush, hold, send, listen };

'use strict';
// For the build: runs the host as ever, and leaves beside the bundle the code that the engine compiled meanwhile.

const fs = require('node:fs');
const vm = require('node:vm');
const { cacheName } = require('./cache.js');

const SETTLE_MILLISECONDS = 300;

const { Script } = vm;
const { process, setTimeout } = globalThis;
const [, , , folder] = process.argv;
const leave = process.reallyExit;
let bundle = null;

vm.Script = class extends Script {
  constructor(...args) {
    super(...args);
    bundle ??= this;
  }
};

process.reallyExit = (code) => {
  if (code !== 0) leave.call(process, code);
  setTimeout(() => {
    fs.writeFileSync(cacheName(folder), bundle.createCachedData());
    leave.call(process, 0);
  }, SETTLE_MILLISECONDS);
};

require('./host.js');

'use strict';
// A code cache fits one version of Node on one kind of machine, so its name says which.

const path = require('node:path');

const { process } = globalThis;

function cacheName(folder) {
  return path.join(folder, `bootcode-${process.version}-${process.platform}-${process.arch}.cache`);
}

module.exports = { cacheName };

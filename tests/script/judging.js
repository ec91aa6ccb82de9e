'use strict';
// Judges the scripts on standard input (a JSON array of texts), as the sandbox's host would: one boolean each.

const fs = require('node:fs');
const path = require('node:path');

const { process } = globalThis;
const [, , host, bundle] = process.argv;
const { bridge, emit } = require(path.join(host, 'bridge.js'));
const { load, judge } = require(path.join(host, 'realm.js'));

const sources = JSON.parse(fs.readFileSync(0, 'utf8'));
bridge.dispatch = () => {};
load(path.join(bundle, 'bootcode.js'), bundle);
emit('initialize', {});
const read = judge();
fs.writeSync(1, JSON.stringify(sources.map((source) => read(source).harmless)));

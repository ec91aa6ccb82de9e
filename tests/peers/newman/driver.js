// Runs Newman's own command line in one process, one run after another: a JSON line in, a JSON line out.
'use strict';

const http = require('node:http');
const https = require('node:https');
const readline = require('node:readline');
const path = require('node:path');

const home = path.join(process.argv[2], 'node_modules', 'newman');
const newman = require(home);
const tell = process.stdout.write.bind(process.stdout);
const birth = { ...process.env };

const current = { stdout: '', stderr: '', console: [], done: null };

for (const stream of ['stdout', 'stderr']) {
  process[stream].write = (text, encoding, done) => {
    current[stream] += text;
    const after = typeof encoding === 'function' ? encoding : done;
    if (after) after();
    return true;
  };
}

// The exit code of the command is decided in its callback, so the callback is where a run is over.
const original = newman.run;
newman.run = (options, callback) => {
  const emitter = original(options, (error, summary) => {
    callback(error, summary);
    setImmediate(() => finish({}));
  });
  emitter.on('console', (_, { level, messages }) => {
    current.console.push({ level, messages: messages.map((one) => plain(one, [])) });
  });
  return emitter;
};

// A value as JSON tells it; what JSON cannot tell becomes a text.
function plain(value, above) {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function') return '[Function]';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value.type === 'Error' || value instanceof Error) return `${value.name}: ${value.message}`;
  if (above.includes(value)) return '[Circular]';
  const inner = [...above, value];
  if (Array.isArray(value)) return value.map((one) => plain(one, inner));
  if (value instanceof Map) return [...value].map((one) => plain(one, inner));
  if (value instanceof Set) return [...value].map((one) => plain(one, inner));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, inner)]));
}

process.exit = (code) => finish({ exit: code ?? 0 });
process.on('uncaughtException', (error) => finish({ exit: 1, crash: String((error && error.message) || error) }));

function finish(extra) {
  const done = current.done;
  current.done = null;
  if (!done) return;
  http.globalAgent.destroy();
  https.globalAgent.destroy();
  const { stdout, stderr } = current;
  done({ exit: process.exitCode || 0, stdout, stderr, console: current.console, ...extra });
}

function freshCommand() {
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(path.join(home, 'bin'))) delete require.cache[name];
  }
  return require(path.join(home, 'bin', 'newman.js'));
}

function run({ argv, cwd, env }) {
  return new Promise((resolve) => {
    Object.assign(current, { stdout: '', stderr: '', console: [], done: resolve });
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, birth, env);
    process.exitCode = 0;
    process.chdir(cwd);
    freshCommand()(['node', 'newman', ...argv], (error) => {
      if (error) finish({ exit: 1, crash: String(error.message || error) });
    });
  });
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const answer = await run(JSON.parse(line));
    tell(JSON.stringify(answer) + '\n');
  }
  process.reallyExit(0);
}

main();

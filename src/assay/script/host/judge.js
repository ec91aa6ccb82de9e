'use strict';
// What a script's text says about it: whether it has to be watched, and whether it uses Postman's old interface.
//
// The answers hold only where all earlier scripts of the process were harmless too.

const { tokenize } = require('./tokens.js');
const { Reading } = require('./harmless.js');
const words = require('./words.js');

const LONGEST = 16384; // of a script that is read; a longer one is in doubt
const KEPT = 256;

// What a script is given besides the realm's names.
const GIVEN = [
  ...['Buffer', 'File', '_', 'CryptoJS', 'tv4', 'xml2Json', 'Backbone', 'cheerio'],
  ...['setInterval', 'setImmediate', 'clearInterval', 'clearImmediate'],
];
// Words that mean something else to a grammar.
const CONTEXTUAL = ['async', 'of', 'let', 'eval', 'arguments'];
// What Postman's old interface gives to a script: to prepare it takes as long as a small script itself.
const LEGACY = new Set([
  ...['JSON', 'postman', 'tests', 'globals', 'environment', 'data', 'request', 'iteration'],
  ...['responseCookies', 'responseHeaders', 'responseTime', 'responseCode', 'responseBody'],
]);

function usesLegacy({ text }, index, tokens) {
  return LEGACY.has(text) && !['.', '?.'].includes(tokens[index - 1]?.text);
}

const REPEATING = ['for', 'while', 'do', 'RegExp', 'match', 'search'];
const DOUBTFUL = { harmless: false, legacy: true, brief: false };

// A loop, a search, or a call of what the script has named, which may be itself.
function repeats({ kind, text }, index, tokens) {
  if (kind !== 'name') return kind === 'regex';
  if (REPEATING.includes(text)) return true;
  if (tokens[index + 1]?.text !== '(' || ['.', '?.'].includes(tokens[index - 1]?.text)) return false;
  return !words.FUNCTIONS.has(text) && !words.KEYWORDS.has(text) && !words.CLASSES.has(text) && text !== 'async';
}

class Judge {
  constructor(realm, collection, chai) {
    this.known = words.known(realm, collection, chai);
    this.taken = new Set([...GIVEN, ...CONTEXTUAL, ...Object.keys(words.MEMBERS), ...words.FUNCTIONS, ...words.CLASSES]);
    // A bare name is looked up along the realm's prototypes too.
    for (let at = realm; at !== null; at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) this.taken.add(name);
    }
    this.verdicts = new Map();
  }

  // {harmless, legacy, brief}: whether the script can change nothing shared, whether it may use Postman's old interface,
  // and whether it surely ends, but for what it waits for.
  judge(source) {
    const known = this.verdicts.get(source);
    if (known !== undefined) return known;
    if (this.verdicts.size >= KEPT) this.verdicts.clear();
    const verdict = this.read(source);
    this.verdicts.set(source, verdict);
    return verdict;
  }

  read(source) {
    const tokens = source.length > LONGEST ? null : tokenize(source);
    const harmless = tokens !== null && new Reading(tokens, this.known, this.taken).isHarmless();
    if (!harmless) return DOUBTFUL;
    return { harmless, legacy: tokens.some(usesLegacy), brief: !tokens.some(repeats) };
  }
}

module.exports = { DOUBTFUL, Judge };

'use strict';
// Whether a script can change nothing that other scripts stand on, judged by its text alone.
//
// Scripts write by assignment, or by calling something that writes. Hence a harmless script assigns only to its own
// variables and to members of values that it has just made, and has no way to a function that writes elsewhere: names
// that lead to one are not in its vocabulary (`words.js`), and members are never named by what is not written out.
// "No" is always a safe answer.

const words = require('./words.js');

const ASSIGNMENTS = new Set('= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??='.split(' '));
const DECLARES = ['const', 'let', 'var'];
const NO_OPERANDS = ['return', 'typeof', 'case', 'in', 'else', 'do', 'void', 'throw', 'instanceof', 'new'];
const NOTHING = { kind: 'none', text: '', spaced: true, mate: -1 };

class Reading {
  constructor(tokens, known, taken) {
    this.tokens = tokens;
    this.known = known; // names of reachable members
    this.taken = taken; // names that are no script's own
    this.takesApart = false; // whether a member is read that is no plain one
    this.kinds = new Map(); // of each own variable, all that it is bound to: 'fresh', 'number' or 'any'
  }

  at(index) {
    return this.tokens[index] ?? NOTHING;
  }

  text(index) {
    return this.at(index).text;
  }

  isName(index) {
    return this.at(index).kind === 'name';
  }

  isMember(index) {
    return this.text(index - 1) === '.' || this.text(index - 1) === '?.';
  }

  isKey(index) {
    return this.text(index + 1) === ':' && ['{', ','].includes(this.text(index - 1));
  }

  isFree(index) {
    return this.isName(index) && !this.isMember(index) && !this.isKey(index);
  }

  isOnly(name, kind) {
    const kinds = this.kinds.get(name);
    return kinds !== undefined && kinds.has(kind) && kinds.size === (kinds.has('none') ? 2 : 1);
  }

  bind(name, kind) {
    if (!this.kinds.has(name)) this.kinds.set(name, new Set());
    this.kinds.get(name).add(kind);
  }

  // First pass: what each variable is bound to.
  declare() {
    for (let i = 0; i < this.tokens.length; i++) {
      if (this.isFree(i)) this.bindName(i);
      else if (this.isPattern(i)) this.bindAll(i);
    }
  }

  bindName(i) {
    const { text } = this.at(i);
    const next = this.text(i + 1);
    if (words.KEYWORDS.has(text)) return;
    if (next === '=') this.bind(text, this.kindOf(i + 2));
    else if (next === '=>' || this.text(i - 1) === 'function') this.bind(text, 'any');
    else if ((next === 'of' || next === 'in') && DECLARES.includes(this.text(i - 1))) this.bind(text, 'any');
    else if (next === '+=' && this.at(i + 2).kind === 'number' && this.isEnd(i + 3)) this.bind(text, 'none');
    else if (ASSIGNMENTS.has(next)) this.bind(text, 'any');
    else if (DECLARES.includes(this.text(i - 1))) this.bindList(i);
  }

  // let a, b, c
  bindList(i) {
    for (let at = i; this.isName(at); at += 2) {
      if (this.text(at + 1) !== '=') this.bind(this.text(at), 'none');
      if (this.text(at + 1) !== ',') return;
    }
  }

  // Parameters, or what is taken apart.
  isPattern(i) {
    const { text, mate } = this.at(i);
    if (mate < i) return false;
    const after = this.text(mate + 1);
    if (text === '(') return after === '=>' || (after === '{' && !['if', 'for', 'while', 'switch'].includes(this.text(i - 1)));
    return (text === '[' || text === '{') && DECLARES.includes(this.text(i - 1));
  }

  bindAll(i) {
    const { mate } = this.at(i);
    let braces = this.text(i) === '{';
    for (let at = i + 1; at < mate; at++) {
      braces ||= this.text(at) === '{';
      if (!this.isFree(at)) continue;
      this.bind(this.text(at), 'any');
      // {name} reads the member of that name.
      if (braces && !this.isPlain(this.text(at))) this.takesApart = true;
    }
  }

  // An expression that begins here and is nothing but a new value.
  kindOf(i) {
    const { kind, text, mate } = this.at(i);
    if (kind === 'number') return this.isEnd(i + 1) ? 'number' : 'any';
    const end = text === '{' || text === '[' ? mate : this.madeBy(i);
    return end > 0 && this.isEnd(end + 1) ? 'fresh' : 'any';
  }

  // The end of `JSON.parse(text)`, `pm.response.json()` or `new Set(…)`.
  madeBy(i) {
    const is = (...texts) => texts.every((text, k) => this.text(i + k) === text);
    if (is('pm', '.', 'response', '.', 'json', '(', ')')) return i + 6;
    if (is('new', 'Set', '(') || is('new', 'Map', '(')) return this.at(i + 2).mate;
    if (!is('JSON', '.', 'parse', '(')) return 0;
    const { mate } = this.at(i + 3);
    for (let at = i + 4; at < mate; at++) if ([',', '=>', 'function'].includes(this.text(at))) return 0;
    return mate;
  }

  isEnd(i) {
    const { kind, text, spaced } = this.at(i);
    if (kind === 'none' || [';', ',', '}', ')'].includes(text)) return true;
    return kind === 'name' && spaced && !['in', 'of', 'instanceof'].includes(text);
  }

  // Second pass: nothing is there that might write.
  isHarmless() {
    this.declare();
    if (this.takesApart) return false;
    for (const name of this.kinds.keys()) if (this.taken.has(name)) return false;
    for (let i = 0; i < this.tokens.length; i++) if (!this.allows(i)) return false;
    return true;
  }

  allows(i) {
    const { kind, text } = this.at(i);
    if (kind === 'name') return this.isMember(i) ? this.allowsMember(i) : this.allowsName(i);
    if (kind === 'string') return !this.isKey(i) || this.isPlainText(text);
    if (text === '[') return this.allowsBracket(i);
    if (text === '++' || text === '--') return this.allowsStep(i);
    return !ASSIGNMENTS.has(text) || this.allowsAssignment(i);
  }

  // A name that stands for a value of its own.
  allowsName(i) {
    const { text } = this.at(i);
    const next = this.text(i + 1);
    if (this.isKey(i)) return this.isPlain(text);
    if (text in words.MEMBERS && next === '.') return words.MEMBERS[text].has(this.text(i + 2));
    if (words.FUNCTIONS.has(text) && next === '(') return this.text(i - 1) !== 'new';
    if (words.CLASSES.has(text)) return ['new', 'instanceof'].includes(this.text(i - 1));
    if (text === 'for') return this.allowsFor(i + 1);
    if (text === 'new') return this.isName(i + 1);
    if (text === 'function') return next !== '*';
    if (words.KEYWORDS.has(text)) return true;
    if (text === 'let') return (this.isName(i + 1) && !this.isWord(i + 1)) || next === '{';
    if (text === 'async') return next === '(' || next === 'function' || this.text(i + 2) === '=>';
    if (text === 'of') return ['}', ']'].includes(this.text(i - 1)) || DECLARES.includes(this.text(i - 2));
    return this.kinds.has(text) || words.VALUES.has(text);
  }

  isWord(i) {
    return words.KEYWORDS.has(this.text(i));
  }

  allowsFor(i) {
    const at = this.text(i) === 'await' ? i + 1 : i;
    const first = this.text(at + 1);
    if (first === ';' || first === 'const' || first === 'var') return true;
    return first === 'let' ? this.isName(at + 2) || this.text(at + 2) === '{' : this.isName(at + 1) && this.text(at + 2) === '=';
  }

  // A name that no prototype in reach has.
  isPlain(name) {
    return words.READS.has(name) || (!this.known.has(name) && name[0] !== '_');
  }

  isPlainText(literal) {
    const name = literal.slice(1, -1);
    return !name.includes('\\') && this.isPlain(name);
  }

  allowsMember(i) {
    const { text } = this.at(i);
    const owner = this.text(i - 2);
    const path = this.path(i);
    if (owner in words.MEMBERS && !this.isMember(i - 2)) return this.allowsOfOwner(i, path);
    if (this.text(i + 1) === '(') {
      if (words.PATHS.has(path)) return this.isNamed(i + 2);
      if (words.GIVEN.has(path)) return true;
      if (words.KEYED.has(path)) return this.text(i + 2) === '{' && this.text(i + 3) === 'key' && this.isNamed(i + 5);
      if (words.CALLERS.has(text)) return this.isFunction(i + 2);
      if (words.LOOKUPS.has(text)) return this.isNamed(i + 2);
      if (words.CHANGES.has(text)) return this.isOnly(owner, 'fresh') && !this.isMember(i - 2);
    }
    return this.isPlain(text);
  }

  // pm.test, Object.keys, …: `allowsName` has looked at the name.
  allowsOfOwner(i, path) {
    if (path === 'Object.assign') return this.text(i + 1) === '(' && this.isLiteral(i + 2);
    if (words.PATHS.has(path) || words.LOOKUPS.has(this.text(i))) return this.text(i + 1) === '(' && this.isNamed(i + 2);
    return true;
  }

  // {…} as an argument, and nothing made of it.
  isLiteral(i) {
    return this.text(i) === '{' && [',', ')'].includes(this.text(this.at(i).mate + 1));
  }

  // The dotted names that end here.
  path(i) {
    let first = i;
    while (this.text(first - 1) === '.' && this.isName(first - 2)) first -= 2;
    if (this.isMember(first)) return '';
    let path = this.text(first);
    for (let at = first + 2; at <= i; at += 2) path += `.${this.text(at)}`;
    return path;
  }

  // A text that is written out, and names nothing that every object has.
  isNamed(i) {
    const { kind, text } = this.at(i);
    if (text === ')') return true;
    if (kind !== 'string' || ![')', ',', '}'].includes(this.text(i + 1)) || text.includes('\\')) return false;
    return text.slice(1, -1).split(/[.[\]'"]/).every((name) => this.isPlain(name));
  }

  isFunction(i) {
    const { text, mate } = this.at(i);
    if (text === 'async' || text === 'function') return true;
    return this.text((text === '(' ? mate : i) + 1) === '=>';
  }

  allowsBracket(i) {
    const { mate } = this.at(i);
    if (!this.isOperand(i - 1)) return !(['{', ','].includes(this.text(i - 1)) && [':', '('].includes(this.text(mate + 1)));
    return (this.isTests(i - 1) && this.text(mate + 1) === '=') || this.isIndex(i, mate);
  }

  isOperand(i) {
    const { kind, text } = this.at(i);
    if (kind === 'name') {
      if (this.isMember(i)) return true;
      if (text === 'of') return !DECLARES.includes(this.text(i - 2));
      return !NO_OPERANDS.includes(text) && !DECLARES.includes(text);
    }
    return kind === 'mark' ? [')', ']', '}', '?.'].includes(text) : kind !== 'none';
  }

  // [0], ['name'], [i] of a counter, [list.length - 1]
  isIndex(i, mate) {
    const { kind, text } = this.at(i + 1);
    if (mate === i + 2) {
      if (kind === 'name') return this.isOnly(text, 'number');
      return kind === 'number' || (kind === 'string' && this.isPlainText(text));
    }
    if (this.at(mate - 1).kind !== 'number' || this.text(mate - 2) !== '-') return false;
    for (let at = i + 1; at < mate; at++) {
      if (!this.isName(at) && this.at(at).kind !== 'number' && !['.', '-'].includes(this.text(at))) return false;
    }
    return true;
  }

  allowsStep(i) {
    const { spaced } = this.at(i);
    const before = this.isFree(i - 1) && !this.isWord(i - 1) && !spaced;
    if (before) return !this.taken.has(this.text(i - 1));
    const after = this.isFree(i + 1) && !this.isWord(i + 1) && !['.', '?.', '[', '('].includes(this.text(i + 2));
    return after && !this.isOperand(i - 1) && !this.taken.has(this.text(i + 1));
  }

  allowsAssignment(i) {
    const target = this.at(i - 1);
    if (target.kind === 'name') {
      if (!this.isMember(i - 1)) return !this.isWord(i - 1) && !this.taken.has(target.text);
      return this.text(i - 2) === '.' && this.isOwn(i - 3) && target.text[0] !== '_';
    }
    if (target.text !== ']' && target.text !== '}') return false;
    const opener = target.mate;
    const before = this.text(opener - 1);
    if (DECLARES.includes(before)) return before !== 'let' || target.text === '}';
    if (target.text === '}') return false;
    return this.isTests(opener - 1) || this.isOwn(opener - 1);
  }

  // Where the old interface takes verdicts: tests['any text'] = true.
  isTests(i) {
    return this.text(i) === 'tests' && this.isFree(i) && !this.kinds.has('tests');
  }

  // A variable of the script's that only ever holds what it has made itself.
  isOwn(i) {
    return this.isFree(i) && this.isOnly(this.text(i), 'fresh');
  }
}

module.exports = { Reading };

'use strict';
// JavaScript text as tokens, or null where it could be read in more than one way.
//
// A token is {kind, text, spaced}: kind is 'name', 'number', 'string', 'regex', 'template' (its first piece), 'piece' (a
// later one) or 'mark'; `spaced` says that a line ended before it. Brackets also have `mate`, the index of their partner.

const SPACE = /[ \t\v\f\u00a0\ufeff]+/y;
const LINE = /\r?\n|\r/y;
const COMMENT = /\/\/[^\r\n]*|\/\*[^]*?\*\//y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER = /(?:0[xXbBoO][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)n?(?![\w$\\])/y;
const STRING = /'(?:[^'\\\r\n]|\\[^])*'|"(?:[^"\\\r\n]|\\[^])*"/y;
const REGEX = /\/(?![*/])(?:[^\\/[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n])*\])+\/[a-z]*(?![\w$\\])/y;
const PIECE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y;
const MARK =
  /\?\.(?!\d)|>>>=|\.\.\.|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|===|!==|=>|==|!=|<=|>=|&&|\|\||\?\?|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|\*\*|<<|>>|[-{}()[\];,<>+*/%&|^!~?:=.]/y;

const OPENERS = { '{': '}', '(': ')', '[': ']', '${': '}' };
// Words after which an expression begins, so that a slash opens a regular expression.
const BEFORE_EXPRESSIONS = ['return', 'typeof'];
// Words that name a value in one place and mean something else in another.
const DOUBTFUL = 'of in instanceof await yield async let void delete throw new else do case'.split(' ');
const HEADS = ['if', 'while', 'for', 'with'];

class Reader {
  constructor(source) {
    this.source = source;
    this.at = 0;
    this.tokens = [];
    this.open = [];
    this.spaced = true;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.source);
    if (match === null) return null;
    this.at = pattern.lastIndex;
    return match[0];
  }

  push(kind, text) {
    this.tokens.push({ kind, text, spaced: this.spaced, mate: -1 });
    this.spaced = false;
    return true;
  }

  skip() {
    const before = this.at;
    this.take(SPACE);
    if (this.take(LINE) !== null) this.spaced = true;
    const comment = this.take(COMMENT);
    if (comment !== null && /[\r\n]/.test(comment)) this.spaced = true;
    return this.at > before;
  }

  // 'regex', 'divided', or null where nobody can tell without a grammar.
  slash() {
    const last = this.tokens.at(-1);
    if (last === undefined) return 'regex';
    if (last.kind === 'name') {
      if (this.tokens.at(-2)?.text === '.') return 'divided';
      if (BEFORE_EXPRESSIONS.includes(last.text)) return 'regex';
      return DOUBTFUL.includes(last.text) ? null : 'divided';
    }
    if (last.kind !== 'mark' || last.text === ']') return 'divided';
    if (last.text === ')') return HEADS.includes(this.tokens[last.mate - 1]?.text) ? null : 'divided';
    return ['}', '++', '--'].includes(last.text) ? null : 'regex';
  }

  mark(text) {
    const index = this.tokens.length;
    if (text in OPENERS) this.open.push(index);
    this.push('mark', text);
    if (!'})]'.includes(text)) return true;
    const opener = this.open.pop();
    if (opener === undefined || OPENERS[this.tokens[opener].text] !== text) return false;
    this.tokens[opener].mate = index;
    this.tokens[index].mate = opener;
    return this.tokens[opener].text !== '${' || this.piece('piece');
  }

  piece(kind) {
    const text = this.take(PIECE);
    if (text === null) return false;
    this.push(kind, text);
    return !text.endsWith('${') || this.mark('${');
  }

  next() {
    const { source } = this;
    if (source[this.at] === '`') {
      this.at += 1;
      return this.piece('template');
    }
    for (const [kind, pattern] of PLAIN) {
      const text = this.take(pattern);
      if (text !== null) return this.push(kind, text);
    }
    if (source[this.at] === '/') {
      const meaning = this.slash();
      if (meaning === null) return false;
      const text = meaning === 'regex' ? this.take(REGEX) : null;
      if (meaning === 'regex') return text !== null && this.push('regex', text);
    }
    const text = this.take(MARK);
    return text !== null && this.mark(text);
  }
}

const PLAIN = [
  ['name', NAME],
  ['number', NUMBER],
  ['string', STRING],
];

// The tokens of a text; null for one that is not read with certainty (or is no JavaScript).
function tokenize(source) {
  // Lines that end elsewhere than they seem to, and comments that look like operators.
  if (/[\u2028\u2029]|<!--|-->/.test(source)) return null;
  const reader = new Reader(source);
  while (reader.at < source.length) if (!reader.skip() && !reader.next()) return null;
  return reader.open.length === 0 ? reader.tokens : null;
}

module.exports = { tokenize };

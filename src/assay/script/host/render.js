'use strict';
// A visualizer's page: its template filled with its data by Handlebars, in a realm of its own that no script ever sees.
//
// Nothing but texts go in and come out, so a template finds no way to the realm of scripts, nor to this one.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { apply } = Reflect;
const { readFileSync } = fs;
const { createContext, Script } = vm;
const { runInContext } = Script.prototype;
const { DONT_CONTEXTIFY } = vm.constants;
const PLAIN = { __proto__: null };
const RUN = {
  __proto__: null,
  timeout: 2000, // milliseconds
};
const FILL = `
  try {
    result = 'P' + Handlebars.compile(template, JSON.parse(options))(JSON.parse(data));
  } catch (error) {
    result = 'E' + (error && error.message);
  }`;

let handlebars = null;

function run(code, context) {
  return apply(runInContext, new Script(code, PLAIN), [context, RUN]);
}

// 'P' and the page, or 'E' and why there is none: of a template, and JSON of what it shows and of Handlebars' options.
function render(bundle, template, data, options) {
  try {
    handlebars ??= readFileSync(path.join(bundle, 'handlebars.js'), 'latin1');
    const context = createContext(DONT_CONTEXTIFY, PLAIN);
    run(handlebars, context);
    context.template = template;
    context.data = data;
    context.options = options;
    run(FILL, context);
    return context.result;
  } catch (error) {
    return error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'Eit takes longer than 2 s' : 'Eit cannot be rendered';
  }
}

module.exports = { render };

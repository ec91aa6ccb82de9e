'use strict';
// The vocabulary of scripts that change nothing shared: what each word may be used for.

const words = (text) => new Set(text.split(/\s+/));

// `for` and its like stand for themselves; whatever is not here (class, this, delete, with, …) makes a script doubtful.
const KEYWORDS = words(
  `break case catch const continue default do else false finally for function if in instanceof new null return switch
  throw true try typeof undefined var void while await NaN Infinity`,
);

// Each may only be used as `Name.member`, with these members.
const MEMBERS = {
  __proto__: null,
  pm: words(
    `test expect response request environment globals collectionVariables variables iterationData info cookies
    sendRequest execution visualizer`,
  ),
  postman: words(
    `setNextRequest setEnvironmentVariable getEnvironmentVariable clearEnvironmentVariable setGlobalVariable
    getGlobalVariable clearGlobalVariable getResponseHeader`,
  ),
  console: words('log info warn error debug'),
  Object: words('keys values entries fromEntries assign'),
  Array: words('isArray from of'),
  JSON: words('parse stringify'),
  Math: words('abs ceil floor round trunc sign min max pow sqrt random PI'),
  Date: words('now parse UTC'),
  Number: words('isInteger isSafeInteger isFinite isNaN parseFloat parseInt MAX_SAFE_INTEGER'),
  String: words('fromCharCode'),
  Promise: words('all allSettled race resolve reject'),
};

// May only be called.
const FUNCTIONS = words(
  `String Number Boolean parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI
  btoa atob setTimeout clearTimeout`,
);

// May only follow `new` or `instanceof`.
const CLASSES = words('Array Date Error TypeError RangeError SyntaxError Map Set Promise RegExp');

// Values that the sandbox gives to each script anew.
const VALUES = words('responseBody responseCode responseTime responseHeaders tests environment globals data iteration');

// Members that read, whoever they belong to and whatever they are given.
const READS = words(
  `to be been is and have with that which at of same but does still also not deep any all an a include contain contains
  includes ok true false null undefined NaN exist exists empty equal equals eq eql eqls above gt greaterThan least gte
  greaterThanOrEqual below lt lessThan most lte lessThanOrEqual within lengthOf length match matches string closeTo
  approximately oneOf members key keys finite status statusCode statusReason statusCodeClass info success redirection
  clientError serverError error accepted withoutContent badRequest unauthorised unauthorized forbidden notFound
  notAcceptable rateLimited header withBody body json responseTime responseSize

  has toObject toJSON toString valueOf id code reason headers url method text size mime encoding stream details cookies
  request response environment globals collectionVariables variables iterationData path host port query hash protocol
  auth getHost getPath getPathWithQuery getQueryString getRaw getRemote values replaceIn eventName iteration
  iterationCount requestName requestId

  toFixed toPrecision toUpperCase toLowerCase toLocaleString trim trimStart trimEnd split join slice substring substr
  charAt charCodeAt startsWith endsWith indexOf lastIndexOf concat padStart padEnd repeat replace replaceAll search
  localeCompare hasOwnProperty getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds
  getMilliseconds getTimezoneOffset toISOString toDateString toUTCString then catch finally test exec flat entries
  message stack name description index source link`,
);

// Members that call what they are given: this must be a function of the script's own. (Given a name, SugarJS reads it.)
const CALLERS = words('map filter find findIndex forEach some every reduce flatMap each');

// Members that look up a name: it must be written out.
const LOOKUPS = words(
  `property ownProperty haveOwnProperty jsonBody get one getEnvironmentVariable getGlobalVariable getResponseHeader`,
);

// Members that change what they belong to: this must be a value that the script has made itself.
const CHANGES = words('push pop shift unshift splice sort reverse add delete set clear');

// Calls that change what belongs to the script or the run; the name that they are given must be written out.
const PATHS = words(
  `pm.environment.set pm.environment.unset pm.globals.set pm.globals.unset pm.collectionVariables.set
  pm.collectionVariables.unset pm.variables.set pm.variables.unset postman.setEnvironmentVariable
  postman.clearEnvironmentVariable postman.setGlobalVariable postman.clearGlobalVariable`,
);

// The same, and what they are given is a value.
const GIVEN = words(
  `pm.visualizer.set pm.execution.setNextRequest pm.execution.skipRequest postman.setNextRequest pm.environment.clear
  pm.globals.clear pm.collectionVariables.clear pm.variables.clear`,
);

// {key: '…', value: …} is put into a list under its key.
const KEYED = words('pm.request.headers.add pm.request.headers.upsert');

const NATIVES = `Object Function Array String Number Boolean Date RegExp Promise Map Set Error Uint8Array BigInt Symbol`;

// Every name that a reachable prototype or class has: none may be used but as the lists above say.
function known(realm, collection, chai) {
  const names = new Set();
  const note = (holder) => {
    for (let at = holder; at !== null; at = Object.getPrototypeOf(at)) {
      for (const name of Reflect.ownKeys(at)) names.add(name);
    }
  };
  for (const name of words(NATIVES)) note(realm[name].prototype);
  for (const name of Object.keys(collection)) {
    note(collection[name]);
    note(collection[name].prototype ?? null);
  }
  note(chai.Assertion.prototype);
  note(Object.getPrototypeOf(Uint8Array.prototype));
  return names;
}

const lists = { KEYWORDS, MEMBERS, FUNCTIONS, CLASSES, VALUES, READS, CALLERS, LOOKUPS, CHANGES, PATHS, GIVEN, KEYED };

module.exports = { ...lists, known };

"use strict";
/* The page's one script: reads the rows that the page holds, lists those that pass the filters, opens one at a time.
   Everything from the run is put in as text, never as markup; a visualizer's page gets a frame that may do nothing. */
(() => {
  const ROW = 44;
  const TALLEST = 8_000_000; // pixels that every browser lays out; longer lists are scrolled in proportion
  const [NAME, PATH, METHOD, URL_, STATUS, SAID, TIME, SIZE, ITERATION, LABEL, ASSERTED, FAILED, ATTEMPT, BEGAN, WORDS] =
    Array.from({ length: 15 }, (_, column) => column);
  const PHASES = ["wait", "DNS", "connect", "TLS", "first byte", "download"];
  const at = (id) => document.getElementById(id);
  const count = (number) => number.toLocaleString("en");

  const el = (tag, given = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") made.textContent = value;
      else if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  const duration = (ms) => {
    if (ms < 1) return `${Math.round(ms * 1000)} µs`;
    if (ms < 1000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
    if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
    return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
  };
  const bytes = (number) => {
    const units = ["B", "kB", "MB", "GB"];
    let unit = 0;
    while (number >= 1000 && unit < 3) { number /= 1000; unit += 1; }
    return `${unit && number < 100 ? number.toFixed(1) : Math.round(number)} ${units[unit]}`;
  };
  const tone = (status) => (status <= 0 ? (status === 0 ? "bad" : "") : ["", "", "good", "note", "warn", "bad"][Math.floor(status / 100)] || "");
  const codeText = (status) => (status > 0 ? String(status) : status === 0 ? "ERR" : "–");

  /* --- what the page holds ------------------------------------------------------------------------------------- */
  const run = JSON.parse(at("run").textContent);
  const blocks = [...document.querySelectorAll("script.block")];
  const rows = [];
  const blockOf = [];
  document.querySelectorAll("script.rows").forEach((element, number) => {
    JSON.parse(element.textContent).forEach((row, place) => { rows.push(row); blockOf.push([number, place]); });
    element.remove();
  });
  const haystack = rows.map((row) =>
    [row[NAME], row[PATH].join(" / "), row[METHOD], row[URL_], codeText(row[STATUS]), row[SAID], row[LABEL], row[WORDS]].join("\n").toLowerCase());

  const opened = new Map();
  const details = async (index) => {
    const [number, place] = blockOf[index];
    if (!opened.has(number)) {
      const packed = Uint8Array.from(atob(blocks[number].textContent), (character) => character.charCodeAt(0));
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
      opened.set(number, await new Response(stream).json());
      if (opened.size > 8) opened.delete(opened.keys().next().value);
    }
    return opened.get(number)[place];
  };

  /* --- filters ------------------------------------------------------------------------------------------------- */
  const OUTCOMES = [
    ["failed", "Failed", "bad", (row) => row[FAILED] > 0],
    ["passed", "Passed", "good", (row) => row[FAILED] === 0 && row[STATUS] >= 0],
    ["2", "2xx", "good", (row) => row[STATUS] >= 200 && row[STATUS] < 300],
    ["3", "3xx", "note", (row) => row[STATUS] >= 300 && row[STATUS] < 400],
    ["4", "4xx", "warn", (row) => row[STATUS] >= 400 && row[STATUS] < 500],
    ["5", "5xx", "bad", (row) => row[STATUS] >= 500],
    ["none", "No answer", "bad", (row) => row[STATUS] === 0],
    ["retried", "Needed a retry", "warn", (row) => row[ATTEMPT] > 1],
    ["skipped", "Not sent", "", (row) => row[STATUS] === -1],
  ];
  const SEPARATOR = "\u0000";
  const state = { text: "", outcome: null, folder: null, iteration: null, order: "run" };
  const folderOf = rows.map((row) => row[PATH].join(SEPARATOR));
  let shown = [];
  let selected = -1;

  const passes = (wanted) => {
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    const outcome = wanted.outcome && OUTCOMES.find(([id]) => id === wanted.outcome)[3];
    const inside = wanted.folder === null ? null : wanted.folder + SEPARATOR;
    return (index) =>
      (!outcome || outcome(rows[index])) &&
      (inside === null || folderOf[index] === wanted.folder || folderOf[index].startsWith(inside)) &&
      (wanted.iteration === null || rows[index][ITERATION] === wanted.iteration) &&
      words.every((word) => haystack[index].includes(word));
  };
  const ORDERS = {
    slow: (a, b) => rows[b][TIME] - rows[a][TIME] || a - b,
    large: (a, b) => rows[b][SIZE] - rows[a][SIZE] || a - b,
    failed: (a, b) => rows[b][FAILED] - rows[a][FAILED] || a - b,
  };

  const apply = () => {
    const fits = passes(state);
    shown = [];
    for (let index = 0; index < rows.length; index += 1) if (fits(index)) shown.push(index);
    if (state.order !== "run") shown.sort(ORDERS[state.order]);
    at("count").textContent = shown.length === rows.length ? `${count(rows.length)} requests` : `${count(shown.length)} of ${count(rows.length)}`;
    scroll.scrollTop = 0;
    drawList();
  };

  const press = (group, button) => {
    for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
  };
  const choice = (group, label, number, given, act) => {
    const button = el("button", { type: "button", "aria-pressed": "false", title: given.title || label },
      given.dot === undefined ? null : el("span", { class: `dot ${given.dot}` }),
      el("span", { class: "label", text: label, style: given.depth ? `padding-left:${given.depth * 14}px` : null }),
      given.failed ? el("span", { class: "number bad", text: count(given.failed), title: "failed" }) : null,
      el("span", { class: "number", text: count(number) }));
    button.addEventListener("click", () => { press(group, button); act(); apply(); });
    group.append(button);
    return button;
  };
  const drawOutcomes = () => {
    const group = at("outcomes");
    choice(group, "All", rows.length, { dot: "" }, () => { state.outcome = null; }).setAttribute("aria-pressed", "true");
    for (const [id, label, dot, test] of OUTCOMES) {
      const number = rows.reduce((sum, row) => sum + (test(row) ? 1 : 0), 0);
      if (number) choice(group, label, number, { dot }, () => { state.outcome = id; }).dataset.outcome = id;
    }
  };
  const drawFolders = () => {
    const root = { inside: new Map() };
    rows.forEach((row) => {
      let folder = root;
      row[PATH].forEach((label, depth) => {
        const key = row[PATH].slice(0, depth + 1).join(SEPARATOR);
        if (!folder.inside.has(label)) folder.inside.set(label, { key, label, depth, number: 0, failed: 0, inside: new Map() });
        folder = folder.inside.get(label);
        folder.number += 1;
        folder.failed += row[FAILED] > 0 ? 1 : 0;
      });
    });
    const group = at("folders");
    choice(group, "All", rows.length, {}, () => { state.folder = null; }).setAttribute("aria-pressed", "true");
    const add = (folder) => {
      if (group.childElementCount > 500) return;
      const title = folder.key.split(SEPARATOR).join(" / ");
      choice(group, folder.label, folder.number, { depth: folder.depth, failed: folder.failed, title }, () => { state.folder = folder.key; }).dataset.folder = title;
      folder.inside.forEach(add);
    };
    root.inside.forEach(add);
    if (!root.inside.size) { group.previousElementSibling.hidden = true; group.hidden = true; }
  };

  /* --- the list: only the rows in sight exist ------------------------------------------------------------------- */
  const scroll = at("scroll");
  const space = at("space");
  const factor = () => Math.max(1, (shown.length * ROW) / TALLEST);

  const rowElement = (index, top) => {
    const row = rows[index];
    const many = run.iterations[0] > 1 || row[ITERATION] > 0;
    const label = many ? row[LABEL] || `iteration ${row[ITERATION] + 1}` : "";
    const passed = row[ASSERTED] - row[FAILED];
    const verdict = row[FAILED] ? `${row[FAILED]} failed` : row[ATTEMPT] > 1 ? `attempt ${row[ATTEMPT]}` : row[ASSERTED] ? `${passed} ✓` : "";
    const place = [...row[PATH]].join(" / ");
    return el("div", {
      class: `row${row[FAILED] ? " failed" : ""}`, id: `row-${index}`, role: "option", "aria-selected": String(index === selected),
      style: `transform:translateY(${top}px)`, "data-index": index,
    },
    el("span", { class: `code ${tone(row[STATUS])}`, text: codeText(row[STATUS]), title: row[SAID] }),
    el("span", { class: "what" },
      el("b", { text: row[NAME] || "(no name)" }),
      el("span", {}, label ? el("i", { text: label }) : "", `${row[METHOD]} ${row[URL_].replace(/^[a-z]+:\/\/[^/]*/i, "")}${place ? `  ·  ${place}` : ""}`)),
    el("span", { class: `verdicts${row[FAILED] ? " bad" : row[ATTEMPT] > 1 ? " again" : ""}`, text: verdict }),
    el("span", { class: "number", text: row[STATUS] > 0 ? duration(row[TIME]) : "" }),
    el("span", { class: "number soft", text: row[STATUS] > 0 ? bytes(row[SIZE]) : "" }));
  };
  const drawList = () => {
    const tall = shown.length * ROW;
    space.style.height = `${Math.min(tall, TALLEST)}px`;
    if (!shown.length) {
      space.replaceChildren(el("p", { class: "none", text: rows.length ? "Nothing passes these filters." : "Nothing was sent." }));
      scroll.removeAttribute("aria-activedescendant");
      return;
    }
    const real = scroll.scrollTop * factor();
    const first = Math.max(0, Math.floor(real / ROW) - 6);
    const last = Math.min(shown.length, Math.ceil((real + scroll.clientHeight) / ROW) + 6);
    const made = [];
    for (let place = first; place < last; place += 1) made.push(rowElement(shown[place], place * ROW - real + scroll.scrollTop));
    space.replaceChildren(...made);
    if (at(`row-${selected}`)) scroll.setAttribute("aria-activedescendant", `row-${selected}`);
    else scroll.removeAttribute("aria-activedescendant");
  };
  let waiting = false;
  scroll.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; drawList(); });
  });
  const reveal = (place) => {
    const real = scroll.scrollTop * factor();
    if (place * ROW < real) scroll.scrollTop = (place * ROW) / factor();
    else if ((place + 1) * ROW > real + scroll.clientHeight) scroll.scrollTop = ((place + 1) * ROW - scroll.clientHeight) / factor();
    drawList();
  };
  const select = (index) => {
    if (index === undefined) return;
    selected = index;
    const place = shown.indexOf(index);
    if (place >= 0) reveal(place);
    showDetails(index);
    try { history.replaceState(null, "", `#${index + 1}`); } catch { /* some browsers keep the address of a file */ }
  };
  scroll.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) { scroll.focus({ preventScroll: true }); select(Number(row.dataset.index)); }
  });

  /* --- details --------------------------------------------------------------------------------------------------- */
  const TOKEN = /"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|[a-z]+|[{}[\],:]|\s+|[^]/g;
  const pretty = (text) => {
    /* JSON is laid out token by token and never parsed: numbers stay as they were sent, and a cut body works as well. */
    const out = document.createDocumentFragment();
    const tokens = (text.match(TOKEN) || []).filter((token) => !/^\s+$/.test(token));
    let depth = 0;
    const newline = () => `\n${"  ".repeat(Math.min(depth, 60))}`;
    tokens.forEach((token, place) => {
      const next = tokens[place + 1];
      if (token === "{" || token === "[") {
        depth += 1;
        out.append(token, next === "}" || next === "]" ? "" : newline());
      } else if (token === "}" || token === "]") {
        depth = Math.max(0, depth - 1);
        const before = tokens[place - 1];
        out.append(before === "{" || before === "[" ? "" : newline(), token);
      } else if (token === ",") out.append(token, newline());
      else if (token === ":") out.append(": ");
      else {
        const kind = token[0] === '"' ? (next === ":" ? "key" : "text") : /^-?\d/.test(token) ? "digit" : "word";
        out.append(el("span", { class: kind, text: token }));
      }
    });
    return out;
  };
  const copyButton = (text, label) => el("button", { type: "button", text: label, on: {
    click: async (event) => {
      const button = event.currentTarget;
      try { await navigator.clipboard.writeText(text); } catch {
        const area = el("textarea", {});
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = "copied";
      setTimeout(() => { button.textContent = label; }, 1200);
    },
  } });
  const part = (title, note, content, given = {}) =>
    el("section", { class: `part ${given.class || ""}` },
      el("h3", {}, el("span", { text: title }), note ? el("small", { text: note }) : null, ...(given.buttons || [])),
      content ? el("div", { class: "in" }, ...[content].flat()) : null);

  const headersTable = (headers) => el("table", { class: "headers" },
    el("tbody", {}, ...headers.map(([name, value]) => el("tr", {}, el("th", { scope: "row", text: name }), el("td", { text: value })))));
  const bodyParts = (body) => {
    if (!body) return [];
    if (body.text === null) return [el("p", { class: "said", text: `${bytes(body.size)} of binary data` })];
    const isJson = /json/i.test(body.kind) || /^\s*[{[]/.test(body.text);
    const pre = el("pre", { tabindex: "0" });
    pre.append(isJson ? pretty(body.text) : body.text);
    const cut = body.whole ? null : el("p", { class: "more", text: body.kind === "files" ? `${bytes(body.size)} from files` : `The first ${count(body.text.length)} characters of ${bytes(body.size)}; all of it is in the log.` });
    return [pre, cut].filter(Boolean);
  };
  const message = (title, headers, body, buttons = []) => {
    const raw = body && body.text !== null && (/json/i.test(body.kind) || /^\s*[{[]/.test(body.text));
    const inner = el("div", {}, ...bodyParts(body));
    const toggle = raw ? el("button", { type: "button", text: "raw", "aria-pressed": "false", on: {
      click: (event) => {
        const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
        event.currentTarget.setAttribute("aria-pressed", String(on));
        event.currentTarget.textContent = on ? "tidy" : "raw";
        inner.querySelector("pre").replaceChildren(on ? body.text : pretty(body.text));
      },
    } }) : null;
    const size = body ? `${bytes(body.size)}${body.kind && body.kind !== "files" ? `  ${body.kind}` : ""}` : "no body";
    const table = el("details", { class: "sub" }, el("summary", {}, `${headers.length} header${headers.length === 1 ? "" : "s"}`), headersTable(headers));
    return part(title, size, [inner, table], { buttons: [toggle, ...buttons].filter(Boolean) });
  };
  const timing = (timings) => {
    const total = timings[6];
    if (!total) return null;
    const used = PHASES.map((name, phase) => [name, timings[phase], phase]).filter(([, ms]) => ms > 0);
    return part("Time", duration(total), [
      el("div", { class: "bar", "aria-hidden": "true" }, ...used.map(([name, ms, phase]) => el("span", { class: `p${phase}`, style: `flex:${ms} 0 0`, title: `${name} ${duration(ms)}` }))),
      el("p", { class: "legend" }, ...used.map(([name, ms, phase]) => el("span", {}, el("i", { class: `p${phase}` }), `${name} ${duration(ms)}`))),
    ]);
  };
  const failure = (one) => el("section", { class: "part failure" },
    el("h3", {}, el("span", { text: one.title || one.name }), one.title ? el("small", { text: one.name }) : null),
    el("p", { class: "said in", text: one.message }),
    one.expected === null ? null : el("dl", { class: "differ" },
      el("dt", { text: "expected" }), el("dd", { class: "good", text: one.expected }),
      el("dt", { text: "actual" }), el("dd", { class: "bad", text: one.actual })),
    el("p", { class: "where", text: `at ${one.place}` }));
  const ROLES = { redirected: "redirect", challenged: "refused, sent again with credentials", retried: "no answer, sent again", final: "" };
  const exchangeParts = (exchange) => [
    exchange.error ? part("No answer", `${exchange.error.code} · ${exchange.error.phase}`, el("p", { class: "said", text: exchange.error.reason })) : null,
    exchange.response ? message("Response", exchange.response.headers, exchange.response.body) : null,
    exchange.response && exchange.response.truncated ? el("p", { class: "more", text: "The answer was cut at the limit for bodies." }) : null,
    message("Request", exchange.headers, exchange.body, exchange.curl ? [copyButton(exchange.curl, "copy as curl")] : []),
    timing(exchange.timings),
  ].filter(Boolean);
  const others = (exchanges, main) => {
    const listed = exchanges.filter((_, place) => place !== main);
    if (!listed.length) return null;
    return part("Also sent", `${listed.length}`, listed.map((exchange) => {
      const status = exchange.response ? exchange.response.status : 0;
      const role = [exchange.source === "collection" ? "" : `by ${exchange.source}`, ROLES[exchange.role], exchange.role === "retried" ? `attempt ${exchange.attempt}` : ""].filter(Boolean).join(", ");
      const sub = el("details", { class: "sub" }, el("summary", {},
        el("span", { class: `code ${tone(status)}`, text: codeText(status) }), el("span", { text: `${exchange.method} ${exchange.url}` }), el("small", { text: role })));
      sub.addEventListener("toggle", () => { if (sub.open && !sub.querySelector(".inner")) sub.append(el("div", { class: "inner" }, ...exchangeParts(exchange))); });
      return sub;
    }));
  };
  const picture = (given) => {
    if (!given) return null;
    const save = el("button", { type: "button", text: "save as a file", on: { click: () => {
      const link = el("a", { href: URL.createObjectURL(new Blob([given.html], { type: "text/html" })), download: "visualizer.html" });
      link.click();
      URL.revokeObjectURL(link.href);
    } } });
    return part("Visualizer", "its scripts are off here", [
      el("iframe", { sandbox: "", title: "Visualizer", referrerpolicy: "no-referrer", srcdoc: given.html }),
      given.whole ? null : el("p", { class: "more", text: `The first ${count(given.html.length)} characters of ${count(given.size)}.` }),
    ].filter(Boolean), { buttons: [save] });
  };
  const leftOut = (numbers) => {
    const words = Object.entries(numbers).filter(([, number]) => number > 0).map(([name, number]) => `${count(number)} more ${name}`);
    return words.length ? el("p", { class: "more", text: `${words.join(", ")} in the log.` }) : null;
  };

  let asked = 0;
  const showDetails = async (index) => {
    const mine = (asked += 1);
    const found = await details(index);
    if (mine !== asked) return;
    const row = rows[index];
    const main = found.main >= 0 ? found.exchanges[found.main] : null;
    const facts = [
      row[STATUS] > 0 ? duration(row[TIME]) : null,
      main && main.response ? bytes(main.response.transferred) : null,
      main && main.response ? `HTTP/${main.response.version}` : null,
      main && main.remote ? `${main.remote}${main.reused ? " (kept connection)" : ""}` : null,
      run.iterations[0] > 1 ? `iteration ${row[ITERATION] + 1}${row[LABEL] ? `: ${row[LABEL]}` : ""}` : null,
      `${duration(Math.max(row[BEGAN], 0))} after the start`,
    ].filter(Boolean).map((text) => el("span", { text }));
    if (row[ATTEMPT] > 1 && row[STATUS] > 0) facts.unshift(el("span", { class: "again", text: `passed on attempt ${row[ATTEMPT]}` }));
    const box = at("details");
    box.replaceChildren(...[
      el("header", {},
        el("p", { class: "path", text: row[PATH].join(" / ") }),
        el("h2", { text: row[NAME] || "(no name)" }),
        el("p", { class: "target" }, el("span", { class: `code ${tone(row[STATUS])}`, text: `${codeText(row[STATUS])} ${row[SAID]}`.trim() }), main ? `${main.method} ${main.url}` : ""),
        el("p", { class: "facts" }, ...facts)),
      ...found.failures.map(failure),
      found.assertions.length ? part("Assertions", `${found.assertions.length}`, el("ul", { class: "checks" },
        ...found.assertions.map(([name, passed]) => el("li", { class: ["bad", "", "skip"][passed], text: name || "(no name)" })))) : null,
      ...(main ? exchangeParts(main) : []),
      others(found.exchanges, found.main),
      found.logs.length ? part("Console", `${found.logs.length}`, el("div", { class: "logs" },
        ...found.logs.map(([level, text]) => el("pre", { class: ["info", "warn", "error"].includes(level) ? level : "", text })))) : null,
      picture(found.picture),
      leftOut(found.left_out),
    ].filter(Boolean));
    box.scrollTop = 0;
    box.dataset.shown = index + 1;
  };

  /* --- head -------------------------------------------------------------------------------------------------------- */
  const drawHead = () => {
    document.title = `${run.name} · assay`;
    at("name").textContent = run.name || "(no name)";
    const whole = run.ending === "finished" || run.ending === "bailed";
    const verdict = at("verdict");
    verdict.textContent = run.failures ? `${count(run.failures)} failure${run.failures > 1 ? "s" : ""}` : whole ? (run.requests[0] ? "passed" : "nothing was sent") : run.ending;
    verdict.classList.add(run.failures ? "bad" : whole && run.requests[0] ? "good" : "warn");
    const said = [["", run.target], ["environment", run.environment], ["started", new Date(run.started).toLocaleString()], ["took", duration(run.seconds * 1000)], ["seed", String(run.seed)], ["assay", run.version]];
    at("meta").replaceChildren(...said.filter(([, value]) => value).map(([name, value]) => el("span", {}, name ? `${name} ` : "", el("b", { text: value }))));
    const notices = [
      whole ? "" : `The run did not come to its end: ${run.reason || run.ending}. This is what was done.`,
      run.ending === "bailed" ? "The run stopped at its first failure." : "",
      run.left_out ? `${count(run.left_out)} requests without a failure are left out here; they are in the log.` : "",
    ].filter(Boolean);
    at("notice").hidden = !notices.length;
    at("notice").textContent = notices.join(" ");
    const card = (label, value, failed, word) => el("div", {}, el("dt", { text: label }),
      el("dd", {}, value, failed ? el("small", { class: "bad", text: `${count(failed)} ${word || "failed"}` }) : null));
    at("cards").replaceChildren(...[
      run.iterations[0] > 1 ? card("iterations", count(run.iterations[0])) : null,
      card("requests", count(run.requests[0]), run.requests[1], "unanswered"),
      card("assertions", count(run.assertions[0]), run.assertions[1]),
      run.scripts[1] ? card("script errors", count(run.scripts[1])) : null,
      run.retried ? card("sent again", count(run.retried)) : null,
      card("mean response", run.response[0] ? duration(run.response[0]) : "–"),
      card("received", bytes(run.received)),
    ].filter(Boolean));
  };
  const drawStrip = () => {
    const canvas = at("strip");
    const wide = canvas.clientWidth;
    const high = canvas.clientHeight;
    const scale = window.devicePixelRatio || 1;
    canvas.width = wide * scale;
    canvas.height = high * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const bars = Math.max(1, Math.min(rows.length, Math.floor(wide / 3)));
    const most = rows.reduce((top, row) => Math.max(top, row[TIME]), 0) || 1;
    const colors = getComputedStyle(document.documentElement);
    const [good, bad] = ["--accent", "--bad"].map((name) => colors.getPropertyValue(name));
    for (let bar = 0; bar < bars; bar += 1) {
      const from = Math.floor((bar * rows.length) / bars);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * rows.length) / bars));
      let top = 0;
      let failed = 0;
      for (let index = from; index < to && index < rows.length; index += 1) {
        top = Math.max(top, rows[index][TIME]);
        failed += rows[index][FAILED] > 0 ? 1 : 0;
      }
      const tall = Math.max(3, Math.sqrt(top / most) * (high - 2));
      const left = (bar * wide) / bars;
      const width = Math.max(1, Math.min(wide / bars - 1, 14));
      pen.fillStyle = good;
      pen.globalAlpha = 0.4;
      pen.fillRect(left, high - tall, width, tall);
      pen.fillStyle = bad;
      pen.globalAlpha = 1;
      const red = failed ? Math.max(3, (tall * failed) / (to - from)) : 0;
      pen.fillRect(left, high - red, width, red);
    }
    at("scale").textContent = rows.length ? `slowest ${duration(most === 1 ? 0 : most)}` : "";
    canvas.onclick = (event) => select(shown.length === rows.length ? Math.min(rows.length - 1, Math.floor((event.offsetX / wide) * rows.length)) : shown[0]);
  };

  /* --- keys, theme, start -------------------------------------------------------------------------------------------- */
  const step = (by) => {
    const place = shown.indexOf(selected);
    select(shown[Math.max(0, Math.min(shown.length - 1, place < 0 ? 0 : place + by))]);
  };
  const nextFailure = (by) => {
    for (let place = shown.indexOf(selected) + by; place >= 0 && place < shown.length; place += by) {
      if (rows[shown[place]][FAILED]) { select(shown[place]); return; }
    }
  };
  scroll.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(scroll.clientHeight / ROW) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
    if (event.key in moves) { event.preventDefault(); step(moves[event.key]); }
    if (event.key === "Enter") { event.preventDefault(); if (selected < 0) step(0); at("details").focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      if (event.target === search && search.value) { search.value = ""; state.text = ""; apply(); }
      scroll.focus();
    } else if (typing) {
      if (event.target === search && (event.key === "ArrowDown" || event.key === "Enter")) { event.preventDefault(); scroll.focus(); step(0); }
    } else if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === "n") nextFailure(1);
    else if (event.key === "p") nextFailure(-1);
    else if (event.key === "t") at("theme").click();
  });
  const search = at("search");
  search.addEventListener("input", () => { state.text = search.value; apply(); });
  at("order").addEventListener("change", (event) => { state.order = event.target.value; apply(); });
  at("iteration").addEventListener("input", (event) => {
    const number = Number.parseInt(event.target.value, 10);
    state.iteration = Number.isNaN(number) ? null : number - 1;
    apply();
  });
  at("iteration-label").hidden = run.iterations[0] <= 1;

  const remembered = () => { try { return localStorage.getItem("assay-theme"); } catch { return null; } };
  const paint = (theme) => { document.documentElement.dataset.theme = theme; drawStrip(); };
  at("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("assay-theme", theme); } catch { /* a file has no storage in some browsers */ }
    paint(theme);
  });
  drawHead();
  drawOutcomes();
  drawFolders();
  apply();
  paint(remembered() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  new ResizeObserver(() => { drawList(); drawStrip(); }).observe(scroll);
  const linked = Number.parseInt(location.hash.slice(1), 10);
  const firstFailure = rows.findIndex((row) => row[FAILED] > 0);
  if (linked >= 1 && linked <= rows.length) select(linked - 1);
  else if (rows.length) select(Math.max(0, firstFailure));
  document.documentElement.dataset.ready = "true";
})();

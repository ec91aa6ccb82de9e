"""Bruno's `bru`, `req` and `res` on top of Postman's `pm`, for the head of a script that asks for them.

Calls are not written anew one by one: scripts pass these objects around, take members out of them and compute names,
which no rewriting of source sees. So the script stays as its author wrote it, and what it asks for is defined before
it: only the members that it names, or all where it uses an object as a whole. Runtime variables are kept in the
environment, where they outlive the request as they do in Bruno.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from assay.formats.bruno.javascript import chains, has_word

_FILLED = 'const filled = (value) => (typeof value === "string" ? pm.variables.replaceIn(value) : value);'


def _scope(words: str, scope: str) -> dict[str, str]:
    """Members of one kind of variables; `words` is their name in the middle of a member's."""
    return {
        f"get{words}": f"(name) => filled({scope}.get(name))",
        f"set{words}": f"(name, value) => {scope}.set(name, value)",
        f"has{words}": f"(name) => {scope}.has(name)",
        f"delete{words}": f"(name) => {scope}.unset(name)",
        f"getAll{words}s": f"() => {scope}.toObject()",
    }


_BRU = {
    **_scope("Var", "pm.environment"),
    **_scope("EnvVar", "pm.environment"),
    **_scope("GlobalEnvVar", "pm.globals"),
    **_scope("CollectionVar", "pm.collectionVariables"),
    "getFolderVar": "(name) => filled(pm.variables.get(name))",
    "getRequestVar": "(name) => filled(pm.variables.get(name))",
    "getProcessEnv": "(name) => pm.variables.get(name)",
    "getEnvName": "() => pm.environment.name",
    "setNextRequest": "(name) => pm.execution.setNextRequest(name)",
    "interpolate": """(value) => (value !== null && typeof value === "object"
        ? JSON.parse(pm.variables.replaceIn(JSON.stringify(value))) : filled(value))""",
    "sleep": "(milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))",
    "isSafeMode": "() => true",
    "runner": """{
        setNextRequest: (name) => pm.execution.setNextRequest(name),
        skipRequest: () => pm.execution.skipRequest(),
        stopExecution: () => pm.execution.setNextRequest(null),
        iterationData: pm.iterationData,
        iterationIndex: pm.info.iteration,
        totalIterations: pm.info.iterationCount,
    }""",
    "sendRequest": """(options, callback) => new Promise((resolve, reject) => {
        const asked = typeof options === "string" ? { url: options } : options;
        const isJson = asked.data !== null && typeof asked.data === "object";
        pm.sendRequest({
            url: asked.url,
            method: asked.method || "GET",
            header: { ...(isJson ? { "Content-Type": "application/json" } : {}), ...asked.headers },
            ...(asked.data === undefined ? {} : {
                body: { mode: "raw", raw: isJson ? JSON.stringify(asked.data) : String(asked.data) },
            }),
        }, (error, answer) => {
            const found = error ? undefined : {
                status: answer.code,
                statusText: answer.reason(),
                headers: answer.headers.toObject(),
                data: answer.text(),
            };
            try { found.data = JSON.parse(found.data); } catch (unparsed) { /* it is no JSON */ }
            const failed = error || (found.status >= 400 ? new Error(`status ${found.status}`) : null);
            if (failed && found) failed.response = found;
            if (callback) callback(failed, found);
            if (failed && !callback) reject(failed);
            else resolve(found);
        });
    })""",
    "utils": """{
        minifyJson: (value) => JSON.stringify(typeof value === "string" ? JSON.parse(value) : value),
    }""",
}
_REQ = {
    "url": ":get url() { return pm.request.url.toString(); }",
    "method": ":get method() { return pm.request.method; }",
    "headers": ":get headers() { return pm.request.headers.toObject(false, true); }",
    "body": ":get body() { return this.getBody(); }",
    "name": ":get name() { return pm.info.requestName; }",
    "getUrl": "() => pm.request.url.toString()",
    "setUrl": "(url) => pm.request.url.update(url)",
    "getHost": "() => pm.request.url.getRemote()",
    "getPath": "() => pm.request.url.getPath()",
    "getQueryString": "() => pm.request.url.getQueryString()",
    "getMethod": "() => pm.request.method",
    "setMethod": "(method) => { pm.request.method = method; }",
    "getAuthMode": '() => (pm.request.auth ? pm.request.auth.type : "none")',
    "getName": "() => pm.info.requestName",
    "getHeader": "(name) => pm.request.headers.get(name)",
    "getHeaders": "() => pm.request.headers.toObject(false, true)",
    "setHeader": "(name, value) => pm.request.headers.upsert({ key: name, value: String(value) })",
    "setHeaders": """(rows) => {
        pm.request.headers.clear();
        Object.keys(rows).forEach((name) => pm.request.headers.add({ key: name, value: String(rows[name]) }));
    }""",
    "deleteHeader": "(name) => pm.request.headers.remove(name)",
    "deleteHeaders": "(names) => names.forEach((name) => pm.request.headers.remove(name))",
    "getBody": """(options = {}) => {
        const raw = pm.request.body ? pm.request.body.toString() : undefined;
        if (options.raw) return raw;
        try { return JSON.parse(raw); } catch (unparsed) { return raw; }
    }""",
    "setBody": """(data) => pm.request.body.update({
        ...(pm.request.body.toJSON ? pm.request.body.toJSON() : {}),
        mode: "raw",
        raw: typeof data === "string" ? data : JSON.stringify(data),
    })""",
    "getPathParams": """() => pm.request.url.variables.map((row) => ({
        name: row.key, value: row.value, type: "path",
    }))""",
}
_RES = {
    "status": "pm.response.code",
    "statusText": "pm.response.reason()",
    "headers": "headers",
    "body": "body",
    "responseTime": "pm.response.responseTime",
    "url": "pm.request.url.toString()",
    "getStatus": "() => pm.response.code",
    "getStatusText": "() => pm.response.reason()",
    "getHeader": "(name) => headers[name.toLowerCase()]",
    "getHeaders": "() => headers",
    "getBody": "() => body",
    "getResponseTime": "() => pm.response.responseTime",
    "getUrl": "() => pm.request.url.toString()",
    "getSize": "() => pm.response.size()",
    "getDataBuffer": "() => pm.response.stream",
    "headerList": "pm.response.headers",
}
_RES_HEAD = r"""const res = (() => {
    let body = pm.response.text();
    try { body = JSON.parse(body.replace(/^\uFEFF/, "")); } catch (unparsed) { /* it is no JSON */ }
    const headers = {};
    pm.response.headers.each((row) => {
        const name = row.key.toLowerCase();
        const before = headers[name];
        if (name === "set-cookie") headers[name] = [...(before || []), row.value];
        else headers[name] = before === undefined ? row.value : `${before}, ${row.value}`;
    });
    const flat = (value) => {
        if (!Array.isArray(value)) return value;
        const kept = value.map(flat).flat().filter((one) => one !== null && one !== undefined);
        return kept.length ? kept : undefined;
    };
    const pick = (value, key, deep) => {
        if (value === null || typeof value !== "object") return undefined;
        if (Array.isArray(value)) return flat(value.map((one) => pick(one, key, deep)));
        const others = deep ? Object.keys(value).filter((name) => name !== key) : [];
        return deep ? flat([value[key], ...others.map((name) => pick(value[name], key, deep))]) : flat(value[key]);
    };
    const find = (path) => {
        let found = body;
        let deep = false;
        for (const part of String(path).replace(/\s+/g, "").split(/(\.{1,2}|\[\d+\])/).filter(Boolean)) {
            if (found === null || found === undefined) break;
            if (/^\[\d+\]$/.test(part)) found = flat(found[Number(part.slice(1, -1))]);
            else if (!/^\.+$/.test(part)) found = pick(found, part, deep);
            deep = part === "..";
        }
        return found;
    };
    return Object.assign(find, {
"""
_OBJECTS: Mapping[str, Mapping[str, str]] = {"bru": _BRU, "req": _REQ, "res": _RES}
_ASYNC_TEST = """const test = (name, check) => pm.test(name, check.constructor.name === "AsyncFunction"
    ? (done) => { check().then(() => done(), done); } : check);"""
"""Tests of Postman do not wait for a promise; they wait until `done` is called."""
_IGNORED = {
    "req": ("setTimeout", "setMaxRedirects", "disableParsingResponseJson", "onFail"),
    "res": (),
    "bru": ("visualize", "clearVisualizations"),
}
"""Members that change nothing which a script sees: they are there, do nothing, and are told."""


class Shim(NamedTuple):
    """The lines before a script, and what it asks for in vain."""

    lines: list[str]
    missing: list[str]


def shim(source: str) -> Shim:
    """What has to be defined before a script."""
    found = chains(source)
    lines: list[str] = []
    missing: list[str] = []
    for name, members in _OBJECTS.items():
        used = {chain.split(".")[1] if "." in chain else "" for chain in found if chain.split(".")[0] == name}
        if name == "res":
            used.discard("")  # it may be called
        elif used and "" in used:
            used = {*used, *members} - {""}
        if not any(chain.split(".")[0] == name for chain in found):
            continue
        missing += [f"{name}.{member}" for member in sorted(used - members.keys())]
        lines += _defined(name, members, used)
    if any("filled(" in line for line in lines):
        lines.insert(0, _FILLED)
    if "test" in found:
        lines.append(_ASYNC_TEST if has_word(source, "async") else "const test = pm.test;")
    if any(chain.split(".")[0] == "expect" for chain in found):
        lines.append("const expect = pm.expect;")
    return Shim(lines, missing)


def _defined(name: str, members: Mapping[str, str], used: set[str]) -> list[str]:
    """`res` has all of its members, for it takes the answer apart only once."""
    wanted = [one for one in members if name == "res" or one in used]
    if name == "req" and "body" in wanted and "getBody" not in wanted:
        wanted.append("getBody")
    rows = [members[one][1:] if members[one].startswith(":") else f"{one}: {members[one]}" for one in wanted]
    rows += [f"{one}: () => undefined" for one in _IGNORED[name] if one in used]
    pad = "        " if name == "res" else "    "
    body = "".join(f"{pad}{row},\n" for row in rows)
    if name == "res":
        return [f"{_RES_HEAD}{body}    }});\n}})();"]
    return [f"const {name} = {{\n{body}}};"]

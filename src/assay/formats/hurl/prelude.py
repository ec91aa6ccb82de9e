"""Functions that a converted script may need at its head; each is there only where it is used."""

from __future__ import annotations

from collections.abc import Iterable

_FUNCTIONS = {
    "each": 'const each = (node) => (node !== null && typeof node === "object" ? Object.values(node) : []);',
    "child": "const child = (key) => (node) => (_.has(node, [key]) ? [node[key]] : []);",
    "at": "const at = (index) => (node) => (_.has(node, [_.size(node) + index]) ? [node[_.size(node) + index]] : []);",
    "deep": "const deep = (node) => [node, ...each(node).flatMap(deep)];",
    "slice": "const slice = (from, to) => (node) => (Array.isArray(node) ? node.slice(from, to) : []);",
    "where": "const where = (test) => (node) => each(node).filter(test);",
    "either": "const either = (...steps) => (node) => steps.flatMap((step) => step(node));",
    "select": "const select = (root, ...steps) => steps.reduce((nodes, step) => nodes.flatMap(step), [root]);",
    "parsed": 'const parsed = (value) => (typeof value === "string" ? JSON.parse(value) : value);',
    "page": """const page = (text) =>
    require("cheerio").load(text, { xmlMode: !/html/i.test(pm.response.headers.get("Content-Type") || "") });""",
    "cookie": """const cookie = (name, attribute) => {
    const rows = pm.response.headers.filter((row) => row.key.toLowerCase() === "set-cookie");
    const cookies = rows.map((row) => row.value.split(";").map((part) => part.trim()));
    const found = cookies.find((parts) => parts[0].split("=")[0] === name);
    const part = (found || []).find((part, index) =>
        attribute ? index > 0 && part.split("=")[0].toLowerCase() === attribute : index === 0);
    return part === undefined ? undefined : part.includes("=") ? part.slice(part.indexOf("=") + 1) : true;
};""",
}  # fmt: skip
_NEEDS = {"deep": ("each",), "where": ("each",)}


def prelude(names: Iterable[str]) -> list[str]:
    """The lines that define these functions, and those that they need."""
    wanted = set(names)
    wanted.update(*(_NEEDS.get(name, ()) for name in wanted))
    return [source for name, source in _FUNCTIONS.items() if name in wanted]

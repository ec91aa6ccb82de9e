"""Variables, scripts, asserts and tests of a request, folder or collection as Postman's two scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from assay.formats.bruno.assertion import TYPED, assertion
from assay.formats.bruno.javascript import Token, has_word, is_expression, tokens
from assay.formats.bruno.shim import shim
from assay.formats.bruno.texts import to_postman
from assay.formats.code.javascript_text import quoted
from assay.formats.ecmascript import to_json_text, to_string
from assay.formats.postman.ids import stable_id
from assay.model.suite import Script

Json = dict[str, Any]
Warn = Callable[[str], None]
_PROVIDED = frozenset(
    {
        *("ajv", "atob", "btoa", "chai", "cheerio", "crypto-js", "csv-parse/lib/sync", "lodash", "moment", "tv4"),
        *("postman-collection", "uuid", "xml2js", "assert", "buffer", "events", "path", "punycode", "querystring"),
        *("stream", "string_decoder", "timers", "url", "util"),
    }
)
"""What a script of Postman can require."""
WSSE = """(() => {
    const created = new Date().toISOString();
    const nonce = CryptoJS.lib.WordArray.random(16).toString();
    const user = pm.variables.replaceIn(%s);
    const hash = CryptoJS.SHA1(nonce + created + pm.variables.replaceIn(%s)).toString();
    const digest = CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse(hash));
    const token = `UsernameToken Username="${user}", PasswordDigest="${digest}", Nonce="${nonce}", `
        + `Created="${created}"`;
    pm.request.headers.upsert({ key: "X-WSSE", value: token });
})();"""


def before(request: Json, warn: Warn, *, wsse: Json | None = None, forgotten: tuple[str, ...] = ()) -> str:
    """The pre-request script: variables first, then what the author wrote.

    `forgotten` are names of variables that only some requests set: they are unset before each of them.
    """
    lines = []
    if forgotten:
        lines.append(f"[{', '.join(map(quoted, forgotten))}].forEach((name) => pm.variables.unset(name));")
    lines += [_set(one) for one in rows(request, "req")]
    if wsse is not None:
        lines.append(WSSE % (quoted(_text(wsse.get("username"))), quoted(_text(wsse.get("password")))))
    return _joined(lines, [_text(_object(request.get("script")).get("req"))], warn)


def after(request: Json, warn: Warn) -> str:
    """The test script: variables from the answer, the post-response script, asserts, tests."""
    taken = list(_taken(rows(request, "res"), warn))
    checks = list(_checks(request, warn))
    scripts = [_text(_object(request.get("script")).get("res")), "\n".join(checks), _text(request.get("tests"))]
    heads = [TYPED] if any("typed(" in one for one in checks) else []
    return _joined(heads, ["\n".join(taken), *scripts], warn, own=2)


def rows(request: Json, kind: str) -> list[Json]:
    """The variables that are set before (req) or after (res) a request, without those that are switched off."""
    found = _object(request.get("vars")).get(kind)
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [one for one in listed if one.get("enabled") is not False and one.get("name")]


def _set(one: Json) -> str:
    value = one.get("value")
    text = quoted(to_postman(value)) if isinstance(value, str) else to_json_text(value)
    return f"pm.variables.set({quoted(to_string(one['name']))}, {text});"


def _taken(found: list[Json], warn: Warn) -> Iterator[str]:
    for one in found:
        name, value = to_string(one["name"]), _text(one.get("value"))
        if is_expression(value) and "{{" not in value:
            yield f"bru.setVar({quoted(name)}, {value});"
        else:
            warn(f"the variable {name} is not taken from the answer: its expression cannot be read")


def _checks(request: Json, warn: Warn) -> Iterator[str]:
    found = request.get("assertions")
    for one in [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []:
        if one.get("enabled") is False:
            continue
        expression, judged = _text(one.get("name")), _text(one.get("value"))
        test = assertion(expression, to_postman(judged))
        if test is None:
            warn(f"the assert `{expression[:80]}` is left out: it is no expression")
        else:
            yield test


def _joined(heads: list[str], segments: list[str], warn: Warn, *, own: int = -1) -> str:
    """Segments after what they all need, each in a scope of its own; `own` is one that is not the author's."""
    kept = [(index, translated(one)) for index, one in enumerate(segments) if one.strip()]
    needed = shim("\n".join(source for _, source in kept))
    told = dict.fromkeys([*needed.missing, *_foreign([source for index, source in kept if index != own])])
    for name in told:
        warn(f"a script uses {name}, which Postman has not")
    if not needed.lines and len(kept) == 1 and not has_word(kept[0][1], "await"):
        return "\n".join([*heads, kept[0][1]])
    scoped = [_scoped(source) for _, source in kept]
    if any(one.startswith("await ") for one in scoped):  # Newman knows no await outside of functions
        scoped = ["(async () => {", *scoped, "})();"]
    return "\n".join([*needed.lines, *heads, *scoped])


def _scoped(source: str) -> str:
    if has_word(source, "await"):
        return f"await (async () => {{\n{source}\n}})();"
    return f"(() => {{\n{source}\n}})();"


def _foreign(sources: list[str]) -> Iterator[str]:
    """Modules that are not provided, and `process`."""
    for source in sources:
        found = [token for token in tokens(source) if token.kind not in ("space", "comment")]
        for index, token in enumerate(found):
            if token.text == "require" and token.kind == "name":
                module = _required(found[index + 1 : index + 3])
                if module not in _PROVIDED:
                    yield f"require({module!r})"
            elif token == ("name", "process") and (index == 0 or found[index - 1].text not in (".", "?.")):
                yield "process"


def _required(following: list[Token]) -> str:
    literal = following[1] if len(following) == 2 and following[0].text == "(" else None
    return literal.text[1:-1].removeprefix("node:") if literal is not None and literal.kind == "string" else "…"


_MARKED = re.compile(r"\{\{[^{}]*\}\}")


def translated(source: str) -> str:
    """The source with its line ends; `{{…}}` in its texts means what it means in a request."""
    return _MARKED.sub(lambda found: to_postman(found[0]), source.replace("\r\n", "\n")).strip("\n")


def to_scripts(place: str, sources: dict[str, str]) -> tuple[Script, ...]:
    """Scripts by what they listen to; empty ones are left out."""
    return tuple(
        Script(id=stable_id("script", place, listen), listen=listen, source=source)
        for listen, source in sources.items()
        if source.strip()
    )


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

"""Insomnia's templates in Postman's: variables by their names, tags as dynamic ones, chains or lines of a script."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.untold import Untold
from assay.formats.insomnia.chained import Chains

_TEMPLATE = re.compile(
    r"\{\{-?(?P<expression>(?:[^{}]|\{(?!\{)|\}(?!\}))*+)\}\}|\{%-?(?P<tag>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}"
    r"|\{#(?:[^#{]|#(?!\})|\{(?!#))*+#\}",
)
_NAME = re.compile(r"\s*(?:_(?=[.\[])|(?P<first>[A-Za-z_$][\w$-]*))(?P<rest>(?:\.[\w$-]+|\[[^\[\]]*\])*)\s*")
_STEP = re.compile(r"\.([\w$-]+)|\[\s*(?:(\d{1,9})|'([^']*)'|\"([^\"]*)\")\s*\]")
_ARGUMENT = re.compile(r"\s*(?:'((?:[^'\\]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"|([^\s,'\"]+))\s*(?:,|$)")
_TAG_NAME = re.compile(r"\s*([\w-]+)\s*")
_ENCODED = re.compile(r"b64::([A-Za-z0-9+/=]*)::46b")
_ALGORITHMS = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA256", "sha512": "SHA512"}
_ENCODINGS = {"hex": "Hex", "base64": "Base64"}
_DYNAMIC = {"guid": "$guid", "timestamp": "$timestamp", "isoTimestamp": "$isoTimestamp"}
_DATE = {"yyyy": "YYYY", "yy": "YY", "dd": "DD", "d": "D", "xxx": "Z", "XXX": "Z", "t": "X", "T": "x"}


class Texts:
    """Rewrites the templates of one owner, and keeps what has to be done for them.

    `lines` are those of a pre-request script; `used` the names of all variables; `asked` the requests whose answers
    are needed.
    """

    def __init__(self, chains: Chains, note: Callable[[str], None]) -> None:
        self._chains = chains
        self._note = note
        self.lines: dict[str, None] = {}
        self.used: set[str] = set()
        self.asked: set[str] = set()

    def text(self, source: str) -> str:
        """The text with Postman's variables. What cannot be told stays as it is, and is noted."""
        return _TEMPLATE.sub(self._replaced, source) if "{" in source else source

    def _replaced(self, found: re.Match[str]) -> str:
        try:
            if found["expression"] is not None:
                return "{{" + self._variable(found["expression"]) + "}}"
            return "" if found["tag"] is None else self._tag(found["tag"].rstrip("-"))
        except Untold as why:
            self._note(f"`{found[0][:100]}` stays as it is: {why}")
            return found[0]

    def _variable(self, expression: str) -> str:
        name = variable_name(expression)
        if name is None:
            raise Untold("it is more than the name of a variable")
        self.used.add(name)
        return name

    def _tag(self, tag: str) -> str:
        name = _TAG_NAME.match(tag)
        if name is None or name[1] not in _TAGS:
            raise Untold("the tag is not known")
        return _TAGS[name[1]](self, _arguments(tag[name.end() :]))

    def _set(self, name: str, code: str) -> str:
        wanted = re.sub(r"\W+", "_", name).strip("_").lower()[:60]
        variable, count = wanted, 1
        while any(line.startswith(f"pm.variables.set({quoted(variable)},") for line in self.lines) and (
            f"pm.variables.set({quoted(variable)}, {code});" not in self.lines
        ):
            count += 1
            variable = f"{wanted}_{count}"
        self.lines[f"pm.variables.set({quoted(variable)}, {code});"] = None
        return "{{" + variable + "}}"

    def _filled(self, source: str) -> str:
        told = self.text(source)
        return f"pm.variables.replaceIn({quoted(told)})" if "{{" in told else quoted(told)

    def response(self, arguments: list[str]) -> str:
        """`response 'body', 'req_x', 'b64::…::46b', 'never', 60`."""
        attribute, request, path = [*arguments, "", "", ""][:3]
        variable = self._chains.variable(request, attribute, path)
        self.asked.add(request)
        return "{{" + variable + "}}"

    def now(self, arguments: list[str]) -> str:
        """`now 'iso-8601'`, `now 'unix'`, `now 'millis'`, `now 'custom', 'yyyy-MM-dd'`."""
        kind, written = [*(arguments or ["iso-8601"]), ""][:2]
        if kind == "iso-8601":
            return "{{$isoTimestamp}}"
        if kind == "unix":
            return "{{$timestamp}}"
        if kind == "millis":
            return self._set("now_millis", "String(Date.now())")
        if kind == "custom":
            told = re.sub(r"([A-Za-z])\1*", lambda found: _DATE.get(found[0], found[0]), written)
            return self._set(f"now_{written}", f'require("moment")().format({quoted(told)})')
        raise Untold("this kind of time is not known")

    def encoding(self, arguments: list[str]) -> str:
        """`base64 'encode', 'normal', 'text'`."""
        if not 2 <= len(arguments) <= 3:
            raise Untold("its arguments cannot be read")
        action, kind, value = arguments[0], arguments[1] if len(arguments) == 3 else "", arguments[-1]
        filled = self._filled(value)
        if action == "decode":
            return self._set("decoded", f"CryptoJS.enc.Base64.parse({filled}).toString(CryptoJS.enc.Utf8)")
        code = f"CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse({filled}))"
        if kind == "url":
            code += r'.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")'
        return self._set("encoded", code)

    def hash(self, arguments: list[str]) -> str:
        """`hash 'sha256', 'hex', 'text'`."""
        algorithm, encoding, value = [*arguments, "", "", ""][:3]
        if algorithm not in _ALGORITHMS or encoding not in _ENCODINGS:
            raise Untold("this kind of hash is not known")
        code = f"CryptoJS.{_ALGORITHMS[algorithm]}({self._filled(value)}).toString(CryptoJS.enc.{_ENCODINGS[encoding]})"
        return self._set(f"{algorithm}_hash", code)

    def prompt(self, arguments: list[str]) -> str:
        """`prompt 'Title', 'Label', 'default', …`."""
        label = re.sub(r"\W+", "_", (arguments or ["value"])[0]).strip("_").lower() or "value"
        self._note(f"the variable {label} is asked for: set it, or give it with --env-var")
        self.used.add(label)
        return "{{" + label + "}}"

    def faker(self, arguments: list[str]) -> str:
        """`faker 'randomFullName'`: the names are Postman's."""
        name = (arguments or [""])[0]
        if not re.fullmatch(r"random[A-Z]\w*", name) and name not in _DYNAMIC:
            raise Untold("this kind of value is not known")
        return "{{" + _DYNAMIC.get(name, f"${name}") + "}}"


_TAGS: dict[str, Callable[[Texts, list[str]], str]] = {
    "response": Texts.response,
    "uuid": lambda _texts, _arguments: "{{$guid}}",
    "timestamp": lambda _texts, _arguments: "{{$timestamp}}",
    "now": Texts.now,
    "base64": Texts.encoding,
    "hash": Texts.hash,
    "prompt": Texts.prompt,
    "faker": Texts.faker,
}


def variable_name(expression: str) -> str | None:
    """The name of a variable, nested ones with dots (`_.a.b[0]` is a.b.0); None for anything else."""
    found = _NAME.fullmatch(expression.strip().rstrip("-"))
    if found is None:
        return None
    steps = [found["first"]] if found["first"] else []
    position = 0
    while position < len(found["rest"]):
        step = _STEP.match(found["rest"], position)
        if step is None:
            return None
        steps.append(next(part for part in step.groups() if part is not None))
        position = step.end()
    return ".".join(steps) or None


def _arguments(source: str) -> list[str]:
    found: list[str] = []
    position = 0
    while position < len(source) and source[position:].strip():
        match = _ARGUMENT.match(source, position)
        if match is None or match.end() == position:
            raise Untold("its arguments cannot be read")
        single, double, bare = match.groups()
        quoted_one = single if single is not None else double
        found.append(bare if quoted_one is None else _decoded(re.sub(r"\\(.)", r"\1", quoted_one)))
        position = match.end()
    return found


def _decoded(argument: str) -> str:
    encoded = _ENCODED.fullmatch(argument)
    if encoded is None:
        return argument
    try:
        return base64.b64decode(encoded[1]).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        raise Untold("its arguments cannot be read") from None

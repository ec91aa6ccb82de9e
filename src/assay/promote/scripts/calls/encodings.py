"""Base64, percent signs and the hashes of CryptoJS, as Python's own libraries make them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import STRING, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

DIGEST = frozenset({"digest"})
"""What CryptoJS gives: bytes that know how to be a text."""
_HASHES = {"MD5": "md5", "SHA1": "sha1", "SHA224": "sha224", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}


def _text(t: Expressions, call: Call, index: int = 0) -> ast.expr:
    if len(call.args) <= index:
        raise Untranslatable("encoding nothing is not translated", call.node)
    return t.require(t.value(call.args[index]), STRING).node


def _encoded(t: Expressions, call: Call, index: int = 0) -> ast.expr:
    return py.method(_text(t, call, index), "encode")


def _hash(name: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        t.context.imports.add("import hashlib")
        return Value(py.call(f"hashlib.{name}", _encoded(t, call)), DIGEST)

    return convert


def _hmac(name: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        t.context.imports.add("import hmac")
        return Value(py.call("hmac.new", _encoded(t, call, 1), _encoded(t, call), py.const(name)), DIGEST)

    return convert


def written(t: Expressions, owner: Value, call: Call) -> Value:
    """`hash.toString()`: hexadecimal, or what the argument says."""
    form = call.args[0].text if call.args else "CryptoJS.enc.Hex"
    if form == "CryptoJS.enc.Hex":
        return Value(py.method(owner.node, "hexdigest"), STRING)
    if form == "CryptoJS.enc.Base64":
        return _base64_of(t, py.method(owner.node, "digest"))
    raise Untranslatable(f"the form {form[:40]} of a hash is not translated", call.node)


def _base64_of(t: Expressions, data: ast.expr) -> Value:
    t.context.imports.add("import base64")
    return Value(py.method(py.call("base64.b64encode", data), "decode"), STRING)


def _btoa(t: Expressions, call: Call) -> Value:
    return _base64_of(t, _encoded(t, call))


def _atob(t: Expressions, call: Call) -> Value:
    """As it is used: on what need not be padded, like the parts of a token."""
    t.context.imports.add("import base64")
    text = _text(t, call)
    is_known = isinstance(text, ast.Constant) and isinstance(text.value, str) and len(text.value) % 4 == 0
    padded = text if is_known else py.arithmetic(text, "+", py.const("=="))
    return Value(py.method(py.call("base64.b64decode", padded), "decode"), STRING)


def _as_base64(t: Expressions, call: Call) -> Value:
    """`CryptoJS.enc.Base64.stringify(hash)`, or of `CryptoJS.enc.Utf8.parse(text)`."""
    inner = t.value(call.args[0])
    if inner.kinds == DIGEST:
        return _base64_of(t, py.method(inner.node, "digest"))
    return _base64_of(t, py.method(inner.node, "encode"))


def _same(t: Expressions, call: Call) -> Value:
    return Value(_text(t, call), STRING)


def _percent(function: str, **named: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        t.context.imports.add(f"from urllib.parse import {function}")
        keywords: dict[str, ast.expr] = {key: py.const(value) for key, value in named.items()}
        return Value(py.call(function, t.as_text(t.value(call.args[0])), **keywords), STRING)

    return convert


CALLS: dict[str, Any] = {
    **{f"CryptoJS.{name}": _hash(python) for name, python in _HASHES.items()},
    **{f"CryptoJS.Hmac{name}": _hmac(python) for name, python in _HASHES.items()},
    "CryptoJS.enc.Base64.stringify": _as_base64,
    "CryptoJS.enc.Utf8.parse": _same,
    "btoa": _btoa,
    "atob": _atob,
    "encodeURIComponent": _percent("quote", safe="!~*'()"),
    "encodeURI": _percent("quote", safe=";,/?:@&=+$-_.!~*'()#"),
    "decodeURIComponent": _percent("unquote"),
}

"""Replaces a handful of secrets in a text or in bytes, in each spelling, and leaves what holds them well-formed."""

from __future__ import annotations

import base64
import binascii
import re

import msgspec

from assay.record.forms import base64_cores, spellings
from assay.record.rewrite import rewrite

LARGE = 1024 * 1024
"""Characters from which a text is searched form by form."""

_RUN = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")


class Replacement:
    """Stand-ins for some secrets, ready to be put in their place. `stand_ins` maps each secret to its own."""

    def __init__(self, stand_ins: dict[str, str]) -> None:
        self._stand_ins = stand_ins
        self._texts = _Pattern(stand_ins, "utf-8")
        self._latin = _Pattern(stand_ins, "latin-1")
        self._wide = tuple(_Wide(stand_ins, encoding) for encoding in ("utf-16-le", "utf-16-be"))

    def text(self, text: str) -> str:
        """The text with every secret replaced; JSON stays JSON."""
        changed = self._texts.replace(text)
        if changed == text or text.lstrip()[:1] not in ("{", "["):
            return changed
        return self._json(text.encode("utf-8", "replace"), changed.encode("utf-8", "replace")).decode("utf-8")

    def data(self, data: bytes) -> bytes:
        """The same for bytes in any encoding that keeps ASCII, and in UTF-16."""
        changed = self._latin.replace(data.decode("latin-1")).encode("latin-1")
        if b"\0" in data:
            for wide in self._wide:
                changed = wide.replace(changed)
        if changed == data or data.lstrip()[:1] not in (b"{", b"["):
            return changed
        return self._json(data, changed)

    def _json(self, before: bytes, after: bytes) -> bytes:
        """`after`, unless a number or an escape was torn and JSON is JSON no more: then the values one by one."""
        if _is_json(after) or not _is_json(before):
            return after
        try:
            return msgspec.json.encode(rewrite(msgspec.json.decode(before), self._texts.replace, bytes))
        except (RecursionError, msgspec.DecodeError, UnicodeError):
            return b'"[hidden, for it holds a secret]"'


class _Pattern:
    """All spellings of all secrets as one pattern, the longest first."""

    def __init__(self, stand_ins: dict[str, str], encoding: str) -> None:
        recode = (lambda text: text) if encoding == "utf-8" else _as_latin
        by_form = {recode(form): mark for secret, mark in stand_ins.items() for form in spellings(secret)}
        self._by_form = dict(sorted(by_form.items(), key=lambda pair: -len(pair[0])))
        self._pattern = re.compile("|".join(re.escape(form) for form in self._by_form))
        self._cores = [(core, secret, mark) for secret, mark in stand_ins.items() for core in base64_cores(secret)]

    def replace(self, text: str) -> str:
        """Plain and escaped forms first, then whatever base64 hides."""
        text = self._large(text) if len(text) > LARGE else self._pattern.sub(self._mark, text)
        if any(core in text for core, _, _ in self._cores):
            text = _RUN.sub(lambda match: self._run(match[0]), text)
        return text

    def _mark(self, match: re.Match[str]) -> str:
        return self._by_form[match[0]]

    def _large(self, text: str) -> str:
        """Form by form: a pattern would keep a list of all pieces, which weighs several times as much as the text."""
        for form, mark in self._by_form.items():
            text = text.replace(form, mark)
        return text

    def _run(self, run: str) -> str:
        """One stretch of base64: decoded, freed of secrets, encoded again; or with the secret's own part cut out."""
        for core, secret, mark in self._cores:
            if core in run:
                run = _reencoded(run, secret, mark) or _cut(run, core, secret, mark)
        return run


class _Wide:
    """The plain spelling of each secret in UTF-16."""

    def __init__(self, stand_ins: dict[str, str], encoding: str) -> None:
        self._pairs = [
            (secret.encode(encoding, "surrogatepass"), mark.encode(encoding)) for secret, mark in stand_ins.items()
        ]

    def replace(self, data: bytes) -> bytes:
        for secret, mark in self._pairs:
            data = data.replace(secret, mark)
        return data


def _as_latin(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _decoded(run: str) -> bytes:
    digits = run.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(digits + "=" * (-len(digits) % 4))


def _reencoded(run: str, secret: str, mark: str) -> str | None:
    """The run with the secret replaced inside; None where the run as a whole is no base64 of it."""
    try:
        plain = _decoded(run)
    except (binascii.Error, ValueError):
        return None
    raw = secret.encode("utf-8", "surrogatepass")
    if raw not in plain:
        return None
    encoded = base64.b64encode(plain.replace(raw, mark.encode())).decode("ascii")
    if "-" in run or "_" in run:
        encoded = encoded.replace("+", "-").replace("/", "_")
    return encoded if run.endswith("=") or len(run) % 4 == 0 else encoded.rstrip("=")


def _cut(run: str, core: str, secret: str, mark: str) -> str:
    """The run with the core replaced, where it truly is the secret's and does not look so by chance."""
    raw = secret.encode("utf-8", "surrogatepass")
    for start in range(4):
        digits = run[start : start + (len(run) - start) // 4 * 4].replace("-", "+").replace("_", "/").replace("=", "A")
        if raw in base64.b64decode(digits):
            return run.replace(core, mark)
    return run


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True

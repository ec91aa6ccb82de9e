"""An answer tells nothing of the inside of its server, and does not repeat the secrets of its request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from assay.checks.answer import content_of, is_declared, leaves_of, media_of, sent_leaves, sent_of, text_of
from assay.checks.check import Check, Judge, Seen
from assay.checks.revealing import PATTERNS, every
from assay.model.finding import Finding, Severity
from assay.model.rule import Rule

_ASSUMES = (
    "Texts of this form are written by machines. What somebody sent before is theirs to read again, whatever it looks "
    "like; in answers of success only fields that speak of errors are looked at, because people may write anything."
)


def _rule(kind: str, what: str, severity: Severity, assumes: str = _ASSUMES) -> Rule:
    return Rule(
        name=f"leaked-{kind}",
        title=f"An answer tells {what}",
        law=f"No answer tells {what}",
        severity=severity,
        basis="effect",
        assumes=assumes,
    )


RULES = {
    "trace": _rule("trace", "a stack trace", "high"),
    "sql": _rule("sql", "a query or an error of the database", "high"),
    "page": _rule("debug-page", "the error page of a framework, or source", "high"),
    "environment": _rule("environment", "keys or settings of its process", "critical", f"{_ASSUMES} An API may be "
                         "there to hand out keys and addresses of databases."),
    "path": _rule("path", "the path of a file on the server", "medium", f"{_ASSUMES} Only refusals and failures are "
                  "judged, and no path that begins as those of the API do."),
    "host": _rule("host", "a host or address inside the network", "medium", f"{_ASSUMES} Only refusals and failures "
                  "are judged: an API of networks answers with addresses; the host that was asked is known already."),
}  # fmt: skip
ECHOED = Rule(
    name="secret-echoed",
    title="An answer repeats a secret of its request",
    law="A credential or password that was sent is not sent back",
    severity="medium",
    basis="effect",
    assumes="Answers are kept and shown where requests are not. An answer that declares the field is meant so (a "
    "log-in may give the token again), and so is an API that repeats whole requests, their User-Agent as well.",
)
_ERRORS = re.compile(r"err|exception|trace|stack|debug|detail|message|reason|cause|fault", re.IGNORECASE)
_PASSWORDS = re.compile(r"passw|passphrase|passcode|^pwd$|^secret$", re.IGNORECASE)
_REFUSALS_ONLY = frozenset({"path", "host"})
_OF_A_PLACE = frozenset({"sql", "path", "host"})
"""Kinds that one place in the code writes; the others come from what stands behind all of it."""
SHORTEST = 16
"""Characters of a credential below which finding it again may be chance."""
SHORTEST_PASSWORD = 6
MOST_REMEMBERED = 20_000
MOST_CHARACTERS = 60_000
"""Of an answer that are looked through."""


class _Leaks:
    """Remembers the telling texts that were sent: to read them again is no leak."""

    def __init__(self) -> None:
        self._sent: set[str] = set()
        self._clean: set[int] = set()
        """Hashes of answers that told nothing: the same one again costs nothing."""

    def __call__(self, seen: Seen) -> Iterator[Finding]:
        sent = sent_of(seen)
        self._remember(sent[:MOST_CHARACTERS])
        yield from self._internals(seen, sent)
        yield from _echoes(seen)

    def _remember(self, sent: str) -> None:
        for kind in PATTERNS:
            if len(self._sent) < MOST_REMEMBERED:
                self._sent |= every(kind, sent)

    def _internals(self, seen: Seen, sent: str) -> Iterator[Finding]:
        failed = seen.response.status >= 400
        text = text_of(seen)[:MOST_CHARACTERS]
        told = text if failed else _of_errors(seen, text)
        headers = "\n".join(value for name, value in seen.response.headers if _may_leak(name)) if failed else ""
        key = hash((failed, text, told, headers))
        if key in self._clean:
            return
        is_clean = True
        for kind, rule in RULES.items():
            if kind in _REFUSALS_ONLY and not (failed and is_clean):  # a trace has paths and hosts in it
                continue
            where = text if kind == "page" or (kind == "environment" and failed) else f"{told}\n{headers}"
            found = sorted(one for one in every(kind, where) if self._is_leak(kind, one, seen, sent))
            if found:
                is_clean = False
                yield _told(seen, rule, kind, found[0])
        if is_clean and len(self._clean) < MOST_REMEMBERED:
            self._clean.add(key)

    def _is_leak(self, kind: str, found: str, seen: Seen, sent: str) -> bool:
        if found in self._sent or found in sent:
            return False
        if kind == "path":
            return not _is_of_the_api(found, seen)
        return not (kind == "host" and _own_host(seen) in found)


def _told(seen: Seen, rule: Rule, kind: str, found: str) -> Finding:
    status = seen.response.status
    shown = "" if kind == "environment" else f": {' '.join(found.split())[:80]}"  # it may be a key
    message = f"Expected nothing of the inside of the server; the answer {status} tells {rule.title[16:]}{shown}."
    return seen.finding(rule, message, cause=f"{kind} {_likeness(found)}" if kind in _OF_A_PLACE else kind)


def _likeness(found: str) -> str:
    """What texts of one origin have in common."""
    return re.sub(r"\W+", " ", re.sub(r"[\w-]*\d[\w-]*", "#", found))[:40]


def _of_errors(seen: Seen, text: str) -> str:
    """Of an answer of success, the texts that speak of a failure; all, where its media type is not declared."""
    if isinstance(content_of(seen), dict | list):
        named = [leaf.value for leaf in leaves_of(seen) if isinstance(leaf.value, str) and _is_of_errors(leaf.name)]
        return "\n".join(named)
    return text if media_of(seen) is None else ""


@lru_cache(maxsize=10_000)
def _is_of_errors(name: str) -> bool:
    return _ERRORS.search(name) is not None


@lru_cache(maxsize=10_000)
def _is_of_a_password(name: str) -> bool:
    return _PASSWORDS.search(name) is not None


def _may_leak(name: str) -> bool:
    return name.lower().startswith("x-") or name.lower() in ("location", "link", "content-location", "warning")


def _is_of_the_api(path: str, seen: Seen) -> bool:
    """Whether a path begins as one of the API does, or as what was asked for."""
    root = path.split("/")[1] if path.startswith("/") else ""
    known = {urlsplit(seen.exchange.request.url).path.split("/")[1]}
    known |= {operation.path.split("/")[1] for operation in seen.contract.operations if "/" in operation.path}
    return root in known and bool(root)


def _own_host(seen: Seen) -> str:
    return urlsplit(seen.exchange.request.url).hostname or "\0"


def _echoes(seen: Seen) -> Iterator[Finding]:
    text = text_of(seen)
    agent = seen.exchange.request.header("user-agent") or "\0"
    if not text or re.search(rf"(?:^|\s){re.escape(agent)}(?:\s|$)", text):
        return
    for what, value in (*_credentials(seen), *_passwords(seen)):
        if value in text and not _is_meant(seen, value):
            message = f"Expected {what} to stay in the request; the answer {seen.response.status} repeats it."
            yield seen.finding(ECHOED, message, cause=f"echo of {what}")
            return


def _credentials(seen: Seen) -> Iterator[tuple[str, str]]:
    own = seen.identity
    for name, value in seen.exchange.request.headers:
        if name.lower() in ("authorization", "proxy-authorization"):
            value = value.partition(" ")[2].strip() or value
        elif (name, value) not in own.headers:
            continue
        if len(value) >= SHORTEST:
            yield f"the credential in {name}", value
    links = own.query if seen.response.status >= 400 else ()  # links of an answer repeat the address that was asked
    for name, value in (*own.cookies, *links):
        if len(value) >= SHORTEST:
            yield f"the credential {name}", value


def _passwords(seen: Seen) -> Iterator[tuple[str, str]]:
    for leaf in sent_leaves(seen):
        if isinstance(leaf.value, str) and _is_of_a_password(leaf.name) and _is_no_word(leaf.value):
            yield f"the {leaf.name} that was sent", leaf.value


def _is_no_word(value: str) -> bool:
    """Whether finding a text again cannot be chance: `password` and `string` stand in many answers."""
    return len(value) >= SHORTEST_PASSWORD and not value.replace("_", "").replace(" ", "").isalpha()


def _is_meant(seen: Seen, value: str) -> bool:
    """Whether an answer of success holds it only as the value of fields that are declared."""
    places = [leaf.keys for leaf in leaves_of(seen) if isinstance(leaf.value, str) and value in leaf.value]
    exact = [leaf.keys for leaf in leaves_of(seen) if leaf.value == value]
    if exact and len(exact) == len(places) and seen.response.status < 400:
        return all(is_declared(seen, keys) is not False for keys in exact)
    return False


def _fresh() -> Judge:
    return _Leaks()


CHECK = Check(name="leaks", rules=(*RULES.values(), ECHOED), judge=_fresh, anywhere=True)

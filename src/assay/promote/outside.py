"""Takes the secrets that stand in a collection as they are out of it: each becomes a variable from outside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from assay.model.names import is_secret
from assay.model.suite import Auth, BodyTemplate, Entry
from assay.promote.elsewhere import without
from assay.promote.identity import is_credential
from assay.promote.naming import free, identifier
from assay.promote.source import Source
from assay.promote.templates import names_in

_PARAMS = """
    token password value accessToken clientSecret secret privateKey authKey secretKey sessionToken consumerSecret
    tokenSecret refreshToken
"""
_SECRET_PARAMS = frozenset(_PARAMS.split())
_SCHEMES = frozenset({"bearer", "basic", "token", "apikey", "jwt", "digest"})
_NOTHING = frozenset({"", "null", "undefined", "none", "bearer", "basic"})


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the sources."""

    sources: tuple[Source, ...]
    named: frozenset[str] = frozenset()
    """The variables that stand for secrets which were literals."""
    secret: frozenset[str] = frozenset()
    """The variables that stand where only a secret does."""


def outsourced(sources: Iterable[Source]) -> Outside:
    """The sources with a variable in the place of each secret literal."""
    taken = _Outside()
    listed = list(sources)
    for one in listed:
        if not _is_refused(one):
            taken.source(one)
    taken.open = False
    found = tuple(without(taken.source(one), taken.named) for one in listed)
    return Outside(sources=found, named=frozenset(taken.named.values()), secret=frozenset(taken.secret))


def _is_refused(source: Source) -> bool:
    """Whether what it shows is no good: the wrong token of a test is no secret."""
    return source.answer is not None and source.answer.status in (401, 403)


class _Outside:
    """The same value has the same name wherever it stands."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}
        self.secret: set[str] = set()
        self.open = True
        """Whether values that are not known yet are taken."""

    def source(self, source: Source) -> Source:
        request = source.step.request
        query = tuple(self._entry(one, is_secret(one.key or "")) for one in request.url.query)
        headers = tuple(self._entry(one, is_credential(one.key or "")) for one in request.headers)
        auth = self._auth(source.auth) if source.auth else None
        body = self._body(request.body) if source.implied and request.body else request.body
        if query == request.url.query and headers == request.headers and auth == source.auth and body == request.body:
            return source
        change = msgspec.structs.replace
        changed = change(request, url=change(request.url, query=query), headers=headers, body=body)
        return change(source, auth=auth, step=change(source.step, request=changed))

    def _body(self, body: BodyTemplate) -> BodyTemplate:
        """The body of a log-in that stands in a script: there, what is called a secret is one."""
        form = tuple(self._entry(one, is_secret(one.key or "")) for one in body.urlencoded)
        return msgspec.structs.replace(body, urlencoded=form, raw=self._raw(body.raw))

    def _raw(self, text: str) -> str:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        if not isinstance(value, dict):
            return text
        changed = {
            key: self._value(one, key) if isinstance(one, str) and is_secret(key) else one for key, one in value.items()
        }
        return text if changed == value else json.dumps(changed)

    def _entry(self, entry: Entry, secret: bool) -> Entry:
        if not (secret and entry.enabled and isinstance(entry.value, str)):
            return entry
        return msgspec.structs.replace(entry, value=self._value(entry.value, entry.key or "token"))

    def _auth(self, auth: Auth) -> Auth:
        name = str(auth.params.get("key") or "api_key") if auth.type == "apikey" else ""
        user = identifier(str(auth.params.get("username") or ""), "", 20) if auth.type in ("basic", "digest") else ""
        params = {
            key: self._value(value, name or f"{user}_{key}") if self._is_secret(key, value) else value
            for key, value in auth.params.items()
        }
        return msgspec.structs.replace(auth, params=params)

    def _is_secret(self, key: str, value: Any) -> bool:
        return key in _SECRET_PARAMS and isinstance(value, str)

    def _value(self, value: str, name: str) -> str:
        """`Bearer abc` → `Bearer {{token}}`; what holds a variable or says nothing stays."""
        scheme, _, rest = value.strip().partition(" ")
        if rest and scheme.lower() in _SCHEMES:
            known = "token" if scheme.lower() != "basic" else "basic_credentials"
            return f"{scheme} {self._value(rest, known)}"
        if names := names_in(value):
            self.secret.update(names)
            return value
        if value.strip().lower() in _NOTHING:
            return value
        if value not in self.named and not self.open:
            return value
        if value not in self.named:
            self.named[value] = free(identifier(name, "token", 40), set(self.named.values()))
        return f"{{{{{self.named[value]}}}}}"

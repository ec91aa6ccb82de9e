"""Takes the secrets that stand in a collection as they are out of it: each becomes a variable from outside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from assay.model.names import is_secret
from assay.model.suite import Auth, BodyTemplate, Entry
from assay.promote.elsewhere import is_telling, without
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
_PAIR = re.compile(r'("((?:[^"\\]|\\.){1,100})"\s*:\s*)"((?:[^"\\]|\\.)*)"')
"""A member of a JSON object whose value is a text."""
_USERS = ("username", "user_name", "user", "login", "email")
"""Where a log-in says who it is for."""


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the sources."""

    sources: tuple[Source, ...]
    named: Mapping[str, str] = {}
    """By the variables that stand for secrets which were literals, these."""
    secret: frozenset[str] = frozenset()
    """The variables that stand where only a secret does."""


def outsourced(sources: Iterable[Source], known: Iterable[str] = ()) -> Outside:
    """The sources with a variable in the place of each secret literal, called as none of those that are known."""
    taken = _Outside(frozenset(known))
    listed = list(sources)
    for one in listed:
        if not _is_refused(one):
            taken.source(one, body=one.answer is None or one.answer.good)
    taken.open = False
    found = tuple(without(taken.source(one), taken.named) for one in listed)
    return Outside(
        sources=found, named={name: value for value, name in taken.named.items()}, secret=frozenset(taken.secret)
    )


def _is_refused(source: Source) -> bool:
    """Whether what it shows is no good: the wrong token of a test is no secret."""
    return source.answer is not None and source.answer.status in (401, 403)


class _Outside:
    """The same value has the same name wherever it stands."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.named: dict[str, str] = {}
        self.secret: set[str] = set()
        self.open = True
        """Whether values that are not known yet are taken."""

    def source(self, source: Source, *, body: bool = True) -> Source:
        """The source with what is known; `body`: whether what its body calls a secret was good for anything."""
        request = source.step.request
        query = tuple(self._entry(one, is_secret(one.key or "")) for one in request.url.query)
        headers = tuple(self._entry(one, is_credential(one.key or "")) for one in request.headers)
        auth = self._auth(source.auth) if source.auth else None
        filled = self._body(request.body) if body and request.body else request.body
        if query == request.url.query and headers == request.headers and auth == source.auth and filled == request.body:
            return source
        change = msgspec.structs.replace
        changed = change(request, url=change(request.url, query=query), headers=headers, body=filled)
        return change(source, auth=auth, step=change(source.step, request=changed))

    def _body(self, body: BodyTemplate) -> BodyTemplate:
        """What a body calls a secret, and the same value under another name in it: a password that is repeated."""
        pairs = (*body.urlencoded, *body.formdata)
        user = _user({one.key or "": one.value for one in pairs if isinstance(one.value, str)})
        return msgspec.structs.replace(
            body,
            urlencoded=tuple(self._field(one, user) for one in body.urlencoded),
            formdata=tuple(self._field(one, user) for one in body.formdata),
            raw=self._json(body.raw),
            graphql=self._graphql(body.graphql),
        )

    def _field(self, entry: Entry, user: str) -> Entry:
        if not (entry.enabled and isinstance(entry.value, str)):
            return entry
        return msgspec.structs.replace(entry, value=self._held(entry.key or "", entry.value, user))

    def _graphql(self, graphql: dict[str, Any]) -> dict[str, Any]:
        variables = graphql.get("variables")
        if isinstance(variables, dict):
            return {**graphql, "variables": json.loads(self._json(json.dumps(variables)))}
        return {**graphql, "variables": self._json(variables)} if isinstance(variables, str) else graphql

    def _json(self, text: str) -> str:
        """The text of a JSON body as it is laid out; what it holds need not be JSON before its variables are filled."""
        if text.lstrip()[:1] not in ("{", "["):
            return text
        user = _user({_read(key): _read(value) for _, key, value in _PAIR.findall(text)})

        def held(found: re.Match[str]) -> str:
            value = _read(found[3])
            now = self._held(_read(found[2]), value, user)
            return found[0] if now == value else found[1] + json.dumps(now, ensure_ascii=False)

        return _PAIR.sub(held, text)

    def _held(self, key: str, value: str, user: str) -> str:
        if is_secret(key):
            return self._value(value, f"{user}_{key}" if user else key)
        return f"{{{{{self.named[value]}}}}}" if value in self.named and is_telling(value) else value

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
            self.named[value] = free(identifier(name, "token", 40), self.known | set(self.named.values()))
        return f"{{{{{self.named[value]}}}}}"


def _read(text: str) -> str:
    """What stands between the quotes of a JSON text."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _user(fields: Mapping[str, str]) -> str:
    """Who logs in, where a body says so by a literal: `alice` of alice@shop.example."""
    known = {identifier(key): value for key, value in fields.items() if not names_in(value)}
    found = next((known[one] for one in _USERS if known.get(one)), "")
    return identifier(found.partition("@")[0], "", 20)

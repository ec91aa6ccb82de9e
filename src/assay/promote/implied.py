"""Makes requests of their own of those that no item of the collection names: a script sends them, or OAuth 2.0 does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from assay.formats.postman import read_collection
from assay.model.suite import Auth, Step
from assay.promote.scripts.requests import Sending, sendings
from assay.promote.source import Answer, Script, Source
from assay.promote.templates import names_in

_GRANTS = {"client_credentials": "client_credentials", "password_credentials": "password", "password": "password"}


def with_implied(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources, each implied request before the first that needs it."""
    known: dict[str, dict[Sending, Source]] = {}
    tokens: dict[str, str] = {}
    found: list[Source] = []
    for source in sources:
        for script in source.listening("prerequest"):
            if script.source not in known:
                known[script.source] = dict(_of_script(script, sources))
                found += known[script.source].values()
        found += _of_oauth2(source, sources, tokens)
        found.append(_without_sendings(_with_token(source, tokens), known))
    return tuple(found)


def _of_script(script: Script, sources: Sequence[Source]) -> Iterator[tuple[Sending, Source]]:
    answers = [answer for one in sources if script in one.scripts for answer in one.asides]
    for sending in sendings(script.source):
        step = _step(sending.request, f"Before {script.owner or 'the requests'}")
        if step is not None and (answer := _answer_to(step, answers)) is not None:
            kept = Script(listen="test", source=sending.script, level="step", owner=step.name)
            auth = step.request.auth
            yield sending, Source(step=step, auth=auth, scripts=(kept,), answers=(answer,), implied=True)


def _step(request: dict[str, Any], name: str) -> Step | None:
    """A request in Postman's structure as a step."""
    ident = hashlib.sha256(repr(request).encode()).hexdigest()[:16]
    info = {"name": "", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    item = {"id": ident, "name": name, "request": request}
    suite = read_collection({"info": info, "item": [item]}, name="implied")
    first = suite.items[0]
    return first if isinstance(first, Step) else None


def _answer_to(step: Step, answers: Sequence[Answer]) -> Answer | None:
    """The first good answer to such a request, by its method and by what is fixed in its path."""
    fixed = [part for part in step.request.url.path or () if not names_in(part)]
    for one in answers:
        parts = urlsplit(one.url).path.strip("/").split("/")
        if one.method == step.request.method and one.good and set(fixed) <= set(parts):
            return one
    return None


def _without_sendings(source: Source, known: dict[str, dict[Sending, Source]]) -> Source:
    scripts = tuple(_cut(one, list(known.get(one.source, ()))) for one in source.scripts)
    return msgspec.structs.replace(source, scripts=scripts)


def _cut(script: Script, found: list[Sending]) -> Script:
    """The script without the requests that stand for themselves now; its lines keep their numbers."""
    if not found or script.listen != "prerequest":
        return script
    text, moved = script.source, list[int]()
    for one in sorted(found, key=lambda one: -one.start):
        gone = text[one.start : one.end]
        text = f"{text[: one.start]}{chr(10) * gone.count(chr(10))}{text[one.end :]}"
        moved += range(one.first, one.last + 1)
    return msgspec.structs.replace(script, source=text, moved=tuple(sorted(moved)))


def _of_oauth2(source: Source, sources: Sequence[Source], tokens: dict[str, str]) -> Iterator[Source]:
    """The request for a token that the engine makes where the collection has none (RFC 6749, sections 4.3 and 4.4)."""
    auth = source.auth
    if auth is None or not _fetches(auth) or _key(auth) in tokens:
        return
    step = _token_step(auth.params)
    answers = [answer for one in sources if one.auth == auth for answer in one.asides]
    answer = _answer_to(step, answers) if step else None
    if step is None or answer is None:
        return
    name = f"granted_token_{len(tokens) + 1}" if tokens else "granted_token"
    tokens[_key(auth)] = name
    script = f'pm.environment.set("{name}", pm.response.json().access_token);'
    kept = Script(listen="test", source=script, level="step", owner=step.name)
    yield Source(step=step, auth=step.request.auth, scripts=(kept,), answers=(answer,), implied=True)


def _fetches(auth: Auth) -> bool:
    given = auth.params
    return (
        auth.type == "oauth2"
        and not given.get("accessToken")
        and given.get("grant_type") in _GRANTS
        and bool(given.get("accessTokenUrl"))
    )


def _key(auth: Auth) -> str:
    return repr(sorted(auth.params.items(), key=lambda pair: pair[0]))


def _with_token(source: Source, tokens: dict[str, str]) -> Source:
    auth = source.auth
    if auth is None or auth.type != "oauth2" or _key(auth) not in tokens:
        return source
    params = {**auth.params, "accessToken": f"{{{{{tokens[_key(auth)]}}}}}"}
    return msgspec.structs.replace(source, auth=msgspec.structs.replace(auth, params=params))


def _token_step(params: dict[str, Any]) -> Step | None:
    given = {key: value for key, value in params.items() if isinstance(value, str) and value}
    grant = _GRANTS[given["grant_type"]]
    form = {"grant_type": grant}
    form |= {key: given[key] for key in ("username", "password") if grant == "password" and key in given}
    form |= {key: given[key] for key in ("scope", "audience", "resource") if key in given}
    auth: dict[str, Any] = {"type": "noauth"}
    if given.get("client_authentication") != "body" and "clientSecret" in given:
        basic = {"username": given.get("clientId", ""), "password": given["clientSecret"]}
        auth = {"type": "basic", "basic": basic}
    else:
        pairs = (("client_id", "clientId"), ("client_secret", "clientSecret"))
        form |= {name: given[key] for name, key in pairs if key in given}
    rows = [{"key": key, "value": value} for key, value in form.items()]
    request = {
        "method": "POST",
        "url": given["accessTokenUrl"],
        "auth": auth,
        "header": [],
        "body": {"mode": "urlencoded", "urlencoded": rows},
    }
    return _step(request, f"The {given['grant_type'].replace('_', ' ')} of OAuth 2.0")

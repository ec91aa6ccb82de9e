"""A key that the API itself made is taken no more once it was removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.objects import Made
from assay.probes.permissions.entering import reader_for
from assay.probes.probe import Probe
from assay.probes.providing import ready, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.making import begun
from assay.probes.state.things import itself, resource_at, status_of
from assay.probes.target import Target

REMOVED = Rule(
    name="removed-key-accepted",
    title="A key that was removed is let in",
    law="A key or token that was removed is refused (OWASP API2:2023)",
    severity="high",
    basis="effect",
    assumes="What is called key, token or credential and tells a secret when it is made is one, where that secret is "
    "let in as others are shown: in the same header, or as a bearer token. A second later it is not any more.",
)
_KINDS = frozenset({"key", "token", "credential", "apikey", "secret"})
_SECRETS = ("secret", "token", "key", "apikey", "accesstoken", "value", "plaintext", "clientsecret")
"""Names of the field that tells the secret, the likeliest first."""
_SHORTEST = 8


def cases(target: Target) -> Iterator[Case]:
    """Each kind of key that can be made and removed."""
    for resource in target.resources.all:
        if resource.create is None or resource.remove is None or not _KINDS & set(words_of(resource.name)):
            continue
        yield Case(
            probe=PROBE.name,
            rule=REMOVED.name,
            operation=resource.remove.name,
            what="the key that was removed is shown",
            sends=7,
            weight=81,
            writes=True,
            tags=resource.remove.tags,
            data=resource.item,
        )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Make a key, read something with it, remove it, and read again."""
    resource, operation = resource_at(session.target, case.data), session.target.operation(case.operation)
    able = session.able(resource.create.name) if resource.create is not None else ()
    maker = next((one for one in able if one in session.able(operation.name)), None)
    begin = (yield from begun(session, resource.create, maker)) if resource.create and maker is not None else None
    if begin is None or maker is None:
        return ()
    for who in _shown(begin.made, maker):
        reader = yield from reader_for(session, who)
        if reader is None:
            continue
        draft = yield from ready(session, operation, maker, thing=begin.made)
        removal = (yield from session.send(draft.call.with_())) if draft is not None else None
        if removal is None or not succeeded(removal) or status_of(removal) == 202:
            return ()
        session.gone.add((resource.item, begin.made.id))
        again = yield from session.send(reader)
        if succeeded(again):
            yield Sleep(seconds=1.0)
            again = yield from session.send(reader)
        if not succeeded(again):
            return ()
        message = f"Expected a key to be refused after its removal; {reader.operation.name} answers {status_of(again)}."
        return (session.finding(REMOVED, case, message, (removal, again)),)
    return ()


def _shown(made: Made, maker: Identity) -> Iterator[Identity]:
    """Whoever shows the secret of a new key: as its maker shows theirs, then as a bearer token."""
    secret = _secret(itself(made.content, made))
    if not secret:
        return
    bare = msgspec.structs.replace(maker, name="a new key", headers=(), query=(), cookies=())
    named = [name for name, _ in maker.headers if name.lower() not in ("authorization", "cookie")]
    for name in named[:1]:
        yield msgspec.structs.replace(bare, headers=((name, secret),))
    yield msgspec.structs.replace(bare, headers=(("Authorization", f"Bearer {secret}"),))


def _secret(content: dict[str, Any]) -> str:
    plain = {"".join(words_of(name)): value for name, value in content.items()}
    for name in _SECRETS:
        value = plain.get(name)
        if isinstance(value, str) and len(value) >= _SHORTEST and value.isascii() and value.isprintable():
            return value
    return ""


PROBE = Probe(name="keys", rules=(REMOVED,), cases=cases, run=run)

"""The log-ins of an API, and what is known of who may use them: the names and passwords of the callers themselves."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from assay.contract.kinds import properties
from assay.model.contract import Contract, Operation
from assay.model.identity import Identity
from assay.probes.bodies import is_secret, media_of
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.teaching import Taught

PASSWORDS = frozenset({"password", "passwd", "passphrase", "pin"})
_IN = frozenset({"login", "signin", "logon", "session", "sessions", "token", "tokens", "authenticate"})
_OTHER = frozenset({"register", "registration", "signup", "reset", "forgot", "change", "activate", "invite", "users"})


def log_ins(target: Target) -> Iterator[tuple[Operation, str]]:
    """Each operation that takes a password from anybody and lets in, with the field of the password."""
    for operation in target.operations:
        field = password_of(operation, target.contract)
        if field and is_log_in(operation) and target.public(operation):
            yield operation, field


def is_log_in(operation: Operation) -> bool:
    """Whether its path or name says so: a registration takes any password, and rightly."""
    words = words_of(operation.path) + words_of(operation.id)
    joined_words = {*words, *("".join(pair) for pair in pairwise(words))}
    return operation.method == "POST" and bool(joined_words & _IN) and not joined_words & _OTHER


def password_of(operation: Operation, contract: Contract) -> str:
    """The field of a body that holds a password; empty where there is none."""
    media = media_of(operation)
    fields = properties(media.schema, contract.definitions) if media else {}
    return next((name for name in fields if name.lower() in PASSWORDS), "")


def name_in(body: Any) -> str:
    """The field of a log-in's body that says who it is; empty where none does."""
    if not isinstance(body, dict):
        return ""
    named = [str(name) for name, value in body.items() if isinstance(value, str) and not is_secret(name)]
    likely = [name for name in named if {"email", "user", "username", "login", "name"} & set(words_of(name))]
    return next(iter(likely or named), "")


def teach_log_ins(session: Session) -> None:
    """Names and passwords that callers show with every request (RFC 7617) are good for a log-in as well."""
    known = [pair for one in session.target.callers if (pair := basic(one)) is not None]
    for operation, field in log_ins(session.target):
        media = media_of(operation)
        fields = properties(media.schema, session.target.contract.definitions) if media else {}
        named = name_in({name: name for name in fields})
        if named and known and operation.name not in session.taught:
            bodies = ({named: who, field: secret} for who, secret in known[:2])
            session.taught[operation.name] = tuple(Taught(body=one) for one in bodies)


def basic(identity: Identity) -> tuple[str, str] | None:
    """The name and the password of basic credentials; None where it shows none that can be read."""
    for name, text in identity.headers:
        scheme, _, coded = text.partition(" ")
        if name.lower() == "authorization" and scheme.lower() == "basic":
            try:
                who, sign, secret = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return None
            return (who, secret) if sign and who and secret else None
    return None

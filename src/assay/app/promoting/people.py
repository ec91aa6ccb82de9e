"""From the identities of a project, or of a file, to the people of a suite, whose secrets come from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from assay.app.identity_file import read_identities
from assay.app.project import REFERENCE, IdentityTable, Project
from assay.model.errors import UsageError
from assay.promote.identity import ANONYMOUS, Identity, Kind
from assay.promote.naming import identifier
from assay.promote.people import Login, Person
from assay.promote.writing.settings import PROCESS


def people_of(project: Project, file: str | None) -> list[Person]:
    """The identities of the file that was named, else those of the project. Raises UsageError for one that is wrong."""
    tables = read_identities(Path(file)) if file else project.identity
    return [Person(identity=_identity(name, table), login=_login(name, table)) for name, table in tables.items()]


def _identity(name: str, table: IdentityTable) -> Identity:
    made = _credentials(name, table)
    found = Identity(
        name=identifier(name, "somebody", 30),
        kind=made.kind,
        key=made.key,
        template=made.template,
        password=made.password,
        role=table.role,
        tenant=table.tenant,
        expired=table.expired,
    )
    return ANONYMOUS if made.kind == "none" else found


def _credentials(name: str, table: IdentityTable) -> Identity:
    if table.login is not None:
        return _sent(name, "header", "Authorization", f"Bearer {{{{{_token_of(name)}}}}}")
    if table.token is not None:
        return _sent(name, "header", "Authorization", f"Bearer {_outside(table.token, name, 'token')}")
    if table.api_key is not None:
        place: Kind = "query" if table.api_key.place == "query" else "header"
        return _sent(name, place, table.api_key.name, _outside(table.api_key.value, name, "key"))
    if table.basic is not None:
        user = _outside(table.basic.username, name, "username", secret=False)
        return Identity(
            name=name, kind="basic", template=user, password=_outside(table.basic.password, name, "password")
        )
    if table.cookie:
        pairs = [f"{key}={_outside(value, name, key)}" for key, value in table.cookie.items()]
        return _sent(name, "header", "Cookie", "; ".join(pairs))
    return ANONYMOUS


def _sent(name: str, kind: Kind, key: str, template: str) -> Identity:
    return Identity(name=name, kind=kind, key=key, template=template)


def _token_of(name: str) -> str:
    return f"{name} token"


def _login(name: str, table: IdentityTable) -> Login | None:
    given = table.login
    if given is None:
        return None
    values: Mapping[str, str] = {
        "username": _outside(given.username, name, "username", secret=False),
        "password": _outside(given.password, name, "password"),
    }
    return Login(request=given.request, values=values, token=given.token, variable=_token_of(name))


def _outside(text: str, name: str, key: str, *, secret: bool = True) -> str:
    """`${ALICE_TOKEN}` as a variable of the process; so is a secret that stands there itself."""
    if secret and text and not REFERENCE.search(text):
        return f"{{{{{PROCESS}{re.sub(r'[^A-Z0-9]+', '_', f'{name}_{key}'.upper())}}}}}"
    return REFERENCE.sub(lambda found: f"{{{{{PROCESS}{found[1]}}}}}", text)


def check_logins(people: list[Person], requests: Iterator[str]) -> None:
    """Raises UsageError where an identity logs in with a request that the collection does not have."""
    known = list(requests)
    for person in people:
        if person.login is not None and person.login.request not in known:
            raise UsageError(
                f"the collection has no request {person.login.request!r}",
                where=f"[identity.{person.identity.name}] login",
                remedy="Write its folders and name with slashes between: Auth/Login.",
            )

"""An identity logged in: by a request of the project's collection, or by an operation of the contract."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import msgspec

from assay.app.identities import TOKEN_VARIABLE, answer_of, at_pointer, log_in
from assay.app.options import RunOptions
from assay.app.preparing import prepare
from assay.app.probing.options import ProbeOptions
from assay.app.probing.place import prefix
from assay.app.project import IdentityTable, Login, Lookup, Project
from assay.contract.kinds import properties
from assay.model.contract import Operation
from assay.model.errors import IncompleteError, UsageError
from assay.model.identity import Identity
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.target import Target
from assay.probes.teaching import Taught
from assay.probes.writing import written
from assay.record.masking import Masker
from assay.runtime.consent import Consent
from assay.runtime.perform import Transport
from assay.runtime.recorder import Recorder
from assay.runtime.tools import open_tools

_OPERATION = re.compile(r"[A-Z]+ /\S*")
NAMES = ("username", "user_name", "userName", "user", "login", "email", "identifier", "account", "name")
PASSWORDS = ("password", "passwd", "passphrase", "secret", "pin")


class LoggingIn:
    """The way in for identities that log in. Raises IncompleteError with the identity's name where one cannot."""

    def __init__(
        self, options: ProbeOptions, project: Project, target: Target, transport: Transport, consent: Consent
    ) -> None:
        self._options = options
        self._project = project
        self._target = target
        self._transport = transport
        self._consent = msgspec.structs.replace(consent, reads_only=False)  # nobody reads who is not let in
        self._lookup = Lookup(project)

    def check(self, name: str, table: IdentityTable) -> None:
        """Raises UsageError for a log-in that can never work, before anything is sent."""
        login = table.login
        if login is None or self._project.project.collection is not None:
            return
        if _OPERATION.fullmatch(login.request) is None:
            raise UsageError(
                f"its login names {login.request!r}, a request of a collection, and the project has none",
                where=f"[identity.{name}]",
                remedy='Set `collection` under [project], or name an operation: request = "POST /auth/login".',
            )
        self._operation(name, login)

    def secrets(self, name: str, table: IdentityTable) -> tuple[str, ...]:
        """What no one may see of a log-in."""
        return (self._lookup.fill(table.login.password, f"[identity.{name}]"),) if table.login else ()

    def lessons(self, tables: dict[str, IdentityTable]) -> dict[str, tuple[Taught, ...]]:
        """By operation, the log-ins that the project says are good."""
        found: dict[str, tuple[Taught, ...]] = {}
        for name, table in tables.items():
            if table.login is not None and _OPERATION.fullmatch(table.login.request):
                operation = self._operation(name, table.login)
                body, _ = self._body(name, table.login, operation)
                found[operation.name] = (*found.get(operation.name, ()), Taught(body=body))
        return found

    async def token(self, name: str, table: IdentityTable) -> str:
        """A new token of the identity."""
        login = table.login
        assert login is not None
        if _OPERATION.fullmatch(login.request):
            return await self._by_operation(name, login)
        return await self._by_collection(name, table)

    async def _by_collection(self, name: str, table: IdentityTable) -> str:
        options = self._options
        prepared = prepare(RunOptions(env=options.env, config=options.config, url=self._target.base_url))
        job = msgspec.structs.replace(prepared.job, consent=self._consent)
        recorder = Recorder(now=time.time, masker=Masker(secrets.token_bytes(16)), sinks=())
        async with open_tools(prepared.limits, transport=self._transport) as tools:
            await log_in(name, table, prepared.suite, job, tools, recorder, self._lookup)
        return str(job.scopes.environment.text(table.variable or TOKEN_VARIABLE))

    async def _by_operation(self, name: str, login: Login) -> str:
        operation = self._operation(name, login)
        body, media = self._body(name, login, operation)
        call = Call(operation=operation, identity=Identity(name=name), body=body, media=media)
        request = written(call, self._target.base_url, f"login-{name}", self._target.delivery)
        refusal = self._consent.refusal(request)
        if refusal is not None:
            raise IncompleteError(f"identity {name} could not log in: {refusal}", where=login.request)
        exchange = await self._transport(request)
        if exchange.response is not None and exchange.response.status == 404:
            raise IncompleteError(
                f"identity {name} could not log in: the answer was 404",
                where=f"{request.method} {request.url}",
                remedy=prefix(self._target),
            )
        token = at_pointer(answer_of(name, exchange), login.token)
        if not isinstance(token, str) or not token:
            raise IncompleteError(
                f"identity {name} could not log in: the answer has no text at {login.token}",
                where=login.request,
                remedy="`token` is a JSON Pointer into the answer, such as /access_token.",
            )
        return token

    def _operation(self, name: str, login: Login) -> Operation:
        try:
            return self._target.operation(login.request)
        except KeyError:
            raise UsageError(
                f"its login names {login.request!r}, which the contract does not have",
                where=f"[identity.{name}]",
                remedy="Name a request of the collection (Auth/Login), or an operation (POST /auth/login).",
            ) from None

    def _body(self, name: str, login: Login, operation: Operation) -> tuple[dict[str, Any], str]:
        """User name and password in the fields that the contract has for them."""
        setting = f"[identity.{name}]"
        media = media_of(operation)
        fields = properties(media.schema, self._target.contract.definitions) if media else {}
        user, password = _first(NAMES, fields), _first(PASSWORDS, fields)
        body = {
            user: self._lookup.fill(login.username, setting),
            password: self._lookup.fill(login.password, setting),
        }
        if "grant_type" in fields:
            body["grant_type"] = "password"  # RFC 6749, 4.3
        return body, media.type if media else "application/json"


def _first(names: tuple[str, ...], fields: dict[str, Any]) -> str:
    """The first name that the contract has, in its own spelling; else the first of all."""
    known = {name.lower(): name for name in fields}
    return next((known[name.lower()] for name in names if name.lower() in known), names[0])

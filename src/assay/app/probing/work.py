"""A target opened to be probed: the way to it, its identities logged in, and what the collection teaches."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from assay.app.probing.identities import authorization, callers
from assay.app.probing.logging_in import LoggingIn
from assay.app.probing.preparing import Prepared
from assay.app.probing.schooling import lessons
from assay.contract.matching import Match
from assay.model.command import Conceal, Program
from assay.model.event import Cursor, Event, Exchanged
from assay.model.exchange import Exchange
from assay.model.http import Request
from assay.probes.learning import ends_the_caller
from assay.probes.session import Session
from assay.record.masking import Masker
from assay.runtime.files import Files
from assay.runtime.lifeline import Lifeline
from assay.runtime.patient import Patient
from assay.runtime.perform import Dependencies, Performer, Transport
from assay.runtime.renewing import Renewing
from assay.runtime.service import Service, running
from assay.runtime.tools import NoScripts, open_tools

T = TypeVar("T")


class Spent(Exception):
    """The budget is used up."""


class Work:
    """What carries programs against a prepared target. `check` is called before each request of a program."""

    def __init__(
        self, prepared: Prepared, session: Session, masker: Masker, conceal: Callable[[Conceal], None],
        hear: Callable[[Event], None], check: Callable[[], None] = lambda: None,
        dependencies: Dependencies | None = None,
    ) -> None:  # fmt: skip
        self._prepared = prepared
        self._session = session
        self._masker = masker
        self._conceal = conceal
        self._hear = hear
        self._check = check
        self._dependencies = dependencies
        self._service = prepared.service
        self._performer: Performer | None = None

    @property
    def is_open(self) -> bool:
        """Whether programs can be carried out."""
        return self._performer is not None

    def serve(self, service: Service) -> None:
        """Start the API in another way than the project says: with further variables in its environment."""
        self._service = service

    async def open(self, stack: AsyncExitStack) -> None:
        """Find the way to the target, and let everybody in. Raises an AssayError where that cannot be done."""
        prepared, target = self._prepared, self._prepared.target
        raw = await self._way(stack)
        alive = Lifeline(raw, target.base_url, prepared.target.delivery.verify)
        patient = Patient(self._expecting(raw, alive), self._tell_of("probe"))
        way_in = LoggingIn(prepared.options, prepared.project, target, patient, prepared.consent)
        names = frozenset(one.name for one in target.identities)
        tables = {name: table for name, table in prepared.project.identity.items() if name in names}
        for name, table in tables.items():
            way_in.check(name, table)
        if self._service is not None:
            await stack.enter_async_context(running(self._service, raw))
        found = await callers(prepared.project, names, way_in)
        self._masker.add(found.secrets)
        target.called_by(found.identities)
        shown = {one.name: authorization(one) for one in found.identities if tables[one.name].login is not None}

        async def renew(name: str) -> str:
            token = await way_in.token(name, tables[name])
            self._masker.add((token,))
            return f"Bearer {token}"

        renewing = Renewing(
            patient, shown, renew,
            ends=self._ends, item=lambda: self._session.item.id, tell=self._tell_of("auth"),
        )  # fmt: skip
        if prepared.options.clean_up is None:
            taught = await lessons(prepared.options, prepared.project, target, patient, prepared.consent, self._masker)
            self._session.taught = {**way_in.lessons(tables), **taught}
        self._performer = self._made(renewing)

    async def perform(self, program: Program[T]) -> T:
        """Carry out a program."""
        assert self._performer is not None, "the target is not open"
        try:
            return await self._performer.perform(program)
        finally:
            program.close()

    async def _way(self, stack: AsyncExitStack) -> Transport:
        """The application of this process, started up; else libcurl."""
        application = self._prepared.application
        if application is None:
            tools = await stack.enter_async_context(open_tools(None, trace=self._prepared.options.verbose))
            return tools.transport
        stack.push_async_callback(application.close)
        await application.start()
        return application

    def _made(self, transport: Transport) -> Performer:
        async def checked(request: Request) -> Exchange:
            self._check()
            return await transport(request)

        return Performer(
            transport=checked,
            scripts=NoScripts(),
            files=Files(Path.cwd(), outside=False),
            consent=self._prepared.consent,
            hear=self._hear,
            conceal=self._conceal,
            dependencies=self._dependencies,
        )

    def _expecting(self, raw: Transport, alive: Transport) -> Transport:
        """The way that holds silence against the API, but not while a dependency of it is broken on purpose."""
        dependencies = self._dependencies
        if dependencies is None:
            return alive

        async def expecting(request: Request) -> Exchange:
            return await (raw if dependencies.disturbed else alive)(request)

        return expecting

    def _tell_of(self, source: str) -> Callable[[Exchange], None]:
        """Hears of exchanges that no program asked for."""

        def tell(exchange: Exchange) -> None:
            role = "retried" if source == "probe" else "final"
            item = self._session.item
            if item.id:
                self._hear(Exchanged(cursor=Cursor(), item=item, source=source, exchange=exchange, role=role))  # type: ignore[arg-type]

        return tell

    def _ends(self, request: Request) -> bool:
        """Whether a request ends the session of its caller on purpose."""
        match = self._prepared.target.routes.find(request.method, request.url)
        return isinstance(match, Match) and ends_the_caller(match.operation)

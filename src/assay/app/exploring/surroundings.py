"""The project that a command is given in: whom it may send to, in whose name, at which base URL; read when asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assay.app.exploring.options import ExploreOptions
from assay.app.place import find
from assay.model.errors import AssayError, UsageError
from assay.model.transfer import Transfer

if TYPE_CHECKING:  # loaded only where there is a configuration: most commands are given without one
    from assay.app.exploring.identity import Credentials
    from assay.app.project import EnvironmentTable, Project
    from assay.model.contract import Contract


class Surroundings:
    """What assay.toml says, for one command."""

    def __init__(self, options: ExploreOptions) -> None:
        self.options = options
        self.path = Path(options.config) if options.config else find(Path.cwd())
        self.warnings: list[str] = []

    @property
    def home(self) -> Path:
        """Where the history is kept."""
        from assay.record.history.keeping import home

        return home(self.path.parent if self.path else Path.cwd(), os.environ)

    @cached_property
    def project(self) -> Project:
        """The configuration. Raises an AssayError for one that is wrong."""
        from assay.app.project import load

        return load(self.path)

    @cached_property
    def table(self) -> EnvironmentTable | None:
        """The [environment] that was asked for."""
        if self.options.env is None:
            return None
        from assay.app.preparing import environment_table

        return environment_table(self.project, self.options.env)

    @cached_property
    def base(self) -> str:
        """What a URL that begins with a slash is below; empty where nobody said."""
        if self.options.url:
            return self.options.url.rstrip("/")
        if self.table is None or self.table.url is None:
            return ""
        from assay.app.project import Lookup

        return Lookup(self.project).fill(self.table.url, "url").rstrip("/")

    @cached_property
    def credentials(self) -> Credentials | None:
        """Those of the identity that was asked for."""
        name = self.options.identity
        if name is None:
            return None
        from assay.app.exploring.identity import credentials_of
        from assay.app.preparing import identity_table

        table = identity_table(self.project, name)
        assert table is not None
        return credentials_of(name, table, self.project, self.options.env, self.options.config)

    def placed(self, transfer: Transfer) -> Transfer:
        """The transfer at the base URL and in the identity's name. Raises UsageError for a path without a base."""
        if transfer.url.startswith("/"):
            if not self.base:
                raise UsageError(
                    "a URL that is only a path needs to know where",
                    where=transfer.url,
                    remedy="Give --env NAME or --url URL before the word curl.",
                )
            transfer = msgspec.structs.replace(transfer, url=self.base + transfer.url)
        if self.credentials is None:
            return transfer
        from assay.app.exploring.identity import in_the_name_of

        return in_the_name_of(transfer, self.credentials)

    def consent(self) -> Callable[[str], str | None]:
        """Why a URL may not be asked for; nothing stands in the way where no configuration is."""
        if self.path is None:
            return lambda _url: None
        hosts = self.project.project.hosts
        if hosts is None:
            return lambda _url: None
        from assay.model.http import Request
        from assay.runtime.consent import Consent

        consent = Consent(hosts=frozenset(host.lower() for host in hosts))
        return lambda url: consent.refusal(Request(id="", method="GET", url=url))

    def check_method(self, transfer: Transfer) -> None:
        """Raises RefusedError where this environment takes only reads."""
        if self.table is None or not self.table.production:
            return
        from assay.model.errors import RefusedError
        from assay.runtime.consent import SAFE_METHODS

        written = transfer.method or ("HEAD" if transfer.head else "GET" if transfer.content is None else "POST")
        if written.upper() not in SAFE_METHODS:
            raise RefusedError(
                f"{written} is refused: this environment is marked as production, so only reads are sent",
                where=transfer.url,
            )

    @cached_property
    def contract(self) -> Contract | None:
        """The API's contract; one that cannot be read is told once, and is no reason not to send."""
        if self.path is None or self.project.project.contract is None:
            return None
        from assay.app.contracts import project_contract

        try:
            contract = project_contract(self.project, self.home)
        except AssayError as problem:
            self.warnings.append(f"the contract is left out: {problem.where}: {problem.what}")
            return None
        if contract is None or not self.base:
            return contract
        return msgspec.structs.replace(contract, servers=(self.base, *contract.servers))

"""From what a person asked for to a job that can be carried: files read, names looked up, defaults filled in."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import msgspec

from assay.app.defaults import check_name, fitted, snake
from assay.app.identities import credentials
from assay.app.inputs import (
    Rows,
    check_authorities,
    load_certificates,
    load_collection,
    load_environment,
    load_jar,
    load_proxies,
    load_rows,
)
from assay.app.options import RunOptions
from assay.app.place import find
from assay.app.project import EnvironmentTable, IdentityTable, Lookup, Project, load
from assay.app.variables import (
    argument_warnings,
    environment_scope,
    given_variables,
    overridden,
    scripted_secrets,
    secret_values,
    told_secrets,
)
from assay.engine.plan import Plan
from assay.engine.scopes import Scope, Scopes
from assay.engine.select import Item, runnable
from assay.model.errors import UsageError
from assay.model.http import Delivery
from assay.model.suite import Suite
from assay.model.variable import Environment
from assay.model.world import World
from assay.runtime.consent import Consent
from assay.runtime.files import Files
from assay.runtime.job import Job
from assay.runtime.service import Service
from assay.script import Limits

MEGABYTE = 1024 * 1024


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """An identity that has to log in before the run."""

    name: str
    identity: IdentityTable
    lookup: Lookup


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A run that only has to be carried."""

    options: RunOptions
    project: Project
    suite: Suite
    environment: Environment
    globals: Environment
    job: Job
    seed: int
    limits: Limits | None
    """None where there are no scripts."""
    secrets: tuple[str, ...] = ()
    """Values known to be secret before anything was sent."""
    warnings: tuple[str, ...] = ()
    service: Service | None = None
    login: Login | None = None

    @property
    def max_seconds(self) -> float | None:
        """How long the whole run may take."""
        limits = [self.options.timeout / 1000, self.options.max_time or 0.0]
        return min((limit for limit in limits if limit > 0), default=None)


def configuration(path: str | None) -> Project:
    """The project's configuration: the file that was named, else the nearest."""
    return load(Path(path) if path else find(Path.cwd()))


def run_defaults(config: str | None) -> dict[str, Any]:
    """Options of `assay run` that [run] of the configuration sets, by the names that they have in Python."""
    project = configuration(config)
    where = f"{project.path}, [run]"
    found = {snake(name): value for name, value in project.run.items()}
    for name in found:
        check_name(name, where)
    return {name: fitted(name, value, where) for name, value in found.items() if name != "config"}


def prepare(options: RunOptions) -> Prepared:
    """Read and check everything. Raises an AssayError before anything was sent."""
    project = configuration(options.config)
    lookup = Lookup(project)
    table = environment_table(project, options.env)
    suite = load_collection(chosen_collection(options, project), options.postman_api_key)
    items = runnable(suite, options.folder)
    environment = load_environment(chosen_environment(options, project, table), "environment", options.postman_api_key)
    found_globals = load_environment(options.globals, "globals", options.postman_api_key)
    rows = load_rows(options.iteration_data)
    identity = identity_table(project, options.identity)
    given = given_variables(options, project, table, lookup)
    known = credentials(options.identity or "", identity, lookup) if identity and not identity.login else {}
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4))
    scopes = Scopes(
        environment=environment_scope(environment, given, known, options.env_var),
        globals=overridden(Scope(found_globals), options.global_var),
        collection=Scope(Environment(variables=suite.variables)),
    )
    return Prepared(
        options=options,
        project=project,
        suite=suite,
        environment=environment,
        globals=found_globals,
        job=job(options, project, table, items, rows, scopes, seed),
        seed=seed,
        limits=script_limits(options, items),
        secrets=(
            *known.values(),
            *told_secrets(options),
            *secret_values(environment, found_globals, suite),
            *scripted_secrets(items),
        ),
        warnings=(*suite.warnings, *argument_warnings(options)),
        service=service(project, table),
        login=Login(name=options.identity or "", identity=identity, lookup=lookup)
        if identity and identity.login
        else None,
    )


def job(
    options: RunOptions,
    project: Project,
    table: EnvironmentTable,
    items: tuple[Item, ...],
    rows: Rows,
    scopes: Scopes,
    seed: int,
) -> Job:
    """The work itself, and the world that it may touch."""
    hosts = project.project.hosts
    workers = min(options.parallel, (options.iteration_count or len(rows) or 1) * (len(items) or 1))
    if options.parallel_folders and workers == 1:
        workers = min(len({item.path[:1] for item in items}) or 1, 8)
    return Job(
        items=items,
        plan=plan(options, rows),
        world=World(now=time.time, chance=random.Random(seed)),  # noqa: S311 - repeatable on purpose
        scopes=scopes,
        jar=load_jar(options.cookie_jar, time.time()),
        files=Files(working_dir(options), outside=options.insecure_file_read),
        consent=Consent(hosts=frozenset(hosts) if hosts is not None else None, reads_only=table.production),
        workers=workers,
        by_folder=options.parallel_folders,
    )


def working_dir(options: RunOptions) -> Path:
    """The folder that the collection's files lie in."""
    if options.working_dir is not None and not Path(options.working_dir).is_dir():
        raise UsageError("there is no such folder", where=f"--working-dir {options.working_dir}")
    return Path(options.working_dir or Path.cwd())


def plan(options: RunOptions, rows: Rows) -> Plan:
    """What the engine has to know of the options."""
    bail = options.bail or ()
    return Plan(
        iterations=options.iteration_count or len(rows) or 1,
        rows=rows,
        delay=options.delay_request / 1000,
        script_timeout=options.timeout_script / 1000 if options.timeout_script else 10.0,
        retries=options.retry,
        stop_on_failure="failure" in bail or (options.bail is not None and not bail),
        abort_on_error="folder" in bail,
        follow_redirects=not options.ignore_redirects,
        delivery=Delivery(
            timeout=options.timeout_request / 1000 if options.timeout_request else 30.0,
            max_body=options.max_body or 64 * MEGABYTE,
            verify=not options.insecure,
            ca_file=check_authorities(options.ssl_extra_ca_certs),
        ),
        certificates=load_certificates(options),
        proxies=load_proxies(),
    )


def chosen_collection(options: RunOptions, project: Project) -> str | dict[str, Any]:
    """The collection that was named, else the project's."""
    if options.collection is not None:
        return options.collection
    if project.project.collection is None:
        raise UsageError(
            "no collection was given",
            remedy="Name one: assay run COLLECTION; or set `collection` under [project] in assay.toml.",
        )
    return project.locate(project.project.collection)


def environment_table(project: Project, name: str | None) -> EnvironmentTable:
    """The [environment.NAME] that was asked for; an empty one where none was."""
    if name is None:
        return EnvironmentTable()
    if name not in project.environment:
        remedy = _there_is(project, project.environment)
        raise UsageError(f"there is no [environment.{name}]", where="--env", remedy=remedy)
    return project.environment[name]


def identity_table(project: Project, name: str | None) -> IdentityTable | None:
    """The [identity.NAME] that was asked for."""
    if name is None:
        return None
    if name not in project.identity:
        remedy = _there_is(project, project.identity)
        raise UsageError(f"there is no [identity.{name}]", where="--identity", remedy=remedy)
    return project.identity[name]


def _there_is(project: Project, names: Collection[str]) -> str:
    """What can be named instead."""
    if project.path is None:
        return "There is no assay.toml here or above; `assay init` begins one."
    return f"{project.path.name} has: {', '.join(names)}." if names else f"{project.path.name} has none yet."


def chosen_environment(options: RunOptions, project: Project, table: EnvironmentTable) -> str | dict[str, Any] | None:
    """The Postman environment that was named, else that of the project's environment."""
    if options.environment is not None or table.postman is None:
        return options.environment
    return project.locate(table.postman)


def script_limits(options: RunOptions, items: tuple[Item, ...]) -> Limits | None:
    """The bounds for scripts, or None where there is none to run: then Node is never started."""
    if not any(one.script.enabled and not one.script.blank for item in items for one in item.scripts):
        return None
    return Limits(memory=options.script_memory * MEGABYTE) if options.script_memory else Limits()


def service(project: Project, table: EnvironmentTable) -> Service | None:
    """The API under test, where the environment says how to start it."""
    if table.start is None:
        return None
    if table.url is None:
        raise UsageError("`start` needs a `url` to wait for", where="assay.toml", remedy="Add url = … beside start.")
    base = Lookup(project).fill(table.url, "url").rstrip("/")
    ready = table.ready or "/"
    return Service(
        command=table.start,
        directory=project.directory,
        ready=ready if ready.startswith("http") else f"{base}/{ready.lstrip('/')}",
    )

"""What a person asked `assay run` for, before anything was read: one field an option, by Newman's names."""

from __future__ import annotations

from typing import Any

import msgspec


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report to be made: its kind, where to (None: standard output), and the options for its kind."""

    kind: str
    path: str | None = None
    options: dict[str, Any] = {}


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Times are milliseconds where the option's are. None means that the option was not given."""

    collection: str | dict[str, Any] | None = None
    environment: str | dict[str, Any] | None = None
    globals: str | dict[str, Any] | None = None
    iteration_count: int | None = None
    iteration_data: str | list[dict[str, Any]] | None = None
    folder: tuple[str, ...] = ()
    global_var: tuple[tuple[str, str | None], ...] = ()
    env_var: tuple[tuple[str, str | None], ...] = ()
    export_environment: str | None = None
    export_globals: str | None = None
    export_collection: str | None = None
    export_cookie_jar: str | None = None
    cookie_jar: str | None = None
    reporters: tuple[str, ...] = ("cli",)
    reporter: dict[str, dict[str, Any]] = {}
    """`--reporter-NAME-OPTION value`, by reporter and option; the key "" holds those for every reporter."""
    report: tuple[str, ...] = ()
    """`--report KIND[=PATH]`, as given."""
    postman_api_key: str | None = None
    bail: tuple[str, ...] | None = None
    ignore_redirects: bool = False
    suppress_exit_code: bool = False
    silent: bool = False
    quiet: bool = False
    verbose: bool = False
    disable_unicode: bool = False
    color: str = "auto"
    delay_request: int = 0
    timeout: int = 0
    timeout_request: int | None = None
    timeout_script: int | None = None
    working_dir: str | None = None
    insecure_file_read: bool = False
    insecure: bool = False
    ssl_client_cert_list: str | list[dict[str, Any]] | None = None
    ssl_client_cert: str | None = None
    ssl_client_key: str | None = None
    ssl_client_passphrase: str | None = None
    ssl_extra_ca_certs: str | None = None
    parallel: int = 1
    parallel_folders: bool = False
    retry: int = 0
    allow_empty: bool = False
    fail_on_empty: bool = False
    max_body: int | None = None
    """Bytes of an answer's body that are taken."""
    script_memory: int | None = None
    """MB of memory that a script may use."""
    config: str | None = None
    env: str | None = None
    url: str | None = None
    identity: str | None = None
    log: str | None = None
    seed: int | None = None
    max_time: float | None = None
    """Seconds that the whole run may take."""

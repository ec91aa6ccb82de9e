"""The inputs of a run, read: collection, environment, globals, rows, cookies and certificates."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.app.fetching import fetch, is_url, read_file
from assay.app.options import RunOptions
from assay.app.sources import read_tree
from assay.engine.certificates import ALL_URLS, CertificateRule
from assay.engine.cookies import Jar
from assay.engine.proxies import ProxyRules, parse_proxy
from assay.formats.json_text import decode_json
from assay.formats.postman import read_collection, read_environment
from assay.formats.rows import read_rows
from assay.model.errors import InputError, UsageError
from assay.model.http import ClientCertificate
from assay.model.suite import Suite
from assay.model.variable import Environment

LARGEST_PEM = 64 * 1024 * 1024
Rows = tuple[dict[str, Any], ...]


def load_collection(given: str | dict[str, Any], api_key: str | None) -> Suite:
    """A collection from a file in any format, a folder, a URL, a UID, or a document in memory."""
    if isinstance(given, dict):
        return read_collection(given, name="the collection")
    from assay.app.converting import read_folder, read_suite

    if not is_url(given) and Path(given).is_dir():
        return read_folder(given).suite
    fetched = fetch(given, kind="collection", api_key=api_key)
    return read_suite(fetched.data, name=fetched.name)


def load_folder(path: str) -> Suite:
    """A collection in Postman's format v3."""
    from assay.formats.postman.v3 import read_v3  # YAML takes longer to import than all of JSON to read

    return read_v3(read_tree(path), name=path.rstrip("/"))


def load_environment(given: str | dict[str, Any] | None, kind: str, api_key: str | None) -> Environment:
    """An environment or globals; an empty one where none is given."""
    if given is None:
        return Environment()
    if isinstance(given, dict):
        return read_environment(given, name=f"the {kind}", kind=kind)
    fetched = fetch(given, kind=kind, api_key=api_key)
    return read_environment(fetched.data, name=fetched.name, kind=kind)


def load_rows(given: str | list[dict[str, Any]] | None) -> Rows:
    """Iteration data from a file or URL, or as it is."""
    if given is None:
        return ()
    if isinstance(given, list):
        return tuple(given)
    fetched = fetch(given, kind="iteration data")
    return read_rows(fetched.data, name=fetched.name)


def load_jar(path: str | None, now: float) -> Jar:
    """A cookie jar from tough-cookie's JSON; an empty one without a path."""
    if path is None:
        return Jar()
    try:
        return Jar.load(decode_json(read_file(path, "cookie jar"), name=path), now)
    except InputError as problem:
        raise InputError(problem.what, where=problem.where or path, remedy=problem.remedy) from None


def load_certificates(options: RunOptions) -> tuple[CertificateRule, ...]:
    """The client certificates: those of the list by URL, then the one for every other URL."""
    listed = options.ssl_client_cert_list
    if isinstance(listed, str):
        listed = decode_json(read_file(listed, "client certificate list"), name=listed)
    if listed is not None and not isinstance(listed, list):
        raise InputError("the client certificate list is no list", where="--ssl-client-cert-list")
    rules = tuple(certificate_rule(entry) for entry in listed or () if isinstance(entry, dict))
    if options.ssl_client_cert is None:
        return rules
    everywhere = ClientCertificate(
        certificate=options.ssl_client_cert,
        key=options.ssl_client_key or "",
        passphrase=options.ssl_client_passphrase or "",
    )
    check_pem(everywhere.certificate, "--ssl-client-cert", "a certificate")
    if everywhere.key:
        check_pem(everywhere.key, "--ssl-client-key", "a private key")
    return (*rules, CertificateRule(matches=(ALL_URLS,), certificate=everywhere))


def certificate_rule(entry: Mapping[str, Any]) -> CertificateRule:
    """One entry of Newman's list: matches, cert.src, key.src, pfx.src, passphrase."""

    def source(name: str) -> str:
        value = entry.get(name)
        return str(value.get("src") or "") if isinstance(value, dict) else ""

    return CertificateRule(
        matches=tuple(str(pattern) for pattern in entry.get("matches") or ()),
        certificate=ClientCertificate(
            certificate=source("cert"),
            key=source("key"),
            pfx=source("pfx"),
            passphrase=str(entry.get("passphrase") or ""),
        ),
    )


def load_proxies(environment: Mapping[str, str] | None = None) -> ProxyRules:
    """The proxies that the process environment names, as Newman takes them."""
    env = os.environ if environment is None else environment

    def named(*names: str) -> str:
        return next((env[name] for name in names if env.get(name)), "")

    http = named("HTTP_PROXY", "http_proxy")
    https = named("HTTPS_PROXY", "https_proxy") or http
    return ProxyRules(
        http=parse_proxy(http) if http else None,
        https=parse_proxy(https) if https else None,
        bypass=tuple(entry for entry in named("NO_PROXY", "no_proxy").split(",") if entry.strip()),
    )


def check_authorities(path: str | None) -> str:
    """The path of a bundle of certificates, once it is known to be one."""
    if path is None:
        return ""
    check_pem(path, "--ssl-extra-ca-certs", "a certificate")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except (ssl.SSLError, ValueError):
        raise InputError("a certificate in it cannot be read", where=f"--ssl-extra-ca-certs {path}") from None
    return path


def check_pem(path: str, option: str, what: str) -> None:
    """Refuse a file that is not there, or holds nothing in PEM."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST_PEM)
    except OSError as problem:
        raise InputError((problem.strerror or "cannot be read").lower(), where=f"{option} {path}") from None
    if b"-----BEGIN " not in data:
        raise InputError(f"holds no PEM of {what}", where=f"{option} {path}", remedy="Give it as PEM (-----BEGIN …).")


def check_url(url: str | None) -> str | None:
    """A base URL, once it is known to be one."""
    if url is not None and not is_url(url):
        raise UsageError(f"{url!r} is no http(s) URL", where="--url", remedy="Write it with its scheme: http://…")
    return url.rstrip("/") if url else url

"""The files of a new project, as texts."""

from __future__ import annotations

import re

from assay.app.starting.source import Source

IGNORED = (".assay/", ".env", ".env.*", "!.env.example", "*.private.postman_environment.json")
"""What git must never see: the history, and files that hold secrets."""
IDENTITIES = {
    "http": 'token = "${{{variable}}}"',
    "oauth2": 'token = "${{{variable}}}"',
    "openIdConnect": 'token = "${{{variable}}}"',
    "apiKey": 'api_key = {{ name = "{name}", in = "{place}", value = "${{{variable}}}" }}',
    "basic": 'basic = {{ username = "${{API_USER}}", password = "${{{variable}}}" }}',
}


def slug(name: str) -> str:
    """A file name from a title."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "api"


def quoted(text: str) -> str:
    """A TOML basic string."""
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", shown) + '"'


def configuration(collection: str, contract: str, environment: str, url: str, source: Source) -> str:
    """assay.toml."""
    lines = ["[project]", f"collection = {quoted(collection)}"]
    lines += [f"contract = {quoted(contract)}"] if contract else []
    lines += [
        '# hosts = ["api.staging.example"]   # beside this machine, the only hosts that may be sent to',
        "",
        "[environment.local]",
        f"url = {quoted(url)}   # becomes {{{{base_url}}}} in the collection",
        f"postman = {quoted(environment)}",
        '# start = "uvicorn app:app --port 8000"   # the API under test: started, awaited and ended for you',
        '# ready = "/health"',
        "",
        "# Who sends. Secrets come from the process environment or from .env, never from this file.",
        *(f"# {line}" for line in identity(source)),
    ]
    return "\n".join(lines) + "\n"


def identity(source: Source) -> list[str]:
    """An [identity] as the contract's security asks for it, to be switched on."""
    schemes = source.contract.security_schemes if source.contract else ()
    first = next((one for one in schemes if one.type in IDENTITIES), None)
    kind = "http" if first is None else "basic" if first.scheme.lower() == "basic" else first.type
    variable = {"apiKey": "API_KEY", "basic": "API_PASSWORD"}.get(kind, "API_TOKEN")
    name = re.sub(r"[^\w-]", "", first.key) if first else ""
    place = first.place if first and first.place in ("header", "query") else "header"
    return ["[identity.me]", IDENTITIES[kind].format(variable=variable, name=name or "X-Api-Key", place=place)]


def ignore(known: str) -> str:
    """.gitignore with the lines that are missing."""
    lines = known.splitlines()
    missing = [line for line in IGNORED if line not in lines and f"/{line}" not in lines]
    if not missing:
        return known
    head = known if not known or known.endswith("\n") else f"{known}\n"
    return head + "\n".join(missing) + "\n"

"""A recorded transfer without anybody's credentials, so that somebody else's can take their place."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.app.history.changing import LOGINS, header_name
from assay.app.history.unmasking import MASK, has_mask
from assay.app.project import Project
from assay.model.transfer import OptionValue, Transfer


def without_credentials(transfer: Transfer, project: Project) -> Transfer:
    """The transfer without the credentials that it was recorded with; what was given anew is no stand-in, and stays."""
    keys = {table.api_key.name.lower() for table in project.identity.values() if table.api_key}
    cookies = {name for table in project.identity.values() for name in table.cookie or {}}
    headers = (_header(line, keys, cookies) for line in transfer.headers)
    return msgspec.structs.replace(
        transfer,
        url=_url(transfer.url, keys),
        headers=tuple(line for line in headers if line),
        options=dict(_options(transfer.options, cookies)),
    )


def _header(line: str, keys: set[str], cookies: set[str]) -> str:
    """The line; empty where it goes."""
    name = header_name(line)
    if name == "cookie":
        head, _, value = line.partition(":")
        kept = _cookies(value.strip(), cookies)
        return f"{head}: {kept}" if kept else ""
    return "" if (name == "authorization" or name in keys) and has_mask(line) else line


def _options(options: dict[str, OptionValue], cookies: set[str]) -> Iterator[tuple[str, OptionValue]]:
    for name, value in options.items():
        if name == "cookie":
            texts = value if isinstance(value, tuple) else (str(value),)
            kept = tuple(left for text in texts if (left := _cookies(text, cookies)))
            if kept:
                yield name, kept
        elif not (name in LOGINS and isinstance(value, str) and has_mask(value)):
            yield name, value


def _cookies(text: str, names: set[str]) -> str:
    pairs = [pair.strip() for pair in text.split(";")]
    return "; ".join(pair for pair in pairs if not (pair.partition("=")[0] in names and MASK.search(pair)))


def _url(url: str, keys: set[str]) -> str:
    rest, mark, fragment = url.partition("#")
    path, _, query = rest.partition("?")
    if not MASK.search(query):
        return url
    kept = [pair for pair in query.split("&") if not (pair.partition("=")[0].lower() in keys and MASK.search(pair))]
    return f"{path}{'?' if kept else ''}{'&'.join(kept)}{mark}{fragment}"

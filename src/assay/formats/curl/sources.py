"""What the options do that say what is sent and where to: URLs, bodies, headers, files."""

from __future__ import annotations

from collections.abc import Callable

from assay.formats.curl import data
from assay.formats.curl.context import Context
from assay.formats.curl.group import Group
from assay.formats.curl.options import Option
from assay.formats.curl.refusal import UrlError
from assay.formats.curl.world import contents
from assay.model.errors import UsageError


def _url(context: Context, option: Option, value: str) -> None:
    if value.startswith("@"):
        found = contents(context.world, value[1:], where=f"--{option.name}")
        for line in data.lines(found, where=f"--{option.name}"):
            _add_url(context, line, listed=True)
    else:
        _add_url(context, value, listed=False)


def _add_url(context: Context, url: str, *, listed: bool) -> None:
    """One URL. From a file (`listed`) it is no glob, and its answer goes to a file of its own."""
    if not url:
        raise UrlError("a URL is empty", where="--url")
    group = context.group
    node = group.url_node()
    node.url, node.url_set = url, True
    if listed:
        node.remote = node.no_glob = True
    _require_one_url(group)


def _require_one_url(group: Group) -> None:
    if group.urls > 1 and (group.etag_compare or "etag-save" in group.output):
        raise UsageError("--etag-save and --etag-compare are for one URL, and there are several")


def _etag_save(context: Context, option: Option, value: str) -> None:
    context.group.output[option.name] = value
    _require_one_url(context.group)


def _etag_compare(context: Context, _: Option, value: str) -> None:
    context.group.etag_compare = value
    _require_one_url(context.group)


def _data(context: Context, option: Option, value: str) -> None:
    group = context.group
    piece = data.piece(option.name, value, context.world, where=f"--{option.name}")
    if option.name == "json":
        group.json = True
    elif any(group.data):
        group.data.append(b"&")
    group.data.append(piece)
    group.has_data = True


def _url_query(context: Context, option: Option, value: str) -> None:
    added = data.query(value, context.world, where=f"--{option.name}")
    before = context.group.query
    context.group.query = added if before is None else f"{before}&{added}"


def _form(context: Context, option: Option, value: str) -> None:
    from assay.formats.curl import form  # few commands have one

    form.add(context.group, value, context.world, context.warnings, literal=option.name == "form-string")
    context.group.choose("form", where=f"--{option.name}")


def _header(context: Context, option: Option, value: str) -> None:
    if value.startswith("@"):
        found = data.lines(contents(context.world, value[1:], where=f"--{option.name}"), where=f"--{option.name}")
    else:
        found = [value]
        if ":" not in value and ";" not in value:
            context.warn(option, f"{value!r} does not look like a header")
    if option.name == "header":
        context.group.headers += found
    else:
        context.append(option, *found)


def _request(context: Context, option: Option, value: str) -> None:
    if any(character.isspace() for character in value):
        raise UsageError(f"a method has no blanks, and {value!r} has some", where=f"--{option.name}")
    context.group.method = value


def _output(context: Context, _: Option, value: str) -> None:
    node = context.group.output_node()
    node.remote, node.output, node.null = False, value, False


def _upload(context: Context, _: Option, value: str) -> None:
    context.group.upload_node().upload = value


SOURCES: dict[str, Callable[[Context, Option, str], None]] = {
    **dict.fromkeys(("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"), _data),
    "etag-compare": _etag_compare,
    "etag-save": _etag_save,
    "form": _form,
    "form-string": _form,
    "header": _header,
    "output": _output,
    "proxy-header": _header,
    "request": _request,
    "upload-file": _upload,
    "url": _url,
    "url-query": _url_query,
}

"""What options without a value do."""

from __future__ import annotations

from collections.abc import Callable

from assay.formats.curl.context import TLS_VERSIONS, TRACES, Context, require_tls_order
from assay.formats.curl.options import Option
from assay.model.errors import UsageError

HTTP_VERSIONS = ("http1.0", "http1.1", "http2", "http2-prior-knowledge", "http3", "http3-only")
_ADDRESSES = ("ipv4", "ipv6")
_SCHEMES = ("basic", "digest", "negotiate", "ntlm", "anyauth")


def switch(context: Context, option: Option, on: bool) -> None:
    """Carry out an option without a value. Raises UsageError where it contradicts an earlier one."""
    if option.place == "gone":
        context.warn(option, "has no function any more")
    elif effect := _SWITCHES.get(option.name):
        effect(context, option, on)
    else:
        context.stored(option)[option.name] = on


def _http_version(context: Context, option: Option, on: bool) -> None:
    before = next((name for name in HTTP_VERSIONS if name in context.group.options), option.name)
    if before != option.name:
        context.warn(option, f"overrides --{before}")
    context.only(option, on, HTTP_VERSIONS)


def _tls_version(context: Context, option: Option, on: bool) -> None:
    require_tls_order(option.name, str(context.group.options.get("tls-max", "default")), option)
    context.only(option, on, TLS_VERSIONS)


def _address_family(context: Context, option: Option, on: bool) -> None:
    context.only(option, on, _ADDRESSES)


def _any_scheme(context: Context, option: Option, on: bool) -> None:
    context.only(option, on, _SCHEMES)


def _location(context: Context, option: Option, on: bool) -> None:
    options = context.group.options
    if options.pop("follow", False):
        context.warn(option, "overrides --follow")
    if option.name == "location-trusted":
        options["location-trusted"] = on
    options["location"] = on


def _follow(context: Context, option: Option, on: bool) -> None:
    if context.group.options.pop("location", False):
        context.warn(option, "overrides --location")
    context.group.options["follow"] = on


def _fail(context: Context, option: Option, on: bool) -> None:
    other = "fail-with-body" if option.name == "fail" else "fail"
    if context.group.output.pop(other, False) and on:
        context.warn(option, f"deselects --{other}")
    context.group.output[option.name] = on


def _head(context: Context, option: Option, on: bool) -> None:
    context.group.head = on
    context.group.output["include"] = on
    context.group.choose("HEAD" if on else "GET", where=f"--{option.name}")


def _get(context: Context, _: Option, on: bool) -> None:
    context.group.get = on


def _globoff(context: Context, _: Option, on: bool) -> None:
    context.group.globoff = on


def _include(context: Context, _: Option, on: bool) -> None:
    context.group.output["include"] = on


def _verbose(context: Context, option: Option, on: bool) -> None:
    for name in TRACES:
        if context.settings.pop(name, None) is not None and on:
            context.warn(option, f"overrides --{name}")
    before = context.settings.get("verbose", 0)
    context.settings["verbose"] = min(4, int(before) + 1) if on and isinstance(before, int) else int(on)


def _remote_name(context: Context, _: Option, on: bool) -> None:
    if on or context.group.remote_name_all:
        node = context.group.output_node()
        node.remote, node.output, node.null = on, "", False


def _remote_name_all(context: Context, _: Option, on: bool) -> None:
    context.group.remote_name_all = on


def _null(context: Context, _: Option, on: bool) -> None:
    del on  # as in curl, --no-out-null is the same
    node = context.group.output_node()
    node.remote, node.output, node.null = False, "", True


def _remove_on_error(context: Context, option: Option, on: bool) -> None:
    if on and "continue-at" in context.group.options:
        raise UsageError("it cannot be combined with --continue-at", where=f"--{option.name}")
    context.group.output[option.name] = on


def _clobber(context: Context, option: Option, on: bool) -> None:
    if not on and "continue-at" in context.group.options:
        raise UsageError("--no-clobber cannot be combined with --continue-at", where=f"--{option.name}")
    context.group.output[option.name] = on


_SWITCHES: dict[str, Callable[[Context, Option, bool], None]] = {
    **dict.fromkeys(HTTP_VERSIONS, _http_version),
    **dict.fromkeys(TLS_VERSIONS, _tls_version),
    **dict.fromkeys(_ADDRESSES, _address_family),
    "anyauth": _any_scheme,
    "clobber": _clobber,
    "fail": _fail,
    "fail-with-body": _fail,
    "follow": _follow,
    "get": _get,
    "globoff": _globoff,
    "head": _head,
    "include": _include,
    "location": _location,
    "location-trusted": _location,
    "out-null": _null,
    "remote-name": _remote_name,
    "remote-name-all": _remote_name_all,
    "remove-on-error": _remove_on_error,
    "show-headers": _include,
    "verbose": _verbose,
}

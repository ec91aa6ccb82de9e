"""What each option does to the part of the command that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.formats.curl import data, dates, form, numbers
from assay.formats.curl.group import Group
from assay.formats.curl.octets import to_text
from assay.formats.curl.options import Option
from assay.formats.curl.variables import Variables
from assay.formats.curl.world import World, contents
from assay.model.errors import UsageError
from assay.model.transfer import OptionValue

HTTP_VERSIONS = ("http1.0", "http1.1", "http2", "http2-prior-knowledge", "http3", "http3-only")
TLS_VERSIONS = ("tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3")
PROXIES = ("proxy", "proxy1.0", "socks4", "socks4a", "socks5", "socks5-hostname")
_ADDRESSES = ("ipv4", "ipv6")
_SOCKETS = ("unix-socket", "abstract-unix-socket")
_SCHEMES = ("basic", "digest", "negotiate", "ntlm", "anyauth")
_LOWEST = {"tlsv1": 0, "tlsv1.0": 0, "tlsv1.1": 1, "tlsv1.2": 2, "tlsv1.3": 3}
_HIGHEST = {"default": 9, "1.0": 0, "1.1": 1, "1.2": 2, "1.3": 3}
_PROTOCOLS = re.compile(
    r"dict|file|ftps?|gophers?|https?|imaps?|ip[fn]s|ldaps?|mqtts?|pop3s?|rtmp(e|s|t|te|ts)?|rtsp|scp|sftp|smbs?|smtps?"
    r"|telnet|tftp|wss?"
)


class Context:
    """What the effects of options work on: the present part of the command, and what all parts share."""

    __slots__ = ("group", "settings", "variables", "warnings", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.group = Group()
        self.settings: dict[str, OptionValue] = {}
        self.warnings: list[str] = []
        self.variables = Variables()

    def warn(self, option: Option, what: str) -> None:
        """Tell the person something about an option."""
        self.warnings.append(f"--{option.name}: {what}")


def switch(context: Context, option: Option, on: bool) -> None:
    """Carry out an option without a value. Raises UsageError where it contradicts an earlier one."""
    if option.place == "gone":
        context.warn(option, "has no function any more")
    elif effect := _SWITCHES.get(option.name):
        effect(context, option, on)
    else:
        _stored(context, option)[option.name] = on


def give(context: Context, option: Option, value: str) -> None:
    """Carry out an option with its value. Raises UsageError for a wrong value, InputError for a file."""
    if option.kind == "file" and value.startswith("-") and len(value) > 1:
        context.warn(option, f"the file name {value} looks like an option")
    if "\u2000" <= value[:1] <= "\u203f":
        context.warn(option, f"the value begins with the character U+{ord(value[0]):04X}; was an ASCII one meant?")
    if option.place == "gone":
        context.warn(option, "has no function any more")
        return
    if not value and option.kind in ("word", "file") and option.name != "upload-file":
        raise UsageError("the value is empty, and content is expected", where=f"--{option.name}")
    effect = _VALUES.get(option.name)
    if effect:
        effect(context, option, value)
    else:
        _store(context, option, value)


def _stored(context: Context, option: Option) -> dict[str, OptionValue]:
    if option.place == "command":
        return context.settings
    if option.place == "answer":
        return context.group.output
    return context.group.options if option.place == "travel" else {}


def _store(context: Context, option: Option, value: str) -> None:
    place, name = _stored(context, option), option.name
    if option.kind == "number":
        place[name] = numbers.whole(value, name)
    elif option.kind == "seconds":
        place[name] = numbers.seconds(value, name)
    elif option.kind == "size":
        place[name] = numbers.size(value, name)
    elif option.kind == "list":
        _append(place, name, value)
    else:
        place[name] = value


def _append(place: dict[str, OptionValue], name: str, *values: str) -> None:
    before = place.get(name, ())
    place[name] = (*before, *values) if isinstance(before, tuple) else values


def _only(context: Context, option: Option, value: OptionValue, names: tuple[str, ...]) -> None:
    """Store it in the place of all that it takes turns with."""
    place = _stored(context, option)
    for name in names:
        place.pop(name, None)
    place[option.name] = value


# Without a value -----------------------------------------------------------------------------------------------------


def _http_version(context: Context, option: Option, on: bool) -> None:
    before = next((name for name in HTTP_VERSIONS if name in context.group.options), option.name)
    if before != option.name:
        context.warn(option, f"overrides --{before}")
    _only(context, option, on, HTTP_VERSIONS)


def _tls_version(context: Context, option: Option, on: bool) -> None:
    _require_order(option.name, str(context.group.options.get("tls-max", "default")), option)
    _only(context, option, on, TLS_VERSIONS)


def _require_order(lowest: str, highest: str, option: Option) -> None:
    if _LOWEST[lowest] > _HIGHEST[highest]:
        raise UsageError(f"--{lowest} asks for more than --tls-max {highest} allows", where=f"--{option.name}")


def _address_family(context: Context, option: Option, on: bool) -> None:
    _only(context, option, on, _ADDRESSES)


def _any_scheme(context: Context, option: Option, on: bool) -> None:
    _only(context, option, on, _SCHEMES)


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


def _verbose(context: Context, _: Option, on: bool) -> None:
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


# With a value --------------------------------------------------------------------------------------------------------


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
        raise UsageError("a URL is empty", where="--url")
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
        _append(context.group.options, option.name, *found)


def _request(context: Context, option: Option, value: str) -> None:
    if any(character.isspace() for character in value):
        raise UsageError(f"a method has no blanks, and {value!r} has some", where=f"--{option.name}")
    context.group.method = value


def _output(context: Context, _: Option, value: str) -> None:
    node = context.group.output_node()
    node.remote, node.output, node.null = False, value, False


def _upload(context: Context, _: Option, value: str) -> None:
    context.group.upload_node().upload = value


def _write_out(context: Context, option: Option, value: str) -> None:
    if value.startswith("@"):
        value = to_text(data.stripped(contents(context.world, value[1:], where=f"--{option.name}")))
    context.group.output[option.name] = value


def _proxy(context: Context, option: Option, value: str) -> None:
    _only(context, option, value, PROXIES)


def _socket(context: Context, option: Option, value: str) -> None:
    _only(context, option, value, _SOCKETS)


def _range(context: Context, option: Option, value: str) -> None:
    if "continue-at" in context.group.options:
        raise UsageError("it cannot be combined with --continue-at", where=f"--{option.name}")
    if value.isascii() and value.isdigit():
        context.warn(option, f"a range has a dash, so {value} is taken for {int(value[:19])}-")
        value = f"{int(value[:19])}-"
    elif not set(value) <= set("0123456789-,"):
        context.warn(option, f"{value!r} holds more than digits, dashes and commas, so nobody knows what becomes of it")
    context.group.options[option.name] = value


def _continue_at(context: Context, option: Option, value: str) -> None:
    group = context.group
    for name, given in (
        ("range", "range" in group.options),
        ("remove-on-error", bool(group.output.get("remove-on-error"))),
        ("no-clobber", group.output.get("clobber") is False),
    ):
        if given:
            raise UsageError(f"it cannot be combined with --{name}", where=f"--{option.name}")
    offset: OptionValue = "-" if value == "-" else numbers.whole(value, option.name, highest=numbers.LARGEST)
    group.options[option.name] = offset


def _time_condition(context: Context, option: Option, value: str) -> None:
    sign = value[:1] if value[:1] in ("-", "=") else ""
    rest = value.removeprefix(sign or "+")
    moment = dates.seconds(rest)
    if moment is None:
        changed = context.world.modified(rest)
        moment = None if changed is None else int(changed)
    if moment is None:
        context.warn(option, f"{rest!r} is neither a date nor a file, so the condition is left out")
        context.group.options.pop(option.name, None)
    else:
        context.group.options[option.name] = sign + dates.written(moment)


def _certificate(context: Context, option: Option, value: str) -> None:
    """`file:passphrase`, a backslash before a colon or backslash that belongs to the name."""
    name, passphrase = split_certificate(value)
    context.group.options[option.name] = name
    if passphrase:
        context.group.options["pass" if option.name == "cert" else "proxy-pass"] = passphrase


def split_certificate(value: str) -> tuple[str, str]:
    """The file and the passphrase of --cert."""
    if value[:7].lower() == "pkcs11:":
        return value, ""
    name: list[str] = []
    characters = iter(value)
    for character in characters:
        if character == ":":
            break
        if character == "\\":
            following = next(characters, "")
            name.append(following if following in ("\\", ":") else "\\" + following)
        else:
            name.append(character)
    return "".join(name), "".join(characters)


def _tls_max(context: Context, option: Option, value: str) -> None:
    if value not in _HIGHEST:
        raise UsageError(f"one of {', '.join(_HIGHEST)} is expected, and {value!r} is none", where=f"--{option.name}")
    for name in TLS_VERSIONS:
        if name in context.group.options:
            _require_order(name, value, option)
    context.group.options[option.name] = value


def _protocols(context: Context, option: Option, value: str) -> None:
    """Which of http and https are allowed, told so that it can be read again: `=http,https`."""
    allowed = {"http", "https"}
    for item in filter(None, value.split(",")):
        sign = item[0] if item[0] in "=+-" else "+"
        name = item.removeprefix(sign).lower()
        named = {"http", "https"} if name == "all" else {name} & {"http", "https"}
        if name != "all" and not _PROTOCOLS.fullmatch(name):
            context.warn(option, f"there is no protocol {name!r}")
        allowed = named if sign == "=" else allowed | named if sign == "+" else allowed - named
    context.group.options[option.name] = "=" + ",".join(sorted(allowed)) if allowed else "-all"


def _default_protocol(context: Context, option: Option, value: str) -> None:
    if not _PROTOCOLS.fullmatch(value.lower()):
        raise UsageError(f"there is no protocol {value!r}", where=f"--{option.name}")
    context.group.options[option.name] = value


def _delegation(context: Context, option: Option, value: str) -> None:
    if value.lower() not in ("none", "policy", "always"):
        context.warn(option, f"none, policy or always is expected, so {value!r} is taken for none")
        value = "none"
    context.group.options[option.name] = value.lower()


def _ech(context: Context, option: Option, value: str) -> None:
    if value[:5].lower() == "ecl:@":
        read = data.stripped(contents(context.world, value[5:], where=f"--{option.name}"))
        value = f"ecl:{to_text(read)}"
    context.group.options[option.name] = value


def _stored_number(check: Callable[[str, str], OptionValue]) -> Callable[[Context, Option, str], None]:
    def store(context: Context, option: Option, value: str) -> None:
        _stored(context, option)[option.name] = check(value, option.name)

    return store


def _between(lowest: int, highest: int) -> Callable[[str, str], OptionValue]:
    return lambda value, name: numbers.whole(value, name, lowest=lowest, highest=highest)


def _parallel(default: int, most: int) -> Callable[[str, str], OptionValue]:
    return lambda value, name: min(numbers.whole(value, name), most) or default


def _speed(other: str, default: int) -> Callable[[Context, Option, str], None]:
    """--speed-limit and --speed-time: one of them brings a default for the other."""

    def store(context: Context, option: Option, value: str) -> None:
        context.group.options[option.name] = numbers.whole(value, option.name)
        if not context.group.options.get(other):
            context.group.options[other] = default

    return store


def _variable(context: Context, _: Option, value: str) -> None:
    context.variables.set(value, context.world, context.warnings)


_VALUES: dict[str, Callable[[Context, Option, str], None]] = {
    **dict.fromkeys(("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"), _data),
    **dict.fromkeys(PROXIES, _proxy),
    **dict.fromkeys(_SOCKETS, _socket),
    "cert": _certificate,
    "continue-at": _continue_at,
    "create-file-mode": _stored_number(numbers.octal),
    "delegation": _delegation,
    "ech": _ech,
    "etag-compare": _etag_compare,
    "etag-save": _etag_save,
    "form": _form,
    "form-string": _form,
    "header": _header,
    "ip-tos": _stored_number(numbers.service_class),
    "local-port": _stored_number(numbers.local_ports),
    "max-redirs": _stored_number(_between(-1, 2**31 - 1)),
    "output": _output,
    "parallel-max": _stored_number(_parallel(50, 65535)),
    "parallel-max-host": _stored_number(_parallel(0, 65535)),
    "proto": _protocols,
    "proto-default": _default_protocol,
    "proto-redir": _protocols,
    "proxy-cert": _certificate,
    "proxy-header": _header,
    "range": _range,
    "rate": _stored_number(numbers.rate),
    "request": _request,
    "speed-limit": _speed("speed-time", 30),
    "speed-time": _speed("speed-limit", 1),
    "time-cond": _time_condition,
    "tls-max": _tls_max,
    "upload-file": _upload,
    "url": _url,
    "url-query": _url_query,
    "variable": _variable,
    "vlan-priority": _stored_number(_between(0, 7)),
    "write-out": _write_out,
}

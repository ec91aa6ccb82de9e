"""What options with a value do."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.formats.curl import data, numbers
from assay.formats.curl.context import HIGHEST_TLS, TLS_VERSIONS, TRACES, Context, require_tls_order
from assay.formats.curl.octets import to_text
from assay.formats.curl.options import Option
from assay.formats.curl.refusal import ProtocolError
from assay.formats.curl.sources import SOURCES
from assay.formats.curl.world import contents
from assay.model.errors import UsageError
from assay.model.transfer import OptionValue

PROXIES = ("proxy", "proxy1.0", "socks4", "socks4a", "socks5", "socks5-hostname")
_SOCKETS = ("unix-socket", "abstract-unix-socket")
_PROTOCOLS = (
    r"dict|file|ftps?|gophers?|https?|imaps?|ip[fn]s|ldaps?|mqtts?|pop3s?|rtmp(e|s|t|te|ts)?|rtsp|scp|sftp|smbs?|smtps?"
    r"|telnet|tftp|wss?"
)


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


def _store(context: Context, option: Option, value: str) -> None:
    place, name = context.stored(option), option.name
    if option.kind == "number":
        place[name] = numbers.whole(value, name)
    elif option.kind == "seconds":
        place[name] = numbers.seconds(value, name)
    elif option.kind == "size":
        place[name] = numbers.size(value, name)
    elif option.kind == "list":
        context.append(option, value)
    else:
        place[name] = value


def _write_out(context: Context, option: Option, value: str) -> None:
    if value.startswith("@"):
        value = to_text(data.stripped(contents(context.world, value[1:], where=f"--{option.name}")))
    context.group.output[option.name] = value


def _proxy(context: Context, option: Option, value: str) -> None:
    context.only(option, value, PROXIES)


def _trace(context: Context, option: Option, value: str) -> None:
    context.only(option, value, (*TRACES, "verbose"))


def _socket(context: Context, option: Option, value: str) -> None:
    context.only(option, value, _SOCKETS)


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
    from assay.formats.curl import dates  # few commands have one

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
    if value not in HIGHEST_TLS:
        raise UsageError(
            f"one of {', '.join(HIGHEST_TLS)} is expected, and {value!r} is none", where=f"--{option.name}"
        )
    for name in TLS_VERSIONS:
        if name in context.group.options:
            require_tls_order(name, value, option)
    context.group.options[option.name] = value


def _protocols(context: Context, option: Option, value: str) -> None:
    """Which of http and https are allowed, told so that it can be read again: `=http,https`."""
    allowed = {"http", "https"}
    for item in filter(None, value.split(",")):
        sign = item[0] if item[0] in "=+-" else "+"
        name = item.removeprefix(sign).lower()
        named = {"http", "https"} if name == "all" else {name} & {"http", "https"}
        if name != "all" and not re.fullmatch(_PROTOCOLS, name):
            context.warn(option, f"there is no protocol {name!r}")
        allowed = named if sign == "=" else allowed | named if sign == "+" else allowed - named
    context.group.options[option.name] = "=" + ",".join(sorted(allowed)) if allowed else "-all"


def _default_protocol(context: Context, option: Option, value: str) -> None:
    if not re.fullmatch(_PROTOCOLS, value.lower()):
        raise ProtocolError(f"there is no protocol {value!r}", where=f"--{option.name}")
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
        context.stored(option)[option.name] = check(value, option.name)

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
    **SOURCES,
    **dict.fromkeys(PROXIES, _proxy),
    **dict.fromkeys(_SOCKETS, _socket),
    **dict.fromkeys(TRACES, _trace),
    "cert": _certificate,
    "continue-at": _continue_at,
    "create-file-mode": _stored_number(numbers.octal),
    "delegation": _delegation,
    "ech": _ech,
    "ip-tos": _stored_number(numbers.service_class),
    "local-port": _stored_number(numbers.local_ports),
    "max-redirs": _stored_number(_between(-1, 2**31 - 1)),
    "parallel-max": _stored_number(_parallel(50, 65535)),
    "parallel-max-host": _stored_number(_parallel(0, 65535)),
    "proto": _protocols,
    "proto-default": _default_protocol,
    "proto-redir": _protocols,
    "proxy-cert": _certificate,
    "range": _range,
    "rate": _stored_number(numbers.rate),
    "speed-limit": _speed("speed-time", 30),
    "speed-time": _speed("speed-limit", 1),
    "time-cond": _time_condition,
    "tls-max": _tls_max,
    "variable": _variable,
    "vlan-priority": _stored_number(_between(0, 7)),
    "write-out": _write_out,
}

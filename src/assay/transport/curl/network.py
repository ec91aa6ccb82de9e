"""The options for names, addresses and sockets, in libcurl's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pycurl

from assay.transport.curl import libcurl
from assay.transport.curl.asked import Asked
from assay.transport.curl.handle import Handle, octets
from assay.transport.curl.libcurl import FAILED_INIT
from assay.transport.curl.refused import Refused

if TYPE_CHECKING:  # it takes longer to import than all of this room
    import socket

TEXTS = {
    "interface": pycurl.INTERFACE,
    "unix-socket": pycurl.UNIX_SOCKET_PATH,
    "dns-servers": pycurl.DNS_SERVERS,
    "dns-interface": libcurl.DNS_INTERFACE,
    "dns-ipv4-addr": libcurl.DNS_LOCAL_IP4,
    "dns-ipv6-addr": libcurl.DNS_LOCAL_IP6,
    "doh-url": pycurl.DOH_URL,
}
FLAGS = {"tcp-fastopen": (pycurl.TCP_FASTOPEN, 1)}
FAMILIES = {"ipv4": pycurl.IPRESOLVE_V4, "ipv6": pycurl.IPRESOLVE_V6}
MPTCP = 262
"""IPPROTO_MPTCP of Linux, which Python's socket module does not name everywhere."""


def set_network(handle: Handle, asked: Asked) -> None:
    """Raises Refused."""
    for name, option in TEXTS.items():
        text = asked.text(name)
        if text is not None:
            handle.text(option, text, name)
    for name, (option, value) in FLAGS.items():
        if asked.flag(name):
            handle.number(option, value, name)
    family = asked.last_of(*FAMILIES)
    if family:
        handle.number(pycurl.IPRESOLVE, FAMILIES[family])
    for name, option in (("resolve", pycurl.RESOLVE), ("connect-to", pycurl.CONNECT_TO)):
        if asked.many(name):
            handle.lines(option, asked.many(name), name)
    if asked.denied("tcp-nodelay"):
        handle.number(pycurl.TCP_NODELAY, 0)
    _set_keepalive(handle, asked)
    _set_local_port(handle, asked)
    _set_sockets(handle, asked)


def _set_sockets(handle: Handle, asked: Asked) -> None:
    """What libcurl leaves to us to make."""
    for name in ("ip-tos", "vlan-priority"):
        asked.integer(name)  # refused now, and not when the socket is there
    abstract = asked.text("abstract-unix-socket")
    if abstract is not None:
        # pycurl does not reach libcurl's own option: the socket is made and connected here.
        handle.text(pycurl.UNIX_SOCKET_PATH, f"/{abstract}", "abstract-unix-socket")
        handle.thing(pycurl.OPENSOCKETFUNCTION, lambda *_: _open_abstract(abstract), "abstract-unix-socket")
    elif asked.flag("mptcp"):
        handle.thing(pycurl.OPENSOCKETFUNCTION, _open_multipath, "mptcp")


def mark_socket(fd: int, asked: Asked) -> None:
    """--ip-tos and --vlan-priority on a socket that was just made; raises Refused for a value that is none."""
    service, priority = asked.integer("ip-tos"), asked.integer("vlan-priority")
    if service is None and priority is None:
        return
    import socket

    known = socket.socket(fileno=fd)
    try:
        if service is not None:
            six = known.family == socket.AF_INET6
            level, option = (socket.IPPROTO_IPV6, socket.IPV6_TCLASS) if six else (socket.IPPROTO_IP, socket.IP_TOS)
            known.setsockopt(level, option, service)
        if priority is not None:
            known.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_PRIORITY", 12), priority)
    except OSError as error:
        raise Refused(FAILED_INIT, f"the socket cannot be marked with --ip-tos or --vlan-priority: {error}") from error
    finally:
        known.detach()


def _set_keepalive(handle: Handle, asked: Asked) -> None:
    if asked.denied("keepalive"):
        handle.number(pycurl.TCP_KEEPALIVE, 0)
        return
    handle.number(pycurl.TCP_KEEPALIVE, 1)
    seconds = asked.integer("keepalive-time")
    if seconds:
        handle.number(pycurl.TCP_KEEPIDLE, seconds, "keepalive-time")
        handle.number(pycurl.TCP_KEEPINTVL, seconds, "keepalive-time")
    count = asked.integer("keepalive-cnt")
    if count:
        handle.number(libcurl.TCP_KEEPCNT, count, "keepalive-cnt")


def _set_local_port(handle: Handle, asked: Asked) -> None:
    """A port, or first-last."""
    text = asked.text("local-port")
    if text is None:
        return
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        raise Refused(FAILED_INIT, f"--local-port needs a port or a range as 4000-4200, and {text!r} is none")
    handle.number(pycurl.LOCALPORT, int(first), "local-port")
    handle.number(pycurl.LOCALPORTRANGE, max(1, int(last or first) - int(first) + 1), "local-port")


class _Lent:
    """A socket that pycurl makes a copy of: ours is closed when it is let go."""

    def __init__(self, made: socket.socket) -> None:
        self.made = made

    def fileno(self) -> int:
        """Its number."""
        return self.made.fileno()

    def __del__(self) -> None:
        self.made.close()


def _open_abstract(name: str) -> _Lent | int:
    """OPENSOCKETFUNCTION: connected to Linux's Unix socket of that name, which is no file."""
    import socket

    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.connect(b"\0" + octets(name))
    except OSError:
        made.close()
        return int(pycurl.SOCKET_BAD)
    return _Lent(made)


def _open_multipath(_purpose: int, address: Any) -> _Lent:
    """OPENSOCKETFUNCTION: by several paths at once where the system can, else as ever."""
    import socket

    family, kind, protocol, _ = address
    if protocol == socket.IPPROTO_TCP:
        try:
            return _Lent(socket.socket(family, kind, MPTCP))
        except OSError:
            pass
    return _Lent(socket.socket(family, kind, protocol))

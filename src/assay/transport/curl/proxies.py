"""The options for proxies on the way, in libcurl's."""

from __future__ import annotations

import pycurl

from assay.transport.curl import libcurl
from assay.transport.curl.asked import Asked
from assay.transport.curl.handle import Handle

TYPES = {
    "proxy": pycurl.PROXYTYPE_HTTP,
    "proxy1.0": pycurl.PROXYTYPE_HTTP_1_0,
    "socks4": pycurl.PROXYTYPE_SOCKS4,
    "socks4a": pycurl.PROXYTYPE_SOCKS4A,
    "socks5": pycurl.PROXYTYPE_SOCKS5,
    "socks5-hostname": pycurl.PROXYTYPE_SOCKS5_HOSTNAME,
}
"""Each names the proxy; the last one counts. A scheme that is written before the host overrules the type."""
AUTHENTICATION = (
    ("proxy-anyauth", pycurl.HTTPAUTH_ANY),
    ("proxy-negotiate", pycurl.HTTPAUTH_NEGOTIATE),
    ("proxy-ntlm", pycurl.HTTPAUTH_NTLM),
    ("proxy-digest", pycurl.HTTPAUTH_DIGEST),
    ("proxy-basic", pycurl.HTTPAUTH_BASIC),
)
"""The first that was given counts."""
TEXTS = {
    "proxy-user": pycurl.PROXYUSERPWD,
    "preproxy": pycurl.PRE_PROXY,
    "noproxy": pycurl.NOPROXY,
    "proxy-service-name": pycurl.PROXY_SERVICE_NAME,
    "socks5-gssapi-service": pycurl.PROXY_SERVICE_NAME,
    "haproxy-clientip": pycurl.HAPROXY_CLIENT_IP,
}
FLAGS = {
    "proxytunnel": (pycurl.HTTPPROXYTUNNEL, 1),
    "suppress-connect-headers": (libcurl.SUPPRESS_CONNECT_HEADERS, 1),
    "socks5-gssapi-nec": (pycurl.SOCKS5_GSSAPI_NEC, 1),
    "haproxy-protocol": (pycurl.HAPROXYPROTOCOL, 1),
}
HTTPS = "https://"


def set_proxies(handle: Handle, asked: Asked) -> None:
    """Raises Refused. Where no proxy is named, libcurl reads http_proxy, HTTPS_PROXY, ALL_PROXY and NO_PROXY itself."""
    named = asked.last_of(*TYPES)
    if named:
        _set_proxy(handle, asked, named)
    for name, option in TEXTS.items():
        text = asked.text(name)
        if text is not None:
            handle.text(option, text, name)
    for name, (option, value) in FLAGS.items():
        if asked.flag(name):
            handle.number(option, value, name)
    _set_authentication(handle, asked)
    headers = asked.many("proxy-header")
    if headers:
        handle.lines(pycurl.PROXYHEADER, headers, "proxy-header")
        handle.number(pycurl.HEADEROPT, pycurl.HEADER_SEPARATE)


def _set_proxy(handle: Handle, asked: Asked, named: str) -> None:
    address = asked.text(named) or ""
    handle.text(pycurl.PROXY, address, named)
    if asked.flag("proxy-http2") and address.lower().startswith(HTTPS):
        handle.number(pycurl.PROXYTYPE, libcurl.PROXY_HTTPS2, "proxy-http2")
    else:
        handle.number(pycurl.PROXYTYPE, TYPES[named], named)


def _set_authentication(handle: Handle, asked: Asked) -> None:
    for name, bits in AUTHENTICATION:
        if asked.flag(name):
            # Basic stays out where somebody else sees to it (runtime/curl/authenticating.py).
            kept = bits & ~pycurl.HTTPAUTH_BASIC if asked.denied("proxy-basic") else bits
            handle.number(pycurl.PROXYAUTH, kept, name)
            break
    kinds = (pycurl.HTTPAUTH_BASIC if asked.flag("socks5-basic") else 0) | (
        pycurl.HTTPAUTH_NEGOTIATE if asked.flag("socks5-gssapi") else 0
    )
    if kinds:
        handle.number(libcurl.SOCKS5_AUTH, kinds, "socks5-basic")

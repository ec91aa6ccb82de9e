"""A transfer in libcurl's options, all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

import pycurl

from assay.model.transfer import Transfer
from assay.transport.curl import libcurl
from assay.transport.curl.asked import Asked
from assay.transport.curl.content import resumed, set_content
from assay.transport.curl.handle import Handle
from assay.transport.curl.http import set_http
from assay.transport.curl.network import set_network
from assay.transport.curl.order import led
from assay.transport.curl.proxies import set_proxies
from assay.transport.curl.schemes import set_schemes
from assay.transport.curl.source import Source
from assay.transport.curl.timing import set_condition, set_timing
from assay.transport.curl.tls import set_tls

PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy")
FOLLOWING = ("location", "location-trusted", "follow")


def prepare(
    curl: pycurl.Curl,
    transfer: Transfer,
    asked: Asked,
    *,
    url: str,
    resume: int,
    environment: Mapping[str, str],
    standard_input: BinaryIO | None,
) -> Source | pycurl.CurlMime | None:
    """Set a fresh handle up. What is returned must live as long as the transfer. Raises Refused.

    `url`: the transfer's, as it can be sent; `resume`: the byte to go on from (-C).
    """
    handle = Handle(curl)
    handle.number(pycurl.NOSIGNAL, 1)
    handle.number(libcurl.QUICK_EXIT, 1)  # an unfinished name lookup is not waited for
    set_schemes(handle, asked, url)
    handle.text(pycurl.URL, url, "url")
    content = set_content(handle, transfer, asked, standard_input, resume)
    set_proxies(handle, asked)
    set_http(handle, asked, environment)
    set_network(handle, asked)
    set_timing(handle, asked)
    set_condition(handle, asked)
    set_tls(handle, asked, environment, secure=_may_be_secure(url, asked, environment))
    headers = transfer.headers
    if isinstance(content, Source):
        headers = led(resumed(content, asked, resume), transfer)
    elif resume:
        handle.number(pycurl.RESUME_FROM_LARGE, resume, "continue-at")
    if headers:
        handle.lines(pycurl.HTTPHEADER, headers, "header")
    _set_answer(handle, transfer, asked)
    return content


def _set_answer(handle: Handle, transfer: Transfer, asked: Asked) -> None:
    if asked.flag("fail"):
        handle.number(pycurl.FAILONERROR, 1)
    jar = asked.text("cookie-jar")
    if jar is not None and jar != "-":
        handle.text(pycurl.COOKIEJAR, jar, "cookie-jar")
    elif jar is not None:
        handle.text(pycurl.COOKIEFILE, "", "cookie-jar")  # the engine runs; who asked for "-" writes the list
    if transfer.head or asked.flag("remote-time"):
        handle.number(pycurl.OPT_FILETIME, 1)
    if asked.text("write-out") is not None:
        handle.number(pycurl.OPT_CERTINFO, 1)


def _may_be_secure(url: str, asked: Asked, environment: Mapping[str, str]) -> bool:
    """Whether TLS may be met on the way: looking for authorities takes time that plain http need not spend."""
    if not url.lower().startswith("http://") or any(asked.flag(name) for name in FOLLOWING):
        return True
    if any(
        "https://" in value.lower() for name in ("proxy", "preproxy", "doh-url") if (value := asked.text(name) or "")
    ):
        return True
    return asked.text("hsts") is not None or any("https:" in environment.get(name, "") for name in PROXY_VARIABLES)

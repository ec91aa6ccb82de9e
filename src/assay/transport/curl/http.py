"""The options that shape requests and answers: credentials, redirects, cookies, versions, encodings."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pycurl

from assay.transport.curl import libcurl
from assay.transport.curl.asked import Asked
from assay.transport.curl.decoding import ACCEPTED
from assay.transport.curl.handle import Handle
from assay.transport.curl.libcurl import FAILED_INIT
from assay.transport.curl.refused import Refused

MOST_REDIRECTS = 50
"""curl's own."""
LONGEST_COOKIE = 8200
"""Bytes of all -b texts together, as in curl."""

FLAGS = {
    "path-as-is": (pycurl.PATH_AS_IS, 1),
    "tr-encoding": (pycurl.TRANSFER_ENCODING, 1),
    "http0.9": (pycurl.HTTP09_ALLOWED, 1),
    "ignore-content-length": (pycurl.IGNORE_CONTENT_LENGTH, 1),
    "disallow-username-in-url": (libcurl.DISALLOW_USERNAME_IN_URL, 1),
    "crlf": (pycurl.CRLF, 1),
}
TEXTS = {
    "aws-sigv4": pycurl.AWS_SIGV4,
    "oauth2-bearer": pycurl.XOAUTH2_BEARER,
    "login-options": pycurl.LOGIN_OPTIONS,
    "user": pycurl.USERPWD,
    "request-target": pycurl.REQUEST_TARGET,
    "alt-svc": libcurl.ALTSVC,
    "hsts": pycurl.HSTS,
    "service-name": pycurl.SERVICE_NAME,
}
AUTHENTICATION = {
    "basic": pycurl.HTTPAUTH_BASIC,
    "digest": pycurl.HTTPAUTH_DIGEST,
    "ntlm": pycurl.HTTPAUTH_NTLM,
    "negotiate": pycurl.HTTPAUTH_NEGOTIATE,
    "anyauth": pycurl.HTTPAUTH_ANY,
    "oauth2-bearer": libcurl.AUTH_BEARER,
    "aws-sigv4": libcurl.AUTH_AWS_SIGV4,
}
VERSIONS = {
    "http1.0": pycurl.CURL_HTTP_VERSION_1_0,
    "http1.1": pycurl.CURL_HTTP_VERSION_1_1,
    "http2": pycurl.CURL_HTTP_VERSION_2_0,
    "http2-prior-knowledge": pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE,
    "http3": pycurl.CURL_HTTP_VERSION_3,
    "http3-only": pycurl.CURL_HTTP_VERSION_3ONLY,
}
POSTS = {"post301": pycurl.REDIR_POST_301, "post302": pycurl.REDIR_POST_302, "post303": pycurl.REDIR_POST_303}
DELEGATION = {"none": 0, "policy": pycurl.GSSAPI_DELEGATION_POLICY_FLAG, "always": pycurl.GSSAPI_DELEGATION_FLAG}
AUTO = ";auto"


def set_http(handle: Handle, asked: Asked, environment: Mapping[str, str]) -> None:
    """Raises Refused."""
    for name, (option, value) in FLAGS.items():
        if asked.flag(name):
            handle.number(option, value, name)
    for name, option in TEXTS.items():
        text = asked.text(name)
        if text is not None:
            handle.text(option, text, name)
    _set_authentication(handle, asked)
    _set_redirects(handle, asked)
    _set_cookies(handle, asked)
    _set_range(handle, asked)
    _set_coding(handle, asked)
    _set_names(handle, asked)
    version = asked.last_of(*VERSIONS)
    if version:
        handle.number(pycurl.HTTP_VERSION, VERSIONS[version], version)
    _set_netrc(handle, asked, environment)


def _set_authentication(handle: Handle, asked: Asked) -> None:
    wanted = 0
    for name, bits in AUTHENTICATION.items():
        if asked.flag(name) or (name in TEXTS and asked.text(name) is not None):
            wanted |= bits
    if wanted:
        handle.number(pycurl.HTTPAUTH, wanted)
    delegation = asked.text("delegation")
    if delegation is not None:
        handle.number(pycurl.GSSAPI_DELEGATION, DELEGATION.get(delegation.lower(), 0), "delegation")


def _set_redirects(handle: Handle, asked: Asked) -> None:
    follow = asked.last_of("location", "location-trusted", "follow")
    if follow:
        handle.number(pycurl.FOLLOWLOCATION, libcurl.FOLLOW_OBEY_CODE if follow == "follow" else libcurl.FOLLOW_ALL)
    if asked.flag("location-trusted"):
        handle.number(pycurl.UNRESTRICTED_AUTH, 1)
    most = asked.integer("max-redirs")
    handle.number(pycurl.MAXREDIRS, MOST_REDIRECTS if most is None else max(-1, most), "max-redirs")
    kept = sum(bit for name, bit in POSTS.items() if asked.flag(name))
    if kept:
        handle.number(libcurl.POSTREDIR, kept)


def _set_cookies(handle: Handle, asked: Asked) -> None:
    given = asked.many("cookie")
    texts = [value for value in given if "=" in value]
    if texts:
        joined = ";".join(texts)
        if len(joined) > LONGEST_COOKIE:
            raise Refused(FAILED_INIT, f"the cookies given with -b are longer than {LONGEST_COOKIE} bytes together")
        handle.text(pycurl.COOKIE, joined, "cookie")
    for path in given:
        if "=" not in path:
            handle.text(pycurl.COOKIEFILE, path, "cookie")
    if asked.flag("junk-session-cookies"):
        handle.number(pycurl.COOKIESESSION, 1)


def _set_range(handle: Handle, asked: Asked) -> None:
    wanted = asked.text("range")
    if wanted is not None:
        handle.text(pycurl.RANGE, wanted, "range")


def _set_coding(handle: Handle, asked: Asked) -> None:
    if asked.flag("compressed"):
        handle.text(pycurl.ACCEPT_ENCODING, ACCEPTED, "compressed")
        handle.number(pycurl.HTTP_CONTENT_DECODING, 0)  # undone by Decoding, which knows more of them than the wheel
    if asked.flag("raw"):
        handle.number(pycurl.HTTP_CONTENT_DECODING, 0)
        handle.number(pycurl.HTTP_TRANSFER_DECODING, 0)


def _set_names(handle: Handle, asked: Asked) -> None:
    agent = asked.text("user-agent")
    handle.text(pycurl.USERAGENT, libcurl.USER_AGENT if agent is None else agent, "user-agent")
    referer = asked.text("referer")
    if referer is None:
        return
    if referer.endswith(AUTO):
        handle.number(pycurl.AUTOREFERER, 1)
        referer = referer[: -len(AUTO)]
    if referer:
        handle.text(pycurl.REFERER, referer, "referer")


def _set_netrc(handle: Handle, asked: Asked, environment: Mapping[str, str]) -> None:
    path = asked.text("netrc-file")
    if asked.flag("netrc-optional"):
        handle.number(pycurl.NETRC, pycurl.NETRC_OPTIONAL)
    elif path is not None or (asked.flag("netrc") and not _has_no_netrc(environment)):
        handle.number(pycurl.NETRC, pycurl.NETRC_REQUIRED)
    if path is not None:
        handle.text(pycurl.NETRC_FILE, path, "netrc-file")


def _has_no_netrc(environment: Mapping[str, str]) -> bool:
    """Whether the file that -n reads is missing, which is no error: there is nothing to log in with."""
    named, home = environment.get("NETRC"), environment.get("HOME")
    places = [named] if named else [f"{home}/.netrc", f"{home}/_netrc"] if home else []
    return bool(places) and not any(os.path.exists(place) for place in places)

"""libcurl's errors told in Node's words, which Newman's users and reports know."""

from __future__ import annotations

import errno as posix
import re
from collections.abc import Callable
from typing import NamedTuple

import pycurl

from assay.model.exchange import Unanswered
from assay.model.http import Proxy
from assay.transport.target import Target


class Break(NamedTuple):
    """All that is known when libcurl gives up."""

    error: int
    """CURLcode"""
    text: str
    """libcurl's own sentence"""
    system: int
    """errno of the last system call that failed, or 0"""
    phase: str
    target: Target
    proxy: Proxy | None
    verified: int
    """OpenSSL's X509_V_… result for the server's certificate, 0 where there is none"""
    lines: list[bytes]
    """of the head, as far as libcurl took them"""


SILENT_CODES = frozenset({posix.EWOULDBLOCK, posix.EINPROGRESS})
TUNNEL = re.compile(r"CONNECT tunnel failed, response (\d+)")
OPENSSL = re.compile(r"error:[0-9A-Fa-f]{8}:[^,]*")
UNEXPECTED_END = "unexpected eof while reading"
"""OpenSSL's words for a connection that was closed without TLS's own farewell."""
ALERT = re.compile(r"alert|SSL routines|OpenSSL", re.IGNORECASE)

# What libcurl says of a head or a chunk that it refuses; llhttp's name and words for the same.
PARSE_ERRORS = (
    (re.compile(r"HTTP/0\.9"), "HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"),
    (re.compile(r"subversion|Unsupported HTTP"), "HPE_INVALID_STATUS", "Invalid status code"),
    (re.compile(r"without colon"), "HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
    (re.compile(r"NUL byte", re.IGNORECASE), "HPE_INVALID_HEADER_TOKEN", "Invalid header value char"),
    (re.compile(r"Content-Length"), "HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length"),
    (re.compile(r"chunk", re.IGNORECASE), "HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size"),
    (re.compile(r"transfer encoding", re.IGNORECASE), "HPE_INVALID_TRANSFER_ENCODING", "Request has invalid encoding"),
    (re.compile(r"too (large|many)", re.IGNORECASE), "HPE_HEADER_OVERFLOW", "Header overflow"),
)

# OpenSSL's results by number, as Node names and words them. OpenSSL stops at 20 where Node goes on to 21.
CERTIFICATE_ERRORS = {
    2: ("UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"),
    7: ("CERT_SIGNATURE_FAILURE", "certificate signature failure"),
    9: ("CERT_NOT_YET_VALID", "certificate is not yet valid"),
    10: ("CERT_HAS_EXPIRED", "certificate has expired"),
    18: ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
    19: ("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
    20: ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    21: ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    23: ("CERT_REVOKED", "certificate revoked"),
    24: ("INVALID_CA", "invalid CA certificate"),
    26: ("INVALID_PURPOSE", "unsupported certificate purpose"),
    27: ("CERT_UNTRUSTED", "certificate not trusted"),
    28: ("CERT_REJECTED", "certificate rejected"),
}


def unanswered(broken: Break) -> Unanswered:
    """`reason` is Node's short message, so that it equals what Newman reports."""
    code, reason = MEANINGS.get(broken.error, _unknown)(broken)
    return Unanswered(code=code, reason=reason, phase="tls" if broken.error in TLS_ERRORS else broken.phase)


Named = tuple[str, str]


def _no_such_host(broken: Break) -> Named:
    return "ENOTFOUND", f"getaddrinfo ENOTFOUND {broken.target.host}"


def _no_such_proxy(broken: Break) -> Named:
    return _through_tunnel(broken, "ENOTFOUND", f"getaddrinfo ENOTFOUND {broken.proxy.host if broken.proxy else ''}")


def _not_connected(broken: Break) -> Named:
    refused = TUNNEL.search(broken.text)
    if refused:
        return "ECONNRESET", f"tunneling socket could not be established, statusCode={refused[1]}"
    code = _system_code(broken) or "ECONNREFUSED"
    if broken.proxy:
        return _through_tunnel(broken, code, f"connect {code} {broken.proxy.host}:{broken.proxy.port}")
    return code, f"connect {code} {_address(broken.target.host)}:{broken.target.port}"


def _through_tunnel(broken: Break, code: str, cause: str) -> Named:
    if broken.proxy and (broken.proxy.tunnel or broken.target.secure) and broken.proxy.scheme.startswith("http"):
        return "ECONNRESET", f"tunneling socket could not be established, cause={cause}"
    return code, cause


def _timed_out(broken: Break) -> Named:
    code = "ETIMEDOUT" if broken.phase in ("name", "connect") else "ESOCKETTIMEDOUT"
    return code, code


def _hung_up(broken: Break) -> Named:
    if broken.phase == "tls":
        reason = "Client network socket disconnected before secure TLS connection was established"
        return "ECONNRESET", reason
    return "ECONNRESET", "aborted" if broken.phase == "download" else "socket hang up"


def _receive(broken: Break) -> Named:
    if TUNNEL.search(broken.text):
        return _not_connected(broken)
    if ALERT.search(broken.text):
        return _handshake(broken)
    code = _system_code(broken)
    return (code, f"read {code}") if code else _malformed(broken)


def _send(broken: Break) -> Named:
    if ALERT.search(broken.text):
        return _handshake(broken)
    code = _system_code(broken)
    return (code, f"write {code}") if code else _hung_up(broken)


def _malformed(broken: Break) -> Named:
    if "Content-Length" in broken.text and any(line.lower().startswith(b"content-length:") for line in broken.lines):
        return "HPE_UNEXPECTED_CONTENT_LENGTH", "Parse Error: Duplicate Content-Length"
    for pattern, code, reason in PARSE_ERRORS:
        if pattern.search(broken.text):
            return code, f"Parse Error: {reason}"
    return _hung_up(broken)


def _overflow(_broken: Break) -> Named:
    return "HPE_HEADER_OVERFLOW", "Parse Error: Header overflow"


def _handshake(broken: Break) -> Named:
    if _ended(broken):
        return _hung_up(broken)
    detail = OPENSSL.search(broken.text)
    return "EPROTO", f"write EPROTO {detail[0] if detail else broken.text}"


def _ended(broken: Break) -> bool:
    closed = "SSL_ERROR_SYSCALL" in broken.text or UNEXPECTED_END in broken.text
    return closed or broken.system in (posix.ECONNRESET, posix.EPIPE)


def _certificate(broken: Break) -> Named:
    known = CERTIFICATE_ERRORS.get(broken.verified)
    if known:
        return known
    if "host name" in broken.text or "subject name" in broken.text:
        host = broken.target.host
        reason = f"Hostname/IP does not match certificate's altnames: {host} is not among them"
        return "ERR_TLS_CERT_ALTNAME_INVALID", reason
    return "CERT_REJECTED", broken.text


def _client_certificate(broken: Break) -> Named:
    return "ERR_CLIENT_CERTIFICATE", broken.text


def _authorities(broken: Break) -> Named:
    return "ERR_CA_FILE", broken.text


def _ciphers(_broken: Break) -> Named:
    return "ERR_SSL_NO_CIPHER_MATCH", "no cipher match"


def _http2(broken: Break) -> Named:
    return "ERR_HTTP2_ERROR", broken.text


def _bad_url(broken: Break) -> Named:
    return "ERR_INVALID_URL", f"Invalid URL: {broken.text}"


def _proxy(broken: Break) -> Named:
    return "EPROXY", f"the proxy did not connect us: {broken.text}"


def _unknown(broken: Break) -> Named:
    return f"CURLE_{broken.error}", broken.text or pycurl.Curl().errstr()


MEANINGS: dict[int, Callable[[Break], Named]] = {
    pycurl.E_UNSUPPORTED_PROTOCOL: _malformed,
    pycurl.E_URL_MALFORMAT: _bad_url,
    pycurl.E_COULDNT_RESOLVE_PROXY: _no_such_proxy,
    pycurl.E_COULDNT_RESOLVE_HOST: _no_such_host,
    pycurl.E_COULDNT_CONNECT: _not_connected,
    8: _malformed,  # CURLE_WEIRD_SERVER_REPLY
    16: _http2,  # CURLE_HTTP2
    pycurl.E_PARTIAL_FILE: _hung_up,
    pycurl.E_OPERATION_TIMEDOUT: _timed_out,
    pycurl.E_SSL_CONNECT_ERROR: _handshake,
    pycurl.E_ABORTED_BY_CALLBACK: _hung_up,
    pycurl.E_GOT_NOTHING: _hung_up,
    pycurl.E_SEND_ERROR: _send,
    pycurl.E_RECV_ERROR: _receive,
    43: _client_certificate,  # CURLE_BAD_FUNCTION_ARGUMENT: a private key that does not open
    pycurl.E_SSL_CERTPROBLEM: _client_certificate,
    pycurl.E_SSL_CIPHER: _ciphers,
    60: _certificate,  # CURLE_PEER_FAILED_VERIFICATION
    pycurl.E_SSL_CACERT_BADFILE: _authorities,
    92: _http2,  # CURLE_HTTP2_STREAM
    97: _proxy,  # CURLE_PROXY
    100: _overflow,  # CURLE_TOO_LARGE
}

TLS_ERRORS = frozenset({pycurl.E_SSL_CONNECT_ERROR, pycurl.E_SSL_CERTPROBLEM, pycurl.E_SSL_CIPHER, 60, 43, 77})


def _system_code(broken: Break) -> str:
    return "" if broken.system in SILENT_CODES else posix.errorcode.get(broken.system, "")


def _address(host: str) -> str:
    # The last address that was tried: libcurl tries ::1, then 127.0.0.1, as Newman does.
    return "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host

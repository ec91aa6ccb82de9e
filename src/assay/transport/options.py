"""A Delivery in libcurl's options: everything about a transfer that is not in its bytes."""

from __future__ import annotations

import pycurl

from assay.model.http import ClientCertificate, Delivery, Proxy
from assay.transport.refusal import Refusal, file_trouble
from assay.transport.trust import authorities

SUPPRESS_CONNECT_HEADERS = 265  # a libcurl option that pycurl does not name
LONGEST_MS = 2**31 - 1
RECEIVE_BUFFER = 64 * 1024
SEND_BUFFER = 64 * 1024

VERSIONS = {
    "TLSv1_2": (pycurl.SSLVERSION_TLSv1_2, pycurl.SSLVERSION_MAX_TLSv1_2),
    "TLSv1_3": (pycurl.SSLVERSION_TLSv1_3, pycurl.SSLVERSION_MAX_TLSv1_3),
}
"""As lowest and as highest; Node offers no older ones either."""

PROXY_TYPES = {
    "http": pycurl.PROXYTYPE_HTTP,
    "https": 2,  # CURLPROXY_HTTPS, which pycurl does not name
    "socks4": pycurl.PROXYTYPE_SOCKS4,
    "socks4a": pycurl.PROXYTYPE_SOCKS4A,
    "socks5": pycurl.PROXYTYPE_SOCKS5,
    "socks5h": pycurl.PROXYTYPE_SOCKS5_HOSTNAME,
}


def set_delivery(curl: pycurl.Curl, delivery: Delivery, *, secure: bool) -> None:
    """Set on a fresh or reset handle. Raises Refusal for what cannot be carried out."""
    _set_bounds(curl, delivery.timeout)
    _set_version(curl, delivery.http_version, secure=secure)
    _set_proxy(curl, delivery.proxy)
    if secure:
        _set_tls(curl, delivery)
    if delivery.proxy and delivery.proxy.scheme == "https":
        _set_proxy_trust(curl, delivery)


def _set_bounds(curl: pycurl.Curl, timeout: float | None) -> None:
    milliseconds = LONGEST_MS if timeout is None else max(1, min(LONGEST_MS, round(timeout * 1000)))
    curl.setopt(pycurl.TIMEOUT_MS, milliseconds)
    curl.setopt(pycurl.CONNECTTIMEOUT_MS, milliseconds)
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
    curl.setopt(pycurl.PATH_AS_IS, 1)
    curl.setopt(pycurl.HTTP09_ALLOWED, 0)
    curl.setopt(SUPPRESS_CONNECT_HEADERS, 1)
    curl.setopt(pycurl.BUFFERSIZE, RECEIVE_BUFFER)
    curl.setopt(pycurl.UPLOAD_BUFFERSIZE, SEND_BUFFER)


def _set_version(curl: pycurl.Curl, version: str, *, secure: bool) -> None:
    """HTTP/1.1 unless HTTP/2 was asked for: `auto` is what Newman 6 speaks.

    http2 over TLS lets the server choose (ALPN); in the clear it is spoken from the first byte (RFC 9113 section 3.3).
    """
    if version != "http2":
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        curl.setopt(pycurl.SSL_ENABLE_ALPN, 0)
        return
    known = pycurl.CURL_HTTP_VERSION_2TLS if secure else pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
    curl.setopt(pycurl.HTTP_VERSION, known)
    curl.setopt(pycurl.PIPEWAIT, 1)  # or requests at the same time would each open a connection


def _set_proxy(curl: pycurl.Curl, proxy: Proxy | None) -> None:
    if proxy is None:
        curl.setopt(pycurl.PROXY, "")  # or libcurl would read http_proxy
        return
    if proxy.scheme not in PROXY_TYPES:
        raise Refusal("ERR_INVALID_PROTOCOL", f"Invalid proxy: {proxy.scheme} is none of {', '.join(PROXY_TYPES)}")
    curl.setopt(pycurl.NOPROXY, "")  # or libcurl would read no_proxy
    curl.setopt(pycurl.PROXYTYPE, PROXY_TYPES[proxy.scheme])
    curl.setopt(pycurl.PROXY, f"[{proxy.host}]" if ":" in proxy.host else proxy.host)
    curl.setopt(pycurl.PROXYPORT, proxy.port)
    curl.setopt(pycurl.PROXYHEADER, ["User-Agent:", "Proxy-Connection:"])  # CONNECT needs neither
    if proxy.tunnel:
        curl.setopt(pycurl.HTTPPROXYTUNNEL, 1)
    if proxy.username or proxy.password:
        curl.setopt(pycurl.PROXYAUTH, pycurl.HTTPAUTH_BASIC)
        curl.setopt(pycurl.PROXYUSERNAME, proxy.username.encode())
        curl.setopt(pycurl.PROXYPASSWORD, proxy.password.encode())


def _set_tls(curl: pycurl.Curl, delivery: Delivery) -> None:
    curl.setopt(pycurl.SSL_VERIFYPEER, 1 if delivery.verify else 0)
    curl.setopt(pycurl.SSL_VERIFYHOST, 2 if delivery.verify else 0)
    if delivery.verify:
        _set_authorities(curl, delivery.ca_file)
    _set_versions(curl, delivery)
    _set_ciphers(curl, delivery.ciphers)
    if delivery.certificate:
        _set_certificate(curl, delivery.certificate)


def _set_proxy_trust(curl: pycurl.Curl, delivery: Delivery) -> None:
    """A proxy that is spoken to by TLS is trusted as the target would be, without the extra authorities' directory."""
    curl.setopt(pycurl.PROXY_SSL_VERIFYPEER, 1 if delivery.verify else 0)
    curl.setopt(pycurl.PROXY_SSL_VERIFYHOST, 2 if delivery.verify else 0)
    known = authorities()
    if known.directory:
        curl.setopt(pycurl.PROXY_CAPATH, known.directory)
    file = _readable(delivery.ca_file) if delivery.ca_file else known.file
    if file:
        curl.setopt(pycurl.PROXY_CAINFO, file)


def _set_authorities(curl: pycurl.Curl, extra: str) -> None:
    known = authorities()
    if known.native:
        curl.setopt(pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA)
    if known.directory:
        curl.setopt(pycurl.CAPATH, known.directory)
    if not extra:
        if known.file:
            curl.setopt(pycurl.CAINFO, known.file)
        return
    _readable(extra)
    if known.directory or known.native or not known.file:
        curl.setopt(pycurl.CAINFO, extra)
    else:
        curl.setopt(pycurl.CAINFO_BLOB, _read(known.file) + b"\n" + _read(extra))


def _set_versions(curl: pycurl.Curl, delivery: Delivery) -> None:
    """A list of ciphers that all belong to one version rules the other out, as in Node."""
    modern = {name.startswith("TLS_") for name in delivery.ciphers}
    excluded = {"TLSv1_3"} if modern == {False} else {"TLSv1_2"} if modern == {True} else set()
    allowed = [name for name in VERSIONS if name not in delivery.tls_disabled and name not in excluded]
    if not allowed:
        raise Refusal("EPROTO", "write EPROTO no protocols available: every version of TLS is ruled out")
    curl.setopt(pycurl.SSLVERSION, VERSIONS[allowed[0]][0] | VERSIONS[allowed[-1]][1])


def _set_ciphers(curl: pycurl.Curl, ciphers: tuple[str, ...]) -> None:
    modern = [name for name in ciphers if name.startswith("TLS_")]
    classic = [name for name in ciphers if not name.startswith("TLS_")]
    if classic:
        curl.setopt(pycurl.SSL_CIPHER_LIST, ":".join(classic))
    if modern:
        curl.setopt(pycurl.TLS13_CIPHERS, ":".join(modern))


def _set_certificate(curl: pycurl.Curl, shown: ClientCertificate) -> None:
    if shown.pfx:
        curl.setopt(pycurl.SSLCERTTYPE, "P12")
        curl.setopt(pycurl.SSLCERT, _readable(shown.pfx))
    else:
        curl.setopt(pycurl.SSLCERT, _readable(shown.certificate))
        if shown.key:
            curl.setopt(pycurl.SSLKEY, _readable(shown.key))
    curl.setopt(pycurl.KEYPASSWD, shown.passphrase.encode())  # also when empty, or OpenSSL would ask the terminal


def _readable(path: str) -> str:
    _read(path)
    return path


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise Refusal(*file_trouble(error, path)) from error

"""The options for TLS, to the server and to a proxy, in libcurl's."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pycurl

from assay.transport.curl import libcurl
from assay.transport.curl.asked import Asked
from assay.transport.curl.handle import Handle
from assay.transport.curl.libcurl import FAILED_INIT
from assay.transport.curl.refused import Refused

TEXTS = {
    "cert-type": pycurl.SSLCERTTYPE,
    "key": pycurl.SSLKEY,
    "key-type": pycurl.SSLKEYTYPE,
    "crlfile": pycurl.CRLFILE,
    "pinnedpubkey": pycurl.PINNEDPUBLICKEY,
    "ciphers": pycurl.SSL_CIPHER_LIST,
    "tls13-ciphers": pycurl.TLS13_CIPHERS,
    "curves": pycurl.SSL_EC_CURVES,
    "sigalgs": pycurl.SSL_SIGNATURE_ALGORITHMS,
    "engine": pycurl.SSLENGINE,
    "tlsuser": pycurl.TLSAUTH_USERNAME,
    "tlspassword": pycurl.TLSAUTH_PASSWORD,
    "tlsauthtype": pycurl.TLSAUTH_TYPE,
    "ech": pycurl.ECH,
    "proxy-cert-type": pycurl.PROXY_SSLCERTTYPE,
    "proxy-key": pycurl.PROXY_SSLKEY,
    "proxy-key-type": pycurl.PROXY_SSLKEYTYPE,
    "proxy-pinnedpubkey": pycurl.PROXY_PINNEDPUBLICKEY,
    "proxy-ciphers": pycurl.PROXY_SSL_CIPHER_LIST,
    "proxy-tls13-ciphers": pycurl.PROXY_TLS13_CIPHERS,
    "proxy-tlsuser": pycurl.PROXY_TLSAUTH_USERNAME,
    "proxy-tlspassword": pycurl.PROXY_TLSAUTH_PASSWORD,
    "proxy-tlsauthtype": pycurl.PROXY_TLSAUTH_TYPE,
}
BITS = {
    "ssl-allow-beast": pycurl.SSLOPT_ALLOW_BEAST,
    "tls-earlydata": pycurl.SSLOPT_EARLYDATA,
    "ssl-no-revoke": pycurl.SSLOPT_NO_REVOKE,
    "ssl-revoke-best-effort": pycurl.SSLOPT_REVOKE_BEST_EFFORT,
    "ca-native": pycurl.SSLOPT_NATIVE_CA,
    "ssl-auto-client-cert": pycurl.SSLOPT_AUTO_CLIENT_CERT,
}
PROXY_BITS = {
    "proxy-ssl-allow-beast": pycurl.SSLOPT_ALLOW_BEAST,
    "proxy-ca-native": pycurl.SSLOPT_NATIVE_CA,
    "proxy-ssl-auto-client-cert": pycurl.SSLOPT_AUTO_CLIENT_CERT,
}
UNVERIFIED = {
    "insecure": (pycurl.SSL_VERIFYPEER, pycurl.SSL_VERIFYHOST),
    "proxy-insecure": (pycurl.PROXY_SSL_VERIFYPEER, pycurl.PROXY_SSL_VERIFYHOST),
    "doh-insecure": (libcurl.DOH_SSL_VERIFYPEER, libcurl.DOH_SSL_VERIFYHOST),
}
STATUS = {"cert-status": pycurl.SSL_VERIFYSTATUS, "doh-cert-status": libcurl.DOH_SSL_VERIFYSTATUS}
LOWEST = {
    "tlsv1": pycurl.SSLVERSION_TLSv1,
    "tlsv1.0": pycurl.SSLVERSION_TLSv1_0,
    "tlsv1.1": pycurl.SSLVERSION_TLSv1_1,
    "tlsv1.2": pycurl.SSLVERSION_TLSv1_2,
    "tlsv1.3": pycurl.SSLVERSION_TLSv1_3,
    "sslv2": 0,
    "sslv3": 0,
}
"""curl ignores --sslv2 and --sslv3."""
HIGHEST = {
    "default": 0,
    "1.0": (1, pycurl.SSLVERSION_TLSv1_0, pycurl.SSLVERSION_MAX_TLSv1_0),
    "1.1": (2, pycurl.SSLVERSION_TLSv1_1, pycurl.SSLVERSION_MAX_TLSv1_1),
    "1.2": (3, pycurl.SSLVERSION_TLSv1_2, pycurl.SSLVERSION_MAX_TLSv1_2),
    "1.3": (4, pycurl.SSLVERSION_TLSv1_3, pycurl.SSLVERSION_MAX_TLSv1_3),
}


def set_tls(handle: Handle, asked: Asked, environment: Mapping[str, str], *, secure: bool) -> None:
    """`secure`: whether TLS may be spoken at all, so that authorities are worth looking for. Raises Refused."""
    for name, option in TEXTS.items():
        text = asked.text(name)
        if text is not None:
            handle.text(option, text, name)
    _set_versions(handle, asked)
    _set_certificate(handle, asked, "cert", "pass", pycurl.SSLCERT, pycurl.KEYPASSWD)
    _set_certificate(handle, asked, "proxy-cert", "proxy-pass", pycurl.PROXY_SSLCERT, pycurl.PROXY_KEYPASSWD)
    for name, (peer, host) in UNVERIFIED.items():
        if asked.flag(name):
            handle.number(peer, 0, name)
            handle.number(host, 0, name)
    for name, option in STATUS.items():
        if asked.flag(name):
            handle.number(option, 1, name)
    _set_bits(handle, asked, BITS, pycurl.SSL_OPTIONS)
    _set_bits(handle, asked, PROXY_BITS, pycurl.PROXY_SSL_OPTIONS)
    if asked.denied("sessionid"):
        handle.number(pycurl.SSL_SESSIONID_CACHE, 0)
    if asked.denied("alpn"):
        handle.number(pycurl.SSL_ENABLE_ALPN, 0)
    if secure:
        _set_authorities(handle, asked, environment)


def _set_bits(handle: Handle, asked: Asked, names: Mapping[str, int], option: int) -> None:
    bits = [name for name in names if asked.flag(name)]
    if bits:
        handle.number(option, sum(names[name] for name in bits), bits[0])


def _set_versions(handle: Handle, asked: Asked) -> None:
    """TLS 1.2 at least, as curl since 8.16; a lower --tls-max lowers that too."""
    named = asked.last_of(*LOWEST)
    lowest = LOWEST[named] if named else 0
    most = asked.text("tls-max")
    if most is not None and most not in HIGHEST:
        raise Refused(FAILED_INIT, f"--tls-max {most!r} is none of {', '.join(HIGHEST)}")
    highest = HIGHEST[most] if most else 0
    limit = 0
    if isinstance(highest, tuple):
        rank, version, limit = highest
        lowest = lowest or (version if rank < 3 else 0)
    handle.number(pycurl.SSLVERSION, (lowest or pycurl.SSLVERSION_TLSv1_2) | limit, named or "tls-max")
    if asked.flag("proxy-tlsv1"):
        handle.number(pycurl.PROXY_SSLVERSION, pycurl.SSLVERSION_TLSv1, "proxy-tlsv1")


def _set_certificate(
    handle: Handle, asked: Asked, name: str, passphrase_name: str, option: int, passphrase_option: int
) -> None:
    given, passphrase = asked.text(name), asked.text(passphrase_name)
    if given:
        handle.text(option, given, name)
        if given.lower().startswith("pkcs11:") and not asked.text(f"{name}-type"):
            handle.text(TEXTS[f"{name}-type"], "ENG", name)
    if given or passphrase is not None:
        handle.text(passphrase_option, passphrase or "", passphrase_name)  # or OpenSSL would ask the terminal


def _set_authorities(handle: Handle, asked: Asked, environment: Mapping[str, str]) -> None:
    """--cacert and --capath, else CURL_CA_BUNDLE, SSL_CERT_DIR and SSL_CERT_FILE, else what the system trusts."""
    file, directory = asked.text("cacert"), asked.text("capath")
    if file is None and directory is None:
        file, directory = _from(environment)
    if file is None and directory is None and not asked.flag("ca-native"):
        file, directory = _of_the_system()
    proxy_file = asked.text("proxy-cacert") or (file if asked.text("cacert") is None else None)
    proxy_directory = asked.text("proxy-capath") or directory
    for option, value, name in (
        (pycurl.CAINFO, file, "cacert"),
        (pycurl.CAPATH, directory, "capath"),
        (pycurl.PROXY_CAINFO, proxy_file, "proxy-cacert"),
        (pycurl.PROXY_CAPATH, proxy_directory, "proxy-capath"),
        (pycurl.PROXY_CRLFILE, asked.text("proxy-crlfile") or asked.text("crlfile"), "proxy-crlfile"),
    ):
        if value:
            handle.text(option, value, name)


def _from(environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    bundle = environment.get("CURL_CA_BUNDLE")
    if bundle:
        return bundle, None
    return environment.get("SSL_CERT_FILE") or None, environment.get("SSL_CERT_DIR") or None


def _of_the_system() -> tuple[str | None, str | None]:
    from assay.transport.trust import BUNDLES, authorities

    bundle = next((name for name in BUNDLES if os.path.isfile(name)), None)
    if bundle:
        return bundle, None
    known = authorities()
    return known.file or None, known.directory or None

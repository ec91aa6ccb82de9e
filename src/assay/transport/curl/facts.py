"""The variables of --write-out that libcurl knows, by their names."""

from __future__ import annotations

from typing import Any

import pycurl

Fact = str | int | float

NUMBERS = {
    "conn_id": pycurl.CONN_ID,
    "http_code": pycurl.RESPONSE_CODE,
    "http_connect": pycurl.HTTP_CONNECTCODE,
    "local_port": pycurl.LOCAL_PORT,
    "num_connects": pycurl.NUM_CONNECTS,
    "num_redirects": pycurl.REDIRECT_COUNT,
    "proxy_ssl_verify_result": pycurl.PROXY_SSL_VERIFYRESULT,
    "proxy_used": pycurl.USED_PROXY,
    "remote_port": pycurl.PRIMARY_PORT,
    "response_code": pycurl.RESPONSE_CODE,
    "size_download": pycurl.SIZE_DOWNLOAD_T,
    "size_header": pycurl.HEADER_SIZE,
    "size_request": pycurl.REQUEST_SIZE,
    "size_upload": pycurl.SIZE_UPLOAD_T,
    "speed_download": pycurl.SPEED_DOWNLOAD_T,
    "speed_upload": pycurl.SPEED_UPLOAD_T,
    "ssl_verify_result": pycurl.SSL_VERIFYRESULT,
    "tls_earlydata": pycurl.EARLYDATA_SENT_T,
    "xfer_id": pycurl.XFER_ID,
}
TIMES = {
    "time_appconnect": pycurl.APPCONNECT_TIME_T,
    "time_connect": pycurl.CONNECT_TIME_T,
    "time_namelookup": pycurl.NAMELOOKUP_TIME_T,
    "time_posttransfer": pycurl.POSTTRANSFER_TIME_T,
    "time_pretransfer": pycurl.PRETRANSFER_TIME_T,
    "time_queue": pycurl.QUEUE_TIME_T,
    "time_redirect": pycurl.REDIRECT_TIME_T,
    "time_starttransfer": pycurl.STARTTRANSFER_TIME_T,
    "time_total": pycurl.TOTAL_TIME_T,
}
"""libcurl's microseconds, told in seconds."""
TEXTS = {
    "content_type": pycurl.CONTENT_TYPE,
    "ftp_entry_path": pycurl.FTP_ENTRY_PATH,
    "local_ip": pycurl.LOCAL_IP,
    "method": pycurl.EFFECTIVE_METHOD,
    "redirect_url": pycurl.REDIRECT_URL,
    "referer": pycurl.INFO_REFERER,
    "remote_ip": pycurl.PRIMARY_IP,
    "scheme": pycurl.SCHEME,
    "url_effective": pycurl.EFFECTIVE_URL,
}
VERSIONS = {
    0: "0",
    pycurl.CURL_HTTP_VERSION_1_0: "1",
    pycurl.CURL_HTTP_VERSION_1_1: "1.1",
    pycurl.CURL_HTTP_VERSION_2_0: "2",
    pycurl.CURL_HTTP_VERSION_3: "3",
}
LENIENT = pycurl.U_GUESS_SCHEME | pycurl.U_NON_SUPPORT_SCHEME
PARTS = ("scheme", "user", "password", "options", "host", "port", "path", "query", "fragment", "zoneid")


def facts_of(curl: pycurl.Curl, url: str) -> dict[str, Fact]:
    """Valid until the handle is reset. `url`: as the command names it. What is not known is left out."""
    facts: dict[str, Fact] = {"url": url}
    for name, info in NUMBERS.items():
        facts[name] = curl.getinfo(info)
    for name, info in TIMES.items():
        facts[name] = curl.getinfo(info) / 1_000_000
    for name, info in TEXTS.items():
        text = _text(curl, info)
        if text is not None:
            facts[name] = text
    version = VERSIONS.get(curl.getinfo(pycurl.INFO_HTTP_VERSION))
    if version is not None:
        facts["http_version"] = version
    facts |= parts_of("url", url) | parts_of("urle", str(facts.get("url_effective", "")))
    return facts | _certificates(curl)


def _text(curl: pycurl.Curl, info: int) -> str | None:
    try:
        raw = curl.getinfo_raw(info)
    except pycurl.error:  # of a URL that is none, libcurl cannot say where it leads
        return None
    return None if raw is None else raw.decode("utf-8", "surrogateescape")


def parts_of(prefix: str, url: str) -> dict[str, Fact]:
    """The URL taken apart by libcurl itself; nothing where it is none."""
    known = pycurl.CurlUrl()
    found: dict[str, Fact] = {}
    try:
        known.setpart(pycurl.UPART_URL, url.encode("utf-8", "surrogateescape"), LENIENT)
    except (pycurl.error, ValueError):
        return found
    for part in PARTS:
        try:
            value = known.getpart(getattr(pycurl, f"UPART_{part.upper()}"), pycurl.U_DEFAULT_PORT)
        except pycurl.error:
            continue
        if value is not None:
            found[f"{prefix}.{part}"] = value
    return found


def _certificates(curl: pycurl.Curl) -> dict[str, Fact]:
    chain: list[Any] = curl.getinfo(pycurl.INFO_CERTINFO) or []
    lines = []
    for certificate in chain:
        for name, value in certificate:
            text = str(value) if name.lower() == "cert" else f"{name}:{value}"
            lines.append(text if text.endswith("\n") else f"{text}\n")
    return {"num_certs": len(chain), "certs": "".join(lines)}

"""What cannot be the same in two runs, told in one word: versions, boundaries, nonces, dates, ports, times."""

from __future__ import annotations

import base64
import hashlib
import re
import struct

LONG = 4000
RULES = (
    (r"curl/[\d.]+(-DEV)?", "curl/*"),
    (r'cnonce="[^"]*"', 'cnonce="*"'),
    (r'response="[0-9a-f]*"', 'response="*"'),
    (r"\b20\d{6}T\d{6}Z", "<date>"),
    (r"(Credential=[^/]*)/20\d{6}/", r"\1/<day>/"),
    (r"Signature=[0-9a-f]{64}", "Signature=*"),
    (r"((?:\btime_\w+|speed_\w+|local_port)\"?[=:] ?\"?)[\d.]+", r"\1*"),
    (r"(?m)^((?:[^\t\n]*\t){4})[1-9]\d{9,}\t", r"\1<later>\t"),
    (r"libcurl/[\d.]+\S*", "libcurl/*"),
    (r"(PROXY TCP4 \S+ \S+) \d+", r"\1 *"),
)
BOUNDARY = re.compile(r"boundary=(-{24}[0-9A-Za-z]+)")
LENGTH = re.compile(r"(?m)^(Content-Length: )(\d+)")


def plain(text: str, ports: dict[str, int], folder: str) -> str:
    """Ports and the run's folder by their names, and each rule above."""
    for name, port in ports.items():
        text = re.sub(rf"(?<!\d){port}(?!\d)", f"<{name}>", text)
    text = text.replace(folder, "<folder>")
    for pattern, told in RULES:
        text = re.sub(pattern, told, text)
    return re.sub(r"NTLM ([A-Za-z0-9+/=]{20,})", lambda found: ntlm(found[1]), text)


def unbounded(text: str) -> str:
    """A multipart message whose boundaries are `<boundary>`, its length told without them."""
    body = text.partition("\r\n\r\n")[2]
    for boundary in dict.fromkeys(BOUNDARY.findall(text)):
        spared = body.count(boundary) * len(boundary)
        text = LENGTH.sub(lambda told, spared=spared: f"{told[1]}{int(told[2]) - spared}", text, count=1)
        text = text.replace(boundary, "<boundary>")
    return text


def unchunked(body: str) -> str:
    """The content of a chunked body, and the trailers behind a line of their own."""
    content = ""
    while body:
        size, _, body = body.partition("\r\n")
        length = int(size.partition(";")[0] or "0", 16)
        if not length:
            break
        content, body = content + body[:length], body[length + 2 :]
    return content + (f"\n<trailers>{body}" if body not in ("", "\r\n") else "")


def ntlm(message: str) -> str:
    """An NTLM message: the first as it is, the third by its fields, since its proof holds the time."""
    raw = base64.b64decode(message)
    if raw[8] != 3:
        return f"NTLM {message}"
    fields = [struct.unpack_from("<HHI", raw, at) for at in (28, 36, 44)]
    texts = [raw[offset : offset + length].decode("utf-16-le", "replace") for length, _, offset in fields]
    return f"NTLM <third: domain={texts[0]} user={texts[1]}>"


def shortened(text: str) -> str:
    if len(text) <= LONG:
        return text
    return f"{text[:60]}… <{len(text)} bytes, {hashlib.sha256(text.encode()).hexdigest()[:16]}>"

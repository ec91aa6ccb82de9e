"""What `requests` cannot do of what a curl command asks for."""

from __future__ import annotations

from collections.abc import Iterator

from assay.formats.code.asked import Asked
from assay.formats.code.faithful import is_stable_url


def lacks(asked: Asked) -> Iterator[str]:
    """One clause each."""
    travel = asked.travel
    yield from (f"--{name}" for name in asked.others)
    if travel.http not in ("", "1.1"):
        yield f"HTTP/{travel.http} (requests speaks 1.1)"
    if travel.most_redirects is not None:
        yield "--max-redirs (it is an attribute of a Session)"
    if travel.timeout is not None:
        yield "--max-time for the whole (the timeout of requests is for each wait)"
    if travel.path_as_is and ("/./" in asked.url or "/../" in asked.url):
        yield "the dots in the path (requests takes them out)"
    if asked.method != asked.method.upper():
        yield f"the method {asked.method} in its case (requests writes {asked.method.upper()})"
    if travel.follow and asked.explicit_method and asked.method not in ("GET", "HEAD"):
        yield f"{asked.method} again after a 301, 302 or 303 (requests goes on with GET)"
    if not is_stable_url(asked.url):
        yield "the URL exactly as written (requests encodes or decodes a part of it)"

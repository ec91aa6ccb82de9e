"""A stub over TLS with a made-up authority, over HTTP/1.1 and HTTP/2."""

from __future__ import annotations

import datetime
import ssl

import httpx
import pytest

from assay.stub.stub import Stub
from assay.wire.authority import Authority


@pytest.mark.parametrize("http2", [False, True])
def test_mappings_hold_over_tls(http2: bool) -> None:
    authority = Authority(datetime.datetime.now(datetime.UTC))
    response = {"body": "{{request.scheme}} {{request.headers.X-A}}", "transformers": ["response-template"]}
    mapping = {"request": {"method": "POST", "url": "/a", "scheme": "https"}, "response": response}
    trusted = ssl.create_default_context(cadata=authority.pem.decode())
    with Stub(mapping, tls=lambda: authority.good) as stub, httpx.Client(verify=trusted, http2=http2) as client:
        answer = client.post(f"{stub.url}/a", headers={"X-A": "1"}, content=b"x" * 100_000)
        assert (answer.text, answer.http_version) == ("https 1", "HTTP/2" if http2 else "HTTP/1.1")
        stub.verify("POST", "/a", times=1)

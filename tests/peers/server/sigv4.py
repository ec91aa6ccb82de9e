"""AWS Signature Version 4 from the server's side: whether the signature fits the request as it arrived."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qsl, quote

from .answers import Answer, as_json
from .digest import fields
from .routes import route
from .state import State
from .wire import RawRequest

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def signing_key(scope: list[str]) -> bytes:
    key = ("AWS4" + SECRET).encode()
    for part in scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def canonical_query(request: RawRequest) -> str:
    pairs = [pair for pair in parse_qsl(request.query, keep_blank_values=True) if pair[0] != "X-Amz-Signature"]
    return "&".join(sorted(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs))


def signature(request: RawRequest, *, date: str, credential: str, signed: str, payload: str) -> str:
    scope = credential.split("/")[1:]
    headers = "".join(f"{name}:{' '.join(request.value(name).split())}\n" for name in signed.split(";"))
    whole = [request.method, request.path, canonical_query(request), headers, signed, payload]
    digest = hashlib.sha256("\n".join(whole).encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", date, "/".join(scope), digest))
    return hmac.new(signing_key(scope), text.encode(), hashlib.sha256).hexdigest()


@route("sigv4")
def sigv4(request: RawRequest, _state: State) -> Answer:
    """`valid` tells whether the header's or the query's signature is right, `signed` which headers it covers."""
    query = dict(parse_qsl(request.query))
    if "X-Amz-Signature" in query:
        date, credential = query["X-Amz-Date"], query["X-Amz-Credential"]
        signed, given, payload = query["X-Amz-SignedHeaders"], query["X-Amz-Signature"], "UNSIGNED-PAYLOAD"
        if "/s3/" not in credential:
            payload = hashlib.sha256(b"").hexdigest()
    else:
        header = fields(request.value("authorization"))
        date, credential = request.value("x-amz-date"), header["Credential"]
        signed, given = header["SignedHeaders"], header["Signature"]
        payload = request.value("x-amz-content-sha256") or hashlib.sha256(request.body).hexdigest()
    right = signature(request, date=date, credential=credential, signed=signed, payload=payload)
    return as_json({"valid": hmac.compare_digest(right, given), "signed": signed, "scope": credential.split("/", 2)[2]})

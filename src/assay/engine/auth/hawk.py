"""Hawk 1: a MAC over the request line, the host and, on demand, the payload; the clock and nonce go with it."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import new as new_hash
from typing import Any

from assay.engine.auth.params import flag, given
from assay.engine.auth.placement import AUTHORIZATION, with_header, without_header
from assay.engine.auth.randomness import letters
from assay.engine.auth.signing import CannotSign, Draft, Params, Signed, Signer
from assay.engine.octets import utf8
from assay.engine.url import Parts
from assay.model.world import World

ALGORITHMS = ("sha1", "sha256")


def apply(params: Params, draft: Draft, world: World) -> Signed:
    """Signs with a fresh nonce and the time of now, unless the collection fixes them."""
    key = given(params, "authKey")
    if not (given(params, "authId") and key):
        return Signed(request=draft.request)
    request = without_header(draft.request, AUTHORIZATION)
    algorithm = given(params, "algorithm", "none")
    if algorithm not in ALGORITHMS:
        # Postman then sends an Authorization header without a value, and says nothing.
        raise CannotSign(f"{algorithm} is no algorithm of Hawk (sha1, sha256)", with_header(request, AUTHORIZATION, ""))
    artifacts = _artifacts(params, draft, world)
    code = mac(artifacts, draft.target(request), request.method, params)
    return Signed(request=with_header(request, AUTHORIZATION, _credentials(artifacts, code)), secrets=(key, code))


def mac(artifacts: dict[str, str], url: Parts, method: str, params: Params) -> str:
    """The MAC in base64, over the normalized string of a header."""
    lines = ["hawk.1.header", artifacts["ts"], artifacts["nonce"], method.upper(), url.path + url.query]
    lines += [url.hostname.strip("[]"), url.port, artifacts["hash"], _escaped(artifacts["ext"])]
    if artifacts["app"]:
        lines += [artifacts["app"], artifacts["dlg"]]
    data = utf8("".join(f"{line}\n" for line in lines))
    return b64encode(hmac.digest(utf8(given(params, "authKey")), data, given(params, "algorithm"))).decode("ascii")


def payload_hash(body: bytes, content_type: str, algorithm: str) -> str:
    """The hash of a body and its media type, in base64."""
    media_type = content_type.split(";")[0].strip().lower()
    data = utf8(f"hawk.1.payload\n{media_type}\n") + body + b"\n"
    return b64encode(new_hash(algorithm, data, usedforsecurity=False).digest()).decode("ascii")


def _artifacts(params: Params, draft: Draft, world: World) -> dict[str, str]:
    return {
        "id": given(params, "authId"),
        "ts": given(params, "timestamp") or str(int(world.now())),
        "nonce": given(params, "nonce") or letters(world, 6),
        "hash": _hash(params, draft),
        "ext": given(params, "extraData"),
        "app": given(params, "app"),
        "dlg": given(params, "delegation"),
    }


def _hash(params: Params, draft: Draft) -> str:
    if not (_wants_body(params, draft) and draft.content):
        return ""
    # The Content-Type that the client adds comes after signing, so only one that the user wrote counts.
    return payload_hash(draft.content, draft.request.header("content-type") or "", given(params, "algorithm"))


def _credentials(artifacts: dict[str, str], code: str) -> str:
    quoted: dict[str, Any] = {**artifacts, "ext": artifacts["ext"].replace("\\", "\\\\").replace('"', '\\"')}
    fields = ["id", "ts", "nonce", "hash", "ext"]
    head = ", ".join(f'{name}="{quoted[name]}"' for name in fields if quoted[name] or name in fields[:3])
    oz = [f'{name}="{quoted[name]}"' for name in ("app", "dlg") if quoted[name]] if quoted["app"] else []
    return ", ".join([f"Hawk {head}", f'mac="{code}"', *oz])


def _escaped(ext: str) -> str:
    # Only the first of each is escaped: so does the library whose MACs servers have accepted so far.
    return ext.replace("\\", "\\\\", 1).replace("\n", "\\n", 1)


def _wants_body(params: Params, _draft: Draft) -> bool:
    return flag(params, "includePayloadHash")


SIGNER = Signer(name="hawk", apply=apply, wants_body=_wants_body)

"""OAuth 2.0: an access token that is there already, in the header or the query (RFC 6750)."""

from __future__ import annotations

from assay.engine.auth.params import given
from assay.engine.auth.placement import AUTHORIZATION, with_header, with_query, without_header, without_query
from assay.engine.auth.signing import Draft, Params, Signed, Signer
from assay.formats.ecmascript import WHITE_SPACE, to_string
from assay.model.world import World

_QUERY_KEY = "access_token"


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Adds the token; without one, or with one of the type `mac`, the request stays as it is."""
    token = given(params, "accessToken")
    if not token or given(params, "tokenType").lower() == "mac":
        return Signed(request=draft.request)
    request = without_query(without_header(draft.request, AUTHORIZATION), (_QUERY_KEY,), draft.encode_url)
    match given(params, "addTokenTo", "header"):
        case "header":
            request = with_header(request, AUTHORIZATION, _prefix(params) + token)
        case "queryParams":
            request = with_query(request, _QUERY_KEY, params["accessToken"], draft.encode_url)
    return Signed(request=request, secrets=(token,))


def _prefix(params: Params) -> str:
    prefix = params.get("headerPrefix")
    word = "Bearer" if prefix is None else to_string(prefix).strip(WHITE_SPACE)
    return f"{word} " if word else ""


SIGNER = Signer(name="oauth2", apply=apply)

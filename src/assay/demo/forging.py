"""Makes tokens as they are when they are good no more, for those who try out what the shop refuses."""

import base64

import msgspec

from assay.demo.sources import Ids
from assay.demo.tokens import Claims, sign

_AN_HOUR = 3600


def expired(token: str, *, seed: int = 1) -> str:
    """The access token of a shop of the seed as it would be an hour after its end; its session still runs."""
    payload = token.split(".")[1]
    claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=Claims)
    born = claims.iat - (claims.exp - claims.iat) - _AN_HOUR
    key = Ids(seed).secret("key").encode()  # the first secret of a shop, as in Shop
    return sign(msgspec.structs.replace(claims, iat=born, exp=claims.iat - _AN_HOUR), key)

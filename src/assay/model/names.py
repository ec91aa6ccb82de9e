"""Tells by its name whether a header, field or variable holds a secret."""

from __future__ import annotations

import re
from functools import lru_cache

_LAST_WORDS = """
    token password passwd passphrase passcode pwd secret apikey otp totp jwt credential credentials authorization csrf
    xsrf sid sessionid jsessionid phpsessid sessid pin cvv cvc bearer accesskey secretkey privatekey accesstoken
    refreshtoken idtoken authtoken clientsecret
"""
LAST_WORDS = frozenset(_LAST_WORDS.split())
"""A name is secret whose last word is one of these: accessToken, db_password, X-CSRF-Token."""

_LAST_PAIRS = """
    api_key access_key private_key secret_key auth_key account_key session_key subscription_key encryption_key
    signing_key master_key session_id amz_signature oauth_signature client_assertion session_cookie code_verifier
    device_code
"""
LAST_PAIRS = frozenset(tuple(pair.split("_")) for pair in _LAST_PAIRS.split())
"""… or whose last two words are: x-api-key, AWS_ACCESS_KEY."""

PUBLIC = frozenset({("postman", "token"), ("cancel", "token"), ("next", "token"), ("page", "token"), ("sync", "token")})
"""… unless they are these: markers of a request or a page, new each time and of no use to a thief."""

ALONE = frozenset({"session", "auth", "pass", "sig", "signature", "authorization", "cookie", "set-cookie",
                   "assertion", "samlresponse"})  # fmt: skip
"""Words that mean a secret only where they are the whole name."""

STEMS = (b"token", b"pass", b"pwd", b"secret", b"key", b"sess", b"auth", b"cred", b"otp", b"jwt", b"sid", b"csrf",
         b"xsrf", b"pin", b"cvv", b"cvc", b"sig", b"bearer", b"cookie", b"assertion", b"verifier",
         b"device", b"saml")  # fmt: skip
"""One of these stands, in lower case, in every text that holds a secret name."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=8192)
def is_secret(name: str) -> bool:
    """Whether values under this name are secrets. `token_type`, `expires_in` or `max_tokens` are none."""
    if len(name) > 100:
        return False
    words = tuple(word.lower() for word in _WORD.findall(name) if not word.isdigit())
    if not words:
        return False
    if name.lower() in ALONE or (len(words) == 1 and words[0] in ALONE):
        return True
    if words[-2:] in PUBLIC:
        return False
    return words[-1] in LAST_WORDS or words[-2:] in LAST_PAIRS


def may_name(text: bytes) -> bool:
    """A quick look: False where no secret name can stand in the text."""
    lower = text.lower()
    return any(stem in lower for stem in STEMS)

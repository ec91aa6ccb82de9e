"""Keeps passwords as salted scrypt hashes; the cost is low on purpose, because this shop is put under load."""

import hashlib
import hmac

_COST = 2**8


def hashed(password: str, salt: str) -> str:
    """`salt$hash` in text."""
    digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=_COST, r=8, p=1)
    return f"{salt}${digest.hex()}"


def matches(password: str, kept: str) -> bool:
    """Whether the password is the one that was hashed."""
    salt = kept.partition("$")[0]
    return hmac.compare_digest(hashed(password, salt), kept)


# Checked where no user has the name, so that the answer takes the same time.
NO_PASSWORD = hashed("", "nobody")

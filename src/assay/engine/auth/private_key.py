"""A private key is read from text here, and what cannot be used is refused in one sentence."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import TYPE_CHECKING

from assay.engine.octets import from_base64, utf8

if TYPE_CHECKING:  # imported where a key is used, so that a run without one does not wait for it
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----"
_ARMOUR = re.compile(r"-----(?:BEGIN|END) PRIVATE KEY-----")
_DATA_URI = re.compile(r"data:application/pkcs8;kid=([\w.\-+/]+);base64,([a-zA-Z0-9+/=]+)", re.ASCII)
_MAX_CHARACTERS = 64 * 1024


class BadKey(Exception):
    """Why a text is no private key that can be used."""


def from_pkcs8(text: str) -> PrivateKeyTypes:
    """The key in a PKCS #8 PEM text; the line breaks in it do not matter. Raises BadKey."""
    if not text.startswith(_PKCS8_BEGIN):
        raise BadKey(f"the private key is not in PKCS #8: it does not begin with {_PKCS8_BEGIN}")
    _bounded(text)
    return _from_der(from_base64(_ARMOUR.sub("", text)))


def from_pem(text: str) -> PrivateKeyTypes:
    """The key in a PEM text of any kind, without a passphrase. Raises BadKey."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    _bounded(text)
    try:
        return load_pem_private_key(utf8(text), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey("the private key cannot be read; it has to be a PEM text without a passphrase") from None


def from_data_uri(text: str, key_id: str) -> PrivateKeyTypes:
    """The key in a `data:application/pkcs8;kid=…;base64,…` URI whose kid is the one given. Raises BadKey."""
    match = _DATA_URI.fullmatch(text)
    if not match:
        raise BadKey("the data URI of the private key is malformed")
    if match[1] != key_id:
        raise BadKey("the kid in the data URI of the private key is another one")
    try:
        return _from_der(b64decode(match[2]))
    except binascii.Error:
        raise BadKey("the data URI of the private key is malformed") from None


def _from_der(der: bytes) -> PrivateKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        return load_der_private_key(der, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey("the private key cannot be read; it has to be in PKCS #8, without a passphrase") from None


def _bounded(text: str) -> None:
    if len(text) > _MAX_CHARACTERS:
        raise BadKey("the private key is longer than any key")

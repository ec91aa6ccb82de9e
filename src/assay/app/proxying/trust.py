"""Which certificates of a dependency are trusted: those of the system and of certifi, or as an option says."""

from __future__ import annotations

import ssl

import certifi

from assay.app.proxying.options import ProxyOptions
from assay.model.errors import InputError


def context(options: ProxyOptions) -> ssl.SSLContext:
    """Verifies unless told otherwise. Raises InputError where `--cacert` cannot be read."""
    try:
        made = ssl.create_default_context(cafile=options.cacert)
    except (OSError, ssl.SSLError) as problem:
        reason = problem.strerror or "no certificate in PEM"
        raise InputError(f"cannot be read: {reason}", where=options.cacert or "") from None
    if options.cacert is None:
        made.load_verify_locations(certifi.where())
    made.set_alpn_protocols(["http/1.1"])
    if options.insecure:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made

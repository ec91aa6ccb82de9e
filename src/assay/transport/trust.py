"""Which authorities a server's certificate is checked against: the system's, else those that Mozilla trusts."""

from __future__ import annotations

import os
import ssl
import sys
from functools import lru_cache
from typing import NamedTuple

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
)


class Authorities(NamedTuple):
    """A PEM bundle, and a directory of hashed certificates; either may be empty."""

    file: str
    directory: str

    @property
    def native(self) -> bool:
        """Whether the operating system is asked instead (macOS and Windows keep no files)."""
        return sys.platform in ("win32", "darwin") and not self.file


@lru_cache(maxsize=1)
def authorities() -> Authorities:
    """SSL_CERT_FILE and SSL_CERT_DIR where they are set, else where this system keeps them, else certifi's bundle."""
    paths = ssl.get_default_verify_paths()
    directory = paths.capath if paths.capath and _hashed(paths.capath) else ""
    file = next((name for name in (paths.cafile, *BUNDLES) if name and os.path.isfile(name)), "")
    if file or directory or sys.platform in ("win32", "darwin"):
        return Authorities(file, directory)
    import certifi

    return Authorities(certifi.where(), "")


def _hashed(directory: str) -> bool:
    try:
        return any(name.endswith(".0") for name in os.listdir(directory))
    except OSError:
        return False

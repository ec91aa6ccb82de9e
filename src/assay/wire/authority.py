"""A made-up authority, and certificates of it for loopback: one that is good, one that ran out yesterday.

Nothing of it is kept: keys are made anew for each authority. Clients trust it by the file that `written` leaves.
"""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import tempfile
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = datetime.timedelta(days=1)
_NAMES = ("localhost", "127.0.0.1", "::1")
ALPN = ("h2", "http/1.1")


class Authority:
    """Signs certificates for the names that it is given; `now` is an aware moment."""

    def __init__(self, now: datetime.datetime, names: tuple[str, ...] = _NAMES) -> None:
        self._now = now
        self._names = names
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._signed()

    @property
    def pem(self) -> bytes:
        """Its own certificate, which clients have to trust."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def written(self, path: Path) -> Path:
        """Write its certificate to a file: `--cacert`, `verify=`, SSL_CERT_FILE."""
        path.write_bytes(self.pem)
        return path

    @cached_property
    def good(self) -> ssl.SSLContext:
        """A server's context with a certificate that is valid for a month."""
        return self._context(self._now - _DAY, self._now + 30 * _DAY)

    @cached_property
    def expired(self) -> ssl.SSLContext:
        """A server's context with a certificate that ran out yesterday."""
        return self._context(self._now - 30 * _DAY, self._now - _DAY)

    def _context(self, since: datetime.datetime, until: datetime.datetime) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        chain = self._leaf(key, since, until).public_bytes(serialization.Encoding.PEM) + self.pem
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(list(ALPN))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _load(context, chain + private)
        return context

    def _signed(self) -> x509.Certificate:
        name = _named("assay's made-up authority")
        return (
            _begun(name, name, self._key, self._now - 60 * _DAY, self._now + 60 * _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _leaf(
        self, key: ec.EllipticCurvePrivateKey, since: datetime.datetime, until: datetime.datetime
    ) -> x509.Certificate:
        issuer = self._key.public_key()
        return (
            _begun(_named(self._names[0]), self._certificate.subject, key, since, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in self._names]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """OpenSSL takes a chain from a file only; this one is readable by us alone, and gone at once."""
    with tempfile.TemporaryDirectory(prefix="assay-") as folder:
        path = Path(folder, "chain.pem")
        path.touch(mode=0o600)
        path.write_bytes(pem)
        context.load_cert_chain(path)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, since: datetime.datetime,
    until: datetime.datetime,
) -> x509.CertificateBuilder:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, key_cert_sign=signs_certificates, crl_sign=signs_certificates, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)

"""Authorities and certificates made for one test run, in a folder of its own."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
PASSPHRASE = "pass phrase é"


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self, passphrase: str = "") -> bytes:
        protection: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
        )
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL if not passphrase else serialization.PrivateFormat.PKCS8,
            protection,
        )

    def pfx(self, passphrase: str) -> bytes:
        protection = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"client", self.key, self.certificate, None, protection)


def issue(
    name: str, *, by: Issued | None = None, authority: bool = False, names: tuple[str, ...] = (), age: int = 1
) -> Issued:
    """A certificate `age` days old that lasts 30 days, signed by `by` or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime.now(datetime.UTC) - age * DAY
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + 30 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(each) for each in names]), False)
    return Issued(builder.sign(by.key if by else key, hashes.SHA256()), key)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Shop:
    """An authority, what it issued, and where the files lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = issue("test authority", authority=True)
        self.ca = self.write("ca.pem", self.authority.pem)
        self.client = issue("client", by=self.authority)

    def write(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def leaf(self, *names: str, age: int = 1) -> Issued:
        return issue("server", by=self.authority, names=names or ("localhost", "127.0.0.1"), age=age)

    def context(self, shown: Issued | None = None, *chain: Issued) -> ssl.SSLContext:
        """A server's context that shows `shown`, or a good certificate for localhost."""
        shown = shown or self.leaf()
        self.write("server.pem", b"".join(each.pem for each in (shown, *chain)))
        self.write("server.key", shown.key_pem())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context

    def asking_context(self) -> ssl.SSLContext:
        """A server's context that insists on a certificate of ours."""
        context = self.context()
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.ca)
        return context

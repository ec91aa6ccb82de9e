"""The keys and certificates of the site, made afresh: an authority, a server, a stranger and two clients."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSPHRASE = b"open sesame"
Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def builder(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=7))
    )


def authority() -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        builder("Peers Authority", named("Peers Authority"), key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def issued(name: str, issuer: Signed | None) -> Signed:
    """A certificate for the loopback names, signed by the issuer or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signer = issuer[1] if issuer else key
    made = builder(name, issuer[0].subject if issuer else named(name), key)
    made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    return made.sign(signer, hashes.SHA256()), key


def write(folder: Path, name: str, pair: Signed, lock: KeySerializationEncryption | None = None) -> None:
    certificate, key = pair
    (folder / f"{name}.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock or NoEncryption())
    (folder / f"{name}.key").write_bytes(private)


def make_certificates(folder: Path) -> None:
    """Write ca, server, stranger, client, locked (with a passphrase) as `.crt` and `.key`, client.pfx, rsa.key."""
    root = authority()
    write(folder, "ca", root)
    write(folder, "server", issued("localhost", root))
    write(folder, "stranger", issued("localhost", None))
    client = issued("alice", root)
    write(folder, "client", client)
    write(folder, "locked", issued("bob", root), BestAvailableEncryption(PASSPHRASE))
    locked = BestAvailableEncryption(PASSPHRASE)
    store = pkcs12.serialize_key_and_certificates(b"alice", client[1], client[0], None, locked)
    (folder / "client.pfx").write_bytes(store)
    signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (folder / "rsa.key").write_bytes(signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

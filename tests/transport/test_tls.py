"""Who is trusted, what is shown, and which versions and ciphers are spoken."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.model.http import ClientCertificate
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport import trust

from .certificates import PASSPHRASE, Issued, Shop, issue
from .sending import answered, failed, request, send, send_all


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("certificates"))


def tell(wire: Wire) -> None:
    """Answers each request with TLS's version, its cipher, and the name in the client's certificate."""
    secure = wire.socket
    assert isinstance(secure, ssl.SSLSocket)
    while wire.read_request():
        shown = secure.getpeercert() or {}
        names = [value for part in shown.get("subject", ()) for key, value in part if key == "commonName"]
        wire.answer(f"{secure.version()} {(secure.cipher() or [''])[0]} {names}".encode())


def test_a_server_whose_authority_was_added_is_trusted(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        first, second = send_all(*[request(server.url, ca_file=shop.ca)] * 2)
    assert answered(first).body.startswith(b"TLSv1.3 ")
    assert first.timings.tls > 0
    assert second.reused
    assert second.timings.tls == 0


def test_trust_is_not_carried_over_to_a_request_that_lacks_it(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        trusting = request(server.url, ca_file=shop.ca)
        careless = request(server.url, verify=False)
        exchanges = send_all(trusting, request(server.url), careless, request(server.url))
    assert [exchange.response is not None for exchange in exchanges] == [True, False, True, False]


Maker = Callable[[Shop], tuple[Issued, tuple[Issued, ...]]]


def unknown_chain(_shop: Shop) -> tuple[Issued, tuple[Issued, ...]]:
    other = issue("other authority", authority=True)
    return issue("server", by=other, names=("127.0.0.1",)), (other,)


def test_the_time_of_a_handshake_that_failed_is_told_as_its_own(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        spent = send(request(server.url)).timings
    assert spent.tls > 0
    assert spent.first_byte == spent.download == 0


DISTRUSTED: dict[str, tuple[Maker, str, str]] = {
    "self-signed": (
        lambda _shop: (issue("server", names=("127.0.0.1",)), ()),
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "self-signed certificate",
    ),
    "unknown issuer": (
        lambda shop: (unknown_chain(shop)[0], ()),
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        "unable to verify the first certificate",
    ),
    "unknown chain": (
        unknown_chain,
        "SELF_SIGNED_CERT_IN_CHAIN",
        "self-signed certificate in certificate chain",
    ),
    "expired": (lambda shop: (shop.leaf(age=60), ()), "CERT_HAS_EXPIRED", "certificate has expired"),
    "too early": (lambda shop: (shop.leaf(age=-5), ()), "CERT_NOT_YET_VALID", "certificate is not yet valid"),
    "other host": (
        lambda shop: (shop.leaf("other.example"), ()),
        "ERR_TLS_CERT_ALTNAME_INVALID",
        "Hostname/IP does not match certificate's altnames: 127.0.0.1 is not among them",
    ),
}


@pytest.mark.parametrize("case", DISTRUSTED)
def test_distrusted(shop: Shop, case: str) -> None:
    make, code, reason = DISTRUSTED[case]
    shown, chain = make(shop)
    with RawServer(tell, tls=shop.context(shown, *chain)) as server:
        strict, careless = send_all(request(server.url, ca_file=shop.ca), request(server.url, verify=False))
    outcome = failed(strict)
    assert (outcome.code, outcome.reason, outcome.phase) == (code, reason, "tls")
    assert answered(careless).status == 200


def test_without_the_extra_authority_there_is_no_trust(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        assert failed(send(request(server.url))).code == "UNABLE_TO_VERIFY_LEAF_SIGNATURE"


@pytest.mark.parametrize("kind", ["bundle", "directory", "both", "neither"])
def test_an_extra_authority_stands_beside_the_systems(
    shop: Shop, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = issue("system authority", authority=True)
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(system.pem)
    known = trust.authorities()
    file = str(bundle) if kind in ("bundle", "both") else ""
    directory = known.directory if kind in ("directory", "both") else ""
    monkeypatch.setattr("assay.transport.options.authorities", lambda: trust.Authorities(file, directory))
    ours = shop.context()
    with RawServer(tell, tls=ours) as server:
        assert answered(send(request(server.url, ca_file=shop.ca))).status == 200
    theirs = shop.context(issue("server", by=system, names=("127.0.0.1",)))
    with RawServer(tell, tls=theirs) as server:
        exchange = send(request(server.url, ca_file=shop.ca))
    assert (exchange.response is not None) == (kind == "bundle")


def test_the_systems_authorities_are_found() -> None:
    known = trust.authorities()
    assert known.native or b"BEGIN CERTIFICATE" in Path(known.file).read_bytes()


def test_a_file_without_authorities_is_told(shop: Shop) -> None:
    nonsense = shop.write("nonsense.pem", b"nonsense")
    with RawServer(tell, tls=shop.context()) as server:
        outcome = failed(send(request(server.url, ca_file=nonsense)))
    assert outcome.code == "ERR_CA_FILE"
    assert "nonsense.pem" in outcome.reason


def certificate_forms(shop: Shop) -> dict[str, ClientCertificate]:
    pem = shop.write("client.pem", shop.client.pem)
    key = shop.write("client.key", shop.client.key_pem())
    locked = shop.write("client.locked", shop.client.key_pem(PASSPHRASE))
    both = shop.write("client.both", shop.client.pem + shop.client.key_pem())
    pfx = shop.write("client.pfx", shop.client.pfx(PASSPHRASE))
    return {
        "pem": ClientCertificate(certificate=pem, key=key),
        "pem, locked": ClientCertificate(certificate=pem, key=locked, passphrase=PASSPHRASE),
        "one file": ClientCertificate(certificate=both),
        "pfx": ClientCertificate(pfx=pfx, passphrase=PASSPHRASE),
    }


@pytest.mark.parametrize("form", ["pem", "pem, locked", "one file", "pfx"])
def test_a_client_certificate_is_shown(shop: Shop, form: str) -> None:
    shown = certificate_forms(shop)[form]
    with RawServer(tell, tls=shop.asking_context()) as server:
        response = answered(send(request(server.url, ca_file=shop.ca, certificate=shown)))
    assert response.body.endswith(b"['client']")


def test_a_client_certificate_is_not_shown_by_a_request_without_it(shop: Shop) -> None:
    shown = certificate_forms(shop)["pem"]
    with RawServer(tell, tls=shop.asking_context()) as server:
        first, second = send_all(
            request(server.url, ca_file=shop.ca, certificate=shown), request(server.url, ca_file=shop.ca)
        )
    assert answered(first).body.endswith(b"['client']")
    outcome = failed(second)
    assert outcome.code == "EPROTO"
    assert "certificate required" in outcome.reason


@pytest.mark.parametrize("form", ["pem, locked", "pfx"])
@pytest.mark.parametrize("passphrase", ["swordfish", ""])
def test_a_wrong_passphrase_is_told_without_it(shop: Shop, form: str, passphrase: str) -> None:
    right = certificate_forms(shop)[form]
    wrong = ClientCertificate(certificate=right.certificate, key=right.key, pfx=right.pfx, passphrase=passphrase)
    with RawServer(tell, tls=shop.asking_context()) as server:
        outcome = failed(send(request(server.url, ca_file=shop.ca, certificate=wrong)))
    assert outcome.code == "ERR_CLIENT_CERTIFICATE"
    assert "swordfish" not in outcome.reason


def spoken(exchange_body: bytes) -> list[str]:
    return exchange_body.decode().split()[:2]


def test_versions_that_are_disabled_are_not_spoken(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        old = answered(send(request(server.url, verify=False, tls_disabled=("TLSv1_3",))))
        new = answered(send(request(server.url, verify=False, tls_disabled=("SSLv3", "TLSv1", "TLSv1_1", "TLSv1_2"))))
    assert spoken(old.body)[0] == "TLSv1.2"
    assert spoken(new.body)[0] == "TLSv1.3"


def test_no_version_in_common(shop: Shop) -> None:
    context = shop.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with RawServer(tell, tls=context) as server:
        outcome = failed(send(request(server.url, verify=False, tls_disabled=("TLSv1_2",))))
    assert (outcome.code, outcome.phase) == ("EPROTO", "tls")


CIPHERS = {
    ("ECDHE-ECDSA-AES256-GCM-SHA384",): ["TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384"],
    ("ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-GCM-SHA384"): ["TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305"],
    ("TLS_AES_128_GCM_SHA256",): ["TLSv1.3", "TLS_AES_128_GCM_SHA256"],
    ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_CHACHA20_POLY1305_SHA256"): ["TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"],
}


@pytest.mark.parametrize("ciphers", CIPHERS)
def test_ciphers(shop: Shop, ciphers: tuple[str, ...]) -> None:
    context = shop.context()
    context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
    with RawServer(tell, tls=context) as server:
        response = answered(send(request(server.url, verify=False, ciphers=ciphers)))
    assert spoken(response.body) == CIPHERS[ciphers]


def test_a_cipher_that_nobody_knows(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        outcome = failed(send(request(server.url, verify=False, ciphers=("NO-SUCH-CIPHER",))))
    assert (outcome.code, outcome.reason) == ("ERR_SSL_NO_CIPHER_MATCH", "no cipher match")


@pytest.mark.parametrize("farewell", [True, False])
def test_a_body_that_ends_with_the_connection_is_whole(shop: Shop, farewell: bool) -> None:
    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\n\r\nwhole")
        if farewell:
            assert isinstance(wire.socket, ssl.SSLSocket)
            wire.socket = wire.socket.unwrap()

    with RawServer(script, tls=shop.context()) as server:
        assert answered(send(request(server.url, verify=False))).body == b"whole"


@pytest.mark.parametrize("end", [lambda _wire: None, Wire.reset], ids=["closed", "reset"])
def test_an_answer_that_is_broken_off(shop: Shop, end: Callable[[Wire], None]) -> None:
    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        end(wire)

    with RawServer(script, tls=shop.context()) as server:
        outcome = failed(send(request(server.url, verify=False)))
    assert (outcome.code, outcome.phase) == ("ECONNRESET", "download")


@pytest.mark.parametrize("end", [lambda _wire: None, Wire.reset], ids=["closed", "reset"])
def test_a_handshake_that_is_broken_off(end: Callable[[Wire], None]) -> None:
    def script(wire: Wire) -> None:
        wire.socket.recv(100)
        end(wire)

    with RawServer(script) as server:
        outcome = failed(send(request(server.url.replace("http", "https"))))
    assert (outcome.code, outcome.phase) == ("ECONNRESET", "tls")
    assert outcome.reason == "Client network socket disconnected before secure TLS connection was established"


def test_localhost_by_name(shop: Shop) -> None:
    with RawServer(tell, tls=shop.context()) as server:
        url = f"https://localhost:{server.port}/"
        assert answered(send(request(url, ca_file=shop.ca))).status == 200
        assert failed(send(request(f"https://a.localhost:{server.port}/", ca_file=shop.ca))).phase == "tls"

"""Transfers without an answer."""

from __future__ import annotations

import time

from assay.testing.servers.wire import Wire

from .scene import OK, Scene, answer, http, says, silent

TRUST = "--cacert {folder}/ca.pem"
DENIED = http("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="way out"')
PIN = "--pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
RESET_STREAM = b"\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x02"


def waits(wire: Wire) -> None:
    """Takes the request, and says nothing for longer than anybody waits."""
    wire.read_request()
    wire.wait_for_end()


def trickles(wire: Wire) -> None:
    """Begins an answer and does not end it."""
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nbegin")
    wire.wait_for_end()


def breaks_off(wire: Wire) -> None:
    """Ends in the middle of an answer."""
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 50\r\n\r\na part")


def mute(wire: Wire) -> None:
    """Takes the connection alone."""
    wire.wait_for_end()


def resets(wire: Wire) -> None:
    """Breaks the connection off when the request is there."""
    wire.read_request()
    wire.reset()


def closes(wire: Wire) -> None:
    """Closes when the request is there."""
    wire.read_request()


def closes_at_once(wire: Wire) -> None:
    """Closes before anything was asked."""
    wire.socket.recv(1)


def refuses_streams(wire: Wire) -> None:
    """HTTP/2 that ends the first stream with INTERNAL_ERROR."""
    wire.take(24)
    wire.send(SETTINGS)
    time.sleep(0.1)
    wire.send(RESET_STREAM)
    wire.wait_for_end()


def speaks_plainly(wire: Wire) -> None:
    """A server of plain http that is spoken to in TLS."""
    wire.socket.recv(65_536)
    wire.answer(b"speak plainly", status="400 Bad Request")


def says_ssh(wire: Wire) -> None:
    """Another protocol altogether."""
    wire.read_request()
    wire.send(b"SSH-2.0-OpenSSH_9.9\r\n" * 4)


def many_headers(wire: Wire) -> None:
    """Headers without an end."""
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 20_000 + b"\r\n")


SCENES: tuple[Scene, ...] = (
    says("name-not-found", "http://shop.invalid/orders", listens=False),
    says("name-not-found", "http://shop_api/orders", listens=False),
    says("name-not-found", "http://api.shop.con/orders", listens=False),
    silent("name-not-found", "-x http://proxy.invalid:3128 http://shop.invalid/", listens=False),
    says("proxy-not-found", "-x http://proxy.invalid:3128 {url}/orders", OK),
    silent("proxy-not-found", "http://shop.invalid/orders", listens=False),
    says("connection-refused", "{url}/orders", listens=False),
    says("connection-refused", "http://localhost:{port}/orders", listens=False),
    silent("connection-refused", "{url}/orders", closes),
    says("timed-out", "-m 0.3 {url}/orders", waits),
    says("timed-out", "-m 0.3 {url}/orders", trickles),
    says("timed-out", "-m 0.3 https://{host}/orders", mute),
    silent("timed-out", "-m 5 {url}/orders", OK),
    says("connection-reset", "{url}/orders", resets),
    silent("connection-reset", "{url}/orders", closes),
    says("empty-reply", "{url}/orders", closes),
    silent("empty-reply", "{url}/orders", http("200 OK")),
    says("no-tls-here", "https://{host}/orders", speaks_plainly),
    silent("no-tls-here", f"{TRUST} {{url}}/orders", OK, tls="good"),
    says("certificate-out-of-date", f"{TRUST} {{url}}/orders", OK, tls="expired"),
    says("certificate-out-of-date", f"{TRUST} {{url}}/orders", OK, tls="early"),
    silent("certificate-out-of-date", f"{TRUST} {{url}}/orders", OK, tls="good"),
    says("certificate-issuer-unknown", "{url}/orders", OK, tls="self-signed"),
    says("certificate-issuer-unknown", "{url}/orders", OK, tls="good"),
    silent("certificate-issuer-unknown", f"{TRUST} {{url}}/orders", OK, tls="other name"),
    says("certificate-wrong-name", f"{TRUST} {{url}}/orders", OK, tls="other name"),
    silent("certificate-wrong-name", f"{TRUST} {{url}}/orders", OK, tls="expired"),
    says("certificate-refused", f"{TRUST} {{url}}/orders", OK, tls="under no authority"),
    silent("certificate-refused", f"{TRUST} {{url}}/orders", OK, tls="self-signed"),
    says("pinned-key", f"{TRUST} {PIN} {{url}}/orders", OK, tls="good"),
    silent("pinned-key", f"{TRUST} {{url}}/orders", OK, tls="good"),
    says("client-certificate", f"{TRUST} {{url}}/orders", OK, tls="asking"),
    silent(
        "client-certificate",
        f"{TRUST} --cert {{folder}}/client.pem --key {{folder}}/client.key {{url}}/",
        OK,
        tls="asking",
    ),
    says("handshake-refused", f"{TRUST} --tls-max 1.2 {{url}}/orders", OK, tls="modern"),
    silent("handshake-refused", f"{TRUST} {{url}}/orders", OK, tls="modern"),
    says("certificate-file", f"{TRUST} --cert {{folder}}/empty.pem {{url}}/orders", OK, tls="good"),
    says("certificate-file", "--cacert {folder}/missing.pem {url}/orders", OK, tls="good"),
    silent("certificate-file", f"{TRUST} {{url}}/orders", OK, tls="good"),
    says("handshake-broken-off", "https://{host}/orders", closes_at_once),
    silent("handshake-broken-off", "https://{host}/orders", speaks_plainly),
    says("proxy-refused", "-p -x http://{host} http://shop.example/orders", http("403 Forbidden")),
    says("proxy-refused", "-x http://{host} http://shop.example/orders", DENIED),
    silent("proxy-refused", "-x http://{host} http://shop.example/orders", OK),
    says("proxy-failed", "-p -x http://{host} http://shop.example/orders", closes),
    silent("proxy-failed", "{url}/orders", closes),
    says("proxy-in-use", "http://shop.example/orders", http("502 Bad Gateway"), proxied=True),
    silent("proxy-in-use", "http://shop.example/orders", OK, proxied=True),
    silent("proxy-in-use", "-x http://{host} http://shop.example/orders", http("502 Bad Gateway")),
    says("head-too-large", "{url}/orders", many_headers, live=True),
    silent(
        "head-too-large", "{url}/orders", http("200 OK", *(["X-More: and more"] * 50), "Content-Type: a/b", body="x")
    ),
    says("malformed-answer", "{url}/orders", says_ssh),
    silent("malformed-answer", "{url}/orders", OK),
    says("stream-refused", "--http2-prior-knowledge {url}/orders", refuses_streams),
    silent("stream-refused", "{url}/orders", OK),
    says(
        "content-undecodable",
        "--compressed {url}/orders",
        http("200 OK", "Content-Encoding: gzip", "Content-Type: text/plain", body="not packed at all"),
    ),
    silent("content-undecodable", "--compressed {url}/orders", OK),
    says("broken-off", "{url}/orders", breaks_off),
    silent("broken-off", "{url}/orders", OK),
    says("malformed-url", "'{url}/orders of ada'", OK, live=True),
    says("malformed-url", "http://127.0.0.1:99999/orders", OK, live=True),
    silent("malformed-url", "'{url}/orders%20of%20ada'", OK),
    says("scheme-unsupported", "htps://{host}/orders", OK),
    silent("scheme-unsupported", "{url}/orders", OK),
    says("own-file", "-T {folder}/missing.txt {url}/orders", OK),
    says("own-file", "-o {folder} {url}/orders", OK),
    silent("own-file", "-T {folder}/empty.pem {url}/orders", OK),
    says("limit-of-ours", "--max-filesize 4 {url}/orders", answer("200 OK", {"id": 7})),
    silent("limit-of-ours", "--max-filesize 400 {url}/orders", answer("200 OK", {"id": 7})),
    says("option-unusable", "--interface nowhere0 {url}/orders", OK),
    silent("option-unusable", "--interface lo {url}/orders", OK),
    says("no-answer", "--unix-socket {folder}/none.sock {url}/orders", listens=False),
    silent("no-answer", "{url}/orders", OK),
    says("unreachable", "http://[fe80::1%25lo]:{port}/orders", OK),
    silent("unreachable", "{url}/orders", OK),
)

"""Answers that point elsewhere."""

from __future__ import annotations

from assay.testing.servers.wire import Wire

from .scene import OK, Scene, answer, http, says, silent


def to(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return http(status, f"Location: {location}")


def to_other_name(wire: Wire) -> None:
    """A redirect to the same machine by its other name."""
    while head := wire.read_request():
        port = head.split(b"Host: ")[1].split(b"\r")[0].rpartition(b":")[2].decode()
        wire.answer(status="302 Found", headers=(f"Location: http://localhost:{port}/moved",))


SECRET = '-H "Authorization: Bearer tok-12345678"'
SCENES: tuple[Scene, ...] = (
    says("method-changed", "-L -d id=7 {url}/orders", (to("/orders/", "301 Moved Permanently"), OK)),
    says("method-changed", "-L -d id=7 {url}/orders", (to("/orders/7", "303 See Other"), OK)),
    silent("method-changed", "-L -d id=7 {url}/orders", (to("/orders/", "308 Permanent Redirect"), OK)),
    silent("method-changed", "-L --post301 -d id=7 {url}/orders", (to("/orders/", "301 Moved Permanently"), OK)),
    silent("method-changed", "-L {url}/orders", (to("/orders/", "301 Moved Permanently"), OK)),
    says("not-followed", "{url}/orders", to("/v2/orders", "301 Moved Permanently")),
    silent("not-followed", "-L {url}/orders", (to("/v2/orders", "301 Moved Permanently"), OK)),
    silent("not-followed", "{url}/orders", http("304 Not Modified")),
    says(
        "to-https", "-H 'Host: shop.example' --connect-to ::{host} http://shop.example/a", to("https://shop.example/a")
    ),
    silent("to-https", "--connect-to ::{host} http://shop.example/a", to("https://shop.example/b")),
    says("trailing-slash", "{url}/orders", to("/orders/", "301 Moved Permanently")),
    says("trailing-slash", "-L {url}/orders/", (to("/orders", "308 Permanent Redirect"), OK)),
    silent("trailing-slash", "{url}/orders", to("/orders/list")),
    says("redirect-loop", "-L --max-redirs 4 {url}/a", to("/a")),
    says("redirect-loop", "{url}/a", to("/a")),
    says("redirect-loop", "-L --max-redirs 1 {url}/a", (to("/b"), to("/c"), to("/d"))),
    silent("redirect-loop", "-L {url}/a", (to("/b"), to("/a"), OK)),
    says("redirect-downgraded", "--cacert {folder}/ca.pem {url}/a", to("http://127.0.0.1/a"), tls="good"),
    silent("redirect-downgraded", "--cacert {folder}/ca.pem {url}/a", to("/b"), tls="good"),
    says("redirect-to-login", "{url}/orders", to("/login?next=/orders")),
    silent("redirect-to-login", "{url}/orders", to("/blog/login-tips")),
    silent("redirect-to-login", "{url}/login", to("/login/step2")),
    says("redirect-to-other-host", f"{SECRET} {{url}}/orders", to_other_name),
    silent("redirect-to-other-host", "{url}/orders", to_other_name),
    silent("redirect-to-other-host", f"{SECRET} {{url}}/orders", to("/other")),
    says("location-unusable", "{url}/orders", http("302 Found")),
    says("location-unusable", "{url}/orders", to("http://shop example/a b")),
    says("location-unusable", "{url}/orders", to("myapp://done")),
    silent("location-unusable", "{url}/orders", to("../orders;v=2?x=%20#top")),
    says("several-choices", "{url}/report", http("300 Multiple Choices", 'Link: </report.pdf>; rel="alternate"')),
    silent("several-choices", "{url}/report", to("/report.pdf")),
    says("not-modified", "-H 'If-None-Match: \"v7\"' {url}/orders/7", http("304 Not Modified", 'ETag: "v7"')),
    silent("not-modified", "-H 'If-None-Match: \"v7\"' {url}/orders/7", answer("200 OK", {"id": 7})),
)

"""Headers of an answer."""

from __future__ import annotations

from .scene import OK, Scene, answer, http, says, silent

ORIGIN = '-H "Origin: https://app.example" {url}/orders'
ALLOW = "Access-Control-Allow-Origin"
HSTS = "Strict-Transport-Security: max-age=31536000"

SCENES: tuple[Scene, ...] = (
    says("cors", ORIGIN, OK),
    says("cors", ORIGIN, answer("200 OK", {}, f"{ALLOW}: https://other.example")),
    says("cors", f"-b a=b1c2d3 {ORIGIN}", answer("200 OK", {}, f"{ALLOW}: *")),
    says(
        "cors",
        f'-X OPTIONS -H "Access-Control-Request-Method: DELETE" {ORIGIN}',
        http("204 No Content", f"{ALLOW}: *", "Access-Control-Allow-Methods: GET"),
    ),
    silent("cors", ORIGIN, answer("200 OK", {}, f"{ALLOW}: https://app.example")),
    silent("cors", "{url}/orders", OK),
    says(
        "deprecated",
        "{url}/v1/orders",
        answer(
            "200 OK",
            [],
            "Deprecation: @1767225600",
            "Sunset: Thu, 31 Dec 2026 23:59:59 GMT",
            'Link: <https://shop.example/v2>; rel="deprecation"',
        ),
    ),
    silent("deprecated", "{url}/v1/orders", answer("200 OK", [], 'Link: </x>; rel="next"')),
    says("cached", "{url}/orders", answer("200 OK", [], "Age: 3700")),
    says("cached", "{url}/orders", answer("200 OK", [], "X-Cache: Hit from cloudfront")),
    silent("cached", "{url}/orders", answer("200 OK", [], "Age: 0", "X-Cache: MISS")),
    says("clock-skew", "{url}/orders", answer("200 OK", [], "Date: Tue, 24 Nov 2026 09:00:00 GMT")),
    silent("clock-skew", "{url}/orders", answer("200 OK", [], "Date: Tue, 24 Nov 2026 10:02:00 GMT")),
    silent("clock-skew", "{url}/orders", answer("200 OK", [], "Date: Tue, 24 Nov 2026 09:00:00 GMT", "Age: 3780")),
    says("hsts", "--connect-to ::{host} http://shop.example/orders", answer("200 OK", [], HSTS)),
    silent("hsts", "--cacert {folder}/ca.pem {url}/orders", answer("200 OK", [], HSTS), tls="good"),
    says("limit-reached", "{url}/orders", answer("200 OK", [], 'RateLimit: "default";r=0;t=30')),
    says("limit-reached", "{url}/orders", answer("200 OK", [], "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 45")),
    silent("limit-reached", "{url}/orders", answer("200 OK", [], "X-RateLimit-Remaining: 10")),
)

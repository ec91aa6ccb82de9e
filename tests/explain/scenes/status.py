"""Statuses, one after another."""

from __future__ import annotations

from .scene import NOW, OK, Scene, answer, http, says, silent

JSON = '-H "Content-Type: application/json"'
HTML = "Content-Type: text/html"
NGINX = "<html><body><h1>404 Not Found</h1><hr><center>nginx/1.25.3</center></body></html>"
TRACE = 'Traceback (most recent call last):\n  File "/srv/shop/orders.py", line 7, in get\nKeyError: 7'
BUSY = "429 Too Many Requests"

SCENES: tuple[Scene, ...] = (
    says("not-found", "{url}/orders/7", http("404 Not Found")),
    silent("not-found", "{url}/orders/7", answer("404 Not Found", {"title": "gone", "status": 404, "type": "x"})),
    says("slash-at-end", "{url}/orders/", http("404 Not Found")),
    silent("slash-at-end", "{url}/", http("404 Not Found")),
    silent("slash-at-end", "{url}/orders/", OK),
    says("method-not-allowed", "-X DELETE {url}/orders", http("405 Method Not Allowed", "Allow: GET, POST")),
    says("method-not-allowed", "-X DELETE {url}/orders", http("405 Method Not Allowed")),
    silent("method-not-allowed", "-X OPTIONS {url}/orders", http("204 No Content", "Allow: GET, POST")),
    says("not-acceptable", '-H "Accept: application/xml" {url}/orders', http("406 Not Acceptable")),
    silent("not-acceptable", '-H "Accept: application/xml" {url}/orders', OK),
    says("request-timeout", "-d id=7 {url}/orders", http("408 Request Timeout")),
    silent("request-timeout", "-d id=7 {url}/orders", http("504 Gateway Timeout")),
    says("conflict", "-X PUT -d id=7 {url}/orders/7", http("409 Conflict")),
    silent(
        "conflict",
        "-X PUT -d id=7 {url}/orders/7",
        answer("409 Conflict", {"type": "x", "title": "sold out", "status": 409}),
    ),
    says("gone", "{url}/v1/orders", http("410 Gone")),
    silent("gone", "{url}/v1/orders", http("404 Not Found")),
    says("length-required", '-H "Transfer-Encoding: chunked" -d id=7 {url}/orders', http("411 Length Required")),
    silent("length-required", "-d id=7 {url}/orders", http("400 Bad Request")),
    says(
        "precondition-failed",
        "-X PUT -H 'If-Match: \"v6\"' -d id=7 {url}/orders/7",
        http("412 Precondition Failed", 'ETag: "v7"'),
    ),
    silent("precondition-failed", "-X PUT -H 'If-Match: \"v6\"' -d id=7 {url}/orders/7", OK),
    says("precondition-required", "-X PUT -d id=7 {url}/orders/7", http("428 Precondition Required")),
    silent("precondition-required", "-X PUT -d id=7 {url}/orders/7", http("412 Precondition Failed")),
    says("content-too-large", "-d 0123456789 {url}/files", http("413 Content Too Large", "Server: nginx")),
    silent("content-too-large", "-d 0123456789 {url}/files", http("400 Bad Request")),
    says("uri-too-long", "-G -d q=0123456789 {url}/search", http("414 URI Too Long")),
    silent("uri-too-long", "-G -d q=0123456789 {url}/search", OK),
    says(
        "unsupported-media-type",
        "-X PATCH -d name=ada {url}/users/7",
        http("415 Unsupported Media Type", "Accept-Patch: application/merge-patch+json"),
    ),
    says("unsupported-media-type", "-d '{{\"id\": 7}}' {url}/users", http("415 Unsupported Media Type")),
    silent("unsupported-media-type", "-d name=ada {url}/users", http("400 Bad Request", "Accept-Post: text/csv")),
    says(
        "range-not-satisfiable", "-r 900- {url}/file", http("416 Range Not Satisfiable", "Content-Range: bytes */500")
    ),
    silent(
        "range-not-satisfiable",
        "-r 0-9 {url}/file",
        http("206 Partial Content", "Content-Range: bytes 0-1/9", body="ab"),
    ),
    says("expectation-failed", '-H "Expect: 200-ok" -d id=7 {url}/orders', http("417 Expectation Failed")),
    silent("expectation-failed", '-H "Expect: 200-ok" -d id=7 {url}/orders', OK),
    says("misdirected", '-H "Host: shop.example" {url}/orders', http("421 Misdirected Request")),
    silent("misdirected", '-H "Host: shop.example" {url}/orders', OK),
    says("unprocessable", f"{JSON} -d '{{{{\"id\": 7}}}}' {{url}}/orders", http("422 Unprocessable Content")),
    silent(
        "unprocessable",
        f"{JSON} -d '{{{{\"id\": 7}}}}' {{url}}/orders",
        answer("422 Unprocessable Content", {"errors": {"id": ["taken"]}}),
    ),
    says("locked", "-X DELETE {url}/orders/7", http("423 Locked")),
    silent("locked", "-X DELETE {url}/orders/7", http("409 Conflict")),
    says("too-early", "{url}/orders", http("425 Too Early")),
    silent("too-early", "{url}/orders", http("429 Too Many Requests")),
    says("upgrade-required", "{url}/feed", http("426 Upgrade Required", "Upgrade: websocket")),
    silent("upgrade-required", "{url}/feed", answer("200 OK", {}, "Upgrade: h2c")),
    says("too-many-requests", "{url}/orders", http(BUSY, "Retry-After: 120")),
    says("too-many-requests", "{url}/orders", http(BUSY, "Retry-After: Tue, 24 Nov 2026 10:05:00 GMT")),
    says("too-many-requests", "{url}/orders", http(BUSY, 'RateLimit: "default";r=0;t=30')),
    says("too-many-requests", "{url}/orders", http(BUSY, f"X-RateLimit-Reset: {NOW + 60:.0f}")),
    says("too-many-requests", "{url}/orders", http(BUSY)),
    silent("too-many-requests", "{url}/orders", http("503 Service Unavailable", "Retry-After: 120")),
    says("headers-too-large", f'-b "big={"x" * 600}" {{url}}/orders', http("431 Request Header Fields Too Large")),
    silent("headers-too-large", f'-b "big={"x" * 600}" {{url}}/orders', http("400 Bad Request")),
    says(
        "legal-reasons",
        "{url}/film",
        http("451 Unavailable For Legal Reasons", 'Link: <https://law.example>; rel="blocked-by"'),
    ),
    silent("legal-reasons", "{url}/film", http("403 Forbidden")),
    says("server-error", "{url}/orders", http("500 Internal Server Error", "X-Request-Id: r-7781")),
    silent(
        "server-error",
        "{url}/orders",
        answer("500 Internal Server Error", {"type": "x", "title": "boom", "status": 500}),
    ),
    says("not-implemented", "-X BREW {url}/tea", http("501 Not Implemented")),
    silent("not-implemented", "-X BREW {url}/tea", http("405 Method Not Allowed")),
    says("unavailable", "{url}/orders", http("503 Service Unavailable", "Retry-After: 90", "Via: 1.1 edge")),
    says("unavailable", "{url}/orders", http("502 Bad Gateway", "Server: nginx")),
    silent("unavailable", "{url}/orders", http("500 Internal Server Error", "Retry-After: 90")),
    says("network-authentication", "{url}/orders", http("511 Network Authentication Required")),
    silent("network-authentication", "{url}/orders", http("401 Unauthorized")),
    says("unregistered", "{url}/orders", http("522 Connection Timed Out", "Server: cloudflare")),
    says("unregistered", "{url}/orders", http("299 Fine")),
    silent("unregistered", "{url}/orders", http("422 Unprocessable Content")),
    says("leaked-internals", "{url}/orders", http("500 Oops", "Content-Type: text/plain", body=TRACE)),
    says(
        "leaked-internals",
        "{url}/orders",
        answer("500 Oops", {"error": "at com.shop.Orders.get(Orders.java:77)", "x": "java.lang.NullPointerException"}),
    ),
    silent("leaked-internals", "{url}/orders", answer("500 Oops", {"error": "the System. Exception handled at noon"})),
    silent("leaked-internals", "{url}/docs", http("200 OK", "Content-Type: text/plain", body=TRACE)),
    says("known-answer", "{url}/api/orders", http("404 Not Found", HTML, body="<pre>Cannot GET /api/orders</pre>")),
    says("known-answer", "{url}/api/orders", answer("403 Forbidden", {"message": "Missing Authentication Token"})),
    says(
        "known-answer", "{url}/api", http("400 Bad Request", HTML, body="The plain HTTP request was sent to HTTPS port")
    ),
    silent("known-answer", "{url}/api", answer("404 Not Found", {"detail": "Not Found", "id": 7})),
    says("web-server-page", "{url}/orders", http("404 Not Found", HTML, "Server: nginx/1.25.3", body=NGINX)),
    silent("web-server-page", "{url}/orders", http("404 Not Found", HTML, body="<html>no such order</html>")),
)

"""Bodies beside their labels."""

from __future__ import annotations

import gzip

from .scene import Scene, answer, http, says, silent

JSON = "Content-Type: application/json"
HTML = "Content-Type: text/html"
XML = "Content-Type: application/xml"
TEXT = "Content-Type: text/plain"
WANTS = '-H "Accept: application/json" {url}/orders'
LOGIN = '<!doctype html><title>Sign in</title><input type="password" name="p">'
PACKED = gzip.compress(b'{"id": 7}')

SCENES: tuple[Scene, ...] = (
    says("json-mislabelled", "{url}/orders", http("200 OK", HTML, body='{"id": 7}')),
    says("json-mislabelled", "{url}/orders", http("200 OK", body="[1, 2]")),
    silent("json-mislabelled", "{url}/orders", http("200 OK", HTML, body="{not json}")),
    silent("json-mislabelled", "{url}/orders", http("200 OK", "Content-Type: application/vnd.api+json", body="{}")),
    says("unexpected-html", WANTS, http("200 OK", HTML, body=LOGIN)),
    says("unexpected-html", WANTS, http("200 OK", HTML, body='<html><div id="root"></div></html>')),
    silent("unexpected-html", "{url}/orders", http("200 OK", HTML, body=LOGIN)),
    says("undecodable-text", "{url}/orders", http("200 OK", JSON, body='{"name": "Ana\u00efs"}'.encode("latin-1"))),
    says("undecodable-text", "{url}/orders", http("200 OK", TEXT, body="Ana\u00efs".encode("latin-1"))),
    says("undecodable-text", "{url}/orders", http("200 OK", f"{TEXT}; charset=utf-88", body="Ada")),
    silent(
        "undecodable-text", "{url}/orders", http("200 OK", f"{TEXT}; charset=latin1", body="\u00ef".encode("latin-1"))
    ),
    silent("undecodable-text", "{url}/orders", http("200 OK", JSON, body='{"name": "Ana\u00efs"}')),
    says("byte-order-mark", "{url}/orders", http("200 OK", JSON, body=b'\xef\xbb\xbf{"id": 7}')),
    silent("byte-order-mark", "{url}/orders", http("200 OK", TEXT, body=b"\xef\xbb\xbfid,name")),
    says("broken-json", "{url}/orders", http("200 OK", JSON, body='{"id": 7,\n "name": }')),
    says("broken-json", "{url}/orders", http("200 OK", JSON, body="{'id': 7}")),
    says("broken-json", "{url}/orders", http("200 OK", JSON, body='{"n": NaN}')),
    says("broken-json", "{url}/orders", http("200 OK", JSON, body='{"n": 1}\n{"n": 2}')),
    says("broken-json", "{url}/orders", http("200 OK", JSON)),
    silent(
        "broken-json", "{url}/orders", http("200 OK", "Content-Type: application/x-ndjson", body='{"n": 1}\n{"n": 2}')
    ),
    silent("broken-json", "-I {url}/orders", http("200 OK", JSON)),
    silent("broken-json", "{url}/orders", http("200 OK", JSON, body="null")),
    says("broken-xml", "{url}/orders", http("200 OK", XML, body="<orders>\n<order></orders>")),
    silent("broken-xml", "{url}/orders", http("200 OK", XML, body="<orders><order/></orders>")),
    silent("broken-xml", "{url}/orders", http("200 OK", XML, body='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;')),
    says("json-in-string", "{url}/orders", answer("200 OK", '{"id": 7}')),
    silent("json-in-string", "{url}/orders", answer("200 OK", "{curly} words")),
    says("script-guard", "{url}/orders", http("200 OK", TEXT, body=')]}\',\n{"id": 7}')),
    says(
        "script-guard", "{url}/orders?callback=f", http("200 OK", "Content-Type: text/javascript", body='f({"id": 7});')
    ),
    silent("script-guard", "{url}/a.js", http("200 OK", "Content-Type: text/javascript", body="let a = f({id: 7});")),
    says("file-mislabelled", "{url}/report", http("200 OK", HTML, body=b"%PDF-1.7 ...")),
    silent("file-mislabelled", "{url}/report", http("200 OK", "Content-Type: application/pdf", body=b"%PDF-1.7 ...")),
    silent("file-mislabelled", "{url}/report", http("200 OK", TEXT, body="PK is my name")),
    says("still-compressed", "{url}/orders", http("200 OK", JSON, "Content-Encoding: gzip", body=PACKED)),
    silent(
        "still-compressed", "--compressed {url}/orders", http("200 OK", JSON, "Content-Encoding: gzip", body=PACKED)
    ),
    silent("still-compressed", "{url}/orders", http("200 OK", JSON, "Content-Encoding: identity", body="{}")),
    says("unknown-coding", "{url}/orders", http("200 OK", JSON, "Content-Encoding: UTF-8", body="{}")),
    silent("unknown-coding", "{url}/orders", http("200 OK", JSON, "Content-Encoding: identity", body="{}")),
    says("content-where-none-may-be", "-X DELETE {url}/orders/7", http("204 No Content", "Content-Length: 4")),
    silent("content-where-none-may-be", "-X DELETE {url}/orders/7", http("204 No Content", length=False)),
    silent("content-where-none-may-be", "-X DELETE {url}/orders/7", http("204 No Content", "Content-Length: 0")),
    says("empty-answer", "{url}/orders", http("200 OK")),
    silent("empty-answer", "-X DELETE {url}/orders/7", http("200 OK")),
    silent("empty-answer", "-I {url}/orders", http("200 OK", "Content-Length: 7")),
    says("type-missing", "{url}/orders", http("200 OK", body="seven")),
    silent("type-missing", "{url}/orders", http("200 OK", TEXT, body="seven")),
    says("type-twice", "{url}/orders", http("200 OK", JSON, HTML, body="{}")),
    silent("type-twice", "{url}/orders", http("200 OK", JSON, JSON, body="{}")),
    says("event-stream", "-N {url}/feed", http("200 OK", "Content-Type: text/event-stream", body="data: 7\n\n")),
    silent("event-stream", "-N {url}/feed", http("200 OK", TEXT, body="data: 7\n\n")),
)

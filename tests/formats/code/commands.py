"""curl commands with the transfer that each of them means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from assay.model.transfer import Content, Data, Form, Part, Transfer, Upload

JSON = "Content-Type: application/json"


class Command(NamedTuple):
    """Arguments of curl, in which {url} stands for the server; what they mean; credentials by their variables."""

    arguments: tuple[str, ...]
    path: str
    transfer: dict[str, Any]
    environment: Mapping[str, str] = MappingProxyType({})
    also: frozenset[str] = frozenset()
    challenge: str = ""
    lossy: frozenset[str] = frozenset()
    """Forms in which it cannot be told whole."""

    def of(self, url: str) -> Transfer:
        return Transfer(url=url + self.path, **self.transfer)

    def argv(self, url: str) -> list[str]:
        return ["curl", "-sS", "-q", *(argument.replace("{url}", url) for argument in self.arguments)]


def data(text: str | bytes) -> Content:
    return Data(content=text.encode() if isinstance(text, str) else text)


def simple(path: str) -> Command:
    return Command(("-g", "{url}" + path), path, {})


def posted(text: str, *headers: str, **more: Any) -> Command:
    options = [word for header in headers for word in ("-H", header)]
    return Command(("--data-raw", text, *options, "{url}/p"), "/p", {"content": data(text), "headers": headers}, **more)


BASIC = {"PASSWORD": "p:w ö"}
COMMANDS: dict[str, Command] = {
    "get": simple("/things"),
    "root": simple(""),
    "query": simple("/things?page=2&q=a+b&empty="),
    "query twice": simple("/things?id=1&id=2"),
    "query escaped": simple("/things?q=a%20b"),
    "query bare": simple("/things?flag"),
    "query brackets": Command(("-g", "{url}/things?filter[name]=x"), "/things?filter[name]=x", {},
                              lossy=frozenset({"python"})),
    "escaped path": simple("/a%2Fb/c%20d"),
    "fragment": Command(("{url}/x#there",), "/x#there", {}),
    "dots": Command(("{url}/a/../b",), "/a/../b", {}),
    "method": Command(("-X", "DELETE", "{url}/t/1"), "/t/1", {"method": "DELETE"}),
    "own method": Command(("-X", "PURGE", "{url}/t"), "/t", {"method": "PURGE"}),
    "options": Command(("-X", "OPTIONS", "{url}/t"), "/t", {"method": "OPTIONS"}),
    "head": Command(("-I", "{url}/t"), "/t", {"head": True}),
    "form": posted("a=1&b=x+y&c=%C3%A9"),
    "form twice": posted("a=1&a=2"),
    "form sloppy": posted("a=1&b"),
    "form with ~": posted("a=~b*c"),
    "form with secrets": posted("user=ann&password=s3cret", environment={"PASSWORD": "s3cret"}),
    "plain text in a form": posted('{"a": 1}'),
    "no body": posted(""),
    "text": posted("hello", "Content-Type: text/plain"),
    "unicode text": posted("grün, 🙂", "Content-Type: text/plain; charset=utf-8"),
    "untyped": posted("hello", "Content-Type:"),
    "json": posted('{"name": "Ann", "tags": ["a", "b"], "n": 1.5, "no": null, "deep": {"x": [true, {}]}}', JSON),
    "json list": posted("[1, 2]", JSON),
    "json text": posted('"hello"', JSON),
    "json null": posted("null", JSON),
    "json empty": posted("{}", JSON),
    "json as written": posted('{"a": 1.10, "a": 1e400, "b": 12345678901234567890123}', JSON),
    "json broken": posted('{"a": ', JSON),
    "json charset": posted('{"ä": "ö\\u2028\\u0007"}', "Content-Type: application/json; charset=utf-8"),
    "json proto": posted('{"__proto__": {"x": 1}}', JSON),
    "json secrets": posted('{"login": {"password": "pw"}, "n": [{"api_key": "k"}]}', JSON,
                           environment={"PASSWORD": "pw", "API_KEY": "k"}),
    "problem json": posted('{"a": 1}', "content-type: application/problem+json"),
    "long json": posted('{"items": [' + ", ".join(f'{{"sku": "A{i}", "amount": {i}}}' for i in range(20)) + "]}", JSON),
    "flag": Command(("--json", '{"a": "1"}', "{url}/p"), "/p",
                    {"content": data('{"a": "1"}'), "options": {"json": True}}, also=frozenset({"accept"}),
                    lossy=frozenset({"httpie"})),
    "binary": Command(("--data-binary", "@bytes.bin", "-H", "Content-Type: application/octet-stream", "{url}/p"), "/p",
                      {"content": data(bytes(range(256))), "headers": ("Content-Type: application/octet-stream",)},
                      lossy=frozenset({"httpie", "postman"})),
    "get with body": Command(("-X", "GET", "-d", "a=1", "{url}/p"), "/p", {"method": "GET", "content": data("a=1")},
                             lossy=frozenset({"fetch"})),
    "put": Command(("-X", "PUT", "-d", "{}", "-H", JSON, "{url}/p"), "/p",
                   {"method": "PUT", "content": data("{}"), "headers": (JSON,)}),
    "headers": Command(("-H", "X-One: 1", "-H", "X-Empty;", "-H", "Accept: text/html", "-A", "me/1", "-e", "http://r/",
                        "{url}/h"), "/h",
                       {"headers": ("X-One: 1", "X-Empty;", "Accept: text/html"),
                        "options": {"user-agent": "me/1", "referer": "http://r/"}},
                       also=frozenset({"accept", "user-agent"})),
    "unicode header": Command(("-H", "X-Name: Grün", "{url}/h"), "/h", {"headers": ("X-Name: Grün",)}),
    "quotes in a header": Command(("-H", """X-Q: it's "so" {x} \\ $HOME""", "{url}/h"), "/h",
                                  {"headers": ("""X-Q: it's "so" {x} \\ $HOME""",)}),
    "range": Command(("-r", "0-99", "{url}/h"), "/h", {"options": {"range": "0-99"}}),
    "bearer": Command(("-H", "Authorization: Bearer abc.def-1", "{url}/h"), "/h",
                      {"headers": ("Authorization: Bearer abc.def-1",)}, environment={"TOKEN": "abc.def-1"}),
    "bearer option": Command(("--oauth2-bearer", "abc", "{url}/h"), "/h", {"options": {"oauth2-bearer": "abc"}},
                             environment={"TOKEN": "abc"}),
    "bare token": Command(("-H", "Authorization: abc", "{url}/h"), "/h", {"headers": ("Authorization: abc",)},
                          environment={"TOKEN": "abc"}),
    "api keys": Command(("-H", "X-Api-Key: k1", "{url}/h?api_key=k2&page=1"), "/h?api_key=k2&page=1",
                        {"headers": ("X-Api-Key: k1",)}, environment={"API_KEY": "k2", "API_KEY_2": "k1"}),
    "basic": Command(("-u", "ann:secret", "{url}/h"), "/h", {"options": {"user": "ann:secret"}},
                     environment={"PASSWORD": "secret"}),
    "login in the URL": Command(("http://ann:s%20t@127.0.0.1:{port}/h",), "/h", {}, environment={"PASSWORD": "s t"}),
    "digest": Command(("--digest", "-u", "ann:secret", "{url}/h"), "/h",
                      {"options": {"user": "ann:secret", "digest": True}}, environment={"PASSWORD": "secret"},
                      challenge='Digest realm="r", nonce="n", qop="auth"', lossy=frozenset({"fetch"})),
    "cookies": Command(("-b", "theme=dark; session=abc", "{url}/h"), "/h",
                       {"options": {"cookie": ("theme=dark; session=abc",)}}, environment={"SESSION": "abc"}),
    "odd cookies": Command(("-H", 'Cookie: a="x y"; b', "{url}/h"), "/h", {"headers": ('Cookie: a="x y"; b',)},
                           environment={"COOKIE": 'a="x y"; b'}),
    "multipart": Command(("-F", "a=1", "-F", "b=x y;type=text/plain", "-F", "f=@note.txt", "{url}/p"), "/p",
                         {"content": Form(parts=(Part(name="a", content=b"1"),
                                                 Part(name="b", content=b"x y", type="text/plain"),
                                                 Part(name="f", path="note.txt")))},
                         lossy=frozenset({"httpie", "fetch"})),
    "files": Command(("-F", "a=1", "-F", "f=@bytes.bin;filename=x.png", "-F", "a=2", "{url}/p"), "/p",
                     {"content": Form(parts=(Part(name="a", content=b"1"),
                                             Part(name="f", path="bytes.bin", file_name="x.png"),
                                             Part(name="a", content=b"2")))}, lossy=frozenset({"httpie"})),
    "upload": Command(("-T", "bytes.bin", "{url}/u"), "/u", {"content": Upload(path="bytes.bin")}),
    "posted upload": Command(("-X", "POST", "-T", "bytes.bin", "-H", "Content-Type: image/png", "{url}/u"), "/u",
                             {"method": "POST", "content": Upload(path="bytes.bin"),
                              "headers": ("Content-Type: image/png",)}),
    "follow": Command(("-L", "-m", "5", "-k", "{url}/f"), "/f",
                      {"options": {"location": True, "max-time": 5.0, "insecure": True}},
                      lossy=frozenset({"python", "fetch"})),
}  # fmt: skip

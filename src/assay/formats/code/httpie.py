"""HTTPie commands: fields of JSON and forms one by one, anything else with --raw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import msgspec

from assay.formats.code.asked import Asked, is_form, is_json
from assay.formats.code.faithful import form_pairs, is_stable_url, json_value
from assay.formats.code.part import file_name, flat_parts, media_type
from assay.formats.shell import UNSAFE, quoted
from assay.model.transfer import Data, Form, Part, Upload

_SEPARATORS = str.maketrans({char: f"\\{char}" for char in "\\:;=@"})
_JSON_TYPE = "application/json"
_FRAMING = frozenset({"content-length", "transfer-encoding"})


class Items(msgspec.Struct, frozen=True, kw_only=True):
    """A body as options and request items; `asked` is without the headers that they bring along."""

    asked: Asked
    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    after: str = ""
    """What stands behind the command: `< file`."""
    losses: tuple[str, ...] = ()


def commands(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(a command in each line, or over several where it is long; what each lacks)."""
    written = [(asked, _body(asked)) for asked in requests]
    text = "\n".join(_command(body) for _, body in written) + "\n"
    return text, [(*_lacks(asked), *body.losses) for asked, body in written]


def _command(body: Items) -> str:
    asked = body.asked
    stdin = [] if body.after else ["--ignore-stdin"]
    options = [*stdin, *body.options, *_travel(asked), *_login(asked)]
    natural = "POST" if (body.items and not body.after) or body.options[:1] == ("--raw",) else "GET"
    method = [] if asked.method == natural else [asked.method]
    headers = [_header(name, value) for name, value in asked.headers if name.lower() not in _FRAMING]
    removed = [f"{name.title()}:" for name in sorted(asked.removed)]
    words = ["http", *options, *method, asked.url, *headers, *removed, *body.items]
    line = " ".join(map(quoted, words)) + body.after
    if len(line) <= 100:
        return line
    groups = [words[: words.index(asked.url) + 1], *([item] for item in [*headers, *removed, *body.items])]
    return " \\\n  ".join(" ".join(map(quoted, group)) for group in groups) + body.after


def _header(name: str, value: str) -> str:
    return f"{name}:{value}" if value else f"{name};"


def _body(asked: Asked) -> Items:
    if isinstance(asked.content, Form):
        return _form(asked, asked.content)
    if isinstance(asked.content, Upload):
        return _upload(asked, asked.content)
    if isinstance(asked.content, Data):
        return _data(asked, asked.content.content)
    return Items(asked=asked)


def _data(asked: Asked, content: bytes) -> Items:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Items(asked=asked, losses=("the body, which is binary",))
    if is_json(asked) and (items := _json_items(text)):
        plain = (asked.header("content-type") or "").lower() == _JSON_TYPE
        return Items(asked=asked.without("content-type") if plain else asked, items=tuple(items))
    if is_form(asked) and (pairs := form_pairs(text)):
        fields = tuple(_item(name, "=", value) for name, value in pairs)
        return Items(asked=asked.without("content-type"), options=("--form",), items=fields)
    return Items(asked=asked, options=("--raw", text))


def _json_items(text: str) -> list[str]:
    """The fields of an object; none where it is no object, where HTTPie would read a name as a path, and where a value
    holds what only its JSON can tell a plain shell."""
    faithful, value = json_value(text)
    if not faithful or not isinstance(value, dict) or any(not key or set("[]") & set(key) for key in value):
        return []
    items = [
        _item(key, "=", member) if isinstance(member, str) else _item(key, ":=", json.dumps(member, ensure_ascii=False))
        for key, member in value.items()
    ]
    return [] if any(map(UNSAFE.search, items)) else items


def _item(name: str, separator: str, value: str) -> str:
    """One request item. An @ behind the separator would name a file."""
    start = "\\" if value.startswith(("@", "=", "\\")) and separator != ":=" else ""
    return f"{name.translate(_SEPARATORS)}{separator}{start}{value}"


def _form(asked: Asked, form: Form) -> Items:
    parts, losses = flat_parts(form)
    losses += [f"the headers of the part {part.name!r}" for part in parts if part.headers]
    losses += [
        f"the file name {part.file_name} (HTTPie takes that of the file)"
        for part in parts
        if part.content is None and part.file_name not in (None, part.path.rpartition("/")[2])
    ]
    losses += [
        f"the part {part.name!r} as a file that is not on the disk" for part in parts if part.content and _is_file(part)
    ]
    if asked.header("content-type") is not None:
        losses.append("the header Content-Type of the form (it has to name the boundary)")
    items = tuple(_part(part) for part in parts if part.content is None or not _is_file(part))
    return Items(asked=asked.without("content-type"), options=("--multipart",), items=items, losses=tuple(losses))


def _is_file(part: Part) -> bool:
    return file_name(part) is not None


def _part(part: Part) -> str:
    if part.content is not None:
        return _item(part.name, "=", part.content.decode("utf-8", "replace"))
    return f"{part.name.translate(_SEPARATORS)}@{part.path};type={media_type(part)}"


def _upload(asked: Asked, upload: Upload) -> Items:
    after = "" if upload.path in ("-", ".") else f" < {quoted(upload.path)}"
    untyped = asked.header("content-type") is None
    return Items(asked=asked, items=("Content-Type:",) if untyped else (), after=after or " ")


def _login(asked: Asked) -> list[str]:
    login = asked.login
    if login is None or asked.header("authorization") is not None:
        return []
    if login.scheme == "bearer":
        return ["--auth-type", "bearer", "--auth", login.token]
    pair = login.user if login.password is None else f"{login.user}:{login.password}"
    return [*(["--auth-type", "digest"] if login.scheme == "digest" else []), "--auth", pair]


def _travel(asked: Asked) -> list[str]:
    travel = asked.travel
    found = [] if travel.timeout is None else [f"--timeout={travel.timeout:g}"]
    found += ["--follow"] if travel.follow else []
    found += [] if travel.most_redirects is None else [f"--max-redirects={travel.most_redirects}"]
    if travel.ca_file or not travel.verify:
        found.append(f"--verify={travel.ca_file if travel.verify else 'no'}")
    found += [f"--cert={travel.certificate}"] if travel.certificate else []
    found += [f"--cert-key={travel.key}"] if travel.key else []
    found += [f"--proxy=http:{travel.proxy}", f"--proxy=https:{travel.proxy}"] if travel.proxy else []
    return [*found, *(["--path-as-is"] if travel.path_as_is else [])]


def _lacks(asked: Asked) -> Iterator[str]:
    yield from (f"--{name}" for name in asked.others)
    yield from (f"the header {name} (HTTPie writes its own)" for name, _ in asked.headers if name.lower() in _FRAMING)
    if asked.login and asked.login.scheme in ("ntlm", "negotiate", "any"):
        yield "the authentication that the server chooses, NTLM or Negotiate (Basic is written)"
    if asked.travel.http not in ("", "1.1"):
        yield f"HTTP/{asked.travel.http} (HTTPie speaks 1.1)"
    if not is_stable_url(asked.url):
        yield "the URL exactly as written (HTTPie encodes or decodes a part of it)"
    if asked.method != asked.method.upper():
        yield f"the method {asked.method} in its case (HTTPie writes {asked.method.upper()})"

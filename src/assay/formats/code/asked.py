"""What a curl command asks for, in the terms that other clients have: a request, a login and how it travels."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import msgspec

from assay.formats.code.options import OptionReader
from assay.model.http import Header
from assay.model.transfer import Content, Data, Form, OptionValue, Transfer, Upload

FORM_TYPE = "application/x-www-form-urlencoded"


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends it: basic, digest, ntlm, negotiate or any with user and password; bearer with a token."""

    scheme: str
    user: str = ""
    password: str | None = None
    """None where curl would ask for it."""
    token: str = ""


class Travel(msgspec.Struct, frozen=True, kw_only=True):
    """How it gets there, as far as it is not left to the client."""

    timeout: float | None = None
    """Seconds for the whole of it."""
    follow: bool = False
    most_redirects: int | None = None
    verify: bool = True
    ca_file: str = ""
    certificate: str = ""
    key: str = ""
    proxy: str = ""
    http: str = ""
    """1.0, 1.1, 2 or 3, where one is asked for."""
    path_as_is: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `headers` are those that the command sets, Content-Type of a body included; `removed` the names,
    in lower case, of those that the client must not add on its own."""

    method: str
    url: str
    """With its scheme; without user, password and fragment."""
    headers: tuple[Header, ...] = ()
    removed: frozenset[str] = frozenset()
    content: Content | None = None
    login: Login | None = None
    travel: Travel = Travel()
    explicit_method: bool = False
    options: dict[str, OptionValue] = {}
    """As they were given."""
    others: tuple[str, ...] = ()
    """The options that only curl has, by their long names."""

    def header(self, name: str) -> str | None:
        """The last value of the header with this name, in any case."""
        return next((header.value for header in reversed(self.headers) if header.name.lower() == name.lower()), None)

    def without(self, *names: str) -> Asked:
        """The same without the headers of these names, given in lower case."""
        return msgspec.structs.replace(self, headers=tuple(h for h in self.headers if h.name.lower() not in names))


def asked(transfer: Transfer) -> Asked:
    """The request that curl would send first, options of its own understood."""
    reader = OptionReader(transfer.options)
    url, login = _without_login(transfer.url if "://" in transfer.url else f"http://{transfer.url}")
    headers, removed = _headers(transfer, reader)
    found = _login(reader)
    return Asked(
        method=_method(transfer),
        url=url,
        headers=headers,
        removed=removed,
        content=transfer.content,
        login=login if found is None else found,
        travel=_travel(reader),
        explicit_method=bool(transfer.method),
        options=transfer.options,
        others=reader.left(),
    )


def _method(transfer: Transfer) -> str:
    if transfer.method or transfer.head:
        return transfer.method or "HEAD"
    if transfer.content is None:
        return "GET"
    return "PUT" if isinstance(transfer.content, Upload) else "POST"


def _without_login(url: str) -> tuple[str, Login | None]:
    """The URL as it is asked for, and the user and password that stood in it."""
    url = url.partition("#")[0]
    scheme, _, rest = url.partition("://")
    authority = rest[: next((i for i, char in enumerate(rest) if char in "/?"), len(rest))]
    userinfo, at, host = authority.rpartition("@")
    if not at:
        return url, None
    user, colon, password = userinfo.partition(":")
    login = Login(scheme="basic", user=unquote(user), password=unquote(password) if colon else "")
    return f"{scheme}://{host}{rest[len(authority) :]}", login


def _headers(transfer: Transfer, reader: OptionReader) -> tuple[tuple[Header, ...], frozenset[str]]:
    given: list[Header] = []
    removed: set[str] = set()
    for line in transfer.headers:
        name, colon, value = line.partition(":")
        if colon and value.strip():
            given.append(Header(name.strip(), value.strip()))
        elif colon:
            removed.add(name.strip().lower())
        elif line.rstrip().endswith(";"):
            given.append(Header(line.rstrip()[:-1], ""))
    named = {header.name.lower() for header in given} | removed
    own = [header for header in _own_headers(transfer, reader) if header.name.lower() not in named]
    return (*own, *given), frozenset(removed)


def _own_headers(transfer: Transfer, reader: OptionReader) -> list[Header]:
    """Those that options stand for."""
    found = [Header(name, value) for name, value in reader.headers()]
    if isinstance(transfer.content, Data) and not any(name == "Content-Type" for name, _ in found):
        found.append(Header("Content-Type", FORM_TYPE))
    return found


def _login(reader: OptionReader) -> Login | None:
    token = reader.text("oauth2-bearer")
    schemes = [name for name in ("digest", "ntlm", "negotiate", "anyauth", "basic") if reader.flag(name)]
    user = reader.text("user")
    if token:
        return Login(scheme="bearer", token=token)
    if not user:
        return None
    name, colon, password = user.partition(":")
    scheme = "any" if "anyauth" in schemes or len(schemes) > 1 else (schemes or ["basic"])[0]
    return Login(scheme=scheme, user=name, password=password if colon else None)


def _travel(reader: OptionReader) -> Travel:
    certificate, _, _ = reader.text("cert").partition(":")
    trusted = reader.flag("location-trusted", told=False)
    return Travel(
        timeout=reader.number("max-time"),
        follow=reader.flag("location") or trusted,
        most_redirects=None if (most := reader.number("max-redirs")) is None else int(most),
        verify=not reader.flag("insecure"),
        ca_file=reader.text("cacert"),
        certificate=certificate,
        key=reader.text("key"),
        proxy=_proxy(reader),
        http=next((name for option, name in _VERSIONS.items() if reader.flag(option)), ""),
        path_as_is=reader.flag("path-as-is"),
    )


_VERSIONS = {
    "http1.0": "1.0", "http1.1": "1.1", "http2": "2", "http2-prior-knowledge": "2", "http3": "3", "http3-only": "3",
}  # fmt: skip


def _proxy(reader: OptionReader) -> str:
    proxy, user = reader.text("proxy"), reader.text("proxy-user")
    if not proxy:
        return ""
    scheme, _, rest = proxy.partition("://") if "://" in proxy else ("http", "", proxy)
    return f"{scheme}://{user}@{rest}" if user and "@" not in rest else f"{scheme}://{rest}"


def is_json(asked: Asked) -> bool:
    """Whether the body is labelled as JSON."""
    media_type = (asked.header("content-type") or "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def is_form(asked: Asked) -> bool:
    """Whether the body is labelled as a form of a URL's kind."""
    return (asked.header("content-type") or "").partition(";")[0].strip().lower() == FORM_TYPE


def has_form(asked: Asked) -> bool:
    """Whether the body is multipart/form-data."""
    return isinstance(asked.content, Form)


def host_of(asked: Asked) -> str:
    """Host and port, for a name or a sentence."""
    try:
        return urlsplit(asked.url).netloc
    except ValueError:
        return ""

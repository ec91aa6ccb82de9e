"""How a request is to be sent, from its protocolProfileBehavior."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from assay.formats.ecmascript import to_boolean, to_number
from assay.model.http import Delivery

MAX_REDIRECTS = 10
MOST_REDIRECTS = 1000
"""More than this no collection may ask for."""


class Behavior(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one request, each with Newman's default."""

    strict_ssl: bool | None = None
    """Whether a certificate must be good; None leaves it to the run."""
    follow_redirects: bool = True
    max_redirects: int = MAX_REDIRECTS
    follow_original_method: bool = False
    follow_authorization: bool = False
    remove_referer: bool = False
    insecure_parser: bool = False
    disable_body_pruning: bool = False
    disable_cookies: bool = False
    disable_url_encoding: bool = False
    disabled_headers: frozenset[str] = frozenset()
    """Lower-case names of system headers that are not to be sent."""
    tls_disabled: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    http_version: str | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any], *, follow_redirects: bool = True) -> Behavior:
        """From the merged settings of a step and what is around it; `follow_redirects` is the run's default.

        A value of the wrong type counts as JavaScript sees it (a text is true, null is false); lists and objects that
        are none count as not given.
        """
        flag = _Flags(settings)
        return cls(
            strict_ssl=settings["strictSSL"] is not False if "strictSSL" in settings else None,
            follow_redirects=flag("followRedirects", default=follow_redirects),
            max_redirects=_max_redirects(settings),
            follow_original_method=flag("followOriginalHttpMethod"),
            follow_authorization=flag("followAuthorizationHeader"),
            remove_referer=flag("removeRefererHeaderOnRedirect"),
            insecure_parser=flag("insecureHTTPParser"),
            disable_body_pruning=flag("disableBodyPruning"),
            disable_cookies=flag("disableCookies"),
            disable_url_encoding=flag("disableUrlEncoding"),
            disabled_headers=_disabled_headers(settings.get("disabledSystemHeaders")),
            tls_disabled=_texts(settings.get("tlsDisabledProtocols")),
            ciphers=_texts(settings.get("tlsCipherSelection")),
            http_version=_http_version(settings.get("protocolVersion")),
        )

    def delivery(self, base: Delivery) -> Delivery:
        """The run's way of sending, with what this request asks for."""
        if self == _PLAIN:
            return base
        return msgspec.structs.replace(
            base,
            verify=base.verify if self.strict_ssl is None else self.strict_ssl,
            lenient=base.lenient or self.insecure_parser,
            tls_disabled=self.tls_disabled or base.tls_disabled,
            ciphers=self.ciphers or base.ciphers,
            http_version=self.http_version or base.http_version,
        )


_PLAIN = Behavior()


class _Flags:
    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings

    def __call__(self, name: str, *, default: bool = False) -> bool:
        return to_boolean(self._settings[name]) if name in self._settings else default


def _max_redirects(settings: Mapping[str, Any]) -> int:
    if "maxRedirects" not in settings:
        return MAX_REDIRECTS
    number = to_number(settings["maxRedirects"])
    if number is None or not math.isfinite(number):
        return MAX_REDIRECTS
    return min(max(math.ceil(number), 0), MOST_REDIRECTS)


def _disabled_headers(value: Any) -> frozenset[str]:
    if not isinstance(value, dict):
        return frozenset()
    return frozenset(name for name, disabled in value.items() if to_boolean(disabled))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(member for member in value if isinstance(member, str)) if isinstance(value, list) else ()


def _http_version(value: Any) -> str | None:
    return value if isinstance(value, str) and value in ("auto", "http1", "http2") else None

"""Cookies that are refused, lost or taken away."""

from __future__ import annotations

from .scene import BEARER, OK, Scene, answer, http, says, silent

SHOP = "--connect-to ::{host} http://shop.example/"
SETS = http("302 Found", "Location: /in", "Set-Cookie: sid=abcd1234; Path=/")
REFUSED = http("401 Unauthorized", BEARER)
OVER = "Set-Cookie: sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"


def cookie(text: str) -> bytes:
    """A good answer that sets one."""
    return answer("200 OK", {}, f"Set-Cookie: {text}")


SCENES: tuple[Scene, ...] = (
    says("cookie-refused", SHOP, cookie("sid=abcd1234; Secure")),
    says("cookie-refused", SHOP, cookie("sid=abcd1234; Domain=other.example")),
    says("cookie-refused", "{url}/", cookie("sid=abcd1234; SameSite=None")),
    says("cookie-refused", "{url}/", cookie("__Host-sid=abcd1234; Secure")),
    silent("cookie-refused", SHOP, cookie("sid=abcd1234; Domain=.shop.example; HttpOnly; SameSite=Lax")),
    silent("cookie-refused", "{url}/", cookie("sid=abcd1234; Secure; SameSite=None")),
    says("cookie-not-sent", "-L {url}/", (SETS, REFUSED)),
    silent("cookie-not-sent", "-L -b '' {url}/", (SETS, REFUSED)),
    silent("cookie-not-sent", "-L {url}/", (SETS, OK)),
    says("cookie-expired", "-b sid=abcd1234 {url}/", http("401 Unauthorized", BEARER, OVER)),
    silent("cookie-expired", "-b sid=abcd1234 {url}/", http("401 Unauthorized", BEARER, "Set-Cookie: a=b; Max-Age=60")),
)

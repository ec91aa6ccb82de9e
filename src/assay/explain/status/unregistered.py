"""A status that no standard registers: what its first digit says is all that is sure, beside its known maker."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15"
NGINX = "nginx"
MAKERS = {
    444: (NGINX, "closes the connection without an answer"),
    494: (NGINX, "refuses headers that are too large"),
    495: (NGINX, "does not accept the client's certificate"),
    496: (NGINX, "wants a client certificate (--cert and --key)"),
    497: (NGINX, "was spoken to in plain HTTP on a port for HTTPS"),
    499: (NGINX, "saw the client close the connection"),
    520: ("Cloudflare", "got an answer from the server behind it that it cannot use"),
    521: ("Cloudflare", "was refused by the server behind it"),
    522: ("Cloudflare", "could not connect to the server behind it in time"),
    523: ("Cloudflare", "could not reach the server behind it"),
    524: ("Cloudflare", "connected to the server behind it, and got no answer in time"),
    525: ("Cloudflare", "could not agree on TLS with the server behind it"),
    526: ("Cloudflare", "does not accept the certificate of the server behind it"),
    530: ("Cloudflare", "could not find the server behind it"),
    460: ("AWS' load balancer", "saw the client close the connection"),
    463: ("AWS' load balancer", "got an X-Forwarded-For with too many addresses"),
    561: ("AWS' load balancer", "could not authenticate the user"),
    440: ("IIS", "says that the session ran out"),
    449: ("IIS", "wants more information before it goes on"),
    419: ("Laravel", "says that the page's token against forged requests ran out"),
    420: ("the API", "asks to be called less often"),
    529: ("the API", "is overloaded"),
    598: ("a proxy", "got no answer in time"),
    599: ("a proxy", "could not connect in time"),
}
REGISTERED = frozenset(
    {*range(100, 105), *range(200, 209), 226, *range(300, 309), *range(400, 418), *range(421, 427), 428, 429, 431, 451}
    | {*range(500, 509), 510, 511, 418}
)
CLASSES = ("", "", "a success", "a redirect", "a refusal of the request", "a failure of the server")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What it is taken for."""
    response = evidence.response
    if response is None or response.status in REGISTERED:
        return
    status = response.status
    maker, does = MAKERS.get(status, ("", ""))
    kind = CLASSES[status // 100] if status // 100 < len(CLASSES) else ""
    server = response.header("server")
    yield Explanation(
        rule="unregistered",
        means=f"{status} is in no standard; {maker} uses it where it {does}."
        if maker
        else f"{status} is in no standard"
        + (f"; clients take it for {kind}." if kind else ", and has no class that clients know."),
        remedy="See the API's documentation for what it means there." if not maker else "",
        evidence=(f"{status} {response.reason}".strip(), *((field("Server", server),) if server else ())),
        source=SOURCE,
        sure="likely" if maker else "fact",
    )

"""An error whose words are those of a known server or gateway: who answered, and what these words mean there."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import start
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "the answer's own words"
HTTPS_PORT = ("The request was plain HTTP, and this port speaks HTTPS.", "Write https:// in the URL.")
NO_ROUTE = "Check method and path; a missing prefix as /api is frequent."
AWS_CLOCK = ("AWS refuses the request because the clocks differ.", "Set the clock of this machine.")
S3 = ("The answer is that of an S3 store: the bucket or the object is not there.", "Check the name and the region.")
AWS_SIGNATURE = (
    "AWS calculated another signature: the secret key, the region, the service or the signed headers differ.",
    "Check --aws-sigv4 and the key; a proxy that changes headers breaks the signature too.",
)
HOST = (
    "The server does not answer for the host name that was used.",
    "Use its own name, or add this one to its list of hosts.",
)
KONG = ("Kong has no route for this host, path and method: no API was asked.", "Check host and path.")
INGRESS = ("Kubernetes' ingress has no rule for this host and path: no API was asked.", "Check Host and path.")
ENVOY = ("Envoy has no living instance of the API behind it.", "Look at whether it runs and is ready.")
SPRING = ("Spring has no handler for this path.", "Check the path; a context path may stand before it.")
FASTAPI = "FastAPI or Starlette has no route for this path, or its handler says so in the same words."
DATABASE = ("The server runs, and cannot reach its database.", "Look at the database.")
GATEWAY = "AWS API Gateway has no such path or method, which it tells in these words."

WORDS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("plain HTTP request was sent to HTTPS port", HTTPS_PORT),
    ("Client sent an HTTP request to an HTTPS server", HTTPS_PORT),
    ("speaking plain HTTP to an SSL-enabled server port", HTTPS_PORT),
    ('"Missing Authentication Token"', (GATEWAY, "Check path, method and stage before the credentials.")),
    ("no Route matched with those values", KONG),
    ("default backend - 404", INGRESS),
    ("no healthy upstream", ENVOY),
    ("upstream connect error or disconnect/reset before headers", ENVOY),
    ("Cannot GET /", ("Express has no route for this method and path.", NO_ROUTE)),
    ("Cannot POST /", ("Express has no route for this method and path.", NO_ROUTE)),
    ("Cannot PUT /", ("Express has no route for this method and path.", NO_ROUTE)),
    ("Cannot PATCH /", ("Express has no route for this method and path.", NO_ROUTE)),
    ("Cannot DELETE /", ("Express has no route for this method and path.", NO_ROUTE)),
    ("No static resource ", SPRING),
    ("Whitelabel Error Page", SPRING),
    ("ActionController::RoutingError", ("Rails has no route for this method and path.", NO_ROUTE)),
    ("If you entered the URL manually please check", ("Flask has no route for this path.", NO_ROUTE)),
    ("Invalid HTTP_HOST header", HOST),
    ("Invalid Hostname", HOST),
    ("Invalid host header", HOST),
    ("SignatureDoesNotMatch", AWS_SIGNATURE),
    ("RequestTimeTooSkewed", AWS_CLOCK),
    ("Signature not yet current", AWS_CLOCK),
    ("Signature expired:", AWS_CLOCK),
    ("<Code>NoSuchBucket</Code>", S3),
    ("<Code>NoSuchKey</Code>", S3),
    ("Error establishing a database connection", DATABASE),
)
"""Words that no other server uses, and what they mean with what to do."""
WHOLE: dict[str, tuple[str, str]] = {
    "404 page not found": ("A Go server or Traefik has no route for this path.", "Check the path, and the host."),
    '{"detail":"Not Found"}': (FASTAPI, "Check the path first."),
    '{"detail": "Not Found"}': (FASTAPI, "Check the path first."),
}
"""Bodies that consist of nothing else."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first that fits."""
    response = evidence.response
    if response is None:
        return
    text = start(response, 16_384)
    whole = text.strip() if len(text) < 100 else ""
    words, known = next(((words, known) for words, known in WORDS if words in text), (whole, WHOLE.get(whole)))
    if known:
        yield Explanation(
            rule="known-answer",
            means=known[0],
            remedy=known[1],
            evidence=(f"{response.status}: {cut(words, 100)}",),
            source=SOURCE,
            sure="likely",
        )

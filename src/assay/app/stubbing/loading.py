"""What `assay stub` was given, read and checked before anything is opened."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec

from assay.app.stubbing.options import StubOptions
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.stub.contract.watching import Watching
from assay.stub.sources import Loaded, opened, read_contract
from assay.stub.stub import Stub
from assay.wire.limits import Limits

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A stub that only has to be started."""

    options: StubOptions
    loaded: Loaded
    contract: Contract | None
    """What both sides are held to; None where there is none."""
    warnings: tuple[str, ...]


def ready(options: StubOptions) -> Ready:
    """Raises an AssayError for what cannot be read or meant."""
    if options.host not in LOOPBACK and not options.allow_remote:
        raise UsageError(
            f"{options.host} can be reached from other machines, and a stand-in asks nobody who he is",
            where="--host",
            remedy="Leave it at 127.0.0.1, or add --allow-remote if that is what you mean.",
        )
    if options.ca_out and not options.https:
        raise UsageError("there is no authority without --https", where="--ca-out", remedy="Add --https.")
    if options.source is None:
        raise UsageError(
            "what is to be stood in for?",
            remedy="Name a stub file, an OpenAPI document, a HAR file, or WireMock's mappings: assay stub stock.toml.",
        )
    loaded = opened(Path(options.source))
    contract = read_contract(Path(options.contract)) if options.contract else loaded.contract
    warnings = (*loaded.warnings, *(contract.warnings[:20] if contract is not None else ()))
    return Ready(options=options, loaded=loaded, contract=contract, warnings=warnings)


def stub_of(ready: Ready, *, limits: Limits | None = None, tls: Callable[[], ssl.SSLContext] | None = None) -> Stub:
    """The stub itself, not started. Raises an AssayError for what cannot be compiled."""
    options = ready.options
    return Stub(
        ready.loaded,
        host=options.host,
        port=options.port,
        templating=options.templates,
        strict=False,
        seed=options.seed,
        lenient=options.lenient,
        limits=limits,
        tls=tls,
    )


def watching(ready: Ready) -> Watching | None:
    """Who holds both sides to the contract; what the mappings are known to answer has been judged."""
    if ready.contract is None:
        return None
    made = Watching(ready.contract)
    made.look_at(ready.loaded.mappings)
    return made

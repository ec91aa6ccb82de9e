"""What a person asked `assay trust drift` for."""

from __future__ import annotations

import msgspec

from assay.model.errors import UsageError


class DriftOptions(msgspec.Struct, frozen=True, kw_only=True):
    """One field an option."""

    first: str
    """The environment to go by; with `recording` the one that is held against it."""
    second: str | None = None
    recording: str | None = None
    """A log or a HAR file in the place of the first environment."""
    log: str | None = None
    """A log or a HAR file whose reads are sent."""
    contract: str | None = None
    collection: str | None = None
    folder: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    """One for both, or one each."""
    config: str | None = None
    passes: int = 2
    samples: int = 7
    """Answers of each read that the times are judged by."""
    errors: bool = True
    """Whether reads that are wrong in one thing are sent as well."""
    insecure: bool = False
    max_time: float | None = None

    @property
    def names(self) -> tuple[str, str]:
        """What reports call the two."""
        return ("the recording", self.first) if self.recording else (self.first, self.second or "")


def check(options: DriftOptions) -> None:
    """Raises UsageError for options that do not go together, before anything is read."""
    if options.recording and options.second:
        raise UsageError("a recording takes the place of one environment, and two are named", where="--recording",
                         remedy="Name one environment.")  # fmt: skip
    if not options.recording and options.second is None:
        raise UsageError("two environments are needed", remedy="Write assay trust drift ENV_A ENV_B, or one of them "
                         "and --recording FILE.")  # fmt: skip
    if options.first == options.second:
        raise UsageError(f"both are {options.first}: an environment does not drift from itself",
                         remedy="Name two different environments of assay.toml.")  # fmt: skip
    given = {"--recording": options.recording, "--log": options.log, "--collection": options.collection}
    named = [name for name, value in given.items() if value]
    if len(named) > 1:
        raise UsageError(f"{named[0]} and {named[1]} both say which reads are sent", remedy="Give one of them.")
    if len(options.identity) > 2:
        raise UsageError("more than two identities", where="--identity", remedy="Name one for both, or one each.")

"""Walks the words of a command line: long and short options, their values, URLs, --next."""

from __future__ import annotations

from collections.abc import Sequence

from assay.formats.curl import config, options
from assay.formats.curl.context import Context
from assay.formats.curl.group import Group
from assay.formats.curl.octets import require_argument
from assay.formats.curl.options import Option
from assay.formats.curl.switches import switch
from assay.formats.curl.values import give
from assay.formats.curl.world import World
from assay.model.errors import AssayError, UsageError

SPECIAL = ("dump-ca-embed", "help", "manual", "version")
"""What ends the reading: something is to be shown, and nothing sent."""


class Walk:
    """All parts of a command as they are read, one option after the other."""

    def __init__(self, world: World) -> None:
        self.context = Context(world)
        self.groups: list[Group] = [self.context.group]
        self.files = 0
        """How many configuration files were read."""

    @property
    def over(self) -> bool:
        """Whether something is to be shown instead of sent."""
        settings = self.context.settings
        return any(name in settings for name in SPECIAL) or "engines" in settings

    def words(self, argv: Sequence[str]) -> None:
        """Read a whole command line, the word curl left out. Raises UsageError and InputError."""
        for word in argv:
            require_argument(word)
        position, options_end = 0, False
        while position < len(argv) and not self.over:
            word = argv[position]
            position += 1
            if options_end or not word.startswith("-"):
                give(self.context, _option("url"), word)
            elif word == "--":
                options_end = True
            else:
                following = argv[position] if position < len(argv) else None
                position += self.word(word, following, config.DEEPEST)

    def word(self, word: str, following: str | None, levels: int) -> bool:
        """Read one word that is an option, or several letters. Whether the following word was its value."""
        if word.startswith("--") or not word.startswith("-"):
            return self._long(word.removeprefix("--"), following, levels)
        return self._letters(word, following, levels)

    def next_group(self, *, strict: bool) -> None:
        """Begin the part after --next. Raises UsageError where the part before has no URL, if `strict`."""
        if not self.context.group.has_url:
            if strict:
                raise UsageError("the part before --next has no URL", where="--next")
            return
        self.context.group = Group()
        self.groups.append(self.context.group)

    def _long(self, word: str, following: str | None, levels: int) -> bool:
        on, expand = True, False
        if word.startswith("no-"):
            word, on = word[3:], False
        elif word.startswith("expand-"):
            word, expand = word[7:], True
        name, equals, value = word.partition("=")
        found = self._find(name)
        if not on and found.kind != "flag":
            raise UsageError("it cannot be reversed by --no-", where=f"--no-{name}")
        if expand and not found.valued:
            raise UsageError("it takes no value that could be expanded", where=f"--expand-{name}")
        if not found.valued:
            self._switch(found, on, levels)
            return False
        given = value if equals else following
        if expand and given is not None:
            given = self.context.variables.expand(given, self.context.warnings)
        return self._give(found, given, levels) and not equals

    def _letters(self, word: str, following: str | None, levels: int) -> bool:
        if "v" in word[1:]:
            self.context.settings.pop("verbose", None)  # -vv counts anew, as in curl
        for index, letter in enumerate(word[1:] or " ", start=2):
            found = options.short(letter)
            if found is None:
                raise self._unknown_letter(word, letter)
            if found.valued:
                attached = word[index:]
                return self._give(found, attached or following, levels) and not attached
            self._switch(found, not found.off, levels)
            if self.over:
                break
        return False

    def _switch(self, option: Option, on: bool, levels: int) -> None:
        if option.name == "next":
            self.next_group(strict=levels == config.DEEPEST)
        elif option.name in SPECIAL:
            if on:
                self.context.settings[option.name] = True
        else:
            switch(self.context, option, on)

    def _give(self, option: Option, value: str | None, levels: int) -> bool:
        """Carry out an option that takes a value. Always true, for the caller's count of words."""
        if option.name == "help":
            self.context.settings["help"] = value or ""
        elif value is None:
            raise UsageError("a value must follow", where=f"--{option.name}")
        elif option.name == "config":
            self._config(value, levels)
        elif option.name == "engine" and value == "list":
            self.context.settings["engines"] = True
        else:
            give(self.context, option, value)
        return True

    def _config(self, path: str, levels: int) -> None:
        if levels <= 0:
            raise UsageError(f"configuration files are nested more than {config.DEEPEST} deep", where="--config")
        config.read(self, path, levels - 1)

    def _find(self, name: str) -> Option:
        found = options.option(name)
        if found:
            return found
        whole = options.abbreviated(name) if name else ()
        if len(whole) == 1:
            self.context.warnings.append(
                f"--{name} is taken for --{whole[0]}; curl 8.10 and later know whole names only"
            )
            return _option(whole[0])
        raise _unknown(name, whole)

    def _unknown_letter(self, word: str, letter: str) -> AssayError:
        if letter == " " and word == "-":
            return UsageError(
                "a dash alone is no option", remedy="A file name - belongs behind its option: -o -, -T -, -K -."
            )
        shown = word if len(word) < 40 else f"{word[:40]}…"
        return UsageError(f"there is no option -{letter}", where=shown if shown != f"-{letter}" else "")


def _option(name: str) -> Option:
    found = options.option(name)
    assert found is not None  # the names are written in this package
    return found


def _unknown(name: str, whole: tuple[str, ...]) -> UsageError:
    if whole:
        listed = ", ".join(f"--{name}" for name in whole[:6])
        return UsageError(f"--{name} may be any of {listed}{', …' if len(whole) > 6 else ''}")
    shown = name if len(name) < 60 else f"{name[:60]}…"
    near = options.nearest(name)
    remedy = (
        f"Did you mean {' or '.join(f'--{option}' for option in near)}?"
        if near
        else "assay curl --help all lists them."
    )
    return UsageError(f"curl has no option --{shown}", remedy=remedy)

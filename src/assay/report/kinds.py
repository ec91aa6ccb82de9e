"""Every kind of report by its name, with the fold that makes it and the file that it goes to by default."""

from __future__ import annotations

from importlib import import_module
from typing import cast

import msgspec

from assay.report.fold import Fold


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is written whole. `suffix` ends its default file name; `where` names its fold, loaded when used."""

    name: str
    suffix: str
    where: str
    says: str

    def fold(self) -> Fold:
        """The function that makes the report."""
        module, _, function = self.where.partition(":")
        return cast("Fold", getattr(import_module(module), function))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(name="json", suffix="json", where="assay.report.assay_json:assay_json", says="findings, for tools"),
        Kind(name="newman-json", suffix="json", where="assay.report.newman_json:newman_json", says="as Newman's json"),
        Kind(name="junit", suffix="xml", where="assay.report.junit:junit", says="JUnit XML, for CI"),
        Kind(name="html", suffix="html", where="assay.report.html:html", says="one page to read, search and send on"),
        Kind(
            name="markdown", suffix="md", where="assay.report.markdown:markdown", says="a summary, for a pull request"
        ),
        Kind(name="sarif", suffix="sarif", where="assay.report.sarif:sarif", says="findings, for code scanning"),
        Kind(name="ctrf", suffix="json", where="assay.report.ctrf:ctrf", says="the Common Test Report Format"),
        Kind(
            name="pytest",
            suffix="py",
            where="assay.report.reproduced:module",
            says="a test for each finding of a probing or breaking run",
        ),
        Kind(name="github", suffix="txt", where="assay.report.github:github", says="annotations for GitHub Actions"),
    )
}
"""`-r json` of `assay run` means `newman-json`, `--report json` means `json`; the console is fed event by event."""

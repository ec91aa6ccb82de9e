"""What Fieldnotes can be given that is wrong: by name the kind, one clause, and the rule that should tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    kind: str
    what: str
    rule: str


DEFECTS: dict[str, Defect] = {
    "withdrawing-answers-200": Defect("answer", "withdrawing an invitation answers 200", "undeclared status"),
    "text-as-html": Defect("answer", "the text of a note says that it is HTML", "undeclared content type"),
    "reset-missing": Defect("answer", "a header that each answer promises is missing", "declared header"),
    "location-of-list": Defect(
        "answer", "the Location of a new project is that of the list", "location leads to what was made"
    ),
    "conflict-shape-wanders": Defect("answer", "a 409 has another shape than all other errors", "error shape"),
    "trace-told": Defect("leak", "a 400 tells a traceback", "internals leaked"),
    "people-tell-more": Defect("leak", "people are shown with email and PIN hash", "more data than declared"),
    "title-endless": Defect("input", "a title of any length is taken", "longer than allowed"),
    "due-unchecked": Defect("input", "a date that is none is taken", "format"),
    "priority-unbounded": Defect("input", "a priority of any size is taken", "above the maximum"),
    "title-nullable": Defect("input", "a patch takes the title away", "null"),
    "page-size-unchecked": Defect("input", "a pageSize of zero is taken", "bad pagination"),
    "any-media-taken": Defect("input", "a body of any media type is read as JSON", "wrong Content-Type"),
    "role-writable": Defect("input", "everybody changes the own role", "mass assignment"),
    "author-writable": Defect("input", "who writes a note says who its author is", "mass assignment"),
    "state-writable": Defect("input", "the state of a note is changed as a field", "mass assignment"),
    "cursor-crash": Defect("crash", "a cursor that is none answers 500", "bad pagination"),
    "pattern-in-q": Defect(
        "injection", "the text to find is a regular expression, and a wrong one answers 500", "injection"
    ),
    "cursor-repeats": Defect("list", "each page begins with the last of the page before", "pages overlap"),
    "cursor-skips": Defect("list", "between two pages one is lost", "pages lose records"),
    "cursor-endless": Defect("list", "the last page has a cursor as well", "pages have an end"),
    "oldest-first": Defect("list", "lists go oldest first", "declared order"),
    "tag-ignored": Defect("list", "the filter by tag does nothing", "filter"),
    "state-filter-partial": Defect("list", "the filter by state lets drafts through", "filter"),
    "private-read": Defect("object", "a colleague reads private notes", "foreign read"),
    "private-listed": Defect("object", "the list has private notes of colleagues", "foreign list"),
    "private-text": Defect("object", "whoever knows its id downloads the text of a note", "foreign download"),
    "foreign-comments": Defect("object", "the comments on another team's note are listed", "foreign list, nested"),
    "foreign-project-notes": Defect("object", "the notes of another team's project are listed", "foreign list, nested"),
    "foreign-archived": Defect("object", "the bulk operation archives notes of other teams", "foreign action in bulk"),
    "foreign-import": Defect("object", "everybody sees every import", "foreign read of a job"),
    "foreign-invitations": Defect(
        "object", "an owner reads and withdraws invitations of another team", "foreign read across tenants"
    ),
    "bookmark-ids-shared": Defect("object", "who chooses the id of a stranger's bookmark gets it", "foreign upsert"),
    "any-note-bookmarked": Defect(
        "object", "a bookmark of a note that one may not read tells its title", "foreign reference"
    ),
    "notes-deleted-by-readers": Defect("object", "everybody who reads a note deletes it", "foreign delete"),
    "comments-deleted-by-colleagues": Defect("object", "a colleague deletes a comment", "foreign delete"),
    "viewers-write": Defect("function", "a viewer changes notes", "function of a higher role"),
    "editors-delete-projects": Defect("function", "an editor deletes projects", "function of a higher role"),
    "invitations-told": Defect("function", "everybody of the team reads the invitations", "function of a higher role"),
    "scope-forgotten": Defect("function", "a delegated token that only reads also writes", "scope"),
    "session-survives": Defect("credentials", "a session goes on after the log-out", "logged-out credentials"),
    "session-guessable": Defect("credentials", "a username is taken for a session", "malformed credentials"),
    "expired-taken": Defect("credentials", "an expired token is taken", "expired credentials"),
    "any-scheme-taken": Defect("credentials", "a token is taken under any scheme", "wrong scheme"),
    "gone-readable": Defect("state", "a deleted note is still read by its id", "use after delete"),
    "deleted-stays": Defect("state", "a deleted note stays", "delete without effect"),
    "deleted-listed": Defect("state", "a deleted note stays in lists", "use after delete"),
    "change-not-kept": Defect("state", "a change of a note is answered with 200 and not made", "update without effect"),
    "null-ignored": Defect("state", "null in a merge patch does nothing", "merge patch"),
    "patch-resets": Defect(
        "state", "a merge patch resets text and tags that it does not name", "PATCH resets other fields"
    ),
    "put-merges": Defect("state", "a PUT keeps what it does not name", "PUT merges"),
    "put-appends": Defect("state", "a second PUT makes another bookmark", "PUT not idempotent"),
    "invited-twice": Defect("state", "the same invitation is made twice", "double submit"),
    "archived-changed": Defect("state", "an archived note is changed", "invalid transition"),
    "archived-published": Defect("state", "an archived note is published", "invalid transition"),
    "comments-miscounted": Defect("state", "a note counts one comment too many", "wrong count"),
    "import-stuck": Defect("state", "an import never ends", "job without end"),
    "import-without-result": Defect("state", "an import succeeds and has no result", "job without result"),
    "import-without-effect": Defect("state", "an import tells of notes that it has not made", "job without effect"),
    "claim-raced": Defect("repeat", "two people claim a note at the same moment", "race"),
    "never-modified": Defect("repeat", "any If-None-Match gets 304", "If-None-Match"),
    "etag-stands-still": Defect("repeat", "a project's ETag stays when the project changes", "stale ETag"),
    "notes-replaced": Defect("wire", "PUT of a note is answered, which no contract says", "undeclared method"),
}

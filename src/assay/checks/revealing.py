"""Texts that only the inside of a server writes: each pattern is telling by itself, wherever it stands."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

LONGEST = 160
"""Characters of what is found that are looked at and compared."""
MOST = 100
"""Texts that one pattern finds."""

_TRACES = (
    ("Traceback (", r"Traceback \(most recent call last\)"),  # Python
    ('.py", line ', r'File "[^"\n]{1,200}\.py", line \d{1,6}, in \w'),
    (
        (".java:", ".kt:", ".scala:", ".groovy:"),
        r"\bat [\w.$<>]{3,200}\([\w$]{1,80}\.(?:java|kt|scala|groovy):\d{1,6}\)",
    ),  # the JVM
    (("(Native Method)", "(Unknown Source)"), r"\bat [\w.$<>]{3,200}\((?:Native Method|Unknown Source)\)"),
    (
        "at ",
        r"\bat (?:[\w.$<>\[\] ]{1,120} \()?(?:file:|node:internal|/|[A-Z]:\\)[^\s()]{1,200}:\d{1,6}:\d{1,6}\)?",
    ),  # Node
    (":line ", r"\bat [\w.<>`,\[\]]{3,200}\([^()\n]{0,200}\) in [^\n]{1,200}\.(?:cs|vb|fs):line \d{1,6}"),  # .NET
    ("System.", r"\bSystem\.(?:\w{1,40}\.){0,4}\w{1,60}Exception: "),
    (".php(", r"#\d{1,3} [^\s()]{1,200}\.php\(\d{1,6}\): "),  # PHP
    (
        ".php",
        r"\b(?:Fatal error|Parse error|Warning|Notice)(?:</b>)?: [^\n]{1,300} in (?:<b>)?[^\s<]{1,200}"
        r"\.php(?:</b>)? on ",
    ),
    (".rb:", r"\w\.rb:\d{1,6}:in [`'\"]"),  # Ruby
    ("goroutine ", r"\bgoroutine \d{1,9} \[running\]:"),  # Go
    (".go:", r"\w\.go:\d{1,6} \+0x[0-9a-f]"),
    ("' panicked at ", r"\bthread '[^'\n]{1,80}' panicked at "),  # Rust
    ("** (", r"\*\* \(\w{1,60}(?:\.\w{1,60}){0,5}Error\) "),  # Elixir
    (" line ", r" at [\w./-]{1,200}\.p[lm] line \d{1,6}\."),  # Perl
    (
        ("Exception", "Error"),
        r"\b(?:javax?|jakarta|kotlin|scala|org\.springframework|org\.apache|com\.fasterxml)\.(?:[a-z]\w{0,40}\.){1,6}"
        r"[A-Z]\w{0,60}(?:Exception|Error)\b",
    ),
    (("at System.", "at Microsoft."), r"\bat (?:System|Microsoft)\.[\w.<>`+]{3,200}\([^()\n]{0,200}\)"),
    ("Cannot read propert", r"\bCannot read propert(?:y|ies) (?:'[^'\n]{1,80}' )?of (?:undefined|null)\b"),
    ("'NoneType' object", r"'NoneType' object (?:has no attribute|is not|does not support)\b"),
    ("runtime error: ", r"\bruntime error: (?:invalid memory|index out of|slice bounds|integer divide)"),
    ("undefined method", r"\bundefined method [`'][\w?!=]{1,60}' for (?:nil|#<|an instance of )"),
    ("Call to ", r"\bCall to (?:a member function \w{1,80}\(\) on|undefined (?:method|function) )"),
)
_SQL = (
    ("SQLSTATE", r"\bSQLSTATE\[?\w{5}"),
    ("SQL syntax", r"You have an error in your SQL syntax"),
    ("ORA-", r"\bORA-\d{5}: "),
    (
        ("Error", "Exception", "Violation"),
        r"\b(?:PG::\w{1,40}|psycopg2?|asyncpg|sqlalchemy|pymysql|MySQLdb|mysql\.connector|sqlite3|pyodbc)\.\w{0,40}\.?\w{0,40}"
        r"(?:Error|Exception|Violation)\b",
    ),
    (
        ("Exception", "Error"),
        r"\b(?:org\.postgresql|com\.mysql|java\.sql|oracle\.jdbc|org\.hibernate)\.[\w.]{1,80}(?:Exception|Error)\b",
    ),
    ("SQLITE_", r"\bSQLITE_(?:CONSTRAINT|ERROR|MISMATCH|BUSY|RANGE)"),
    (" constraint failed", r"\b(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed"),
    ("violates ", r"violates (?:unique|foreign key|not-null|check|exclusion) constraint"),
    ('relation "', r'\brelation "[^"\n]{1,80}" does not exist'),
    ("syntax error at or near", r'\bsyntax error at or near "'),
    ('": syntax error', r'\bnear "[^"\n]{1,80}": syntax error'),
    ("no such ", r"\bno such (?:table|column): \w"),
    ("Unclosed quotation", r"\bUnclosed quotation mark after the character string"),
    ("Incorrect syntax", r"\bIncorrect syntax near '"),
    ("Duplicate entry", r"\bDuplicate entry '[^'\n]{0,200}' for key '"),
    ("E11000", r"\bE11000 duplicate key error"),
    ("Mongo", r"\bMongo(?:Server)?Error: "),
    ("invalid input syntax for", r"\binvalid input syntax for (?:type )?[\w ]{1,40}: \""),
    ("value too long for type", r"\bvalue too long for type character"),
    ("invalid byte sequence", r"\binvalid byte sequence for encoding \""),
    ("Data too long", r"\bData too long for column '"),
    ("Unknown column", r"\bUnknown column '[^'\n]{1,80}' in '"),
    (" value: '", r"\bIncorrect \w{1,20} value: '[^'\n]{0,200}' for column "),
    (" KEY constraint '", r"\bViolation of (?:UNIQUE|PRIMARY) KEY constraint '"),
    ("Conversion failed", r"\bConversion failed when converting "),
    ("String or binary data", r"\bString or binary data would be truncated"),
    ("unrecognized token", r"\bunrecognized token: \""),
    ("Cast to ", r"\bCast to \w{1,40} failed for value "),
    ("Invalid `prisma", r"\bInvalid `prisma\.\w{1,60}\.\w{1,60}\(\)` invocation"),
    (("Sequelize", "QueryFailed"), r"\b(?:Sequelize\w{1,60}|QueryFailed)Error\b"),
    ("QueryException", r"\bIlluminate\\{1,2}Database\\{1,2}QueryException"),
    ("WRONGTYPE", r"\bWRONGTYPE Operation against a key"),
    ("search_phase_execution", r"\bsearch_phase_execution_exception\b"),
    ("SELECT", r"\bSELECT\s[\w*\"`\[\].,\s()=]{1,300}?\sFROM\s[\"`\[\w]"),
    ("INSERT", r"\bINSERT\s+INTO\s+[\"`\[\w.]{1,80}\]?\s*(?:\(|VALUES\b)"),
    ("UPDATE", r"\bUPDATE\s+[\"`\[\w.]{1,80}\s+SET\s+[\"`\[\w.]{1,80}\s*="),
    ("DELETE", r"\bDELETE\s+FROM\s+[\"`\[\w.]{1,80}\s+WHERE\s"),
)
_ROOTS = "home|var|usr|opt|srv|etc|root|tmp|mnt|proc|Users|private/var"
_CODE = "py|pyc|js|ts|mjs|rb|php|java|class|jar|war|go|cs|dll|rs|ex|pl|conf|cfg|ini|env|ya?ml|toml|log|sqlite3?|db|sh"
_PATHS = (
    ("/", rf"/(?<![\w/.:%@~-]/)(?:{_ROOTS})/[\w.@+-]{{1,80}}(?:/[\w.@+-]{{1,80}}){{1,20}}"),
    ("/", rf"/(?<![\w/.:%@~-]/)(?:[\w.@+-]{{1,80}}/){{1,20}}[\w@+-]{{1,80}}\.(?:{_CODE})\b"),
    (":\\", r"\b[A-Z]:\\(?:[\w .@+-]{1,80}\\){1,20}[\w.@+-]{1,80}"),
    (("ENOENT", "EACCES", "EISDIR", "ENOTDIR"), r"\bE[A-Z]{4,6}: [^\n']{1,80}, \w{1,20} '[^'\n]{2,200}'"),
    ("[Errno ", r"\[Errno \d{1,3}\] [^\n:]{1,80}: '[^'\n]{2,200}'"),
    (": no such file", r"\bopen [\w./-]{2,200}: no such file or directory"),
    ("file:///", r"\bfile:///[\w.@+/-]{3,200}"),
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = rf"(?:10\.{_OCTET}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.{_OCTET}\.{_OCTET}"
_ZONE = r"(?:internal|intranet|corp|lan|localdomain|local)"
_NAME = rf"[a-z0-9](?:[\w-]{{0,62}}\.){{1,8}}{_ZONE}(?![\w-])"
_ZONES = (".internal", ".intranet", ".corp", ".lan", ".localdomain", ".local")
_SCHEMES = r"(?:https?|redis|rediss|amqps?|mongodb|postgres(?:ql)?|mysql|kafka|nats|memcached|grpc|ldaps?|tcp)"
_HOSTS = (
    (("10.", "192.168.", "172.", "169.254."), rf"(?<![\w.-]){_ADDRESS}(?![\w.-]*\w)(?::\d{{2,5}})?"),
    (_ZONES, rf"(?<![\w.@-]){_NAME}:\d{{2,5}}"),  # without a port or a scheme it may be a code such as error.internal
    (_ZONES, rf"\b{_SCHEMES}://(?:[^\s/@]{{1,100}}@)?{_NAME}"),
    (
        (".svc.cluster.local", ".ec2.internal"),
        r"(?<![\w.@-])[a-z0-9](?:[\w-]{0,62}\.){1,8}(?:svc\.cluster\.local|ec2\.internal)(?![\w-])",
    ),
    ("://", rf"\b{_SCHEMES}://(?:[^\s/@]{{1,100}}@)?[a-z][a-z0-9_-]{{0,62}}:\d{{2,5}}(?![\w.])"),
    (
        ("ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"),
        r"\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH) [\w.:-]{3,100}",
    ),
    ("ConnectionPool(", r"\bHTTPS?ConnectionPool\(host='[^'\n]{1,100}'"),
    ("no such host", r"\blookup [\w.-]{1,100}(?: on [\d.:]{3,30})?: no such host"),
    ("Connect call failed", r"\bConnect call failed \('[\w.:]{2,60}', \d{1,5}"),
    ("Cannot connect to host", r"\bCannot connect to host [\w.-]{1,100}:\d{1,5}"),
    ("connection to server at", r"\bconnection to server at \"[\w.-]{1,100}\""),
    ("UnknownHostException", r"\bUnknownHostException: [\w.-]{1,100}"),
)
_PAGES = (
    ("Werkzeug", r"<title>[^<]{0,200}// Werkzeug Debugger</title>"),
    ("DEBUG = True", r"You.{1,3}re seeing this error because you have <code>DEBUG = True</code>"),
    (("Django tried", "the URLconf"), r"Django tried these URL patterns|Using the URLconf defined in"),
    (("Action Controller", "Rails.root"), r"<title>Action Controller: Exception caught</title>|Rails\.root: /"),
    (
        ("Whoops", "window.ignite", "sf-reset", "Symfony"),
        r"Whoops, looks like something went wrong|window\.ignite\(|class=\"sf-reset\""
        r"|<title>[^<]{0,200}Symfony Exception",
    ),
    ("Server Error in", r"Server Error in '[^'\n]{0,80}' Application\."),
    ("Apache Tomcat", r"<title>[^<]{0,100}Apache Tomcat[^<]{0,100}Error report</title>"),
    ("Whitelabel", r"Whitelabel Error Page"),
    (("phpinfo()", "PHP Version"), r"<title>phpinfo\(\)</title>|<h1 class=\"p\">PHP Version"),
    (("<?php", "<%@"), r"\A\s*(?:<\?php\s|<%@\s*page\s)"),
    ("<br> ", r"<pre>[^<]{0,300}<br> (?:&nbsp; ?){1,4}at "),
)
_ENVIRONMENT = (
    ("AWS_SECRET_ACCESS_KEY", r"\bAWS_SECRET_ACCESS_KEY\b\W{1,5}[\w/+=]{20}"),
    (("AKIA", "ASIA"), r"(?<![A-Z0-9])(?:AKIA|ASIA)(?![0-9A-Z]{9}EXAMPLE)[0-9A-Z]{16}(?![A-Z0-9])"),
    ("PRIVATE KEY-----", r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----"),
    (
        ("postgres", "mysql", "mongodb", "redis", "amqp"),
        r"\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?)://[^\s:/@]{0,80}:[^\s:/@]{1,80}@[\w.-]{1,100}",
    ),
    ("PATH=/", r"(?:^|\n)PATH=/[^\n]{1,2000}\n(?:[^\n]{0,2000}\n){0,20}?(?:HOME|PWD|HOSTNAME|LANG|USER)="),
    ("PATH=/", r"(?:^|\n)(?:HOME|PWD|HOSTNAME|LANG|USER)=[^\n]{1,500}\n(?:[^\n]{0,2000}\n){0,20}?PATH=/"),
)


class Telling(NamedTuple):
    """A pattern, and texts one of which stands in all that it fits: they are looked for first, at far less cost."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _compiled(rows: tuple[tuple[str | tuple[str, ...], str], ...]) -> tuple[Telling, ...]:
    return tuple(Telling((hints,) if isinstance(hints, str) else hints, re.compile(text)) for hints, text in rows)


PATTERNS: dict[str, tuple[Telling, ...]] = {
    "trace": _compiled(_TRACES),
    "sql": _compiled(_SQL),
    "path": _compiled(_PATHS),
    "host": _compiled(_HOSTS),
    "page": _compiled(_PAGES),
    "environment": _compiled(_ENVIRONMENT),
}
"""By kind. Each begins with something telling and has only bounded repeats, so that no text can hold them up."""


def every(kind: str, text: str) -> frozenset[str]:
    """All texts of a kind, a hundred of each pattern at most."""
    found: set[str] = set()
    for hints, pattern in PATTERNS[kind]:
        for hint in hints:
            if hint in text:
                found.update(match[0].strip()[:LONGEST] for match in islice(pattern.finditer(text), MOST))
                break
    return frozenset(found)

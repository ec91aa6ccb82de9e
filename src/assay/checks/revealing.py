"""Texts that only the inside of a server writes: each pattern is telling by itself, wherever it stands."""

from __future__ import annotations

import re

LONGEST = 160
"""Characters of what is found that are looked at and compared."""

_TRACES = (
    r"Traceback \(most recent call last\)",  # Python
    r'File "[^"\n]{1,200}\.py", line \d{1,6}, in \w',
    r"\bat [\w.$<>]{3,200}\([\w$]{1,80}\.(?:java|kt|scala|groovy):\d{1,6}\)",  # the JVM
    r"\bat [\w.$<>]{3,200}\((?:Native Method|Unknown Source)\)",
    r"\bat (?:[\w.$<>\[\] ]{1,120} \()?(?:file:|node:internal|/|[A-Z]:\\)[^\s()]{1,200}:\d{1,6}:\d{1,6}\)?",  # Node
    r"\bat [\w.<>`,\[\]]{3,200}\([^()\n]{0,200}\) in [^\n]{1,200}\.(?:cs|vb|fs):line \d{1,6}",  # .NET
    r"\bSystem\.(?:\w{1,40}\.){0,4}\w{1,60}Exception: ",
    r"#\d{1,3} [^\s()]{1,200}\.php\(\d{1,6}\): ",  # PHP
    r"\b(?:Fatal error|Parse error|Warning|Notice)(?:</b>)?: [^\n]{1,300} in (?:<b>)?[^\s<]{1,200}\.php(?:</b>)? on ",
    r"\w\.rb:\d{1,6}:in [`'\"]",  # Ruby
    r"\bgoroutine \d{1,9} \[running\]:",  # Go
    r"\w\.go:\d{1,6} \+0x[0-9a-f]",
    r"\bthread '[^'\n]{1,80}' panicked at ",  # Rust
    r"\*\* \(\w{1,60}(?:\.\w{1,60}){0,5}Error\) ",  # Elixir
    r" at [\w./-]{1,200}\.p[lm] line \d{1,6}\.",  # Perl
)
_SQL = (
    r"\bSQLSTATE\[?\w{5}",
    r"You have an error in your SQL syntax",
    r"\bORA-\d{5}: ",
    r"\b(?:PG::\w{1,40}|psycopg2?|asyncpg|sqlalchemy|pymysql|MySQLdb|mysql\.connector|sqlite3|pyodbc)\.\w{0,40}\.?\w{0,40}"
    r"(?:Error|Exception|Violation)\b",
    r"\b(?:org\.postgresql|com\.mysql|java\.sql|oracle\.jdbc|org\.hibernate)\.[\w.]{1,80}(?:Exception|Error)\b",
    r"\bSQLITE_(?:CONSTRAINT|ERROR|MISMATCH|BUSY|RANGE)",
    r"\b(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed",
    r"violates (?:unique|foreign key|not-null|check|exclusion) constraint",
    r'\brelation "[^"\n]{1,80}" does not exist',
    r'\bsyntax error at or near "',
    r'\bnear "[^"\n]{1,80}": syntax error',
    r"\bno such (?:table|column): \w",
    r"\bUnclosed quotation mark after the character string",
    r"\bIncorrect syntax near '",
    r"\bDuplicate entry '[^'\n]{0,200}' for key '",
    r"\bE11000 duplicate key error",
    r"\bMongo(?:Server)?Error: ",
    r"\bSELECT\s[\w*\"`\[\].,\s()=]{1,300}?\sFROM\s[\"`\[\w]",
    r"\bINSERT\s+INTO\s+[\"`\[\w.]{1,80}\]?\s*(?:\(|VALUES\b)",
    r"\bUPDATE\s+[\"`\[\w.]{1,80}\s+SET\s+[\"`\[\w.]{1,80}\s*=",
    r"\bDELETE\s+FROM\s+[\"`\[\w.]{1,80}\s+WHERE\s",
)
_ROOTS = "home|var|usr|opt|srv|etc|root|tmp|mnt|proc|Users|private/var"
_CODE = "py|pyc|js|ts|mjs|rb|php|java|class|jar|war|go|cs|dll|rs|ex|pl|conf|cfg|ini|env|ya?ml|toml|log|sqlite3?|db|sh"
_PATHS = (
    rf"(?<![\w/.:%@~-])/(?:{_ROOTS})/[\w.@+-]{{1,80}}(?:/[\w.@+-]{{1,80}}){{1,20}}",
    rf"(?<![\w/.:%@~-])/(?:[\w.@+-]{{1,80}}/){{1,20}}[\w@+-]{{1,80}}\.(?:{_CODE})\b",
    r"\b[A-Z]:\\(?:[\w .@+-]{1,80}\\){1,20}[\w.@+-]{1,80}",
    r"\bfile:///[\w.@+/-]{3,200}",
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = rf"(?:10\.{_OCTET}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.{_OCTET}\.{_OCTET}"
_ZONE = r"(?:internal|intranet|corp|lan|localdomain|cluster\.local)"
_NAME = rf"[a-z0-9](?:[\w-]{{0,62}}\.){{1,8}}{_ZONE}(?![\w-])"
_SCHEMES = r"(?:https?|redis|rediss|amqps?|mongodb|postgres(?:ql)?|mysql|kafka|nats|memcached|grpc|ldaps?|tcp)"
_HOSTS = (
    rf"(?<![\w.-]){_ADDRESS}(?![\w.-]*\w)(?::\d{{2,5}})?",
    rf"(?<![\w.@-]){_NAME}:\d{{2,5}}",  # without a port or a scheme it may be a code such as error.internal
    rf"\b{_SCHEMES}://(?:[^\s/@]{{1,100}}@)?{_NAME}",
    r"(?<![\w.@-])[a-z0-9](?:[\w-]{0,62}\.){1,8}(?:svc\.cluster\.local|ec2\.internal)(?![\w-])",
    rf"\b{_SCHEMES}://(?:[^\s/@]{{1,100}}@)?[a-z][a-z0-9_-]{{0,62}}:\d{{2,5}}(?![\w.])",
    r"\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH) [\w.:-]{3,100}",
)
_PAGES = (
    r"<title>[^<]{0,200}// Werkzeug Debugger</title>",
    r"You.{1,3}re seeing this error because you have <code>DEBUG = True</code>",
    r"Django tried these URL patterns|Using the URLconf defined in",
    r"<title>Action Controller: Exception caught</title>|Rails\.root: /",
    r"Whoops, looks like something went wrong|window\.ignite\(|class=\"sf-reset\"|<title>[^<]{0,200}Symfony Exception",
    r"Server Error in '[^'\n]{0,80}' Application\.",
    r"<title>[^<]{0,100}Apache Tomcat[^<]{0,100}Error report</title>",
    r"Whitelabel Error Page",
    r"<title>phpinfo\(\)</title>|<h1 class=\"p\">PHP Version",
    r"\A\s*(?:<\?php\s|<%@\s*page\s)",
    r"<pre>[^<]{0,300}<br> (?:&nbsp; ?){1,4}at ",
)
_ENVIRONMENT = (
    r"\bAWS_SECRET_ACCESS_KEY\b\W{1,5}[\w/+=]{20}",
    r"(?<![A-Z0-9])(?:AKIA|ASIA)(?![0-9A-Z]{9}EXAMPLE)[0-9A-Z]{16}(?![A-Z0-9])",
    r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----",
    r"\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?)://[^\s:/@]{0,80}:[^\s:/@]{1,80}@[\w.-]{1,100}",
    r"(?:^|\n)PATH=/[^\n]{1,2000}\n(?:[^\n]{0,2000}\n){0,20}?(?:HOME|PWD|HOSTNAME|LANG|USER)=",
    r"(?:^|\n)(?:HOME|PWD|HOSTNAME|LANG|USER)=[^\n]{1,500}\n(?:[^\n]{0,2000}\n){0,20}?PATH=/",
)


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one) for one in patterns)


PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "trace": _compiled(_TRACES),
    "sql": _compiled(_SQL),
    "path": _compiled(_PATHS),
    "host": _compiled(_HOSTS),
    "page": _compiled(_PAGES),
    "environment": _compiled(_ENVIRONMENT),
}
"""By kind. Each begins with something telling and has only bounded repeats, so that no text can hold them up."""


def first(kind: str, text: str) -> str:
    """The first text of a kind; empty where there is none."""
    for pattern in PATTERNS[kind]:
        found = pattern.search(text)
        if found is not None:
            return found[0].strip()[:LONGEST]
    return ""


def every(kind: str, text: str) -> frozenset[str]:
    """All texts of a kind, a hundred of each pattern at most."""
    found: set[str] = set()
    for pattern in PATTERNS[kind]:
        for number, match in enumerate(pattern.finditer(text)):
            if number == 100:
                break
            found.add(match[0].strip()[:LONGEST])
    return frozenset(found)

"""The table of all options of curl's tool: their names, what they take, and what they bear on.

As of curl 8.18. `table()` gives it in the order of the alphabet; `option` and `short` look one up.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["once", "flag", "text", "word", "file", "list", "number", "seconds", "size"]
"""What an option takes.

`once` and `flag` take nothing; a flag can be reversed by --no-. `text` may be empty, `word` and `file` may not; a
`list` is a text that may be repeated. `number` is whole and not negative, `seconds` may have decimals, `size` is in
bytes and may end in k, M or G.
"""

Place = Literal["request", "travel", "answer", "command", "none", "gone"]
"""What an option bears on.

`request`: the fields of the Transfer itself; `travel`: Transfer.options; `answer`: Job.output; `command`: the settings
of the whole command; `none`: accepted, without meaning for HTTP; `gone`: accepted and warned of, as curl does.
"""

VALUED = frozenset({"text", "word", "file", "list", "number", "seconds", "size"})


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One option. `letter` is its short form, or empty; `off` says that the letter switches it off (-N)."""

    name: str
    letter: str = ""
    kind: Kind
    place: Place
    off: bool = False

    @property
    def valued(self) -> bool:
        """Whether a value follows."""
        return self.kind in VALUED


_TABLE = """
abstract-unix-socket        - file    travel
alpn                        - flag    travel
alt-svc                     - text    travel
anyauth                     - once    travel
append                      a flag    none
aws-sigv4                   - text    travel
basic                       - flag    travel
buffer                      N flag    answer
ca-native                   - flag    travel
cacert                      - file    travel
capath                      - file    travel
cert                        E file    travel
cert-status                 - flag    travel
cert-type                   - word    travel
ciphers                     - word    travel
clobber                     - flag    answer
compressed                  - flag    travel
compressed-ssh              - flag    none
config                      K file    request
connect-timeout             - seconds travel
connect-to                  - list    travel
continue-at                 C text    travel
cookie                      b list    travel
cookie-jar                  c word    answer
create-dirs                 - flag    answer
create-file-mode            - text    answer
crlf                        - flag    travel
crlfile                     - file    travel
curves                      - word    travel
data                        d text    request
data-ascii                  - text    request
data-binary                 - text    request
data-raw                    - text    request
data-urlencode              - text    request
delegation                  - text    travel
digest                      - flag    travel
disable                     q flag    none
disable-eprt                - flag    none
disable-epsv                - flag    none
disallow-username-in-url    - flag    travel
dns-interface               - word    travel
dns-ipv4-addr               - word    travel
dns-ipv6-addr               - word    travel
dns-servers                 - word    travel
doh-cert-status             - flag    travel
doh-insecure                - flag    travel
doh-url                     - text    travel
dump-ca-embed               - once    command
dump-header                 D file    answer
ech                         - text    travel
egd-file                    - text    gone
engine                      - word    travel
eprt                        - flag    none
epsv                        - flag    none
etag-compare                - file    request
etag-save                   - file    answer
expect100-timeout           - seconds travel
fail                        f flag    answer
fail-early                  - flag    command
fail-with-body              - flag    answer
false-start                 - flag    gone
follow                      - flag    travel
form                        F text    request
form-escape                 - flag    travel
form-string                 - text    request
ftp-account                 - word    none
ftp-alternative-to-user     - word    none
ftp-create-dirs             - flag    none
ftp-method                  - text    none
ftp-pasv                    - once    none
ftp-port                    P word    none
ftp-pret                    - flag    none
ftp-skip-pasv-ip            - flag    none
ftp-ssl                     - flag    none
ftp-ssl-ccc                 - flag    none
ftp-ssl-ccc-mode            - text    none
ftp-ssl-control             - flag    none
ftp-ssl-reqd                - flag    none
get                         G flag    request
globoff                     g flag    request
happy-eyeballs-timeout-ms   - number  travel
haproxy-clientip            - word    travel
haproxy-protocol            - flag    travel
head                        I flag    request
header                      H text    request
help                        h text    command
hostpubmd5                  - word    none
hostpubsha256               - word    none
hsts                        - text    travel
http0.9                     - flag    travel
http1.0                     0 once    travel
http1.1                     - once    travel
http2                       - once    travel
http2-prior-knowledge       - once    travel
http3                       - once    travel
http3-only                  - once    travel
ignore-content-length       - flag    travel
include                     - flag    answer
insecure                    k flag    travel
interface                   - word    travel
ip-tos                      - text    travel
ipfs-gateway                - word    none
ipv4                        4 once    travel
ipv6                        6 once    travel
json                        - text    request
junk-session-cookies        j flag    travel
keepalive                   - flag    travel
keepalive-cnt               - number  travel
keepalive-time              - number  travel
key                         - file    travel
key-type                    - word    travel
knownhosts                  - file    none
krb                         - text    gone
krb4                        - text    gone
libcurl                     - word    command
limit-rate                  - size    travel
list-only                   l flag    none
local-port                  - text    travel
location                    L flag    travel
location-trusted            - flag    travel
login-options               - text    none
mail-auth                   - word    none
mail-from                   - word    none
mail-rcpt                   - text    none
mail-rcpt-allowfails        - flag    none
manual                      M flag    command
max-filesize                - size    travel
max-redirs                  - text    travel
max-time                    m seconds travel
metalink                    - flag    gone
mptcp                       - flag    travel
negotiate                   - flag    travel
netrc                       n flag    travel
netrc-file                  - file    travel
netrc-optional              - flag    travel
next                        : once    request
noproxy                     - text    travel
npn                         - flag    gone
ntlm                        - flag    travel
ntlm-wb                     - flag    gone
oauth2-bearer               - word    travel
out-null                    - flag    answer
output                      o file    answer
output-dir                  - word    answer
parallel                    Z flag    command
parallel-immediate          - flag    command
parallel-max                - number  command
parallel-max-host           - number  command
pass                        - word    travel
path-as-is                  - flag    travel
pinnedpubkey                - word    travel
post301                     - flag    travel
post302                     - flag    travel
post303                     - flag    travel
preproxy                    - word    travel
progress-bar                # flag    command
progress-meter              - flag    command
proto                       - text    travel
proto-default               - word    travel
proto-redir                 - text    travel
proxy                       x text    travel
proxy-anyauth               - flag    travel
proxy-basic                 - flag    travel
proxy-ca-native             - flag    travel
proxy-cacert                - file    travel
proxy-capath                - file    travel
proxy-cert                  - file    travel
proxy-cert-type             - word    travel
proxy-ciphers               - word    travel
proxy-crlfile               - file    travel
proxy-digest                - flag    travel
proxy-header                - text    travel
proxy-http2                 - flag    travel
proxy-insecure              - flag    travel
proxy-key                   - file    travel
proxy-key-type              - word    travel
proxy-negotiate             - flag    travel
proxy-ntlm                  - flag    travel
proxy-pass                  - text    travel
proxy-pinnedpubkey          - word    travel
proxy-service-name          - word    travel
proxy-ssl-allow-beast       - flag    travel
proxy-ssl-auto-client-cert  - flag    travel
proxy-tls13-ciphers         - word    travel
proxy-tlsauthtype           - word    travel
proxy-tlspassword           - word    travel
proxy-tlsuser               - text    travel
proxy-tlsv1                 - once    travel
proxy-user                  U text    travel
proxy1.0                    - word    travel
proxytunnel                 p flag    travel
pubkey                      - word    none
quote                       Q text    none
random-file                 - text    gone
range                       r word    travel
rate                        - text    command
raw                         - flag    answer
referer                     e text    travel
remote-header-name          J flag    answer
remote-name                 O flag    answer
remote-name-all             - flag    answer
remote-time                 R flag    answer
remove-on-error             - flag    answer
request                     X word    request
request-target              - word    travel
resolve                     - list    travel
retry                       - number  answer
retry-all-errors            - flag    answer
retry-connrefused           - flag    answer
retry-delay                 - seconds answer
retry-max-time              - seconds answer
sasl-authzid                - word    none
sasl-ir                     - flag    none
service-name                - word    travel
sessionid                   - flag    travel
show-error                  S flag    command
show-headers                i flag    answer
sigalgs                     - word    travel
silent                      s flag    command
skip-existing               - flag    answer
socks4                      - word    travel
socks4a                     - word    travel
socks5                      - word    travel
socks5-basic                - flag    travel
socks5-gssapi               - flag    travel
socks5-gssapi-nec           - flag    travel
socks5-gssapi-service       - text    travel
socks5-hostname             - word    travel
speed-limit                 Y number  travel
speed-time                  y number  travel
ssl                         - flag    none
ssl-allow-beast             - flag    travel
ssl-auto-client-cert        - flag    travel
ssl-no-revoke               - flag    travel
ssl-reqd                    - flag    none
ssl-revoke-best-effort      - flag    travel
ssl-sessions                - file    command
sslv2                       2 once    gone
sslv3                       3 once    gone
stderr                      - file    command
styled-output               - flag    command
suppress-connect-headers    - flag    answer
tcp-fastopen                - flag    travel
tcp-nodelay                 - flag    travel
telnet-option               t text    none
tftp-blksize                - number  none
tftp-no-options             - flag    none
time-cond                   z text    travel
tls-earlydata               - flag    travel
tls-max                     - text    travel
tls13-ciphers               - word    travel
tlsauthtype                 - word    travel
tlspassword                 - text    travel
tlsuser                     - word    travel
tlsv1                       1 once    travel
tlsv1.0                     - once    travel
tlsv1.1                     - once    travel
tlsv1.2                     - once    travel
tlsv1.3                     - once    travel
tr-encoding                 - flag    travel
trace                       - file    command
trace-ascii                 - file    command
trace-config                - text    command
trace-ids                   - flag    command
trace-time                  - flag    command
unix-socket                 - file    travel
upload-file                 T file    request
upload-flags                - text    none
url                         - text    request
url-query                   - text    request
use-ascii                   B flag    none
user                        u text    travel
user-agent                  A text    travel
variable                    - text    request
verbose                     v flag    command
version                     V flag    command
vlan-priority               - number  travel
write-out                   w text    answer
xattr                       - flag    answer
"""

_ROWS: dict[str, tuple[str, str, str]] = {}
_LETTERS: dict[str, str] = {}
for _row in _TABLE.split("\n"):
    if _row:
        _name, _letter, _kind, _place = _row.split()
        _ROWS[_name] = (_letter, _kind, _place)
        if _letter != "-":
            _LETTERS[_letter] = _name


def option(name: str) -> Option | None:
    """The option with this long name, written in full and without dashes."""
    row = _ROWS.get(name)
    if row is None:
        return None
    letter, kind, place = row
    plain = "" if letter == "-" else letter
    return Option(name=name, letter=plain, kind=kind, place=place, off=letter == "N")  # type: ignore[arg-type]


def short(letter: str) -> Option | None:
    """The option behind one letter."""
    name = _LETTERS.get(letter)
    return option(name) if name else None


def table() -> tuple[Option, ...]:
    """Every option, by name."""
    return tuple(found for name in _ROWS if (found := option(name)))


def abbreviated(start: str) -> tuple[str, ...]:
    """The names that begin so."""
    return tuple(name for name in _ROWS if name.startswith(start))


def nearest(word: str) -> tuple[str, ...]:
    """Up to three names that look like it, the nearest first."""
    from difflib import get_close_matches  # takes longer to import than this module, and only errors need it

    starts = tuple(name for name in _ROWS if name.startswith(word))[:3] if word else ()
    return tuple(get_close_matches(word[:80], _ROWS, n=3, cutoff=0.6)) or starts

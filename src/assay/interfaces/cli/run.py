"""`assay run`: Newman's options by Newman's names, and ours beside them."""

from __future__ import annotations

from typing import Any, ClassVar

import click
from click.core import ParameterSource

from assay.app.options import RunOptions
from assay.interfaces.cli.nested import by_reporter, check_names, split_reporter_options
from assay.interfaces.cli.values import (
    BAIL,
    KEY_VALUE,
    MEGABYTES,
    MILLISECONDS,
    POSITIVE,
    SECONDS,
    SIZE,
    WORDS,
    WORKERS,
)

EXAMPLES = """\b
Examples:
  assay run shop.postman_collection.json -e local.postman_environment.json
  assay run shop.json -d rows.csv -n 100 -r cli,junit --reporter-junit-export report.xml
  assay run postman/collections/Shop --folder Orders --parallel 4 --report html=report.html
  assay run shop.json --env staging --identity alice --retry 2 --bail

\b
Exit codes:
  0  everything that ran passed
  1  a failure of any kind (-x makes it 0), or nothing ran (unless --allow-empty)
  2  wrong usage, or an input that cannot be read
  3  not brought to its end: out of --max-time, or the API did not start
  130  interrupted; the partial report is written
"""


class RunCommand(click.Command):
    """Takes `--reporter-NAME-OPTION` out before the other options are read, and groups the help."""

    groups: ClassVar[dict[str, tuple[str, ...]]] = {
        "Input": ("environment", "globals", "iteration_data", "iteration_count", "folder", "env_var", "global_var",
                  "postman_api_key", "cookie_jar", "working_dir", "insecure_file_read"),
        "Project (assay.toml)": ("config", "env", "url", "identity"),
        "Flow": ("bail", "delay_request", "timeout", "timeout_request", "timeout_script", "max_time", "retry",
                 "parallel", "parallel_folders", "ignore_redirects", "seed", "max_body", "script_memory"),
        "TLS": ("insecure", "ssl_client_cert", "ssl_client_key", "ssl_client_passphrase", "ssl_client_cert_list",
                "ssl_extra_ca_certs"),
        "Reports and exports": ("reporters", "report", "log", "export_environment", "export_globals",
                                "export_collection", "export_cookie_jar"),
        "Verdict": ("suppress_exit_code", "allow_empty", "fail_on_empty"),
    }  # fmt: skip

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments without Newman's reporter options, which are kept for later."""
        rest, found = split_reporter_options(args)
        check_names(found)
        ctx.obj = found
        return super().parse_args(ctx, rest)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options in groups, so that a reader finds one."""
        rows = {param.name: param.get_help_record(ctx) for param in self.get_params(ctx) if param.name != "collection"}
        for title, names in self.groups.items():
            with formatter.section(title):
                formatter.write_dl([row for name in names if (row := rows.pop(name, None))])
        rows["reporter"] = ("--reporter-NAME-OPTION VALUE", "An option for one reporter, e.g. --reporter-junit-export.")
        with formatter.section("Output"):
            formatter.write_dl([row for row in rows.values() if row])


@click.command("run", cls=RunCommand, epilog=EXAMPLES, short_help="run a Postman collection")
@click.argument("collection", required=False)
@click.option("-e", "--environment", metavar="FILE", help="Postman environment: a file or a URL.")
@click.option("-g", "--globals", metavar="FILE", help="Postman globals: a file or a URL.")
@click.option(
    "-r",
    "--reporters",
    type=WORDS,
    is_flag=False,
    flag_value="cli",
    default="cli",
    metavar="NAMES",
    help="Reporters, separated by commas: cli, json (Newman's), junit, html, assay, markdown, sarif, ctrf, github.  "
    "[cli]",
)
@click.option("-n", "--iteration-count", type=POSITIVE, help="Number of iterations.  [rows of the data file, or 1]")
@click.option("-d", "--iteration-data", metavar="FILE", help="Rows for the iterations: JSON or CSV, a file or a URL.")
@click.option(
    "--folder", multiple=True, metavar="NAME", help="Run this folder or request only, by name or id; repeatable."
)
@click.option("--global-var", type=KEY_VALUE, multiple=True, help="Set a global variable; repeatable.")
@click.option("--env-var", type=KEY_VALUE, multiple=True, help="Set an environment variable; repeatable.")
@click.option("--export-environment", metavar="PATH", help="Write the final environment to a file or folder.")
@click.option("--export-globals", metavar="PATH", help="Write the final globals to a file or folder.")
@click.option("--export-collection", metavar="PATH", help="Write the collection to a file or folder.")
@click.option("--export-cookie-jar", metavar="PATH", help="Write the cookies to a file or folder.")
@click.option("--cookie-jar", metavar="FILE", help="Start with these cookies (tough-cookie's JSON).")
@click.option("--postman-api-key", metavar="KEY", help="For collections and environments named by their Postman UID.")
@click.option(
    "--bail",
    type=BAIL,
    is_flag=False,
    flag_value="failure",
    metavar="[failure|folder]",
    help="Stop at the first failure; `folder`: stop at once at the first error.",
)
@click.option("--ignore-redirects", is_flag=True, help="Do not follow 3xx answers.")
@click.option("-x", "--suppress-exit-code", is_flag=True, help="Exit 0 whatever failed.")
@click.option("--silent", is_flag=True, help="No console output.")
@click.option("--disable-unicode", is_flag=True, help="Plain ASCII symbols.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never", "on", "off"]),
    default="auto",
    help="Colour on the console.  [auto: on a terminal]",
)
@click.option(
    "--delay-request",
    type=MILLISECONDS,
    metavar="MS",
    help="Wait before each request.",
)
@click.option("--timeout", type=MILLISECONDS, is_flag=False, default=None, metavar="MS", help="Time for the whole run.")
@click.option(
    "--timeout-request",
    type=MILLISECONDS,
    metavar="MS",
    help="Time for one request.  [30000]",
)
@click.option(
    "--timeout-script",
    type=MILLISECONDS,
    metavar="MS",
    help="Time for one script.  [10000]",
)
@click.option("--max-time", type=SECONDS, help="Time for the whole run, as 90s or 2m.")
@click.option("--working-dir", metavar="DIR", help="Where files that the collection names are looked for.  [here]")
@click.option(
    "--insecure-file-read/--no-insecure-file-read",
    default=False,
    help="Allow files outside the working directory.  [no]",
)
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate.")
@click.option("--ssl-client-cert-list", metavar="FILE", help="Client certificates by URL pattern (Newman's JSON).")
@click.option("--ssl-client-cert", metavar="FILE", help="Client certificate (PEM).")
@click.option("--ssl-client-key", metavar="FILE", help="Its private key (PEM).")
@click.option("--ssl-client-passphrase", metavar="TEXT", help="The passphrase of the key.")
@click.option("--ssl-extra-ca-certs", metavar="FILE", help="Authorities to trust beside the built-in ones (PEM).")
@click.option("--verbose", is_flag=True, help="Show headers, bodies and the phases of each request.")
@click.option("--parallel", type=WORKERS, default=1, metavar="N", help="Run N iterations side by side.  [1]")
@click.option("--parallel-folders", is_flag=True, help="Run the top folders side by side too.")
@click.option("--retry", type=POSITIVE, metavar="N", help="Send an unanswered request up to N times more.")
@click.option("--allow-empty", is_flag=True, help="A run without a request is no failure.")
@click.option("--fail-on-empty", is_flag=True, help="A run without an assertion is a failure.")
@click.option("--max-body", type=SIZE, help="How much of an answer's body is taken.  [64M]")
@click.option("--script-memory", type=MEGABYTES, metavar="MB", help="Memory for scripts.  [200]")
@click.option("--config", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
@click.option("--env", metavar="NAME", help="An [environment.NAME] of assay.toml.")
@click.option("--url", metavar="URL", help="The base URL of the API, for {{base_url}}.")
@click.option("--identity", metavar="NAME", help="Send as this [identity.NAME] of assay.toml.")
@click.option(
    "--report",
    multiple=True,
    metavar="KIND[=PATH]",
    help="Also make this report: console, json, junit, html, markdown, sarif, ctrf, pytest, github; without a path to "
    "standard output; repeatable.",
)
@click.option("--log", metavar="FILE", help="Where the event log goes.  [.assay/log/]")
@click.option("--seed", type=int, help="Repeat the random values of an earlier run.")
@click.option("--quiet", is_flag=True, help="Only failures and the summary.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> int:
    """Run a Postman collection (v1, v2.0, v2.1, or a v3 folder) and judge it by its own tests.

    COLLECTION is a file, a v3 folder, a URL, or a Postman UID; without one, assay.toml names it.
    """
    from assay.interfaces.cli.running import run_collection

    return run_collection(merged(ctx, given))


def merged(ctx: click.Context, given: dict[str, Any]) -> RunOptions:
    """The options: what was given here, else in .newmanrc, else in [run] of assay.toml, else the default."""
    from assay.app.newmanrc import read_newmanrc
    from assay.app.preparing import run_defaults

    explicit = {
        name: value
        for name, value in given.items()
        if value is not None and ctx.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    options = {**run_defaults(explicit.get("config")), **read_newmanrc(), **explicit}
    reporters = options.get("reporters", ("cli",))
    named = {**options.pop("reporter", {}), **by_reporter(ctx.obj, reporters)}
    return RunOptions(**options, reporter=named)

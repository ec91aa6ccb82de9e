"""`python -m assay.demo --port N`: the shop in the foreground, on loopback only."""

import argparse
import os
import sys

from assay.demo.app import create_app
from assay.demo.serve import end_with_stdin, run


def main() -> int:
    """Serves until Ctrl-C; 2 if the port is taken."""
    options = _options()
    if options.until_stdin_ends:
        end_with_stdin()
    if options.defect:
        from assay.demo.defects import UnknownDefect, plant

        try:
            plant(options.defect)
        except UnknownDefect as problem:
            sys.stderr.write(f"{problem}\n")
            return 2
    try:
        run(create_app(seed=options.seed, stock=options.stock, billing=options.billing), options.port, _announce)
    except OSError as error:
        if not options.until_stdin_ends:  # else our parent tells it
            sys.stderr.write(f"The demo shop cannot listen on port {options.port}: {error.strerror}. Choose another.\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m assay.demo", description="Serve the demo shop on 127.0.0.1.")
    parser.add_argument("--port", type=_port, default=8000, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="the start data: the same seed gives the same ids")
    parser.add_argument("--defect", action="append", default=[], metavar="NAME", help="something wrong; repeatable")
    for partner in ("stock", "billing"):
        url = os.environ.get(f"{partner.upper()}_URL", "")
        parser.add_argument(f"--{partner}", metavar="URL", default=url, help=f"where the {partner} service is")
    parser.add_argument("--until-stdin-ends", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

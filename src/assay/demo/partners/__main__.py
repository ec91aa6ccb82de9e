"""`python -m assay.demo.partners stock|billing --port N`: one partner in the foreground, on loopback only."""

import argparse
import sys

from assay.demo.partners import billing, stock
from assay.demo.serve import end_with_stdin, run

PARTNERS = {"stock": stock.create_app, "billing": billing.create_app}


def main() -> int:
    """Serves until Ctrl-C; 2 if the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m assay.demo.partners", description="Serve a partner of the shop.")
    parser.add_argument("partner", choices=PARTNERS)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--until-stdin-ends", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.until_stdin_ends:
        end_with_stdin()
    try:
        run(PARTNERS[options.partner](), options.port, _announce)
    except OSError as error:
        sys.stderr.write(f"The partner cannot listen on port {options.port}: {error.strerror}. Choose another.\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""`python -m assay.demo.pytest_run ARGUMENTS`: pytest in a process that ends when its standard input does."""

import sys

from assay.demo.serve import end_with_stdin


def main() -> int:
    """pytest's exit code."""
    end_with_stdin()
    import pytest

    return pytest.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

"""`python -m assistant`."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from assistant.cli import run  # noqa: PLC0415  # so that Ctrl-C during this import is no traceback either
    except KeyboardInterrupt:
        sys.exit("assistant: Stopped. Run the command again to go on.")
    run()


if __name__ == "__main__":
    main()

"""`python -m assistant`."""


def main() -> None:
    """Run the command line."""
    from assistant.cli import run  # noqa: PLC0415  # --version must not wait for anything

    run()


if __name__ == "__main__":
    main()

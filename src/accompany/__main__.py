"""Run as `python -m accompany`."""

from accompany.cli.main import main

if __name__ == "__main__":
    main()

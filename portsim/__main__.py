"""`python -m portsim` is the command line."""

from portsim.cli.app import main

if __name__ == "__main__":
    main()

"""`python -m portsim` is the command line."""

from portsim.cli import main

if __name__ == "__main__":
    main()

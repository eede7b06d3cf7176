"""``python -m quoteattr`` is the command ``quoteattr``."""

from .cli import main

if __name__ == "__main__":
    main()

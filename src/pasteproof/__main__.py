"""Lets `python -m pasteproof` do what `pasteproof` does."""

import sys

from pasteproof.cli import main

sys.exit(main())

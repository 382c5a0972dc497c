"""pasteproof: bilingual guides whose commands are proven."""

__version__ = "0.1.0"

"""A finished audit becomes bytes: HTML, JSON, tables. No input or output here; the command line writes files."""

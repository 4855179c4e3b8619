"""The program's version, in one place for the wheel and for a bare clone alike."""

VERSION = "0.1.0"

"""The rules. Every module without a leading underscore is one check; its file name is its id.

Pure: no input or output, no clock, no settings. The words everybody speaks are in ``checks._contract``.
"""

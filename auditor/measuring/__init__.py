"""Measuring: a login and its secret become a ``LoginMeasurement`` (``checks._contract``).

Besides ``auditor.vault`` the only room that holds plaintext, and the only importer of zxcvbn and pyotp. What leaves it
is guesses, kinds of weakness, lengths and keyed fingerprints.
"""

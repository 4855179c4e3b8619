"""An exam for the judge of passwords: made passwords whose strength is known by arithmetic, judged as a night judges them.

``python -m evaluation`` (``make evaluate``) prints what ours and plain zxcvbn miss, kind by kind, and whether strong
passwords are called weak. Everything is drawn with fixed seeds from lists in ``data`` that were written by hand for this
exam; nothing here reads the product's word lists or matchers.
"""

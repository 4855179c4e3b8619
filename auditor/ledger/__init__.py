"""What the program remembers: the register with its history, runs, findings' lives, sightings, planned times.

It holds no password, no seed, no birth date and no phone number; what must be recognised again is kept as a keyed fingerprint
whose key lies in the vault.
"""

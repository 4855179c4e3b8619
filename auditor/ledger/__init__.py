"""What the program remembers: the register with its history, runs, findings' lives, months, sightings,
planned times, and the chain that seals what may never change.

It holds no password, no seed, no birth date and no phone number; what must be recognised again is kept as a keyed fingerprint
whose key lies in the vault.
"""

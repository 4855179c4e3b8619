"""The vault: the only part of the program that speaks to a keyring, and one of the two that hold plaintext.

``secret`` is the wrapper everything secret travels in; ``opening`` makes the one configured keyring into a
``vault.Vault``; ``backend`` is the product's own encrypted file (written down in ``docs/vault-format.md``);
``importing`` reads a city's list of passwords; ``hardening`` keeps memory images off the disk.
"""

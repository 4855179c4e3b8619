"""Events become dated tasks, and tasks close on what the machine sees or on recorded evidence (contract, section 6).

Pure: everything is passed in, and the same events give the same reviews. The ledger keeps them (``auditor.ledger.reviews``).
"""

"""Mail: after an audit a digest to each reader, of what changed or falls due for them.

``readers`` says who is told what; ``letter`` makes a digest into a message; ``server`` hands it over by SMTP; ``delivering``
joins these and keeps what each reader was told. What a digest says is decided in ``reports.changes`` and ``reports.digest``.
"""

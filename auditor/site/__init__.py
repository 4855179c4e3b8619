"""What the city's public pages show of its accounts: fetched, read and compared, and kept as evidence of grade A.

``fetching`` alone speaks to the network; ``tags``, ``page``, ``addresses`` and ``comparing`` are pure. What is not seen
records nothing.
"""

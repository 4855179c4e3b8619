"""Timings, kept out of the tests: absolute, and as ratios against a baseline of the same run.

``python -m benchmarks [PART ...]``; the parts are the modules of this folder.
"""

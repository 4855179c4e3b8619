"""How many guesses a password takes: zxcvbn's model and data, and what an attacker knows of Japan, city and account.

``judge`` is the door, ``Knowledge`` what it is given once a night. ``zxcvbn_model`` is the only module that knows zxcvbn;
``word_file`` holds all ranked words; ``matchers`` find parts that are easily guessed, one file a sort; ``scoring`` puts
them together by zxcvbn's model; ``engine`` joins all and keeps the work bounded. A new sort of part is a new file in
``matchers`` and a line in its ``__init__``.
"""

from auditor.measuring.guessing.engine import Guesses, judge
from auditor.measuring.guessing.knowledge import Knowledge

__all__ = ["Guesses", "Knowledge", "judge"]

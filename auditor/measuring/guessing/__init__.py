"""How many guesses a password takes: zxcvbn's model, its own data, and the account's and the city's words.

``judge`` is the door. ``zxcvbn_model`` is the only module that knows zxcvbn; ``matchers`` find parts that are easily
guessed, one file a sort; ``engine`` joins them and keeps the work bounded. A new sort of part is a new file in
``matchers`` and a line in its ``__init__``.
"""

from auditor.measuring.guessing.engine import Guesses, judge
from auditor.measuring.guessing.ranked_words import RankedWords

__all__ = ["Guesses", "RankedWords", "judge"]

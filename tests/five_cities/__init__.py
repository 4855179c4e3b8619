"""Five cities, one for each guideline, and what each guideline finds in each of them: ``results.txt``."""

"""The numbers of each guideline, taken from its text: one a line, in its order.

``heading`` stands behind a number that only introduces the items below it and says nothing itself; it needs no entry in
the pack. Ube's 4(3) forbids three things in one sentence, which its pack tells apart as a, b and c. Nothing but numbers
stands here, and none was taken from a pack. Prefaces, glossaries and blank forms have no numbers.
"""

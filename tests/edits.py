"""How far two texts lie apart, by the definition: what faster ways are held against."""


def levenshtein(one: str, other: str) -> int:
    """The fewest characters to replace, insert or leave out."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]

"""Numbers as people write them into a sheet: with spaces, signs for thousands and decimal commas, where they are certain."""

from __future__ import annotations

import re

from braingain.evidence.schema import parse_number

_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_MINUS = str.maketrans({"−": "-", "–": "-"})
_BOTH = (re.compile(r"([+-]?\d{1,3}(?:,\d{3})+)\.(\d+)"), re.compile(r"([+-]?\d{1,3}(?:\.\d{3})+),(\d+)"))
_TWICE = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})")


def number_of(text: str, heads: bool) -> float:
    """A figure written as text; NaN where there is none.

    Taken are 4 500, 4'500, 1,234.5, 1.234,5, 1,234,567 and 32,5. What can be read in two ways is refused: 4,500 and,
    of ``heads`` (persons or posts, counted one by one), 4.500.

    Raises
    ------
    ValueError
        Where the text is no number, or could mean two.
    """
    bare = text.strip()
    if _SPACED.fullmatch(bare):
        bare = re.sub(r"[ '’]", "", bare)
        if re.search(r"[.,]\d{3}$", bare) is None:
            bare = bare.replace(",", ".")
            heads = False
    bare = bare[:1].translate(_MINUS) + bare[1:]
    for both in _BOTH:
        if found := both.fullmatch(bare):
            bare, heads = f"{re.sub(r'[.,]', '', found[1])}.{found[2]}", False
    if _TWICE.fullmatch(bare):
        bare, heads = re.sub(r"[.,]", "", bare), False
    try:
        return parse_number(bare, True, heads)
    except ValueError as error:
        raise ValueError(str(error).replace(f'"{bare[:40]}"', f'"{text[:40]}"')) from None

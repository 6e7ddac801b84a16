"""What planners write where a closed list has another word: a suggestion that means the same, never the nearest letters alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from braingain.foundation.errors import did_you_mean

NEAR_ENOUGH = 60  # letters that agree, of 100, from which a word of a list is taken for what was meant
WORDS = {
    "doctor": "doctors, physician, medical doctor, medical officer, general practitioner, gp, surgeon",
    "nurse": "nurses, midwife, midwives, nurse midwife, nursing, registered nurse, enrolled nurse, nursing and midwifery",
    "midlevel": "mid level, clinical officer, clinical associate, medical assistant, medical licentiate, physician assistant, "
    "physician associate, assistant medical officer, health officer, non physician clinician, associate clinician",
    "community": "chw, community worker, community health worker, village health worker, health extension worker, "
    "health surveillance assistant, asha",
    "persons": "people, person, head, headcount, number, count, n, worker, staff",
    "percent": "%, pct, per cent, percentage",
    "usd": "$, us$, dollar, us dollar",
    "per_1000": "per 1 000, per 1000, per 1,000, per 1k, per thousand, per mille",
    "per_10k": "per 10 000, per 10000, per 10,000, per ten thousand",
    "per_100k": "per 100 000, per 100000, per 100,000, per hundred thousand",
}
SCALE = re.compile(r"\d+k?|thousand|million|billion")
OF_CADRES = ("doctor", "nurse", "midlevel", "community")


def meant(text: str, names: Iterable[str]) -> str:
    """ "did you mean X?" of a closed list: by meaning where the word is known, else by letters where most agree; else empty."""
    from rapidfuzz import fuzz

    known = list(names)
    word = _by_word().get(_plain(text), "")
    if word in known:
        return f"did you mean {word}?"
    plain = text.casefold()
    # letters never suggest a name of another scale: figures would be ten or a thousand times off
    same_scale = [name for name in known if SCALE.findall(name.casefold()) == SCALE.findall(plain)]
    alike = [name for name in same_scale if fuzz.ratio(plain, name.casefold()) >= NEAR_ENOUGH]
    return did_you_mean(plain, alike) if text else ""


def meant_indicator(text: str, names: Iterable[str]) -> str:
    """The indicator that was meant; where a cadre stands in its place, workers of that cadre."""
    word = _by_word().get(_plain(text), "")
    if word in OF_CADRES:
        return f"did you mean workers, with {word} in the column cadre?"
    return meant(text, names) or "`braingain evidence list` has them"


@cache
def _by_word() -> dict[str, str]:
    """The word of a closed list by each that means the same, with and without the s of many."""
    out: dict[str, str] = {}
    for name, words in WORDS.items():
        for word in (name, *words.split(", ")):
            out |= {_plain(word): name, _plain(f"{word}s"): name}
    return out


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())

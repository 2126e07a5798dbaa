"""Finding a party on a list by number or name: identifiers first, then exact names, then rare words, then an alias table."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz

CUTOFF = 85.0
"""Least score of the word matcher that counts as a hit."""

SAME_WORD = 85.0
"""Least likeness at which two words count as one, misspelt."""

FORMS = frozenset((
    "ag", "bhd", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "limited", "llc", "llp", "ltd", "plc",
    "pte", "pvt", "sa", "sarl", "sdn", "the",
))  # fmt: skip
"""Words that say what kind of company it is and not which."""

CHINESE = re.compile(r"[\u3400-\u9fff]")
METHODS = ("identifier", "exact", "exact, remarks read", "rare words", "Chinese alias table")
"""The methods in the order they are tried."""


class Hit(NamedTuple):
    """One listed party a query found: who, by which of the names printed, how well (0 to 100)."""

    subject: str
    name: str
    score: float


def normalised(name: str) -> str:
    """Return a name as it is compared: one case, no marks or accents, no company forms."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.sub(r"[^\w\u3400-\u9fff]+", " ", re.sub(r"['.’]", "", text)).split()
    return " ".join([word for word in words if word not in FORMS] or words)


def is_chinese(name: str) -> bool:
    """Return whether a name holds a Chinese character."""
    return bool(CHINESE.search(name))


def rarity(names: Iterable[str]) -> dict[str, float]:
    """Return how much each word of the names says: the logarithm of how rarely it occurs; a word not in it says most."""
    bags = [set(normalised(name).split()) for name in names]
    counts = Counter(word for bag in bags for word in bag)
    return {word: math.log((1 + len(bags)) / count) for word, count in counts.items()}


class Printed(NamedTuple):
    """One name as a list prints it: whose, where in the record, and its words as they are compared."""

    subject: str
    name: str
    place: str
    words: tuple[str, ...]


def prepared(printed: pd.DataFrame) -> list[Printed]:
    """Return printed names (`subject`, `name`, `place`) ready to be compared."""
    rows = zip(printed["subject"], printed["name"], printed["place"], strict=True)
    return [Printed(s, n, p, tuple(normalised(n).split())) for s, n, p in rows]


def likeness(asked: Sequence[str], printed: Sequence[str], weights: Mapping[str, float], unseen: float) -> float:
    """Return how much of a query a printed name holds, 0 to 100, each word weighed by its rarity.

    Both come as words. Each word of the query takes the likest word of the name, if that is nearly the same; a word without
    a weight has that of the `unseen`. Names are also compared written together, so that `Sense Time` finds `SenseTime`.
    """
    if not asked or not printed:
        return 0.0
    weight = [weights.get(word, unseen) for word in asked]
    found = [max(fuzz.ratio(word, other) for other in printed) for word in asked]
    score = sum(w * f for w, f in zip(weight, found, strict=True) if f >= SAME_WORD) / (sum(weight) or 1.0)
    return max(score, fuzz.ratio("".join(asked), "".join(printed)))


def by_identifier(numbers: pd.DataFrame, entity: str, listed: set[str]) -> list[Hit]:
    """Return the listed parties that share a number with an entity: `numbers` has subject, scheme, value."""
    rows = list(zip(numbers["subject"], numbers["scheme"], numbers["value"], strict=True))
    own = {(scheme, value) for subject, scheme, value in rows if subject == entity}
    return [Hit(subject, value, 100.0) for subject, scheme, value in rows if subject in listed and (scheme, value) in own]


def by_exact_name(query: str, printed: Iterable[Printed]) -> list[Hit]:
    """Return the parties printed under that very name, after normalising."""
    wanted = tuple(normalised(query).split())
    return [Hit(p.subject, p.name, 100.0) for p in printed if p.words == wanted]


def by_rare_words(query: str, printed: Iterable[Printed], weights: Mapping[str, float], cutoff: float = CUTOFF) -> list[Hit]:
    """Return the parties whose printed name holds enough of the query, best first, each once."""
    asked, unseen = normalised(query).split(), max(weights.values(), default=1.0)
    scored = [Hit(p.subject, p.name, likeness(asked, p.words, weights, unseen)) for p in printed]
    best: dict[str, Hit] = {}
    for hit in sorted(scored, key=lambda h: (-h.score, h.subject, h.name)):
        if hit.score >= cutoff:
            best.setdefault(hit.subject, hit)
    return list(best.values())


def by_alias_table(query: str, aliases: Mapping[str, str]) -> list[Hit]:
    """Return the party a curated table gives for a name in Chinese characters: `aliases` maps the name to an entity."""
    return [Hit(aliases[query], query, 100.0)] if query in aliases else []


def screen(queries: pd.DataFrame, printed: pd.DataFrame, numbers: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    """Run every method on every query.

    `queries` has entity, form (`name` or `Chinese name`), query; `printed` has subject, name, place. A name that stands in a
    record's remarks only is read by the later methods alone. One row per query and method: entity, form, query, method,
    hits (entity ids, space-separated, best first), found (the entity itself is among them), wrong (others are).
    """
    listed, names = set(printed["subject"]), prepared(printed)
    plain = [p for p in names if p.place != "remarks"]
    weights = rarity([*printed["name"], *queries.loc[~queries["query"].map(is_chinese), "query"]])
    table = {name: entity for name, entity in aliases.items() if entity in listed}
    own = {entity: by_identifier(numbers, entity, listed) for entity in set(queries["entity"])}
    rows = []
    for row in queries.itertuples():
        tried = (
            own[row.entity],
            by_exact_name(row.query, plain),
            by_exact_name(row.query, names),
            by_rare_words(row.query, names, weights),
            by_alias_table(row.query, table),
        )
        for method, hits in zip(METHODS, tried, strict=True):
            who = list(dict.fromkeys(hit.subject for hit in hits))
            wrong = bool(set(who) - {row.entity})
            rows.append((row.entity, row.form, row.query, method, " ".join(who), row.entity in who, wrong))
    return pd.DataFrame(rows, columns=["entity", "form", "query", "method", "hits", "found", "wrong"])


def alias_table(entities: pd.DataFrame) -> dict[str, str]:
    """Return the curated names in Chinese characters, each with its entity; a name two entities share is left out."""
    pairs = [
        (name, row.id)
        for row in entities.itertuples()
        for name in (row.name_zh, *row.aliases.split("|"))
        if name and is_chinese(name)
    ]
    owners = Counter(name for name, _ in set(pairs))
    return {name: entity for name, entity in pairs if owners[name] == 1}


_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def valid_company_code(code: str) -> bool:
    """Return whether a Unified Social Credit Code has its right check character (GB 32100-2015)."""
    if len(code) != 18 or not set(code) <= set(_CODE):
        return False
    total = sum(_CODE.index(c) * w for c, w in zip(code, _CODE_WEIGHTS, strict=False))
    return _CODE[-total % 31] == code[-1]


def valid_isin(code: str) -> bool:
    """Return whether an ISIN has its right check digit (ISO 6166)."""
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{9}\d", code):
        return False
    digits = "".join(str(int(c, 36)) for c in code)
    return sum(sum(divmod(int(d) * (1 + n % 2), 10)) for n, d in enumerate(digits[::-1])) % 10 == 0

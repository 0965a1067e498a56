"""What somebody typed, as words, phrases and filters."""

import re
import unicodedata
from dataclasses import dataclass, field

LONGEST = 200
MOST_TERMS = 12
SAY_NOTHING = frozenset(
    [
        "about",
        "after",
        "all",
        "and",
        "any",
        "are",
        "because",
        "been",
        "before",
        "but",
        "can",
        "could",
        "did",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "into",
        "its",
        "may",
        "might",
        "more",
        "must",
        "not",
        "off",
        "our",
        "out",
        "over",
        "own",
        "say",
        "shall",
        "she",
        "should",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "under",
        "very",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
FILTERS = ("author", "unit", "label")
_TOKEN = re.compile(r'(?P<no>-)?(?:(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<word>[^\s"]+))', re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """One word, or words in quotes that stand together; `excluded` with a minus before it."""

    text: str
    phrase: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Asked:
    """`author:"Fay Okoro" chest "clear film" -abroad`, read; what is too much is left out, never refused."""

    typed: str = ""
    terms: tuple[Term, ...] = ()
    filters: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, typed: str) -> "Asked":
        text = "".join(" " if unicodedata.category(char).startswith("C") else char for char in typed)[:LONGEST].strip()
        terms: list[Term] = []
        filters: dict[str, list[str]] = {}
        for found in _TOKEN.finditer(text):
            name, phrase = (found["name"] or "").lower(), found["quoted"] is not None
            words = (found["quoted"] if phrase else found["word"]) or ""
            if name in FILTERS:
                if words.strip():
                    filters.setdefault(name, []).append(words.strip())
                continue
            words = f"{found['name']}:{words}" if name else words
            if any(char.isalnum() for char in words):
                terms.append(Term(words.strip(), phrase=phrase, excluded=bool(found["no"])))
        return cls(typed=text, terms=tuple(terms[:MOST_TERMS]), filters=filters)

    @classmethod
    def any_of(cls, text: str) -> "Asked":
        """The words of a text that somebody is writing, to be found in any number; those that say nothing left out."""
        words = (word.lower() for word in re.findall(r"[^\W_]{3,}", text[:LONGEST]))
        found = dict.fromkeys(word for word in words if word not in SAY_NOTHING)
        return cls(typed=text[:LONGEST], terms=tuple(Term(word) for word in list(found)[:MOST_TERMS]))

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.excluded]

    @property
    def unwanted(self) -> list[Term]:
        return [term for term in self.terms if term.excluded]

    @property
    def plain(self) -> str:
        """The wanted words alone."""
        return " ".join(term.text for term in self.wanted)

    @property
    def says_something(self) -> bool:
        return bool(self.wanted or self.filters)

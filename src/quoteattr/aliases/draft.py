"""Texts → a draft of an alias table: names that several documents have, for their owner to correct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import yaml
from attrs import Factory, define

from ..cast import build_cast
from ..identity.naming import fold
from ..identity.phrases import PhraseReader
from ..types import Gender, SpeakerKind
from .entry import Entry
from .table import AliasTable

if TYPE_CHECKING:
    from ..identity import Member
    from ..lang import Lexicon
    from ..types import Document, Stages

__all__ = ["Draft", "Suggestion"]

MOST_ROLES = 5
Told = TypeVar("Told", SpeakerKind, Gender)


@define(eq=False)
class Suggestion:
    """A name that may become an entry.

    Attributes:
        names: How often each form of the name stands in the texts.
        roles: In how many documents each role is told.
        kinds: What the documents take it for.
        genders: Likewise.
        documents: How many documents have it.
        mentions: How often it is named.
    """

    names: Counter[str] = Factory(Counter)
    roles: Counter[str] = Factory(Counter)
    kinds: Counter[SpeakerKind] = Factory(Counter)
    genders: Counter[Gender] = Factory(Counter)
    documents: int = 0
    mentions: int = 0

    def add(self, member: Member, text: str) -> None:
        """Add what one document tells."""
        self.documents += 1
        self.mentions += len(member.mentions)
        self.names.update(span.of(text) for span in member.mentions)
        if member.kind is SpeakerKind.PERSON:
            self.roles.update({role.text for role in member.roles if role.labels})
        self.kinds[member.kind] += 1
        self.genders[member.gender] += 1


@define(eq=False)
class Draft:
    r"""A table in the making; documents are added one by one and not kept.

    Args:
        lexicon: The words of the language, as `quoteattr.lang.load` gives them.

    Example:
        >>> from quoteattr.lang import load
        >>> Draft(load("en")).to_yaml()
        'speakers: []\n'
    """

    lexicon: Lexicon
    _found: dict[str, Suggestion] = Factory(dict)

    def add(self, document: Document) -> None:
        """Add the names of a document that was extracted; one read from a file has none."""
        for member in _named(document.stages, self.lexicon):
            self._found.setdefault(fold(member.name), Suggestion()).add(member, document.text)

    def entries(self, documents: int = 2) -> Iterator[tuple[Entry, Suggestion]]:
        """Yield an entry for each name of at least so many documents, with what it rests on; the commonest first.

        Of names with several words only; an alias that fits two of them is left out.
        """
        kept = [(key, each) for key, each in self._found.items() if each.documents >= documents]
        kept.sort(key=lambda row: (-row[1].documents, -row[1].mentions, row[0]))
        bearers = Counter(fold(name) for _, each in kept for name in {fold(name) for name in each.names})
        for key, each in kept:
            yield _entry(key, each, bearers), each

    def to_yaml(self, documents: int = 2) -> str:
        """Return those entries as a YAML file, to be read by `AliasTable.read`."""
        rows = [_lines(entry, each) for entry, each in self.entries(documents)]
        return "speakers:\n" + "".join(rows) if rows else "speakers: []\n"


def _named(stages: Stages | None, lexicon: Lexicon) -> Iterable[Member]:
    if stages is None:
        return ()
    cast = build_cast(PhraseReader.of(stages.segmentation, lexicon), stages.mentions, AliasTable(), lexicon)
    return [member for member in cast.members if member.named and len(fold(member.name).split()) > 1]


def _entry(key: str, found: Suggestion, bearers: Counter[str]) -> Entry:
    name = max(
        (text for text in found.names if fold(text) == key), key=lambda text: (found.names[text], text), default=key
    )
    aliases = {fold(text): text for text, _ in reversed(found.names.most_common())}
    return Entry(
        name=name,
        aliases=sorted(text for alias, text in aliases.items() if alias not in ("", key) and bearers[alias] == 1),
        roles=[role for role, _ in found.roles.most_common(MOST_ROLES)],
        kind=_agreed(found.kinds, SpeakerKind.UNKNOWN),
        gender=_agreed(found.genders, Gender.UNKNOWN),
    )


def _agreed(counts: Counter[Told], unknown: Told) -> Told:
    """What all documents agree in that tell it."""
    told = [value for value in counts if value is not unknown]
    return told[0] if len(told) == 1 else unknown


def _lines(entry: Entry, found: Suggestion) -> str:
    values: dict[str, object] = {
        "name": entry.name,
        "aliases": list(entry.aliases),
        "roles": [str(role) for role in entry.roles],
        "kind": entry.kind.value if entry.kind is not SpeakerKind.UNKNOWN else "",
        "gender": entry.gender.value if entry.gender is not Gender.UNKNOWN else "",
    }
    values = {field: value for field, value in values.items() if value}
    body: str = yaml.safe_dump([values], allow_unicode=True, sort_keys=False, width=1000)
    indented = "".join(f"  {line}\n" for line in body.splitlines())
    return f"  # documents: {found.documents}, mentions: {found.mentions}\n{indented}"

"""Speakers of many documents → groups of those that are the same, and what is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from ..types import Gender, SpeakerKind
from .naming import Fit, NameForm, fit, parse_name

if TYPE_CHECKING:
    from ..lang.people import People
    from ..types import Speaker

__all__ = ["Ambiguity", "Group", "Occurrence", "group"]

# Groups that share a last word are compared with at most this many others.
MOST_RIVALS = 40
PART, INITIALS, SPELLING, SEVERAL = "part of the name", "initials", "another spelling", "several fit"


@frozen
class Occurrence:
    """A speaker of one document.

    Attributes:
        place: Number of the occurrence in the corpus.
        page: Number of its document in the corpus.
        document: Id of the document.
        speaker: As the document has it.
        quotes: How many quotes of the document are its own.
        countries: Countries of the roles that the document tells.
        named: Whether it has a name.
    """

    place: int
    page: int
    document: str
    speaker: Speaker
    quotes: int
    countries: frozenset[str] = frozenset()
    named: bool = True


@define(eq=False)
class Group:
    """Occurrences that are the same speaker.

    Attributes:
        form: The name in comparable form.
        occurrences: In the order in which they were put together; never empty.
    """

    form: NameForm
    occurrences: list[Occurrence]
    kinds: Counter[SpeakerKind] = Factory(Counter)
    genders: set[Gender] = Factory(set)
    countries: set[str] = Factory(set)
    pages: set[int] = Factory(set)

    def __attrs_post_init__(self) -> None:
        for each in self.occurrences:
            self._learn(each)

    def _learn(self, each: Occurrence) -> None:
        if each.speaker.kind is not SpeakerKind.UNKNOWN:
            self.kinds[each.speaker.kind] += 1
        self.genders |= {each.speaker.gender} - {Gender.UNKNOWN}
        self.countries |= each.countries
        self.pages.add(each.page)

    def take(self, other: Group) -> None:
        """Add all occurrences of *other*."""
        for each in other.occurrences:
            self.occurrences.append(each)
            self._learn(each)

    def agrees(self, other: Group) -> bool:
        """Return whether nothing speaks against one speaker: kind, gender, countries, a document that has both."""
        people = [each.kind is SpeakerKind.PERSON for each in (self, other)]
        told = SpeakerKind.UNKNOWN not in (self.kind, other.kind)
        if told and people[0] is not people[1]:
            return False
        return self.may_be(other) and self.pages.isdisjoint(other.pages)

    def may_be(self, other: Group) -> bool:
        """Return the same by gender and countries alone: a name of one word is easily mistaken for another one."""
        genders = self.genders and other.genders and self.genders.isdisjoint(other.genders)
        countries = self.countries and other.countries and self.countries.isdisjoint(other.countries)
        return not genders and not countries

    @property
    def kind(self) -> SpeakerKind:
        """What most documents take it for."""
        return self.kinds.most_common(1)[0][0] if self.kinds else SpeakerKind.UNKNOWN

    @property
    def gender(self) -> Gender:
        """What the documents agree in that tell it."""
        return next(iter(self.genders)) if len(self.genders) == 1 else Gender.UNKNOWN

    @property
    def external_id(self) -> str | None:
        """The id from the alias table."""
        return self.occurrences[0].speaker.external_id

    @property
    def name(self) -> str:
        """The table's name, else the commonest one of several words, of them the longest."""
        if self.external_id:
            return self.occurrences[0].speaker.name
        counts = Counter(each.speaker.name for each in self.occurrences)
        return max(counts, key=lambda name: (" " in name, counts[name], len(name.split()), name))

    @property
    def quotes(self) -> int:
        """How many quotes it has."""
        return sum(each.quotes for each in self.occurrences)


@frozen
class Ambiguity:
    """A group that may be one of others, and why that is open."""

    group: Group
    others: tuple[Group, ...]
    reason: str


def group(occurrences: Iterable[Occurrence], people: People) -> tuple[tuple[Group, ...], tuple[Ambiguity, ...]]:
    """Return the occurrences that are the same speaker together, and what was left open.

    Args:
        occurrences: The speakers with a name, of all documents.
        people: The words of the language.

    Returns:
        Groups in no particular order. O(n log n).
    """
    grouping = _Grouping(people)
    ordered = sorted(occurrences, key=lambda each: (each.speaker.external_id is None, -_told(each), each.place))
    for each in ordered:
        grouping.add(each)
    grouping.join_variants()
    return tuple(grouping.groups), tuple(grouping.open())


def _told(each: Occurrence) -> int:
    """How much is known, so that who tells apart two of one name comes before who does not."""
    speaker = each.speaker
    known = (speaker.gender is not Gender.UNKNOWN, speaker.kind is not SpeakerKind.UNKNOWN, bool(each.countries))
    return sum(known)


@define(eq=False)
class _Grouping:
    people: People
    groups: dict[Group, None] = Factory(dict)
    ambiguities: list[Ambiguity] = Factory(list)
    by_id: dict[str, Group] = Factory(dict)
    by_words: dict[tuple[str, ...], dict[Group, None]] = Factory(dict)
    undecided: dict[tuple[str, ...], Group] = Factory(dict)
    taken_by: dict[Group, Group] = Factory(dict)
    listed: set[tuple[Group, Group]] = Factory(set)

    def add(self, each: Occurrence) -> None:
        """Put an occurrence to those that it is the same as for sure."""
        new = Group(parse_name(each.speaker.name, self.people), [each])
        known = self._known(new, each)
        if len(known) == 1:
            known[0].take(new)
            self._note(known[0], each)
        elif known:
            self._undecided(new, known)
        else:
            self.groups[new] = None
            self._note(new, each)

    def _known(self, new: Group, each: Occurrence) -> list[Group]:
        identity = each.speaker.external_id
        if identity:
            return [self.by_id[identity]] if identity in self.by_id else []
        rivals = {rival: None for words in self._full_names(each) for rival in self.by_words.get(words, ())}
        return [rival for rival in rivals if rival.agrees(new)]

    def _full_names(self, each: Occurrence) -> list[tuple[str, ...]]:
        """The names that are enough to tell who it is: of a person those with two words."""
        least = 2 if each.speaker.kind is SpeakerKind.PERSON else 1
        aliases = [name for name in each.speaker.aliases if name.split() and not name.split()[-1][:1].islower()]
        rows = [(each.speaker.name, least), *((alias, 2) for alias in aliases)]
        forms = [(parse_name(name, self.people), words) for name, words in rows]
        return [form.words for form, words in forms if _weight(form) >= words]

    def _note(self, at: Group, each: Occurrence) -> None:
        if each.speaker.external_id:
            self.by_id[each.speaker.external_id] = at
        for words in self._full_names(each):
            self.by_words.setdefault(words, {})[at] = None

    def _undecided(self, new: Group, known: Sequence[Group]) -> None:
        words = new.form.words
        if words in self.undecided:
            self.undecided[words].take(new)
            return
        self.undecided[words] = new
        self.groups[new] = None
        self.ambiguities.append(Ambiguity(new, tuple(known), SEVERAL))

    def join_variants(self) -> None:
        """Join fuller and shorter names of one person, and list what may be the same."""
        by_last: dict[str, dict[Group, None]] = {}
        undecided = set(self.undecided.values())
        for each in (each for each in self.groups if each not in undecided):
            for key in _ends(each.form):
                by_last.setdefault(key, {})[each] = None
        for each in sorted(self.groups, key=lambda each: (len(each.form.words), each.occurrences[0].place)):
            if each.external_id or each in undecided:
                continue
            near = {rival: None for key in _ends(each.form) for rival in by_last.get(key, ()) if rival in self.groups}
            near.pop(each, None)
            self._join(each, [rival for rival in list(near)[:MOST_RIVALS] if _fits(each, rival)])

    def _join(self, each: Group, rivals: Sequence[Group]) -> None:
        if not rivals:
            return
        reason = SEVERAL if len(rivals) > 1 else _doubt(each, rivals[0])
        if reason:
            others = tuple(rival for rival in rivals if (rival, each) not in self.listed)
            self.listed.update((each, rival) for rival in others)
            self.ambiguities += [Ambiguity(each, others, reason)] if others else []
            return
        rivals[0].take(each)
        del self.groups[each]
        self.taken_by[each] = rivals[0]

    def open(self) -> Iterator[Ambiguity]:
        """Yield what is left open, with the groups as they are in the end."""
        for each in self.ambiguities:
            others = dict.fromkeys(self._last(other) for other in each.others)
            yield Ambiguity(each.group, tuple(others), each.reason)

    def _last(self, at: Group) -> Group:
        while at in self.taken_by:
            at = self.taken_by[at]
        return at


def _ends(form: NameForm) -> tuple[str, ...]:
    """Keys under which a name is found that may be the same: both its orders, its last word, and how that begins."""
    last = form.words[-1] if form.words else ""
    orders = sorted(" ".join(order) for order in form.orders)
    return (*orders, last, "~" + last[:2]) if len(form.words) > 1 else (last,)


def _fits(each: Group, rival: Group) -> bool:
    short, full = each.form, rival.form
    if len(short.words) > len(full.words):
        return False
    if len(short.words) == 1:
        return each.may_be(rival) and fit(short, full) >= Fit.TAIL
    return each.agrees(rival) and fit(short, full) >= Fit.VARIANT


def _doubt(each: Group, rival: Group) -> str:
    """Why the two may be two; ``""`` where they are one."""
    grade = fit(each.form, rival.form)
    if _has_initial(each.form) or _has_initial(rival.form):
        return INITIALS
    if len(each.form.words) == 1 or SpeakerKind.PERSON not in (each.kind, rival.kind):
        return PART if grade >= Fit.TAIL else SPELLING
    return "" if grade >= Fit.TAIL or each.countries & rival.countries else SPELLING


def _weight(form: NameForm) -> int:
    """How many words of a name tell who it is; initials together are worth one, a single one nothing."""
    initials = sum(len(word) == 1 for word in form.words)
    return len(form.words) - initials + (initials > 1)


def _has_initial(form: NameForm) -> bool:
    return any(len(word) == 1 for word in form.words)

"""Mentions and alias table → Cast: which names of the text are the same speaker."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from .identity import Cast, Doubt, Member, Role
from .identity.candidates import OPPOSITE
from .identity.examiners import find_examiners
from .identity.naming import Fit, NameForm, fit, fold, initials_of, parse_name, straight
from .identity.offices import office_of
from .identity.phrases import Lead, Phrase, PhraseReader
from .identity.roles import find_roles, stated_role
from .types import Evidence, Gender, Mention, MentionKind, Number, Span, SpeakerKind

if TYPE_CHECKING:
    import datetime

    from .aliases import AliasTable, Entry
    from .lang import Lexicon
    from .lang.people import Seat

__all__ = ["build_cast"]

# Names that share their last or first word are compared with at most this many others.
MOST_RIVALS = 40
BRACKET = re.compile(r"\s*[(\[]\s*(?:the\s+)?[\"“'‘]?([\w.&-]{2,12})[\"”'’]?(?:\s+[^()\[\]]{1,20})?[)\]]")


def build_cast(
    reader: PhraseReader,
    mentions: Sequence[Mention],
    table: AliasTable,
    lexicon: Lexicon,
    day: datetime.date | None = None,
) -> Cast:
    """Return the speakers that the names of a text stand for.

    Full names, surnames, initials, acronyms, spelling variants and what the alias table lists are brought
    together. Two people with one surname stay two; where only the surname stands, whom it means is left open.

    Args:
        reader: Of the text.
        mentions: Its mentions.
        table: The caller's speakers; goes before what the text tells.
        lexicon: The words of the language.
        day: Of the text: it tells who holds a role of the table; ``None`` where it is not known.

    Returns:
        Members in the order of their first mention. O(n log n) in the names.
    """
    names = _apart(reader, (mention for mention in mentions if mention.kind is MentionKind.NAME))
    named = [name.span for name in names]
    examiners = find_examiners(reader.segmentation, named, (mention.span for mention in mentions), lexicon)
    names = [name for name in names if name.span not in examiners]
    builder = _Builder(reader, table, find_roles(reader, [name.span for name in names]), day)
    builder.add_names(names)
    builder.add_entries()
    builder.add_examiners(examiners)
    builder.add_governments(mention for mention in mentions if mention.kind is MentionKind.DESCRIPTION)
    builder.add_known_descriptions(mention for mention in mentions if mention.kind is MentionKind.DESCRIPTION)
    return builder.build()


def _apart(reader: PhraseReader, names: Iterable[Mention]) -> list[Mention]:
    """The names themselves: of a source with title or apposition the name in it, of a part of a name the whole."""
    kept: list[Mention] = []
    for name in sorted(names, key=lambda mention: (mention.span.start, -mention.span.end)):
        if kept and kept[-1].span.overlaps(name.span):
            if reader.is_plain_name(kept[-1].span):
                continue
            kept.pop()
        kept.append(name)
    return kept


@define(eq=False)
class _Cluster:
    """A member in the making."""

    form: NameForm
    texts: Counter[str] = Factory(Counter)
    kinds: Counter[SpeakerKind] = Factory(Counter)
    genders: Counter[Gender] = Factory(Counter)
    roles: list[Role] = Factory(list)
    spans: list[Span] = Factory(list)
    country: str = ""
    entry: Entry | None = None
    taken_by: _Cluster | None = None

    def take(self, other: _Cluster) -> None:
        """Add what is known of *other*, which is nobody any more."""
        other.taken_by = self
        self.texts += other.texts
        self.kinds += other.kinds
        self.genders += other.genders
        self.roles += other.roles
        self.spans += other.spans
        other.spans.clear()

    @property
    def kind(self) -> SpeakerKind:
        if self.entry and self.entry.kind is not SpeakerKind.UNKNOWN:
            return self.entry.kind
        if self.country:
            return SpeakerKind.ORGANIZATION
        if self.genders or any(role.labels for role in self.roles):
            return SpeakerKind.PERSON
        known = Counter({kind: count for kind, count in self.kinds.items() if kind is not SpeakerKind.UNKNOWN})
        if SpeakerKind.PERSON in known and len(self.form.words) > 1:
            return SpeakerKind.PERSON
        return known.most_common(1)[0][0] if known else SpeakerKind.UNKNOWN

    @property
    def gender(self) -> Gender:
        if self.entry and self.entry.gender is not Gender.UNKNOWN:
            return self.entry.gender
        return next(iter(self.genders)) if len(self.genders) == 1 else Gender.UNKNOWN


@frozen
class _Named:
    """A name of the text with its comparable form."""

    mention: Mention
    text: str
    form: NameForm


@define(eq=False)
class _Builder:
    reader: PhraseReader
    table: AliasTable
    roles: Mapping[Span, tuple[Role, ...]]
    day: datetime.date | None = None
    names: list[Span] = Factory(list)
    clusters: list[_Cluster] = Factory(list)
    by_word: dict[str, list[_Cluster]] = Factory(dict)
    by_order: dict[tuple[str, str], list[_Cluster]] = Factory(dict)
    by_initials: dict[str, list[_Cluster]] = Factory(dict)
    by_country: dict[str, _Cluster] = Factory(dict)
    by_seat: dict[Seat, _Cluster] = Factory(dict)
    by_entry: dict[int, _Cluster] = Factory(dict)
    short_forms: dict[str, _Cluster] = Factory(dict)
    doubts: dict[Span, tuple[tuple[_Cluster, ...], Evidence]] = Factory(dict)

    def add_names(self, names: Sequence[Mention]) -> None:
        """Full names first, so that short ones find them wherever they stand."""
        text, people = self.reader.segmentation.text, self.reader.people
        self.names = [name.span for name in names]
        rows = [_Named(name, name.span.of(text), parse_name(name.span.of(text), people)) for name in names]
        acronyms: list[_Named] = []
        for row in sorted(rows, key=lambda row: (-len(row.form.words), row.mention.span)):
            if initials_of(row.text):
                acronyms.append(row)
            else:
                self._place(row)
        for row in acronyms:
            self._place(row)

    def _place(self, row: _Named) -> None:
        cluster = self._country(row) or self._seat(row) or self._short_form(row) or self._match(row)
        if cluster is None and row.mention.span not in self.doubts:
            cluster = self._open(row)
        if cluster is not None:
            self._join(cluster, row)

    def _country(self, row: _Named) -> _Cluster | None:
        country = self.reader.places.speaks_for.get(row.text)
        return self._country_cluster(country) if country else None

    def _seat(self, row: _Named) -> _Cluster | None:
        seat = self.reader.places.seat_of.get(row.text)
        if seat is None:
            return None
        if seat not in self.by_seat:
            self.by_seat[seat] = _Cluster(row.form, kinds=Counter({SpeakerKind.ORGANIZATION: 1}))
            self.clusters.append(self.by_seat[seat])
        return self.by_seat[seat]

    def _country_cluster(self, country: str) -> _Cluster:
        if country not in self.by_country:
            cluster = _Cluster(parse_name(country, self.reader.people), country=country)
            self.by_country[country] = cluster
            self.clusters.append(cluster)
        return self.by_country[country]

    def _short_form(self, row: _Named) -> _Cluster | None:
        """A short form that the text introduces in brackets, or an acronym by its letters."""
        if row.text in self.short_forms:
            return self.short_forms[row.text]
        letters = initials_of(row.text)
        found = self.by_initials.get(letters, []) if len(letters) > 2 else []
        return found[0] if len(found) == 1 else None

    def _match(self, row: _Named) -> _Cluster | None:
        words = row.form.words
        near = [*self.by_word.get(words[-1], ()), *self.by_word.get(_block(words[-1]), ())]
        if len(words) == 1:
            near += self.by_word.get("^" + words[0], ())
        near += [rival for order in row.form.orders for rival in self.by_order.get(order, ())]
        rivals = list(dict.fromkeys(near))[-MOST_RIVALS:]
        fits = [(fit(row.form, rival.form), rival) for rival in rivals if self._agrees(row, rival)]
        best: Fit = max((grade for grade, _ in fits), default=Fit.NONE)
        if best is Fit.NONE:
            return None
        tied: list[_Cluster] = [rival for grade, rival in fits if grade is best]
        if len(tied) == 1:
            return tied[0]
        self._doubt(row, tied)
        return None

    def _agrees(self, row: _Named, rival: _Cluster) -> bool:
        gender = row.mention.gender
        if Gender.UNKNOWN in (gender, rival.gender) or gender is rival.gender:
            return not (rival.country and row.text not in self.reader.places.country_of)
        return False

    def _doubt(self, row: _Named, tied: Sequence[_Cluster]) -> None:
        """Several people have this name: whom it means where is not for the names alone to say."""
        shown = " or ".join(sorted(_fullest(rival) for rival in tied))
        self.doubts[row.mention.span] = tuple(tied), Evidence("cast", "several people with one name", shown)

    def _open(self, row: _Named) -> _Cluster:
        cluster = _Cluster(row.form)
        self.clusters.append(cluster)
        words = row.form.words
        keys = {words[-1], _block(words[-1]), "^" + words[0]}
        for key in keys:
            self.by_word.setdefault(key, []).append(cluster)
        for order in row.form.orders:
            self.by_order.setdefault(order, []).append(cluster)
        if len(row.form.initials) > 1:
            self.by_initials.setdefault(row.form.initials, []).append(cluster)
        return cluster

    def _join(self, cluster: _Cluster, row: _Named) -> None:
        cluster.texts[row.text] += 1
        cluster.kinds[row.mention.speaker_kind] += 1
        if row.mention.gender is not Gender.UNKNOWN:
            cluster.genders[row.mention.gender] += 1
        for role in self.roles.get(row.mention.span, ()):
            cluster.roles.append(role)
            gender = self.reader.gender(role.noun)
            if gender is not Gender.UNKNOWN:
                cluster.genders[gender] += 1
        cluster.spans.append(row.mention.span)
        self._introduce(cluster, row)

    def _introduce(self, cluster: _Cluster, row: _Named) -> None:
        """Learn a short form in brackets right behind the name: "X Y Z (XYZ)", "Ann Boe (AB below)"."""
        end = row.mention.span.end
        match = BRACKET.match(self.reader.segmentation.text, end, end + 40)
        letters = initials_of(match.group(1)) if match else ""
        if match and letters and _abbreviates(letters, row.form, row.text):
            self.short_forms.setdefault(match.group(1), cluster)

    def add_examiners(self, examiners: Mapping[Span, Span]) -> None:
        """Labels of questions stand for who is named in the heading above them."""
        owners = {span: cluster for cluster in self.clusters for span in cluster.spans} if examiners else {}
        for label, name in examiners.items():
            if name in owners:
                owners[name].spans.append(label)
            elif name in self.doubts:
                self.doubts[label] = self.doubts[name]

    def add_governments(self, descriptions: Iterable[Mention]) -> None:
        """A country's government, leadership or authorities speak for the country."""
        for mention in descriptions:
            phrase = self.reader.read(mention.span)
            if phrase and phrase.country and not phrase.words and phrase.noun in self.reader.places.government_nouns:
                cluster = self._country_cluster(phrase.country)
                cluster.texts[phrase.name_span.of(self.reader.segmentation.text)] += 1
                cluster.spans.append(mention.span)

    def add_known_descriptions(self, descriptions: Iterable[Mention]) -> None:
        """Descriptions that the alias table lists as an alias or role."""
        for mention in descriptions:
            phrase = self.reader.read(mention.span) if len(self.table) else None
            entries = self._described(phrase) if phrase and not self._names_its_holder(mention, phrase) else ()
            if len(entries) == 1:
                self._entry_cluster(entries[0]).spans.append(mention.span)
            elif entries:
                self.doubts[mention.span] = (), _ambiguous(entries)

    def _names_its_holder(self, mention: Mention, phrase: Phrase) -> bool:
        """Whether the text itself says who holds a role: "the minister, Ann Boe,"."""
        at = bisect.bisect_left(self.names, phrase.span.end, key=lambda span: span.start)
        if not phrase.labels or at >= len(self.names) or self.names[at].end > mention.span.end:
            return False
        return not self.reader.segmentation.text[phrase.span.end : self.names[at].start].strip(" ,\xa0")

    def _described(self, phrase: Phrase) -> Sequence[Entry]:
        """The entries with the very words of *phrase*, else those with a role that says the same."""
        text = self.reader.segmentation.text
        shown = (phrase.span.of(text), phrase.name_span.of(text))
        lookups = (self.table.lookup, partial(self.table.lookup_role, day=self.day))
        listed = next((found for lookup in lookups for each in shown if (found := lookup(each))), ())
        return listed or self._in_office(phrase)

    def _in_office(self, phrase: Phrase) -> tuple[Entry, ...]:
        """The entries whose role is worded otherwise: "Secretary of Defense", "the defence secretary"."""
        people, places = self.reader.people, self.reader.places
        if phrase.joined or phrase.number is Number.PLURAL or phrase.lead in (Lead.INDEFINITE, Lead.QUANTIFIED):
            return ()
        found = self.table.lookup_office(office_of(phrase, people), people, places, self.day)
        return tuple(entry for entry in found if OPPOSITE.get(entry.gender) is not phrase.gender)

    def _entry_cluster(self, entry: Entry) -> _Cluster:
        if id(entry) not in self.by_entry:
            cluster = _Cluster(parse_name(entry.name, self.reader.people), entry=entry)
            self.by_entry[id(entry)] = cluster
            self.clusters.append(cluster)
        return self.by_entry[id(entry)]

    def add_entries(self) -> None:
        """Find each cluster's entry in the table; clusters of one entry become one."""
        for cluster in self.clusters:
            entries = self._entries(cluster)
            if len(entries) > 1:
                self._withdraw(cluster, entries)
            elif entries:
                cluster.entry = entries[0]
                owner = self.by_entry.setdefault(id(entries[0]), cluster)
                if owner is not cluster:
                    owner.take(cluster)

    def _entries(self, cluster: _Cluster) -> Sequence[Entry]:
        """The entries of the fullest name that the table knows; a fuller one decides what an alias leaves open."""
        for text in _ordered(cluster):
            entries = self.table.lookup(text)
            if not entries:
                form = parse_name(text, self.reader.people)
                near = self.table.with_last_word(form.words[-1], form.words[0][:1])
                near = tuple(dict.fromkeys((*near, *self.table.in_either_order(form.orders))))
                entries = tuple(entry for entry in near if self._fits_entry(form, entry))
            if len(entries) == 1 or (entries and text == _fullest(cluster)):
                return entries
        return ()

    def _fits_entry(self, form: NameForm, entry: Entry) -> bool:
        forms = [parse_name(name, self.reader.people) for name in entry.names] if len(form.words) > 1 else ()
        return any(fit(form, other) >= Fit.VARIANT for other in forms)

    def _withdraw(self, cluster: _Cluster, entries: Sequence[Entry]) -> None:
        """A name of two entries stands for nobody."""
        for span in cluster.spans:
            self.doubts[span] = (), _ambiguous(entries)
        cluster.spans.clear()

    def build(self) -> Cast:
        clusters = sorted((c for c in self.clusters if c.spans), key=lambda cluster: min(cluster.spans))
        ids = {id(cluster): f"m{number}" for number, cluster in enumerate(clusters, 1)}
        members = tuple(self._member(ids[id(cluster)], cluster) for cluster in clusters)
        doubts = {
            span: Doubt(tuple(dict.fromkeys(ids[key] for key in map(_key, rivals) if key in ids)), evidence)
            for span, (rivals, evidence) in self.doubts.items()
        }
        return Cast(members, doubts)

    def _member(self, name: str, cluster: _Cluster) -> Member:
        return Member(
            id=name,
            names=_ordered(cluster),
            kind=cluster.kind,
            gender=cluster.gender,
            roles=tuple(dict.fromkeys((*cluster.roles, *self._told_roles(cluster), *self._nouns(cluster)))),
            mentions=tuple(sorted(cluster.spans)),
            aliases=cluster.entry.names[1:] if cluster.entry else (),
            external_id=cluster.entry.external_id if cluster.entry else None,
        )

    def _told_roles(self, cluster: _Cluster) -> Iterator[Role]:
        """The roles that the table gives."""
        for role in cluster.entry.roles_on(self.day) if cluster.entry else ():
            yield stated_role(role.text, self.reader.people, self.reader.places)

    def _nouns(self, cluster: _Cluster) -> Iterator[Role]:
        """The common nouns in an organization's name, by which it is called later: "the alliance"."""
        if cluster.country:
            for noun in sorted(self.reader.places.government_nouns):
                yield Role(noun, noun, country=cluster.country)
        elif cluster.kind is not SpeakerKind.PERSON:
            nouns = self.reader.people.nouns
            for word in dict.fromkeys(cluster.form.words):
                single = self.reader.people.singular(word)
                if single in nouns.organization or single in nouns.group or single in nouns.document:
                    yield Role(single, single)


def _block(word: str) -> str:
    """Key under which spelling variants of a last word are found."""
    return "~" + word[:2]


def _abbreviates(letters: str, form: NameForm, text: str) -> bool:
    if letters == form.initials or letters == "".join(word[0] for word in form.words):
        return True
    rest = iter(text.casefold())
    return len(form.words) > 1 and letters[0] == form.words[0][0] and all(char in rest for char in letters)


def _fullest(cluster: _Cluster) -> str:
    return _ordered(cluster)[0]


def _ordered(cluster: _Cluster) -> tuple[str, ...]:
    """All names, the fullest first; a spelling that occurs more often goes before a rarer one."""
    texts = sorted(
        cluster.texts,
        key=lambda text: (
            -len(text.split()),
            text.isupper(),
            straight(text) != text,
            _initials(text),
            -cluster.texts[text],
            text,
        ),
    )
    head = [cluster.entry.name] if cluster.entry else []
    if cluster.country:
        head += [text for text in texts if text == cluster.country]
    return tuple(dict.fromkeys([*head, *texts])) or (cluster.country or " ".join(cluster.form.words),)


def _key(cluster: _Cluster) -> int:
    """Identity of a cluster, or of the one that has taken it."""
    return id(cluster.taken_by or cluster)


def _initials(text: str) -> int:
    return sum(len(fold(word)) == 1 for word in text.split())


def _ambiguous(entries: Sequence[Entry]) -> Evidence:
    shown = sorted(_shown(entry, entries) for entry in entries)
    return Evidence("aliases", "two entries with one alias", " or ".join(shown))


def _shown(entry: Entry, among: Sequence[Entry]) -> str:
    """The name of an entry, with its id where another one has the same name."""
    twins = sum(other.name == entry.name for other in among) > 1
    return f"{entry.name} ({entry.external_id})" if twins else entry.name

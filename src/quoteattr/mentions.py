"""Segmentation → the places that name, describe or stand for somebody, with what their words tell."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from .identity.phrases import Phrase, PhraseReader
from .identity.titles import RoleWord, is_word
from .types import Gender, Mention, MentionKind, Number, Span, SpeakerKind, Token

if TYPE_CHECKING:
    from .lang.people import People

__all__ = ["find_mentions"]

PERSON_LABELS = frozenset({"PERSON"})
# Labels of what can be a source; dates, sums and the like cannot.
LABELS = frozenset({"PERSON", "ORG", "GPE", "FAC", "LAW", "WORK_OF_ART", "PRODUCT", "EVENT", "LOC"})
LABEL_KIND = {
    "PERSON": SpeakerKind.PERSON,
    "ORG": SpeakerKind.ORGANIZATION,
    "GPE": SpeakerKind.ORGANIZATION,
    "FAC": SpeakerKind.ORGANIZATION,
    "LAW": SpeakerKind.DOCUMENT,
    "WORK_OF_ART": SpeakerKind.DOCUMENT,
}
PROPER = frozenset({"NNP", "NNPS"})
# A line is set in title case when at least this share of its words has a capital.
TITLE_CASE = 0.85
TITLE_CASE_WORDS = 4
LONGEST_DESCRIPTION = 12
LONGEST_NAME = 16
HYPHENS = "-–"
# What is told apart by what follows its head: "critics of the dam", "a letter to the board".
WITH_COMPLEMENT = frozenset({SpeakerKind.DOCUMENT, SpeakerKind.GROUP})


def find_mentions(reader: PhraseReader, sources: Sequence[Span]) -> tuple[Mention, ...]:
    """Return the names, descriptions and pronouns of a text, and one mention for every span of *sources*.

    Args:
        reader: Of the text; its names may be wrong, its tags may be missing.
        sources: Spans that are known to name a speaker, in any order.

    Returns:
        Mentions by start, the longer one first; they may overlap, since a source may hold a name and its
        apposition. A name is without title, article and possessive ending. Linear in the text.
    """
    names = tuple(_Names(reader).find())
    found = {mention.span: mention for mention in (*_descriptions(reader, names), *_pronouns(reader))}
    found.update((mention.span, mention) for mention in names)
    index = _Index(names)
    begun = {span.start for span in sources}
    found = {
        span: mention
        for span, mention in found.items()
        if mention.kind is not MentionKind.DESCRIPTION or span.start not in begun
    }
    for span in sources:
        if len(span) and span not in found:
            found[span] = _classify(reader, span, index)
    return tuple(sorted(found.values(), key=lambda mention: (mention.span.start, -mention.span.end)))


@frozen
class _Index:
    """Names in text order, found by offset."""

    names: Sequence[Mention]
    starts: list[int] = field(init=False)

    @starts.default
    def _starts(self) -> list[int]:
        return [name.span.start for name in self.names]

    def at(self, span: Span) -> Mention | None:
        """The name that covers the beginning of *span*."""
        at = bisect.bisect_right(self.starts, span.start) - 1
        return self.names[at] if at >= 0 and span.start < self.names[at].span.end else None


@frozen
class _Names:
    """Finds the names of a text."""

    reader: PhraseReader
    surnames: frozenset[str] = field(init=False)

    @surnames.default
    def _surnames(self) -> frozenset[str]:
        """The last words of the full names of people, in lower case: a surname may be a trade as well."""
        segmentation = self.reader.segmentation
        people = [segmentation.token_range(name.span) for name in segmentation.names if name.label in PERSON_LABELS]
        return frozenset(self._surname(within.start, within.stop) for within in people) - {""}

    def _surname(self, first: int, stop: int) -> str:
        """The last word of a name that has another one beside titles and suffixes; ``""`` for none."""
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        behind = people.suffixes.union(people.possessives)
        while stop > first and tokens[stop - 1].lower in behind:
            stop -= 1
        return tokens[stop - 1].lower if stop - self._after_title(first, stop, {}) > 1 else ""

    def find(self) -> Iterator[Mention]:
        segmentation = self.reader.segmentation
        labels = self._labels()
        titled = [self._in_title_case(sentence.tokens) for sentence in segmentation.sentences]
        for sentence, title in zip(segmentation.sentences, titled, strict=True):
            first, stop = sentence.tokens
            at = first
            while at < stop:
                end = self._run(at, stop, labels, title, first)
                if end == at:
                    at += 1
                    continue
                yield from self._split(at, end, labels)
                at = end

    def _labels(self) -> dict[int, tuple[int, str]]:
        """Token → number and label of the entity that covers it; entities that name no source are left out."""
        segmentation = self.reader.segmentation
        table: dict[int, tuple[int, str]] = {}
        for number, name in enumerate(segmentation.names):
            if name.label in LABELS:
                within = segmentation.token_range(name.span)
                first, stop = self._trim(within.start, within.stop, person=name.label in PERSON_LABELS)
                for at in range(first, stop):
                    table[at] = (number, name.label)
        return table

    def _trim(self, first: int, stop: int, *, person: bool) -> tuple[int, int]:
        """The tokens without small words at both ends; *person*: whether the analysis took the last one for a name."""
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        while first < stop and (not _capital(tokens[first]) or tokens[first].lower in people.not_names):
            first += 1
        while stop > first and not self._may_end(first, stop - 1, person):
            stop -= 1
        return first, stop

    def _may_end(self, first: int, at: int, person: bool) -> bool:
        """Whether a name that begins at token *first* can end with token *at*: "Boe", "Kan Bo-rin", "Ferry 7"."""
        tokens = self.reader.segmentation.tokens
        token = tokens[at]
        if _capital(token) or token.text[-1:].isdigit():
            return True
        if at - first < 2 or tokens[at - 1].text not in HYPHENS or not (person or token.tag in PROPER):
            return False
        return tokens[at - 2].end == tokens[at - 1].start and tokens[at - 1].end == token.start

    def _in_title_case(self, within: tuple[int, int]) -> bool:
        tokens = self.reader.segmentation.tokens
        words = [tokens[at] for at in range(*within) if len(tokens[at].text) > 3 and tokens[at].text.isalpha()]
        return len(words) >= TITLE_CASE_WORDS and sum(map(_capital, words)) >= TITLE_CASE * len(words)

    def _run(self, at: int, stop: int, labels: dict[int, tuple[int, str]], title: bool, first: int) -> int:
        """The token after the run of name words that begins at token *at*; *at* itself where none begins."""
        tokens = self.reader.segmentation.tokens
        if not self._begins(tokens[at], at in labels, title, at == first):
            return at
        end = at + 1
        while end < min(stop, at + LONGEST_NAME):
            step = self._step(end, stop, labels, title)
            if not step:
                break
            end = min(stop, end + step)
        return end

    def _begins(self, token: Token, labelled: bool, title: bool, initial: bool) -> bool:
        people = self.reader.people
        if not _capital(token) or token.lower in people.not_names or token.lower in people.pronoun_of:
            return False
        if labelled or title:
            return labelled
        if token.tag:
            return token.tag in PROPER or (not initial and len(token.text) > 1 and token.text.isupper())
        return not initial or people.singular(token.lower) not in people.known_nouns

    def _step(self, end: int, stop: int, labels: dict[int, tuple[int, str]], title: bool) -> int:
        """How many further tokens go on with the name: 0 where it ends."""
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        token, same = tokens[end], end in labels and labels[end][0] == labels.get(end - 1, (-1, ""))[0]
        if token.text in people.possessives:
            return 0
        glued = token.start == tokens[end - 1].end
        if _capital(token) or (token.text[:1].isdigit() and (same or glued)):
            if token.lower in people.not_names and not same:
                return 0
            return int(same or (not title and (token.tag in PROPER or not token.tag or glued or end in labels)))
        following = tokens[end + 1] if end + 1 < stop else None
        if following is None:
            return 0
        if same and labels.get(end + 1, (-1, ""))[0] == labels[end][0] and is_word(token):
            return 1
        if token.text in HYPHENS and glued and following.start == token.end:
            return 2 if is_word(following) else 0
        if token.lower in people.particles and token.text.isalpha() and (_capital(following) or following.text == "-"):
            return 1
        return int(token.text == "," and following.lower in people.suffixes and _capital(following))

    def _split(self, first: int, stop: int, labels: dict[int, tuple[int, str]]) -> Iterator[Mention]:
        """The names of one run: a title in front is left out, and persons that the analysis saw stand alone."""
        cut = self._after_title(first, stop, labels)
        cut = self._after_country(cut, stop)
        persons = list(self._persons(cut, stop, labels))
        named = (stop - 1) in labels and labels[stop - 1][1] in PERSON_LABELS
        spans = persons or [self._trim(cut, stop, person=named)]
        for start, end in spans:
            if start >= end or self._is_common(start, end):
                continue
            if start in labels or not self._leads_to_role(end):
                yield self._mention(start, end, labels, titled=start > first)

    def _after_title(self, first: int, stop: int, labels: dict[int, tuple[int, str]]) -> int:
        """The token after the last word of a title that is followed by a name."""
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        cut, at = first, first
        while at < stop - 1:
            role = self.reader.role_at(at, stop)
            end = role.stop if role else at + 1 if self.reader.is_honorific(tokens[at]) else 0
            if end and end < stop and tokens[end].lower not in people.suffixes and _may_name(tokens[end]):
                cut = cut if at > cut and self._inside_person(at, labels) else end
                at = end
            else:
                at += 1
        return cut

    def _inside_person(self, at: int, labels: dict[int, tuple[int, str]]) -> bool:
        """Whether the analysis saw token *at* as a later word of a person's name."""
        return at in labels and labels[at][1] in PERSON_LABELS and labels.get(at - 1, (-1, ""))[0] == labels[at][0]

    def _after_country(self, first: int, stop: int) -> int:
        """The token after the country of a title: "envoy for Elbonia Ann Boe"."""
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        before = self.reader.role_ending(max(0, first - people.longest_role - 1), max(0, first - 1))
        complement = first and tokens[first - 1].lower in people.complement_prepositions
        if before and complement and stop - first > 2 and tokens[first].text in self.reader.places.country_of:
            return first + 1
        return first

    def _persons(self, first: int, stop: int, labels: dict[int, tuple[int, str]]) -> Iterator[tuple[int, int]]:
        """Persons of two words or more that the analysis saw inside a longer run."""
        at = first
        while at < stop:
            end = at + 1
            while end < stop and at in labels and labels.get(end, (-1, ""))[0] == labels[at][0]:
                end += 1
            if at in labels and labels[at][1] in PERSON_LABELS and end - at > 1 and (at, end) != (first, stop):
                yield at, self._with_suffix(end, stop)
            at = end

    def _with_suffix(self, end: int, stop: int) -> int:
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        while end < stop and (tokens[end].lower in people.suffixes or (tokens[end].text in ",-–" and end + 1 < stop)):
            end += 1
        return end

    def _is_common(self, first: int, stop: int) -> bool:
        """Whether the run is only a role, a nationality or a common noun with a capital."""
        tokens, people, places = self.reader.segmentation.tokens, self.reader.people, self.reader.places
        text = self.reader.segmentation.text[tokens[first].start : tokens[stop - 1].end]
        if text in places.speaks_for or text in places.seat_of or self._is_surname(first, stop):
            return False
        role = self.reader.role_ending(first, stop)
        if role and self._is_title(first, role):
            return True
        if stop - first > 1:
            return False
        word = tokens[first].lower
        return text in places.country_of or word in people.honorifics.male | people.honorifics.female or (
            people.singular(word) in people.known_nouns and not text.isupper()
        )

    def _is_surname(self, first: int, stop: int) -> bool:
        """Whether the only word is the surname of somebody in the text: "Baker" after "Jim Baker", not "the Baker"."""
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        determined = first > 0 and (tokens[first - 1].lower in people.articles or tokens[first - 1].tag == "PRP$")
        return stop - first == 1 and tokens[first].lower in self.surnames and not determined

    def _leads_to_role(self, at: int) -> bool:
        """Whether a role and a name follow, so that the words belong to the role."""
        tokens = self.reader.segmentation.tokens
        role = self.reader.role_at(at, min(len(tokens), at + 4)) if at < len(tokens) else None
        return role is not None and role.stop < len(tokens) and _capital(tokens[role.stop])

    def _is_title(self, first: int, role: RoleWord) -> bool:
        """Whether the words before a role belong to it, so that the run names nobody."""
        tokens = self.reader.segmentation.tokens
        acronym = first < role.first and tokens[first].text.isupper() and len(tokens[first].text) > 2
        if role.stop - role.first > 1 or acronym:
            return True
        return all(_is_modifier(tokens[at], self.reader) for at in range(first, role.first))

    def _mention(self, first: int, stop: int, labels: dict[int, tuple[int, str]], titled: bool) -> Mention:
        segmentation, people = self.reader.segmentation, self.reader.people
        tokens = segmentation.tokens
        span = segmentation.cover(first, stop)
        before = tokens[first - 1] if first else None
        gender = _honorific_gender(before, people)
        role = self.reader.role_ending(max(0, first - 4), first)
        if role and gender is Gender.UNKNOWN:
            gender = self.reader.gender(role.word)
        named = {labels[at][1] for at in range(first, stop) if at in labels}
        kind = LABEL_KIND.get(next(iter(named)), SpeakerKind.UNKNOWN) if len(named) == 1 else SpeakerKind.UNKNOWN
        if titled or role or (before and self.reader.is_honorific(before)):
            kind = SpeakerKind.PERSON
        elif people.singular(tokens[stop - 1].lower) in people.nouns.organization:
            kind = SpeakerKind.ORGANIZATION
        return Mention(span, MentionKind.NAME, Number.SINGULAR, gender, kind)


def _descriptions(reader: PhraseReader, names: Sequence[Mention]) -> Iterator[Mention]:
    """Noun phrases whose head is a word for a source and that do not lead up to a name."""
    segmentation, people = reader.segmentation, reader.people
    tokens = segmentation.tokens
    starts = {name.span.start for name in names}
    index = _Index(names)
    for sentence in segmentation.sentences:
        first, stop = sentence.tokens
        for at in range(first, stop):
            if people.singular(tokens[at].lower) not in people.known_nouns or index.at(tokens[at].span):
                continue
            if at + 1 < stop and (tokens[at + 1].start in starts or reader.continues(at + 1)):
                continue
            begin = reader.begin(at, first)
            phrase = reader.read(segmentation.cover(begin, reader.clause_end(at, min(stop, at + LONGEST_DESCRIPTION))))
            if phrase and phrase.head == at:
                extent = phrase.span if phrase.kind in WITH_COMPLEMENT else phrase.core
                yield _described(Span(tokens[begin].start, extent.end), phrase)


def _pronouns(reader: PhraseReader) -> Iterator[Mention]:
    for token in reader.segmentation.tokens:
        pronoun = reader.people.pronoun_of.get(token.lower)
        if pronoun and pronoun.person == 3 and not pronoun.relative and not pronoun.indefinite:
            yield Mention(token.span, MentionKind.PRONOUN, pronoun.number, pronoun.gender, pronoun.kinds[0])


def _classify(reader: PhraseReader, span: Span, index: _Index) -> Mention:
    """The mention that a source span is, by its head."""
    phrase = reader.read(span)
    if phrase is None:
        return Mention(span, MentionKind.DESCRIPTION)
    tokens, people = reader.segmentation.tokens, reader.people
    within = reader.segmentation.token_range(span)
    pronoun = people.pronoun_of.get(tokens[phrase.head].lower)
    words = [at for at in within if is_word(tokens[at])]
    last = people.pronoun_of.get(tokens[words[-1]].lower) if words else None
    if pronoun is None and last is not None and last.relative and len(words) <= 3:
        pronoun = last
    if pronoun and (phrase.head == words[0] or last is pronoun):
        return Mention(span, MentionKind.PRONOUN, pronoun.number, pronoun.gender, pronoun.kinds[0])
    if reader.is_turned_name(span):
        return Mention(span, MentionKind.NAME, Number.SINGULAR, speaker_kind=SpeakerKind.PERSON)
    name = index.at(tokens[phrase.head].span)
    if name and not phrase.joined and tokens[phrase.head].text not in people.possessives:
        return Mention(span, MentionKind.NAME, name.number, name.gender, name.speaker_kind)
    return _described(span, phrase)


def _described(span: Span, phrase: Phrase) -> Mention:
    kind = SpeakerKind.GROUP if phrase.joined else phrase.kind
    return Mention(span, MentionKind.DESCRIPTION, phrase.number, phrase.gender, kind)


def _capital(token: Token) -> bool:
    return token.text[:1].isupper() or (token.text[:1] in "'’" and token.text[1:2].isupper())


def _may_name(token: Token) -> bool:
    return _capital(token) or token.text[:1].isalpha()


def _honorific_gender(token: Token | None, people: People) -> Gender:
    if token is None:
        return Gender.UNKNOWN
    if token.lower in people.honorifics.male:
        return Gender.MALE
    return Gender.FEMALE if token.lower in people.honorifics.female else Gender.UNKNOWN


def _is_modifier(token: Token, reader: PhraseReader) -> bool:
    """Whether a capitalised word in front of a role is no part of a name."""
    people, word = reader.people, token.lower
    return (
        (token.tag not in PROPER
        and bool(token.tag))
        or token.text in reader.places.country_of
        or word in people.former
        or people.singular(word) in people.known_nouns
        or not is_word(token)
    )

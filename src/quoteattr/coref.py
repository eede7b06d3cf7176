"""Mentions + Cast → Links: which speaker every mention stands for, by one scored decision over candidates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from .identity import Cast, Member, Role
from .phrases import Lead, Phrase, PhraseReader
from .roles import role_of
from .types import (
    Evidence,
    Gender,
    Link,
    Mention,
    MentionKind,
    Number,
    QuoteType,
    Report,
    Segmentation,
    Span,
    SpeakerKind,
)

if TYPE_CHECKING:
    from .lang import Lexicon
    from .lang.people import Pronoun

__all__ = ["PRONOUN_WEIGHTS", "ROLE_WEIGHTS", "Resolution", "resolve_mentions"]

# Belief that each feature adds for one candidate, before the best is compared with the next.
PRONOUN_WEIGHTS: Mapping[str, float] = {
    "same gender": 0.4,
    "spoke last": 1.6,
    "recency": 2.0,
    "begins sentence": 0.7,
    "same sentence": 0.6,
    "only quoted": -1.2,
    "not seen yet": 0.0,
    "often": 0.35,
    "likely kind": 0.8,
    "unlikely kind": -0.8,
    "unnamed": -1.0,
    "kind not told": -1.0,
    "gender leaning": 2.0,
}
ROLE_WEIGHTS: Mapping[str, float] = {
    "same noun": 2.0,
    "same class": 1.6,
    "wider class": 0.9,
    "same country": 1.2,
    "country not told": -0.5,
    "shared words": 1.0,
    "new words": -0.5,
    "recency": 0.6,
    "spoke last": 1.2,
    "often": 0.1,
    "no role told": -1.0,
    "other role told": -1.0,
    "only quoted": -0.8,
    "not seen yet": -1.2,
}
OPPOSITE = {Gender.MALE: Gender.FEMALE, Gender.FEMALE: Gender.MALE}
PRONOUN_THRESHOLD = 0.6
ROLE_THRESHOLD = 1.5
MARGIN = 0.05
# How many of the latest entities are looked at, and how fast they fade, in sentences.
MOST_CANDIDATES = 40
FADING = 2.5


@frozen
class Resolution:
    """What the mentions of a text stand for.

    Attributes:
        links: One for every mention that was asked about, in text order.
        cast: The cast with the sources that have no name, too.
    """

    links: tuple[Link, ...]
    cast: Cast


def resolve_mentions(
    segmentation: Segmentation, mentions: Sequence[Mention], cast: Cast, reports: Sequence[Report], lexicon: Lexicon
) -> Resolution:
    """Return whom each mention stands for.

    Args:
        segmentation: The text.
        mentions: All mentions, in text order.
        cast: The named speakers.
        reports: The quotes: who spoke last counts, and words inside quotations count less.
        lexicon: The words of the language.

    Returns:
        A link for every mention; its speaker is ``None`` where nobody or more than one fits. Never over the
        boundary of two articles. Linear in the mentions.
    """
    reader = PhraseReader(segmentation, lexicon.people, lexicon.places)
    stage = _Stage.of(reports)
    first = _Resolver(reader, cast, stage)
    leaning = _leaning([first.resolve(mention) for mention in mentions])
    second = _Resolver(reader, cast, stage, leaning)
    links = tuple(second.resolve(mention) for mention in mentions)
    return Resolution(links, second.extended_cast())


def _leaning(links: Sequence[Link]) -> Mapping[tuple[str, Gender], float]:
    """How much more often than not a first reading took pronouns of a gender for a member, -1…1."""
    votes = Counter((link.speaker, link.mention.gender) for link in links if link.mention.kind is MentionKind.PRONOUN)
    leaning: dict[tuple[str, Gender], float] = {}
    for (speaker, gender), count in votes.items():
        if speaker is not None and gender in OPPOSITE:
            other = votes[speaker, OPPOSITE[gender]]
            leaning[speaker, gender] = (count - other) / (count + other + 1)
            leaning[speaker, OPPOSITE[gender]] = -leaning[speaker, gender]
    return leaning


@frozen
class _Stage:
    """Where in the text is speech, and which words are a source."""

    sources: frozenset[Span]
    content: Sequence[tuple[int, int, bool, int]]

    @classmethod
    def of(cls, reports: Sequence[Report]) -> _Stage:
        sources = frozenset(span for report in reports for span in report.source)
        content = sorted(
            (span.start, span.end, report.type is QuoteType.DIRECT, number)
            for number, report in enumerate(reports)
            for span in report.content
        )
        return cls(sources, content)


@define(eq=False)
class _Entity:
    """A candidate with what has been seen of it so far."""

    member: Member
    seen: list[_Seen] = Factory(list)
    asked: bool = False
    phrase: Phrase | None = None
    parts: int = 0
    narrator: bool = False

    @property
    def last(self) -> _Seen | None:
        return self.seen[-1] if self.seen else None


@frozen
class _Seen:
    """One earlier mention of a candidate."""

    sentence: int
    begins: bool
    quoted: bool
    spoke: bool


@frozen
class _Scored:
    score: float
    entity: _Entity
    reasons: tuple[str, ...]


@define(eq=False)
class _Resolver:
    reader: PhraseReader
    cast: Cast
    stage: _Stage
    leaning: Mapping[tuple[str, Gender], float] = Factory(dict)
    entities: dict[str, _Entity] = Factory(dict)
    recent: list[_Entity] = Factory(list)
    last_speaker: _Entity | None = None
    relative: _Entity | None = None
    article: int = -1
    count: int = 0
    quoted_until: int = 0
    content_at: int = 0

    def __attrs_post_init__(self) -> None:
        for member in self.cast.members:
            self.entities[member.id] = _Entity(member)

    def resolve(self, mention: Mention) -> Link:
        """Decide one mention and remember it."""
        self._enter(mention)
        entity, evidence = self._decide(mention)
        if entity is not None:
            self._remember(mention, entity)
        return Link(mention, entity.member.id if entity else None, evidence)

    def extended_cast(self) -> Cast:
        known = self.cast.by_id
        return self.cast.with_members(tuple(e.member for key, e in self.entities.items() if key not in known and e.asked))

    def _enter(self, mention: Mention) -> None:
        """Forget who was there when a new article begins; keep track of speech."""
        segmentation = self.reader.segmentation
        paragraph = segmentation.paragraphs[segmentation.paragraph_at(mention.span.start)] if segmentation.paragraphs else None
        if paragraph and paragraph.article != self.article:
            self.article, self.recent, self.last_speaker = paragraph.article, [], None
        content = self.stage.content
        while self.content_at < len(content) and content[self.content_at][0] <= mention.span.start:
            self.quoted_until = max(self.quoted_until, content[self.content_at][1])
            self.content_at += 1

    def _decide(self, mention: Mention) -> tuple[_Entity | None, Evidence]:
        rules: Mapping[MentionKind, Callable[[Mention], tuple[_Entity | None, Evidence]]] = {
            MentionKind.NAME: self._name,
            MentionKind.PRONOUN: self._pronoun,
            MentionKind.DESCRIPTION: self._description,
        }
        return rules[mention.kind](mention)

    # Names

    def _name(self, mention: Mention) -> tuple[_Entity | None, Evidence]:
        phrase = self.reader.read(mention.span)
        spans = [mention.span]
        if phrase:
            covering = self.cast.covering(self.reader.segmentation.tokens[phrase.head].start)
            spans += [covering[0]] if covering else []
        for span in spans:
            member = self.cast.at(span)
            if member:
                return self.entities[member.id], Evidence("cast", "name", member.name)
            if span in self.cast.undecided:
                return None, self.cast.undecided[span]
        for span, evidence in self.cast.undecided.items():
            if span in mention.span:
                return None, evidence
        return None, Evidence("coref", "unknown name")

    # Descriptions

    def _description(self, mention: Mention) -> tuple[_Entity | None, Evidence]:
        member = self.cast.at(mention.span)
        if member:
            return self.entities[member.id], Evidence("cast", "description", member.name)
        phrase = self.reader.read(mention.span)
        if phrase is None:
            return None, Evidence("coref", "no words")
        named = self._named_inside(mention, phrase)
        if named:
            return named, Evidence("coref", "apposition", named.member.name)
        if phrase.joined:
            return self._group(mention, phrase), Evidence("coref", "coordination")
        ranked = self._rank(self._with_all_named(), lambda entity: self._role_features(mention, phrase, entity), ROLE_WEIGHTS)
        chosen, evidence = self._choose(ranked, ROLE_THRESHOLD, "role")
        if chosen or evidence.rule == "tie":
            return chosen, evidence
        known = self._same_description(phrase)
        if known:
            return known, Evidence("coref", "same description", known.member.name)
        return self._introduce(mention, phrase), Evidence("coref", "unnamed source", phrase.name_span.of(self.text))

    @property
    def text(self) -> str:
        return self.reader.segmentation.text

    def _named_inside(self, mention: Mention, phrase: Phrase) -> _Entity | None:
        """The person that an apposition names: "the minister, Ann Boe,"."""
        if phrase.number is Number.PLURAL or phrase.joined:
            return None
        for span, member in self.cast.within(Span(min(phrase.span.end, mention.span.end), mention.span.end)):
            between = self.text[phrase.span.end : span.start]
            if between.strip(" ,\xa0") == "" and (phrase.labels or member.kind is phrase.kind):
                return self.entities[member.id]
        return None

    def _group(self, mention: Mention, phrase: Phrase) -> _Entity:
        """Several sources that speak together are a speaker of their own."""
        names = [phrase.name_span.of(self.text)]
        parts = [self.cast.within(part) for part in phrase.joined]
        roles: tuple[Role, ...] = ()
        if all(parts):
            members = [rows[-1][1] for rows in parts]
            last = phrase.joined[-1]
            if all(rows[-1][0].end == part.end for rows, part in zip(parts, phrase.joined, strict=True)):
                glue = self.text[phrase.joined[-2].end : last.start]
                names = [glue.join(member.name for member in members), *names]
            roles = tuple(dict.fromkeys(role for member in members for role in member.roles))
        entity = self._new(names, SpeakerKind.GROUP, Gender.UNKNOWN, Number.PLURAL, roles)
        entity.parts, entity.phrase = len(phrase.joined), phrase
        return entity

    def _new(
        self, names: Sequence[str], kind: SpeakerKind, gender: Gender, number: Number, roles: tuple[Role, ...]
    ) -> _Entity:
        for entity in reversed(self.recent):
            if not entity.member.named and entity.member.names[0] == names[0]:
                return entity
        self.count += 1
        member = Member(f"u{self.count}", tuple(dict.fromkeys(names)), kind, gender, number, roles, named=False)
        entity = _Entity(member)
        self.entities[member.id] = entity
        return entity

    def _introduce(self, mention: Mention, phrase: Phrase) -> _Entity:
        core = Span(phrase.name_span.start, max(phrase.core.end, phrase.name_span.start))
        names = [phrase.name_span.of(self.text), core.of(self.text), phrase.span.of(self.text)]
        roles = (role_of(self.reader, phrase),)
        entity = self._new([name for name in names if name], phrase.kind, phrase.gender, phrase.number, roles)
        entity.phrase = phrase
        return entity

    def _same_description(self, phrase: Phrase) -> _Entity | None:
        """An earlier description with the same head and no other words: "a letter to the board" … "the letter"."""
        if phrase.lead in (Lead.INDEFINITE, Lead.QUANTIFIED):
            return None
        for entity in reversed(self.recent[-MOST_CANDIDATES:]):
            first = entity.phrase
            if first is None or first.noun != phrase.noun or first.number is not phrase.number:
                continue
            if phrase.words <= first.words and (phrase.lead is not Lead.BARE or first.lead is Lead.BARE):
                return entity
        return None

    def _with_all_named(self) -> Iterator[_Entity]:
        yield from dict.fromkeys((*reversed(self.recent[-MOST_CANDIDATES:]), *self._with_roles()))

    def _with_roles(self) -> Iterator[_Entity]:
        for member in self.cast.members:
            if member.roles:
                yield self.entities[member.id]

    def _role_features(self, mention: Mention, phrase: Phrase, entity: _Entity) -> Mapping[str, float] | None:
        """What speaks for *entity* as the one described; ``None`` where it cannot be."""
        member = entity.member
        if phrase.lead in (Lead.INDEFINITE, Lead.QUANTIFIED) or _clash(phrase.gender, member.gender):
            return None
        if (phrase.number is Number.PLURAL) != (member.number is Number.PLURAL) or not (member.named or entity.parts):
            return None
        matches = [match for role in member.roles if (match := _match(phrase, role, self.reader)) is not None]
        best = max(matches, key=lambda match: _weigh(match, ROLE_WEIGHTS)) if matches else self._unmatched(phrase, entity)
        return {**best, **self._salience(mention, entity)} if best else None

    def _unmatched(self, phrase: Phrase, entity: _Entity) -> Mapping[str, float] | None:
        """A description that says something new of somebody known: "the billionaire"."""
        if phrase.lead is not Lead.DEFINITE or not entity.seen or entity.member.kind is not phrase.kind or entity.parts:
            return None
        told = any(role.labels or phrase.kind is not SpeakerKind.PERSON for role in entity.member.roles)
        return {"other role told" if told else "no role told": 1.0}

    def _salience(self, mention: Mention, entity: _Entity) -> dict[str, float]:
        sentence = self._sentence(mention)
        seen = entity.last
        return {
            "recency": math.exp((seen.sentence - sentence) / FADING) if seen else 0.0,
            "spoke last": 1.0 if entity is self.last_speaker else 0.0,
            "often": math.log1p(len(entity.seen)),
            "only quoted": 1.0 if seen and seen.quoted else 0.0,
            "not seen yet": 0.0 if seen else 1.0,
        }

    def _sentence(self, mention: Mention) -> int:
        within = self.reader.segmentation.token_range(mention.span)
        tokens = self.reader.segmentation.tokens
        return tokens[within.start].sentence if within.start < len(tokens) else 0

    # Pronouns

    def _pronoun(self, mention: Mention) -> tuple[_Entity | None, Evidence]:
        tokens = self.reader.segmentation.tokens
        within = self.reader.segmentation.token_range(mention.span)
        table = self.reader.people.pronoun_of
        if tokens[within.start].lower in self.reader.people.collective:
            return self._all_together()
        forms = [table[tokens[at].lower] for at in within if tokens[at].lower in table]
        pronoun = next((form for form in reversed(forms) if not form.indefinite), None)
        if pronoun is None or pronoun.person == 2:
            return None, Evidence("coref", "nobody in particular")
        if pronoun.relative:
            return self._antecedent(mention, within.start)
        if pronoun.person == 1:
            return self._first_person(mention, pronoun)
        ranked = self._rank(self._recent(), lambda entity: self._pronoun_features(mention, pronoun, entity), PRONOUN_WEIGHTS)
        return self._choose(ranked, PRONOUN_THRESHOLD, "pronoun")

    def _all_together(self) -> tuple[_Entity | None, Evidence]:
        """The latest two or more that were named together: "each", "both"."""
        for entity in self._recent():
            if entity.parts > 1:
                return entity, Evidence("coref", "named together", entity.member.name)
        return None, Evidence("coref", "nobody in particular")

    def _recent(self) -> Iterator[_Entity]:
        yield from reversed(self.recent[-MOST_CANDIDATES:])

    def _antecedent(self, mention: Mention, at: int) -> tuple[_Entity | None, Evidence]:
        """The words right before a relative pronoun."""
        tokens = self.reader.segmentation.tokens
        first = self.reader.segmentation.sentences[tokens[at].sentence].tokens[0]
        stop = at
        while stop > first and not tokens[stop - 1].text[-1:].isalnum() and tokens[stop - 1].text not in ".":
            stop -= 1
        if stop > first and tokens[stop - 1].lower in self.reader.people.conjunctions and self.relative:
            return self.relative, Evidence("coref", "relative pronoun", self.relative.member.name)
        if stop <= first:
            return None, Evidence("coref", "no antecedent")
        covering = self.cast.covering(tokens[stop - 1].start)
        if covering:
            self.relative = self.entities[covering[1].id]
            return self.relative, Evidence("coref", "relative pronoun", covering[1].name)
        begin = self.reader.begin_joined(stop - 1, first)
        self.relative, evidence = self._description(Mention(self.reader.segmentation.cover(begin, stop), MentionKind.DESCRIPTION))
        return self.relative, evidence

    def _first_person(self, mention: Mention, pronoun: Pronoun) -> tuple[_Entity | None, Evidence]:
        if pronoun.number is Number.PLURAL:
            return None, Evidence("coref", "nobody in particular")
        name = self.reader.people.narrator
        entity = self._new([name], SpeakerKind.PERSON, Gender.UNKNOWN, Number.SINGULAR, ())
        entity.narrator = True
        return entity, Evidence("coref", "narrator")

    def _pronoun_features(self, mention: Mention, pronoun: Pronoun, entity: _Entity) -> Mapping[str, float] | None:
        member, seen = entity.member, entity.last
        if seen is None or entity.narrator or _clash(pronoun.gender, member.gender) and member.kind is SpeakerKind.PERSON:
            return None
        plural = member.number is Number.PLURAL or member.kind is SpeakerKind.GROUP
        if pronoun.number is Number.SINGULAR and member.number is Number.PLURAL:
            return None
        fits = member.kind in pronoun.kinds or member.kind is SpeakerKind.UNKNOWN
        if not fits:
            return None
        return {
            **self._salience(mention, entity),
            "gender leaning": self.leaning.get((member.id, pronoun.gender), 0.0),
            "same gender": 1.0 if pronoun.gender is member.gender else 0.0,
            "begins sentence": 1.0 if seen.begins else 0.0,
            "same sentence": 1.0 if seen.sentence == self._sentence(mention) else 0.0,
            "likely kind": 1.0 if member.kind is pronoun.kinds[0] or (plural and pronoun.number is Number.PLURAL) else 0.0,
            "unnamed": 1.0 if not member.named and not entity.asked else 0.0,
            "kind not told": 1.0 if member.kind is SpeakerKind.UNKNOWN else 0.0,
            "unlikely kind": 1.0 if member.kind is pronoun.kinds[-1] and len(pronoun.kinds) > 1 else 0.0,
        }

    # The decision

    def _rank(
        self,
        candidates: Iterator[_Entity],
        features: Callable[[_Entity], Mapping[str, float] | None],
        weights: Mapping[str, float],
    ) -> list[_Scored]:
        scored = []
        for entity in candidates:
            found = features(entity)
            if found is not None:
                reasons = tuple(name for name, value in found.items() if value > 0.3)
                scored.append(_Scored(_weigh(found, weights), entity, reasons))
        return sorted(scored, key=lambda row: -row.score)

    def _choose(self, ranked: Sequence[_Scored], threshold: float, rule: str) -> tuple[_Entity | None, Evidence]:
        """The best candidate, or nobody below the threshold or within the margin of the next."""
        if not ranked or ranked[0].score < threshold:
            return None, Evidence("coref", "nobody fits")
        shown = "; ".join(f"{row.entity.member.name} {row.score:.2f}" for row in ranked[:3])
        if len(ranked) > 1 and ranked[0].score - ranked[1].score < MARGIN:
            return None, Evidence("coref", "tie", shown)
        return ranked[0].entity, Evidence("coref", rule, shown)

    def _remember(self, mention: Mention, entity: _Entity) -> None:
        sentence = self._sentence(mention)
        source = mention.span in self.stage.sources
        within = self.reader.segmentation.token_range(mention.span)
        begins = source or within.start - self.reader.segmentation.sentences[sentence].tokens[0] <= 1
        entity.seen.append(_Seen(sentence, begins, mention.span.start < self.quoted_until, source))
        entity.asked = entity.asked or source
        if entity in self.recent:
            self.recent.remove(entity)
        self.recent.append(entity)
        if source:
            self.last_speaker = entity


def _clash(one: Gender, other: Gender) -> bool:
    return Gender.UNKNOWN not in (one, other) and one is not other


def _weigh(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights[name] * value for name, value in features.items())


def _match(phrase: Phrase, role: Role, reader: PhraseReader) -> dict[str, float] | None:
    """How a description matches a role; ``None`` where it does not."""
    narrow = frozenset(label for label, words in reader.people.roles.items() if phrase.noun in words)
    same = phrase.noun == role.noun
    if not same and not (phrase.labels & role.labels):
        return None
    if phrase.country and role.country and phrase.country != role.country:
        return None
    new = phrase.words - role.words
    return {
        "same noun": 1.0 if same else 0.0,
        "same class": 1.0 if not same and narrow & role.labels else 0.0,
        "wider class": 1.0 if not same and not narrow & role.labels else 0.0,
        "same country": 1.0 if phrase.country and phrase.country == role.country else 0.0,
        "country not told": 1.0 if phrase.country and not role.country else 0.0,
        "shared words": 1.0 if phrase.words & role.words else 0.0,
        "new words": float(min(2, len(new))),
    }

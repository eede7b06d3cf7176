"""Mentions + Cast → Links: which speaker every mention stands for, by one scored decision over candidates."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, frozen

from .identity import Cast, Member, Role
from .identity.candidates import (
    OPPOSITE,
    Candidate,
    Choice,
    Decision,
    Features,
    Option,
    Place,
    Seen,
    Speech,
    choose,
    gender_of,
    name_features,
    pronoun_features,
    role_features,
)
from .identity.clusters import Clusters
from .identity.phrases import Lead, Phrase, PhraseReader
from .identity.roles import role_of
from .identity.weights import Rule, SpeakerWeights, present_weights
from .types import (
    Evidence,
    Gender,
    Link,
    Mention,
    MentionKind,
    Number,
    ParagraphKind,
    Report,
    Span,
    SpeakerKind,
)

if TYPE_CHECKING:
    pass

__all__ = ["Resolution", "resolve_mentions"]

# How many of the candidates that were mentioned last are looked at.
MOST_CANDIDATES = 40
Weighed = Callable[[Candidate], Features | None]
NOBODY = Choice(None, Evidence("coref", "nobody in particular"))


@frozen
class Resolution:
    """What the mentions of a text stand for.

    Attributes:
        links: One for every mention that was asked about, in text order.
        cast: The cast with the sources that have no name, too.
        decisions: Who was weighed against whom, for the sources of quotes, in text order.
    """

    links: tuple[Link, ...]
    cast: Cast
    decisions: tuple[Decision, ...] = ()


def resolve_mentions(
    reader: PhraseReader,
    mentions: Sequence[Mention],
    cast: Cast,
    reports: Sequence[Report],
    clusters: Sequence[Sequence[Span]] = (),
    weights: SpeakerWeights | None = None,
) -> Resolution:
    """Return whom each mention stands for.

    The text is read twice: what pronouns the first reading takes for whom tells the second one the gender of
    people of whom the text says nothing else, and who says the quotation that another one stands in.

    Args:
        reader: Of the text.
        mentions: All mentions, in text order.
        cast: The named speakers.
        reports: The quotes: who spoke last counts, and words inside quotations count less.
        clusters: What another system takes for one; a name in it goes before our own choice, where it agrees.
        weights: What each feature of a candidate counts; ``None`` for those of the package.

    Returns:
        A link for every mention; its speaker is ``None`` where nobody or more than one fits. Never over the
        boundary of two articles. Linear in the mentions.
    """
    speech = Speech.of(reports)
    votes: Counter[tuple[str, Gender]] = Counter()
    given = Clusters.of(reader, cast, clusters)
    scale = weights or present_weights()
    # A description that is no source tells neither of the two.
    telling = [each for each in mentions if each.kind is not MentionKind.DESCRIPTION or each.span in speech.sources]
    first = _Reading(reader, cast, speech, given, scale, votes=votes).links(telling)
    before = {link.mention.span: link.speaker for link in first}
    return _Reading(reader, cast, speech, given, scale, before, Counter(votes)).read(mentions)


@define(eq=False)
class _Reading:
    """One way through the mentions of a text, from the first to the last."""

    reader: PhraseReader
    cast: Cast
    speech: Speech
    given: Clusters
    weights: SpeakerWeights
    before: Mapping[Span, str | None] = Factory(dict)
    votes: Counter[tuple[str, Gender]] = Factory(Counter)
    decisions: list[Decision] = Factory(list)
    candidates: dict[str, Candidate] = Factory(dict)
    recent: OrderedDict[str, Candidate] = Factory(OrderedDict)
    last_speaker: Candidate | None = None
    relative: Candidate | None = None
    article: int = -1
    body: int = 0
    unnamed: int = 0
    direct_at: int = 0

    def __attrs_post_init__(self) -> None:
        self.candidates = {member.id: Candidate(member) for member in self.cast.members}

    @property
    def text(self) -> str:
        return self.reader.segmentation.text

    def links(self, mentions: Sequence[Mention]) -> tuple[Link, ...]:
        return tuple(self._resolve(mention) for mention in mentions)

    def read(self, mentions: Sequence[Mention]) -> Resolution:
        links = self.links(mentions)
        known = self.cast.by_id
        members = [evolve(c.member, gender=gender_of(c.member, self.votes)) for c in self.candidates.values()]
        kept = tuple(m for m in members if m.id in known or self.candidates[m.id].quoted)
        return Resolution(links, evolve(self.cast, members=kept), tuple(self.decisions))

    def _resolve(self, mention: Mention) -> Link:
        place = self._enter(mention)
        rules: Mapping[MentionKind, Callable[[Mention, Place], Choice]] = {
            MentionKind.NAME: self._name,
            MentionKind.PRONOUN: self._pronoun,
            MentionKind.DESCRIPTION: self._description,
        }
        choice = rules[mention.kind](mention, place)
        if choice.candidate is not None:
            self._remember(mention, place, choice.candidate)
        if choice.options and mention.span in self.speech.sources:
            options = tuple(Option(candidate.member, features) for candidate, features in choice.options)
            self.decisions.append(Decision(mention.span, choice.rule, options))
        return Link(mention, choice.candidate.member.id if choice.candidate else None, choice.evidence)

    def _enter(self, mention: Mention) -> Place:
        """Where the mention stands; who was there is forgotten when a new article begins."""
        segmentation, start = self.reader.segmentation, mention.span.start
        paragraph = segmentation.paragraphs[segmentation.paragraph_at(start)] if segmentation.paragraphs else None
        if paragraph and paragraph.article != self.article:
            self.article, self.last_speaker, self.body = paragraph.article, None, 0
            self.recent.clear()
        if paragraph and paragraph.kind is ParagraphKind.BODY and not self.body:
            self.body = paragraph.sentences[0] + 1
        sentence = self._sentence(mention)
        outer = self._outer(start)
        speaker = next((self.before[span] for span in outer or () if self.before.get(span)), None)
        early = not self.body or sentence <= self.body
        return Place(sentence, int(outer is not None), early, self.last_speaker, speaker, self.votes)

    def _outer(self, start: int) -> tuple[Span, ...] | None:
        """The sources of the direct speech that the offset stands in; ``None`` outside."""
        direct = self.speech.direct
        while self.direct_at < len(direct) and direct[self.direct_at][1] <= start:
            self.direct_at += 1
        inside = self.direct_at < len(direct) and direct[self.direct_at][0] <= start
        return direct[self.direct_at][2] if inside else None

    def _sentence(self, mention: Mention) -> int:
        within = self.reader.segmentation.token_range(mention.span)
        tokens = self.reader.segmentation.tokens
        return tokens[within.start].sentence if within.start < len(tokens) else 0

    def _remember(self, mention: Mention, place: Place, candidate: Candidate) -> None:
        source = mention.span in self.speech.sources
        sentences = self.reader.segmentation.sentences
        first = self.reader.segmentation.token_range(mention.span).start
        begins = source or not sentences or first - sentences[place.sentence].tokens[0] <= 1
        gender = mention.gender if source and mention.kind is MentionKind.PRONOUN else Gender.UNKNOWN
        candidate.seen.append(Seen(place.sentence, begins, place.level, gender))
        candidate.quoted = candidate.quoted or source
        if mention.gender in OPPOSITE and mention.kind is not MentionKind.DESCRIPTION:
            self.votes[candidate.member.id, mention.gender] += 1
        self.recent[candidate.member.id] = candidate
        self.recent.move_to_end(candidate.member.id)
        if len(self.recent) > MOST_CANDIDATES:
            self.recent.popitem(last=False)
        if mention.span in self.speech.outer:
            self.last_speaker = candidate

    def _latest(self) -> Sequence[Candidate]:
        """Who was mentioned lately, the latest first."""
        return tuple(reversed(self.recent.values()))

    # Names

    def _name(self, mention: Mention, place: Place) -> Choice:
        span = self._name_span(mention)
        member = self.cast.at(span)
        if member:
            return Choice(self.candidates[member.id], Evidence("cast", "name", member.name))
        doubt = self.cast.doubts.get(span)
        if doubt is None:
            return Choice(None, Evidence("coref", "unknown name"))
        given = set(self.given.named_with(span)) & set(doubt.members)
        rivals = [self.candidates[rival] for rival in doubt.members if not given or rival in given]
        features = partial(name_features, mention.gender, place)
        choice = self._weighed(rivals, features, self.weights.surname, "surname")
        detail = choice.evidence.detail if choice.options else doubt.evidence.detail
        return choice if choice.candidate else evolve(choice, evidence=evolve(doubt.evidence, detail=detail))

    def _weighed(self, candidates: Iterable[Candidate], features: Weighed, weights: Rule, rule: str) -> Choice:
        return choose(candidates, features, weights, self.weights.margin, rule)

    def _name_span(self, mention: Mention) -> Span:
        """The name itself: a source may hold a title, an apposition or a relative clause, too."""
        phrase = self.reader.read(mention.span)
        if phrase is None or self.cast.knows(mention.span):
            return mention.span
        return self.cast.name_at(self.reader.segmentation.tokens[phrase.head].start) or mention.span

    # Descriptions

    def _description(self, mention: Mention, place: Place) -> Choice:
        member, phrase = self.cast.at(mention.span), self.reader.read(mention.span)
        if member:
            return Choice(self.candidates[member.id], Evidence("cast", "description", member.name))
        if mention.span in self.cast.doubts:
            return Choice(None, self.cast.doubts[mention.span].evidence)
        if phrase is None:
            return NOBODY
        if phrase.joined:
            return Choice(self._group(phrase), Evidence("coref", "coordination"))
        named = self._named_behind(mention, phrase)
        if named:
            return Choice(named, Evidence("coref", "apposition", named.member.name))
        given = self._in_cluster(mention, partial(name_features, mention.gender, place), self.weights.surname)
        if given.candidate:
            return given
        features = partial(role_features, phrase, place, self.reader.people, self.weights.role)
        choice = self._weighed(self._with_roles(), features, self.weights.role, "role")
        if choice.candidate or choice.evidence.rule == "tie":
            return choice
        known = self._same_description(phrase)
        if known:
            return evolve(choice, candidate=known, evidence=Evidence("coref", "same description", known.member.name))
        near = choice.evidence.detail if choice.options else ""
        return evolve(choice, candidate=self._introduce(phrase), evidence=Evidence("coref", "unnamed source", near))

    def _named_behind(self, mention: Mention, phrase: Phrase) -> Candidate | None:
        """The one that an apposition names: "the minister, Ann Boe,"."""
        if phrase.number is Number.PLURAL or phrase.span.end >= mention.span.end:
            return None
        for span, member in self.cast.within(Span(phrase.span.end, mention.span.end)):
            adjacent = not self.text[phrase.span.end : span.start].strip(" ,\xa0")
            if adjacent and (phrase.labels or member.kind is phrase.kind):
                return self.candidates[member.id]
        return None

    def _group(self, phrase: Phrase) -> Candidate:
        """Several sources that speak together are a speaker of their own."""
        names = [phrase.name_span.of(self.text)]
        heads = [self.cast.within(part)[-1:] for part in phrase.joined]
        roles: tuple[Role, ...] = ()
        if all(heads):
            members = [rows[0][1] for rows in heads]
            if all(rows[0][0].end == part.end for rows, part in zip(heads, phrase.joined, strict=True)):
                glue = self.text[phrase.joined[-2].end : phrase.joined[-1].start]
                names = [glue.join(member.name for member in members), *names]
            roles = tuple(dict.fromkeys(role for member in members for role in member.roles))
        return self._new(names, SpeakerKind.GROUP, Number.PLURAL, phrase, roles)

    def _introduce(self, phrase: Phrase) -> Candidate:
        core = Span(phrase.name_span.start, max(phrase.core.end, phrase.name_span.start))
        names = [phrase.name_span.of(self.text), core.of(self.text), phrase.span.of(self.text)]
        roles = (role_of(self.reader, phrase),)
        return self._new([name for name in names if name], phrase.kind, phrase.number, phrase, roles)

    def _new(
        self,
        names: Sequence[str],
        kind: SpeakerKind,
        number: Number,
        phrase: Phrase | None,
        roles: tuple[Role, ...] = (),
    ) -> Candidate:
        """A speaker without a name; the same words in one article are the same speaker."""
        for candidate in self._latest():
            if not candidate.member.named and candidate.member.name == names[0]:
                return candidate
        self.unnamed += 1
        gender = phrase.gender if phrase and not phrase.joined else Gender.UNKNOWN
        member = Member(f"u{self.unnamed}", tuple(dict.fromkeys(names)), kind, gender, number, roles, named=False)
        candidate = Candidate(member, phrase, parts=len(phrase.joined) if phrase else 0)
        self.candidates[member.id] = candidate
        return candidate

    def _same_description(self, phrase: Phrase) -> Candidate | None:
        """An earlier description with the same head and no other words: "a letter to the board" … "the letter"."""
        if phrase.lead in (Lead.INDEFINITE, Lead.QUANTIFIED):
            return None
        for candidate in self._latest():
            first = candidate.phrase
            if first is None or first.joined or first.noun != phrase.noun or first.number is not phrase.number:
                continue
            fresh = phrase.lead is Lead.BARE and (first.lead is not Lead.BARE or phrase.modifiers != first.modifiers)
            if phrase.words <= first.words and not fresh:
                return candidate
        return None

    def _with_roles(self) -> Iterator[Candidate]:
        """Who was mentioned lately, and everybody with a role."""
        latest = self._latest()
        yield from latest
        shown = {candidate.member.id for candidate in latest}
        yield from (self.candidates[m.id] for m in self.cast.with_labels[:MOST_CANDIDATES] if m.id not in shown)

    # Pronouns

    def _pronoun(self, mention: Mention, place: Place) -> Choice:
        tokens, people = self.reader.segmentation.tokens, self.reader.people
        within = self.reader.segmentation.token_range(mention.span)
        words = [tokens[at].lower for at in within]
        if words and words[0] in people.collective and len(words) == 1:
            return self._together()
        forms = [people.pronoun_of[word] for word in words if word in people.pronoun_of]
        pronoun = next((form for form in reversed(forms) if not form.indefinite), None)
        if pronoun is None or pronoun.person == 2:
            return NOBODY
        if pronoun.relative:
            return self._antecedent(within.start, place)
        if pronoun.person == 1:
            return self._first_person(pronoun.number, place)
        features = partial(pronoun_features, pronoun, place)
        given = self._in_cluster(mention, features, self.weights.pronoun)
        return given if given.candidate else self._weighed(self._latest(), features, self.weights.pronoun, "pronoun")

    def _in_cluster(self, mention: Mention, features: Weighed, weights: Rule) -> Choice:
        """The one that a cluster from outside names, of several the best; nobody who cannot be meant."""
        named = [self.candidates[member] for member in self.given.named_with(mention.span)]
        if not named:
            return NOBODY
        return self._weighed(named, features, evolve(weights, threshold=-math.inf), "cluster")

    def _together(self) -> Choice:
        """The latest two or more that were named together: "each", "both"."""
        for candidate in self._latest():
            if candidate.parts > 1:
                return Choice(candidate, Evidence("coref", "named together", candidate.member.name))
        return NOBODY

    def _antecedent(self, at: int, place: Place) -> Choice:
        """The words right before a relative pronoun; after "and", those before the last one."""
        tokens = self.reader.segmentation.tokens
        first = self.reader.segmentation.sentences[tokens[at].sentence].tokens[0]
        stop = at
        while stop > first and not tokens[stop - 1].text[-1:].isalnum() and tokens[stop - 1].text != ".":
            stop -= 1
        if stop <= first:
            return NOBODY
        choice = self._before_relative(first, stop, place)
        self.relative = choice.candidate
        return choice

    def _before_relative(self, first: int, stop: int, place: Place) -> Choice:
        tokens, last = self.reader.segmentation.tokens, self.reader.segmentation.tokens[stop - 1]
        if last.lower in self.reader.people.conjunctions and self.relative:
            return Choice(self.relative, Evidence("coref", "relative pronoun", self.relative.member.name))
        name = self.cast.name_at(last.start)
        member = self.cast.at(name) if name else None
        if member:
            return Choice(self.candidates[member.id], Evidence("coref", "relative pronoun", member.name))
        begin = self.reader.begin_joined(stop - 1, first)
        span = Span(tokens[begin].start, last.end)
        return self._description(Mention(span, MentionKind.DESCRIPTION), place)

    def _first_person(self, number: Number, place: Place) -> Choice:
        """Who says the quotation; outside of all, the author."""
        if number is Number.PLURAL:
            return NOBODY
        if place.outer_speaker in self.candidates:
            return Choice(self.candidates[place.outer_speaker], Evidence("coref", "first person"))
        if place.level:
            return NOBODY
        author = self._new([self.reader.people.narrator], SpeakerKind.PERSON, Number.SINGULAR, None)
        author.absent = True
        return Choice(author, Evidence("coref", "first person", "outside all quotations"))

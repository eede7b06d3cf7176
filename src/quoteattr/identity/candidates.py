"""Whom a mention can stand for: candidates, what speaks for each, and the scored choice among them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import Factory, define, field, frozen

from ..lang.people import People, Pronoun
from ..types import Evidence, Gender, Number, QuoteType, Report, Span, SpeakerKind
from .members import Member, Role
from .offices import is_same_noun
from .phrases import Lead, Phrase
from .weights import Rule

__all__ = [
    "OPPOSITE",
    "Candidate",
    "Choice",
    "Decision",
    "Features",
    "Option",
    "Place",
    "Seen",
    "Speech",
    "choose",
    "gender_of",
    "name_features",
    "pronoun_features",
    "role_features",
]

Features = Mapping[str, float]

OPPOSITE = {Gender.MALE: Gender.FEMALE, Gender.FEMALE: Gender.MALE}
# How fast a mention fades, in sentences.
FADING = 2.5
# From how many pronouns, and how one-sided ones, the gender of a speaker is told.
FEWEST_VOTES = 6
CLEAR_MAJORITY = 0.8
SHOWN = 3
SHORTEST_STEM = 5
LONGEST_ENDING = 3


@frozen
class Seen:
    """An earlier mention of a candidate.

    Attributes:
        sentence: Index of its sentence.
        begins: Whether it begins its sentence or is the source of a quote.
        level: 0 in the author's own words, 1 inside a quotation.
        gender: That of the word, where it is a pronoun that is the source of a quote.
    """

    sentence: int
    begins: bool
    level: int
    gender: Gender = Gender.UNKNOWN


@define(eq=False)
class Candidate:
    """A member of the cast with what has been seen of it so far.

    Attributes:
        member: Who it is.
        phrase: The noun phrase that introduced it, for a source without a name.
        parts: How many sources speak together in it; 0 for one.
        absent: Whether no pronoun of the third person can mean it, as the author.
        seen: Earlier mentions, in text order.
        quoted: Whether it is the source of a quote.
    """

    member: Member
    phrase: Phrase | None = None
    parts: int = 0
    absent: bool = False
    seen: list[Seen] = field(default=Factory(list))
    quoted: bool = False


@frozen
class Place:
    """Where a mention stands, seen from its candidates.

    Attributes:
        sentence: Index of its sentence.
        level: 0 in the author's own words, 1 inside a quotation.
        early: Whether it stands so early in its article that it may describe somebody named later.
        last_speaker: Who was quoted last.
        outer_speaker: Id of who says the quotation that the mention stands in; ``None`` outside.
        votes: How often pronouns and courtesy titles of a gender were taken for a member.
    """

    sentence: int
    level: int = 0
    early: bool = False
    last_speaker: Candidate | None = None
    outer_speaker: str | None = None
    votes: Mapping[tuple[str, Gender], int] = Factory(dict)

    def leaning(self, member: str, gender: Gender) -> float:
        """Return how much more often than not a member was taken to be of *gender*, -1…1."""
        same = self.votes.get((member, gender), 0)
        other = self.votes.get((member, OPPOSITE[gender]), 0) if gender in OPPOSITE else 0
        return (same - other) / (same + other + 1)


@frozen
class Speech:
    """Where somebody speaks, and which words are a source.

    Attributes:
        sources: Every source.
        outer: Those of quotes that stand in no other.
        direct: Stretches of direct speech: start, end, and the sources of who says it.
    """

    sources: frozenset[Span]
    outer: frozenset[Span]
    direct: Sequence[tuple[int, int, tuple[Span, ...]]]

    @classmethod
    def of(cls, reports: Sequence[Report]) -> Speech:
        """Return where *reports* have speech and sources."""
        direct = sorted(
            (span.start, span.end, report.source)
            for report in reports
            for span in report.content
            if report.type is QuoteType.DIRECT and report.nested_in is None
        )
        sources = frozenset(span for report in reports for span in report.source)
        outer = frozenset(span for report in reports if report.nested_in is None for span in report.source)
        return cls(sources, outer, direct)


@frozen
class Option:
    """Somebody whom a choice can fall on.

    Attributes:
        member: Who it is.
        features: What speaks for and against.
    """

    member: Member
    features: Features


@frozen
class Choice:
    """The outcome of a choice.

    Attributes:
        candidate: Whom it fell on; ``None`` where nobody fits, or more than one.
        evidence: The rule, with the best candidates and their scores.
        options: All that it could have fallen on, with what speaks for and against each.
        rule: The weights that decided, a key of `identity.weights.FEATURES`; empty where nothing was weighed.
    """

    candidate: Candidate | None
    evidence: Evidence
    options: tuple[tuple[Candidate, Features], ...] = ()
    rule: str = ""


@frozen
class Decision:
    """A choice that was weighed, for those who fit the weights.

    Attributes:
        mention: Whose speaker was asked for.
        rule: Which weights decided.
        options: All that it could have fallen on.
    """

    mention: Span
    rule: str
    options: tuple[Option, ...]


def gender_of(member: Member, votes: Mapping[tuple[str, Gender], int]) -> Gender:
    """Return the gender that the text or the table tells, or that nearly all pronouns agree in.

    Args:
        member: Whose.
        votes: How often pronouns and courtesy titles of a gender were taken for a member.
    """
    for gender, other in OPPOSITE.items():
        count = votes.get((member.id, gender), 0)
        clear = count >= FEWEST_VOTES and count >= CLEAR_MAJORITY * (count + votes.get((member.id, other), 0))
        if clear and member.gender is Gender.UNKNOWN and member.number is Number.SINGULAR:
            return gender
    return member.gender


def choose(
    candidates: Iterable[Candidate],
    features: Callable[[Candidate], Features | None],
    weights: Rule,
    margin: float,
    rule: str,
) -> Choice:
    """Return the candidate with the highest score.

    Args:
        candidates: In any order.
        features: What speaks for and against one; ``None`` where it cannot be.
        weights: What each feature counts, and the least score.
        margin: How far the best has to be ahead of the next.
        rule: Name of the decision, for the evidence.
    """
    fitting = [(each, found) for each in candidates if (found := features(each)) is not None]
    options = tuple(fitting)
    ranked = sorted(((weights.score(found), each) for each, found in fitting), key=lambda row: -row[0])
    shown = "; ".join(f"{candidate.member.name} {score:.2f}" for score, candidate in ranked[:SHOWN])
    if not ranked or ranked[0][0] < weights.threshold:
        near = f"{rule}: {shown}; needed {weights.threshold:.2f}" if ranked else rule
        return Choice(None, Evidence("coref", "nobody fits", near), options, rule)
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < margin:
        return Choice(None, Evidence("coref", "tie", shown), options, rule)
    return Choice(ranked[0][1], Evidence("coref", rule, shown), options, rule)


def pronoun_features(pronoun: Pronoun, place: Place, candidate: Candidate) -> Features | None:
    """Return what speaks for *candidate* as the one that a pronoun of the third person means."""
    member = candidate.member
    if not candidate.seen or candidate.absent or member.id == place.outer_speaker or _clash(pronoun.gender, member):
        return None
    if pronoun.number is Number.SINGULAR and member.number is Number.PLURAL:
        return None
    if member.kind not in pronoun.kinds and member.kind is not SpeakerKind.UNKNOWN:
        return None
    plural = member.number is Number.PLURAL or member.kind is SpeakerKind.GROUP
    return {
        **_salience(place, candidate),
        **_gender(pronoun.gender, place, member),
        "other gender last": float(candidate.seen[-1].gender is OPPOSITE.get(pronoun.gender, pronoun)),
        "begins sentence": float(candidate.seen[-1].begins),
        "same sentence": float(candidate.seen[-1].sentence == place.sentence),
        "likely kind": float(member.kind is pronoun.kinds[0] or (plural and pronoun.number is Number.PLURAL)),
        "unlikely kind": float(member.kind is pronoun.kinds[-1] and len(pronoun.kinds) > 1),
        "kind not told": float(member.kind is SpeakerKind.UNKNOWN),
        "unnamed": float(not member.named and not candidate.quoted),
    }


def name_features(gender: Gender, place: Place, candidate: Candidate) -> Features | None:
    """Return what speaks for *candidate* as the one of several with a name that is meant."""
    if _clash(gender, candidate.member):
        return None
    return {**_salience(place, candidate), **_gender(gender, place, candidate.member)}


def role_features(
    phrase: Phrase, place: Place, people: People, weights: Rule, candidate: Candidate
) -> Features | None:
    """Return what speaks for *candidate*, who has a name, as the one that a noun phrase describes.

    Of several roles that *candidate* has, the one counts that matches best by *weights*.
    """
    member = candidate.member
    if not (member.named or candidate.parts) or (phrase.number is Number.PLURAL) != (member.number is Number.PLURAL):
        return None
    if _is_new(phrase) or _clash(phrase.gender, member):
        return None
    if not candidate.seen and not place.early and not any(role.labels for role in member.roles):
        return None
    roles = _of_one_origin(phrase, [role for role in member.roles if _is_said_of(phrase, role, people)])
    matches = [_role_match(phrase, role, people) for role in roles]
    known = max(matches, key=weights.score, default=None)
    best = known or _new_description(phrase, candidate)
    if best is None:
        return None
    return {**best, **_salience(place, candidate), **_gender(phrase.gender, place, member)}


def _is_new(phrase: Phrase) -> bool:
    """Whether nobody known is meant: "a minister", "ministers"."""
    if phrase.number is Number.PLURAL and phrase.lead is Lead.BARE:
        return True
    return phrase.lead in (Lead.INDEFINITE, Lead.QUANTIFIED)


def _clash(gender: Gender, member: Member) -> bool:
    told = Gender.UNKNOWN not in (gender, member.gender)
    return told and gender is not member.gender and member.kind is SpeakerKind.PERSON


def _salience(place: Place, candidate: Candidate) -> dict[str, float]:
    seen = candidate.seen[-1] if candidate.seen else None
    return {
        "recency": math.exp((seen.sentence - place.sentence) / FADING) if seen else 0.0,
        "spoke last": float(candidate is place.last_speaker),
        "often": math.log1p(len(candidate.seen)),
        "other level": float(seen is not None and seen.level != place.level),
        "not seen yet": float(seen is None and not place.early),
    }


def _gender(gender: Gender, place: Place, member: Member) -> dict[str, float]:
    leaning = place.leaning(member.id, gender)
    return {
        "same gender": float(gender is member.gender and gender is not Gender.UNKNOWN),
        "gender leaning": max(0.0, leaning),
        "gender against": max(0.0, -leaning),
    }


def _new_description(phrase: Phrase, candidate: Candidate) -> dict[str, float] | None:
    """A description that says something new of somebody known: "the billionaire"."""
    member = candidate.member
    if phrase.lead is not Lead.DEFINITE or not candidate.seen or member.kind is not phrase.kind or candidate.parts:
        return None
    told = any(role.labels or phrase.kind is not SpeakerKind.PERSON for role in member.roles)
    return {"other role told" if told else "no role told": 1.0}


def _is_said_of(phrase: Phrase, role: Role, people: People) -> bool:
    said = (people.stands_for(phrase.noun) & role.labels) | (people.stands_for(role.noun) & phrase.labels)
    elsewhere = phrase.noun in people.counterparts and bool(role.labels) and phrase.country == role.country != ""
    return bool(said) or elsewhere or is_same_noun(phrase, role, people)


def _of_one_origin(phrase: Phrase, roles: Sequence[Role]) -> Sequence[Role]:
    """The roles of the phrase's country; where some role tells where somebody is from, the others do not matter."""
    placed = [role for role in roles if role.country]
    if phrase.country and placed:
        return [role for role in placed if role.country == phrase.country]
    proper = [role for role in roles if role.proper]
    return proper if phrase.proper and proper else roles


def _role_match(phrase: Phrase, role: Role, people: People) -> dict[str, float]:
    """How a noun phrase matches a role that can be said of the same person."""
    same = is_same_noun(phrase, role, people)
    narrow = bool(people.stands_for(phrase.noun) & role.labels)
    mine, theirs = phrase.words | people.office(phrase.noun)[1], role.words | people.office(role.noun)[1]
    return {
        "same noun": float(same),
        "same class": float(not same and narrow),
        "wider class": float(not same and not narrow),
        "same country": float(bool(phrase.country) and phrase.country == role.country),
        "country not told": float(bool(phrase.country) and not role.country),
        "shared words": float(_any_akin(mine, theirs)),
        "other origin": float(bool(phrase.proper and role.proper) and not _any_akin(phrase.proper, role.proper)),
        "new words": float(min(2, sum(not _akin(word, theirs) for word in phrase.words))),
    }


def _any_akin(words: frozenset[str], others: frozenset[str]) -> bool:
    return any(_akin(word, others) for word in words)


def _akin(word: str, others: frozenset[str]) -> bool:
    """Whether *word* is one of *others*, or a place whose adjective is one: "Elbonia", "Elbonian"."""
    if word in others:
        return True
    for other in others:
        short, long = sorted((word, other), key=len)
        if len(short) >= SHORTEST_STEM and len(long) - len(short) <= LONGEST_ENDING and long.startswith(short):
            return True
    return False

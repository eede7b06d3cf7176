"""The shapes of the word lists: what each TOML file of a language folder holds."""

from __future__ import annotations

from functools import cached_property

from attrs import fields, frozen

from .people import People, Places

__all__ = ["CueVerb", "Cues", "Layout", "Lexicon", "MarkFamily", "Marks", "Pages", "Uses"]


@frozen
class Layout:
    """What lines of a page look like (``layout.toml``).

    Attributes:
        abbreviations: Words with a full stop that seldom ends a sentence, in lower case.
        abbreviations_at_end: Abbreviations that end a sentence where a word of *starters* follows, in lower case.
        starters: Words that start a sentence more often than they follow an abbreviation.
        boilerplate_lines: Whole lines of page furniture, in lower case, without outer punctuation.
        boilerplate_starts: Beginnings of such lines, in lower case.
        byline_starts: Beginnings of lines that name the author, in lower case, with the blank that follows.
        months: Names of months as a date line has them, in lower case.
    """

    abbreviations: frozenset[str]
    abbreviations_at_end: frozenset[str]
    starters: frozenset[str]
    boilerplate_lines: frozenset[str]
    boilerplate_starts: tuple[str, ...]
    byline_starts: tuple[str, ...]
    months: frozenset[str]


@frozen
class Pages:
    """Words of labels and headings that say who speaks (``pages.toml``).

    Attributes:
        turns: Labels that stand for no name: question, answer.
        not_labels: Words before a colon that name nobody who speaks, in lower case.
        voices: Nouns for somebody who speaks before the colon or behind the dash of a headline, in lower case.
        speeches: Nouns for a speech, as in a heading *Remarks by …*, in lower case.
        authors: Words between such a noun and the speaker's name.
        first_person: Pronouns of somebody who speaks for themselves, and of whom they speak to.
        questions: The *turns* that are questions.
        examinations: Nouns for the questioning of a witness, as in a heading *Examination by …*, in lower case.
        examiners: Words between such a noun and the name of who asks.
    """

    turns: frozenset[str]
    not_labels: frozenset[str]
    voices: frozenset[str]
    speeches: frozenset[str]
    authors: frozenset[str]
    first_person: frozenset[str]
    questions: frozenset[str]
    examinations: frozenset[str]
    examiners: frozenset[str]


@frozen
class CueVerb:
    """A verb that can signal an attribution.

    Attributes:
        forms: All its inflected forms, in lower case.
        frames: What it can stand with: ``clause`` (a reported clause follows), ``quote`` (a quotation follows),
            ``after`` (it can follow its content), ``object`` (its object is the content), ``infinitive`` (an
            infinitive is the content), ``addressee`` (who is spoken to stands between verb and content).
        particles: Words that join the verb in front of the content (``called for``).
    """

    forms: frozenset[str]
    frames: frozenset[str]
    particles: frozenset[str] = frozenset()


@frozen
class Cues:
    """Words that signal an attribution, and the small words around them (``cues.toml``).

    Attributes:
        verbs: Reporting verbs by their base form.
        phrases: Cue phrases before a source, as in ``according to the ministry``.
        possessives: Nouns of cue phrases with a possessive source, as in ``in her words``, each with its preposition.
        nouns: Nouns with a reported clause, as in ``his claim that …``.
        adverbs: Adverbs that report without a source.
        complementizers: Words that open a reported clause.
        relatives: Relative pronouns.
        auxiliaries: Forms of auxiliary verbs.
        passives: Forms of the auxiliary of the passive.
        agents: Words that introduce the agent of a passive.
        adjuncts: Prepositions of circumstances that stand between a verb and its content.
        attachments: Prepositions that tie a noun phrase to the noun before it.
        coordinators: Words that join two noun phrases or two clauses.
        openers: Words at the start of a sentence that do not belong to the content.
        infinitives: Words that introduce an infinitive.
        own_voices: Pronouns of those who speak and of those they speak to.
        precision: How often what each frame finds is right, 0…1.
    """

    verbs: dict[str, CueVerb]
    phrases: tuple[str, ...]
    possessives: tuple[str, ...]
    nouns: frozenset[str]
    adverbs: frozenset[str]
    complementizers: frozenset[str]
    relatives: frozenset[str]
    auxiliaries: frozenset[str]
    passives: frozenset[str]
    agents: frozenset[str]
    adjuncts: frozenset[str]
    attachments: frozenset[str]
    coordinators: frozenset[str]
    openers: frozenset[str]
    infinitives: frozenset[str]
    own_voices: frozenset[str]
    precision: dict[str, float]

    @cached_property
    def phrases_by_word(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Return the words of the cue phrases that begin with each word, in their order."""
        found: dict[str, tuple[tuple[str, ...], ...]] = {}
        for phrase in map(str.split, self.phrases):
            found[phrase[0]] = (*found.get(phrase[0], ()), tuple(phrase))
        return found

    @cached_property
    def possessed_by_preposition(self) -> dict[str, frozenset[str]]:
        """Return the nouns of the cue phrases with a possessive source, by their preposition."""
        found: dict[str, frozenset[str]] = {}
        for preposition, noun in map(str.split, self.possessives):
            found[preposition] = found.get(preposition, frozenset()) | {noun}
        return found

    @cached_property
    def openings(self) -> frozenset[str]:
        """Return every word that a cue which is no verb and no noun begins with."""
        return self.adverbs.union(self.phrases_by_word, self.possessed_by_preposition)

    @cached_property
    def forms(self) -> dict[str, CueVerb]:
        """Return the verb of each inflected form; forms that two verbs share go to the one with more frames."""
        found: dict[str, CueVerb] = {}
        for verb in sorted(self.verbs.values(), key=lambda verb: len(verb.frames)):
            found.update(dict.fromkeys(verb.forms, verb))
        return found


@frozen
class MarkFamily:
    """Quotation marks that can pair with one another.

    Attributes:
        opening: Marks that open by their shape.
        closing: Marks that close by their shape.
        either: Marks without a direction.
        apostrophe: Whether the marks also serve as apostrophes.
    """

    opening: frozenset[str]
    closing: frozenset[str]
    either: frozenset[str]
    apostrophe: bool


@frozen
class Marks:
    """Quotation marks and what else their characters are used for (``marks.toml``).

    Attributes:
        families: Marks by what they pair with; no mark is in two families.
        primes: Marks that stand for a unit after a number.
        elided: Words and clitics that an apostrophe begins, as they are written.
        clipped: Words that an apostrophe ends, in lower case.
        possessive_endings: Endings of words whose possessive is an apostrophe alone, in lower case.
    """

    families: tuple[MarkFamily, ...]
    primes: frozenset[str]
    elided: frozenset[str]
    clipped: frozenset[str]
    possessive_endings: frozenset[str]


@frozen
class Scoring:
    """Words that do not tell two names apart when predictions are scored (``scoring.toml``).

    Attributes:
        articles: A first word of a name that does not count, in lower case.
        pronouns: Aliases that name nobody, in lower case.
    """

    articles: frozenset[str]
    pronouns: frozenset[str]


@frozen
class Uses:
    """Words around quotation marks that hold no speech (``uses.toml``); all in lower case.

    Attributes:
        title_introducers: Words and phrases right before the title of a work.
        title_contexts: Words right before a title where every word of weight is capitalised.
        small_words: Words that a title writes in lower case.
        term_introducers: Phrases right before a word that is spoken about.
        scare_introducers: Phrases right before a word that the writer does not vouch for.
        determiners: Words that begin a noun phrase.
    """

    title_introducers: tuple[str, ...]
    title_contexts: frozenset[str]
    small_words: frozenset[str]
    term_introducers: tuple[str, ...]
    scare_introducers: tuple[str, ...]
    determiners: frozenset[str]


@frozen
class Lexicon:
    """All word lists of a language.

    Attributes:
        layout: For segmentation.
        scoring: For the evaluation.
        people: For mentions and speakers.
        places: For governments as speakers.
        cues: For the frames of reported speech.
        pages: For labels and headings.
        marks: For quotation marks.
        uses: For quotation marks that hold no speech.
    """

    layout: Layout
    scoring: Scoring
    cues: Cues
    pages: Pages
    marks: Marks
    uses: Uses
    people: People
    places: Places

    @classmethod
    def files(cls) -> tuple[str, ...]:
        """Return the names of the TOML files of a language folder, without their ending."""
        return tuple(attribute.name for attribute in fields(cls))

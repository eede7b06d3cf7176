"""The frames of reporting verbs and cue phrases: which words are content, cue and source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts
from tagged import LEXICON, quoted_in, tagged, words_of

from quoteattr.frames import FrameTagger

TAGGER = FrameTagger(LEXICON.cues)


def read(noted: str) -> list[str]:
    """The attributions of a text: ``content | cue | source | rule``."""
    segmentation = tagged(noted)
    text = segmentation.text
    return [
        f"{words_of(text, each.content)} | {words_of(text, each.cue)} | {words_of(text, each.source)} | {each.rule}"
        for each in TAGGER(segmentation, quoted_in(segmentation)).attributions
    ]


def row(sentence: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "subject and verb follow a quotation",
            "“We sail/VBP at noon,” [Petra Lind]/PERSON said/VBD.",
            "“We sail at noon,” | said | Petra Lind | subject",
        ),
        row(
            "an auxiliary stands before the verb",
            "“We sail/VBP at noon,” the captain had said/VBN.",
            "“We sail at noon,” | said | the captain | subject",
        ),
        row(
            "an adverb stands before the verb",
            "“We sail/VBP at noon,” the captain then said/VBD.",
            "“We sail at noon,” | said | the captain | subject",
        ),
        row(
            "the one spoken to stands behind the verb",
            "“We sail/VBP at noon,” he told/VBD the passengers/NNS.",
            "“We sail at noon,” | told | he | subject",
        ),
        row(
            "a date stands behind the verb",
            "“We sail/VBP at noon,” he said/VBD on [Monday]/DATE.",
            "“We sail at noon,” | said | he | subject",
        ),
        row(
            "a description stands behind the name",
            "“We sail/VBP at noon,” [Lind]/PERSON, the captain, said/VBD.",
            "“We sail at noon,” | said | Lind, the captain | subject",
        ),
        row(
            "subject and verb follow a clause",
            "The ferry sails/VBZ at noon, [Petra Lind]/PERSON said/VBD.",
            "The ferry sails at noon | said | Petra Lind | subject",
        ),
        row(
            "a word that opens the sentence is not said",
            "But the ferry was late/JJ, she said/VBD.",
            "the ferry was late | said | she | subject",
        ),
        row(
            "words around quoted ones belong to the content",
            "The ferry “will sail/VB at noon,” she said/VBD.",
            "The ferry “will sail at noon,” | said | she | subject",
        ),
        row(
            "the cue takes its particle",
            "“We sail/VBP at noon,” he pointed/VBD out/RP.",
            "“We sail at noon,” | pointed out | he | subject",
        ),
        row("a sentence that stops before its verb", "The ferry was late/JJ, she."),
        row("a verb that nothing is said with", "The ferry was late/JJ, she slept/VBD."),
        row("no content before the comma", "At noon, she said/VBD."),
    ],
)
def test_subject_after_content(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "verb and name follow a quotation",
            "“We sail/VBP at noon,” said/VBD [Petra Lind]/PERSON.",
            "“We sail at noon,” | said | Petra Lind | inverted",
        ),
        row(
            "an apposition belongs to the source",
            "“We sail/VBP at noon,” said/VBD [Petra Lind]/PERSON, the captain of the ferry.",
            "“We sail at noon,” | said | Petra Lind, the captain of the ferry | inverted",
        ),
        row(
            "a prepositional phrase belongs to the source",
            "“We sail/VBP at noon,” said/VBD a clerk at the ministry of transport.",
            "“We sail at noon,” | said | a clerk at the ministry of transport | inverted",
        ),
        row(
            "two names are one source",
            "“We sail/VBP at noon,” said/VBD [Lind]/PERSON and [Vey]/PERSON.",
            "“We sail at noon,” | said | Lind and Vey | inverted",
        ),
        row(
            "verb and name follow a clause",
            "The ferry sails/VBZ at noon, said/VBD the captain.",
            "The ferry sails at noon | said | the captain | inverted",
        ),
        row(
            "verb and name follow words that are quoted in part",
            "The ferry “will sail/VB at noon,” said/VBD the captain.",
            "The ferry “will sail at noon,” | said | the captain | inverted",
        ),
    ],
)
def test_inverted(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "subject and verb interrupt a quotation",
            "“We sail/VBP at noon,” the captain said/VBD, “and nobody stays/VBZ behind.”",
            "“We sail at noon,” + “and nobody stays behind.” | said | the captain | subject",
        ),
        row(
            "verb and subject interrupt a quotation",
            "“We sail/VBP at noon,” said/VBD the captain, “and nobody stays/VBZ behind.”",
            "“We sail at noon,” + “and nobody stays behind.” | said | the captain | inverted",
        ),
        row(
            "a circumstance stands between the parts",
            "“We sail/VBP,” he said/VBD, in a low/JJ voice, “at noon.”",
            "“We sail,” + “at noon.” | said | he | subject",
        ),
        row(
            "a clause is interrupted",
            "The ferry, she said/VBD, sails/VBZ at noon.",
            "The ferry + sails at noon | said | she | subject",
        ),
        row(
            "a new sentence does not go on with the quotation here",
            "“We sail/VBP,” he said/VBD. “At noon.”",
            "“We sail,” | said | he | subject",
        ),
    ],
)
def test_interrupted(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a clause with its complementizer",
            "[Lind]/PERSON said/VBD that the ferry was late/JJ.",
            "that the ferry was late | said | Lind | clause",
        ),
        row(
            "a question in a clause",
            "[Lind]/PERSON asked/VBD why the ferry was late/JJ.",
            "why the ferry was late | asked | Lind | clause",
        ),
        row(
            "a clause behind the one spoken to",
            "[Lind]/PERSON told/VBD the passengers/NNS that the ferry was late/JJ.",
            "that the ferry was late | told | Lind | clause",
        ),
        row(
            "a clause behind a date",
            "[Lind]/PERSON said/VBD on [Monday]/DATE that the ferry was late/JJ.",
            "that the ferry was late | said | Lind | clause",
        ),
        row(
            "a clause behind an insertion",
            "She said/VBD, without giving/VBG a reason, that the ferry was late/JJ.",
            "that the ferry was late | said | She | clause",
        ),
        row(
            "an apposition between subject and verb",
            "[Lind]/PERSON, the captain of the ferry, said/VBD that it was late/JJ.",
            "that it was late | said | Lind, the captain of the ferry | clause",
        ),
        row(
            "a relative clause between subject and verb",
            "[Lind]/PERSON, who steers/VBZ the ferry, said/VBD that it was late/JJ.",
            "that it was late | said | Lind | clause",
        ),
        row(
            "the verb of a relative clause",
            "[Lind]/PERSON, who said/VBD that the ferry was late/JJ.",
            "that the ferry was late | said | Lind | clause",
        ),
        row(
            "a name in brackets",
            "The captain ([Lind]/PERSON) said/VBD that the ferry was late/JJ.",
            "that the ferry was late | said | The captain (Lind) | clause",
        ),
        row(
            "a report that speaks",
            "A report by the master concluded/VBD that the ferry was late/JJ.",
            "that the ferry was late | concluded | A report by the master | clause",
        ),
        row(
            "a clause without complementizer",
            "[Lind]/PERSON said/VBD the ferry was late/JJ.",
            "the ferry was late | said | Lind | bare clause",
        ),
        row(
            "a day before the clause is no part of it",
            "[Lind]/PERSON told/VBD the crew [Friday]/DATE the ferry was late/JJ.",
            "the ferry was late | told | Lind | bare clause",
        ),
        row(
            "a hyphen ends no content",
            "[Lind]/PERSON denounced/VBD the anti-ferry league.",
            "the anti-ferry league | denounced | Lind | object",
        ),
        row("an object that is no clause", "[Lind]/PERSON thought/VBD."),
        row("a verb that the words show no subject of", "Said/VBD that the ferry was late/JJ."),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "an object is the content",
            "[Lind]/PERSON announced/VBD the end of the line.",
            "the end of the line | announced | Lind | object",
        ),
        row(
            "an object with quoted words",
            "The crew denounced/VBD the “slow/JJ strangling” of the port.",
            "the “slow strangling” of the port | denounced | The crew | object",
        ),
        row(
            "an infinitive is the content", "[Lind]/PERSON vowed/VBD to wait/VB.", "to wait | vowed | Lind | infinitive"
        ),
        row(
            "a particle belongs to the cue",
            "[Lind]/PERSON called/VBD for patience on the pier.",
            "patience on the pier | called for | Lind | particle",
        ),
        row(
            "a particle before a clause",
            "[Lind]/PERSON pointed/VBD out/RP that the ferry was late/JJ.",
            "that the ferry was late | pointed out | Lind | clause",
        ),
        row(
            "a particle before a word that points",
            "[Lind]/PERSON agreed/VBD with that/DT plan.",
            "that plan | agreed with | Lind | particle",
        ),
        row(
            "a pronoun before the particle",
            "[Lind]/PERSON made/VBD it clear/JJ that the ferry was late/JJ.",
            "that the ferry was late | made it clear | Lind | clause",
        ),
        row("a verb that takes no infinitive", "[Lind]/PERSON murmured/VBD to wait/VB."),
        row("a verb that takes no object", "[Lind]/PERSON murmured/VBD the name."),
    ],
)
def test_objects_infinitives_and_particles(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a quotation behind a colon",
            "[Lind]/PERSON said/VBD: “We sail/VBP at noon.”",
            "“We sail at noon.” | said | Lind | colon",
        ),
        row(
            "words without marks behind a colon",
            "[Lind]/PERSON said/VBD: the ferry is late/JJ.",
            "the ferry is late | said | Lind | colon",
        ),
        row(
            "a colon at the end of a paragraph",
            "[Lind]/PERSON wrote/VBD to the crew:\n\n“We sail/VBP at noon.”",
            "“We sail at noon.” | wrote | Lind | colon",
        ),
        row(
            "a noun that announces stands before the colon",
            "The ministry released/VBD the following/VBG statement: “We sail/VBP at noon.”",
            "“We sail at noon.” | released | The ministry | announced",
        ),
        row(
            "*the following* before the colon of a paragraph",
            "[Lind]/PERSON said/VBD the following/NN:\n\n“We sail/VBP at noon.”",
            "“We sail at noon.” | said | Lind | announced",
        ),
        row("a colon before a paragraph without marks", "[Lind]/PERSON wrote/VBD to the crew:\n\nWe sail/VBP at noon."),
        row(
            "a quotation behind a comma",
            "[Lind]/PERSON said/VBD, “We sail/VBP at noon.”",
            "“We sail at noon.” | said | Lind | quotation",
        ),
        row(
            "quotations side by side",
            "[Lind]/PERSON said/VBD: “We sail/VBP at noon.” “We never/RB wait/VBP.”",
            "“We sail at noon.” | said | Lind | colon",
        ),
        row(
            "quoted words that end a clause",
            "[Lind]/PERSON said/VBD she would “sail/VB at noon.”",
            "she would “sail at noon.” | said | Lind | bare clause",
        ),
        row(
            "a verb that reports nothing by itself before a colon",
            "The ministry put/VBD it in one sentence: “We sail/VBP at noon.”",
            "“We sail at noon.” | put | The ministry | announced",
        ),
        row(
            "a verb that no list knows before a colon",
            "The ministry hung/VBD a sign on the door: “We sail/VBP at noon.”",
            "“We sail at noon.” | : | The ministry | announced",
        ),
    ],
)
def test_colons_and_commas(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a passive with its agent",
            "The plan was criticized/VBN by the harbour master.",
            "The plan | criticized | the harbour master | passive",
        ),
        row(
            "a passive with more behind its agent",
            "The plan was described/VBN by the harbour master as a mistake.",
            "The plan + as a mistake | described | the harbour master | passive",
        ),
        row(
            "a passive with an infinitive",
            "The crew was asked/VBN by her to wait/VB.",
            "The crew + to wait | asked | her | passive",
        ),
        row(
            "an adverb inside the passive",
            "The plan was sharply/RB criticized/VBN by the master.",
            "The plan | criticized | the master | passive",
        ),
        row("a participle behind its noun says nothing by itself", "A plan criticized/VBN by the master fell/VBD."),
        row(
            "a passive between commas says nothing by itself",
            "The captain, asked/VBN by reporters/NNS, said/VBD it was late/JJ.",
            "it was late | said | The captain | bare clause",
        ),
        row("the subject of a passive says nothing", "The master was told/VBN that the ferry was late/JJ."),
        row("nor behind an adverb", "The master was then told/VBN that the ferry was late/JJ."),
        row("a passive without agent", "The plan was criticized/VBN at length."),
        row("a passive with a time behind *by*", "The plan was criticized/VBN by [Monday]/DATE."),
    ],
)
def test_passives(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a noun with a pronoun",
            "They denied/VBD nothing. His claim that the ferry was late/JJ.",
            "nothing | denied | They | object",
            "that the ferry was late | claim | His | noun",
        ),
        row(
            "a noun with a possessive",
            "The captain's warning that the ferry was late/JJ.",
            "that the ferry was late | warning | The captain | noun",
        ),
        row("a noun that nobody owns", "The warning that the ferry was late/JJ."),
        row(
            "*according to* before the clause",
            "According/VBG to the harbour master, the ferry was late/JJ.",
            "the ferry was late | According to | the harbour master | phrase",
        ),
        row(
            "*according to* behind the clause",
            "The ferry was late/JJ, according/VBG to the harbour master.",
            "The ferry was late | according to | the harbour master | phrase",
        ),
        row(
            "an apposition behind *according to*",
            "According/VBG to [Petra Lind]/PERSON, captain of the ferry, it was late/JJ.",
            "it was late | According to | Petra Lind, captain of the ferry | phrase",
        ),
        row(
            "*in the words of*",
            "In the words/NNS of the master, the ferry was late/JJ.",
            "the ferry was late | In the words of | the master | phrase",
        ),
        row(
            "*according to* inside its clause",
            "The ferry, according/VBG to the harbour master, was late/JJ.",
            "The ferry + was late | according to | the harbour master | phrase",
        ),
        row("*according to* without a clause", "According/VBG to the harbour master."),
        row(
            "a possessive view before the clause",
            "In the captain's view, the ferry was late/JJ.",
            "the ferry was late | In | the captain | possessive",
        ),
        row(
            "a pronoun's view behind the clause",
            "The ferry was late/JJ, in her/PRP$ view.",
            "The ferry was late | in | her | possessive",
        ),
        row("a view that nobody owns", "In the view, the ferry was late/JJ."),
        row(
            "an adverb before the clause",
            "Allegedly, the ferry was late/JJ.",
            "the ferry was late | Allegedly |  | adverb",
        ),
        row(
            "an adverb in the clause",
            "The ferry was reportedly late/JJ.",
            "The ferry was reportedly late | reportedly |  | adverb",
        ),
    ],
)
def test_nouns_phrases_and_adverbs(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "an open quotation makes any verb a cue",
            "“We sail/VBP at noon,” the captain barked/VBD back.",
            "“We sail at noon,” | barked | the captain | subject",
        ),
        row(
            "a verb that no list knows behind an open quotation",
            "“We sail/VBP at noon,” the captain beamed/VBD.",
            "“We sail at noon,” | beamed | the captain | unlisted verb",
        ),
        row(
            "a verb that no list knows before its subject",
            "“We sail/VBP at noon,” beamed/VBD the captain.",
            "“We sail at noon,” | beamed | the captain | unlisted verb",
        ),
        row("a verb that no list knows behind a closed quotation", "The sign “Sailings” the captain dropped/VBD."),
        row(
            "a question and who asked it",
            "“Why are we here?” [Lind]/PERSON asked/VBD.",
            "“Why are we here?” | asked | Lind | subject",
        ),
        row(
            "a question and who asked it, inverted",
            "“Why are we here?” asked/VBD [Lind]/PERSON.",
            "“Why are we here?” | asked | Lind | inverted",
        ),
        row(
            "a question and who asked something in another paragraph", "“Why are we here?”\n\n[Lind]/PERSON asked/VBD."
        ),
        row(
            "a question and a sentence too long to be its attribution",
            f"“Why are we here?” [Lind]/PERSON asked/VBD on {'the pier of ' * 10}the town.",
        ),
        row("a question and what happened then", "“Why are we here?” The ferry left/VBD."),
    ],
)
def test_unlisted_verbs_and_bare_attributions(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a neighbour behind a comma begins where the content ends",
            "[Lind]/PERSON said/VBD the ferry was late/JJ, [Vey]/PERSON said/VBD the pier was closed/JJ.",
            "the ferry was late | said | Lind | bare clause",
            "the pier was closed | said | Vey | bare clause",
        ),
        row(
            "what somebody says that somebody else says is not cut off",
            "[Lind]/PERSON said/VBD that [Vey]/PERSON said/VBD that it rained/VBD.",
            "that Vey said that it rained | said | Lind | clause",
            "that it rained | said | Vey | clause",
        ),
        row(
            "a second verb shares the subject",
            "[Lind]/PERSON said/VBD the ferry was late/JJ and added/VBD that it would wait/VB.",
            "the ferry was late | said | Lind | bare clause",
            "that it would wait | added | Lind | clause",
        ),
        row(
            "a participle shares the subject",
            "[Lind]/PERSON said/VBD the ferry was late/JJ, adding/VBG that it would wait/VB.",
            "the ferry was late | said | Lind | bare clause",
            "that it would wait | adding | Lind | clause",
        ),
        row(
            "*according to* behind somebody's words",
            "[Lind]/PERSON said/VBD the ferry was late/JJ, according/VBG to the master.",
            "Lind said the ferry was late | according to | the master | phrase",
            "the ferry was late | said | Lind | bare clause",
        ),
        row(
            "somebody else inside a quotation",
            "“The mayor says/VBZ we sail/VBP at noon,” [Lind]/PERSON said/VBD.",
            "“The mayor says we sail at noon,” | said | Lind | subject",
            "we sail at noon, | says | The mayor | bare clause",
        ),
        row(
            "those who speak report nobody else when they speak of themselves",
            "“I think/VBP we sail/VBP at noon,” [Lind]/PERSON said/VBD.",
            "“I think we sail at noon,” | said | Lind | subject",
        ),
        row(
            "a quotation inside a quotation",
            "“The mayor said/VBD, ‘We sail/VBP at noon,’ to me,” [Lind]/PERSON said/VBD.",
            "“The mayor said, ‘We sail at noon,’ to me,” | said | Lind | subject",
            "‘We sail at noon,’ | said | The mayor | quotation",
        ),
        row(
            "a neighbour behind a comma and a coordinator",
            "[Lind]/PERSON said/VBD the ferry was late/JJ, and [Omar Vey]/PERSON said/VBD the pier was closed/JJ.",
            "the ferry was late | said | Lind | bare clause",
            "the pier was closed | said | Omar Vey | bare clause",
        ),
        row(
            "a question, and then reported speech",
            "“Why are we here?” [Lind]/PERSON said/VBD that it was late/JJ.",
            "that it was late | said | Lind | clause",
        ),
        row("no attribution at all", "The ferry was late/JJ. It left/VBD at noon."),
        row("no text at all", ""),
    ],
)
def test_neighbours(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@given(texts(), st.sampled_from(["", " said/VBD that it", " [Lind]/PERSON said/VBD", "\n\n“It was,” he/PRP said/VBD."]))
def test_no_text_raises_and_every_span_lies_in_the_text(text: str, end: str) -> None:
    segmentation = tagged(text + end)
    for each in TAGGER(segmentation, quoted_in(segmentation)).attributions:
        assert each.content
        for span in (*each.content, *each.cue, *each.source):
            assert 0 <= span.start < span.end <= len(segmentation.text)

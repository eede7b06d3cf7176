"""Names, descriptions and pronouns."""

from __future__ import annotations

import pytest
from builders import mentions_of
from hypothesis import given
from strategies import texts
from tagged import BLANK, LEXICON

from quoteattr.identity.phrases import PhraseReader
from quoteattr.linguistics import Reader, segment_text
from quoteattr.mentions import find_mentions
from quoteattr.types import Gender, MentionKind, Number, Span, SpeakerKind


def shown(noted: str, kind: MentionKind, *sources: str) -> list[str]:
    segmentation, mentions = mentions_of(noted, sources)
    return [mention.span.of(segmentation.text) for mention in mentions if mention.kind is kind]


@pytest.mark.parametrize(
    ("noted", "names"),
    [
        pytest.param("[Petra Lind]/PERSON left/VBD.", ["Petra Lind"], id="the analysis's name"),
        pytest.param("[Petra Lind’s]/PERSON boat sank/VBD.", ["Petra Lind"], id="a possessive ending is left out"),
        pytest.param("the [the Ferry Board]/ORG met/VBD.", ["Ferry Board"], id="an article is left out"),
        pytest.param(
            "Yesterday/RB Petra/NNP Lind/NNP left/VBD.", ["Petra Lind"], id="capitals that the analysis missed"
        ),
        pytest.param("Mayor/NNP Petra/NNP Lind/NNP left/VBD.", ["Petra Lind"], id="a title is no part of the name"),
        pytest.param(
            "Elbonian/JJ Foreign/NNP Minister/NNP Omar/NNP al/NNP-Hadi/NNP left/VBD.",
            ["Omar al-Hadi"],
            id="a particle is",
        ),
        pytest.param("Joe/NNP Boe/NNP, Jr./NNP, left/VBD.", ["Joe Boe, Jr."], id="a suffix is"),
        pytest.param("[Kan Bo-rin]/PERSON left/VBD.", ["Kan Bo-rin"], id="a small part behind a hyphen is"),
        pytest.param("[Kan Bo-in]/PERSON left/VBD.", ["Kan Bo-in"], id="also one that looks like a preposition"),
        pytest.param("[Oslo]/GPE-based/JJ pilots left/VBD.", ["Oslo"], id="what a name only begins is not"),
        pytest.param(
            "the [Board of Ferries and Docks]/ORG met/VBD.", ["Board of Ferries and Docks"], id="small words too"
        ),
        pytest.param(
            "Envoy/NN for Norway/NNP Petra/NNP Lind/NNP left/VBD.", ["Petra Lind"], id="the country of a title is not"
        ),
        pytest.param("Foreign/NNP Minister/NNP left/VBD.", [], id="a role alone is no name"),
        pytest.param("The French/JJ minister left/VBD on Monday/NNP.", [], id="nor a nationality or a day"),
        pytest.param("Critics/NNS left/VBD.", [], id="nor a common noun with a capital"),
        pytest.param("[Jim Baker]/PERSON sat. Baker/NNP left/VBD.", ["Jim Baker", "Baker"], id="but a surname is"),
        pytest.param("[Jim King Jr.]/PERSON sat. King/NNP left/VBD.", ["Jim King Jr.", "King"], id="or a title"),
        pytest.param("[Ann Jordan’s]/PERSON boat. Jordan/NNP left/VBD.", ["Ann Jordan", "Jordan"], id="or a country"),
        pytest.param("[Jim Baker]/PERSON sat. The Baker/NNP left/VBD.", ["Jim Baker"], id="not behind an article"),
        pytest.param("[Madam Speaker]/PERSON, Speaker/NNP left/VBD.", [], id="nor where the first word is a title"),
    ],
)
def test_names(noted: str, names: list[str]) -> None:
    assert shown(noted, MentionKind.NAME) == names


@pytest.mark.parametrize(
    ("noted", "descriptions"),
    [
        pytest.param("the French/JJ minister left/VBD.", ["the French minister"], id="a role with an article"),
        pytest.param("the board’s spokeswoman left/VBD.", ["the board’s spokeswoman"], id="with a possessor"),
        pytest.param("several/JJ aides/NNS left/VBD.", ["several aides"], id="with an amount"),
        pytest.param("minister/NN Petra/NNP Lind/NNP left/VBD.", [], id="not a title before a name"),
        pytest.param("the old verger left/VBD.", ["the old verger"], id="a trade that is rare"),
        pytest.param("the gull left/VBD.", [], id="not a noun that cannot speak"),
    ],
)
def test_descriptions(noted: str, descriptions: list[str]) -> None:
    assert shown(noted, MentionKind.DESCRIPTION) == descriptions


@pytest.mark.parametrize(
    ("noted", "source", "kind"),
    [
        pytest.param(
            "[Petra Lind]/PERSON, a pilot, said/VBD", "Petra Lind, a pilot,", MentionKind.NAME, id="name and apposition"
        ),
        pytest.param("Mr. [Lind]/PERSON said/VBD", "Mr. Lind", MentionKind.NAME, id="courtesy and name"),
        pytest.param("LIND/NN, PETRA/NN: It rained.", "LIND, PETRA", MentionKind.NAME, id="family name, given name"),
        pytest.param(
            "the [Lind]/PERSON campaign/NN said/VBD",
            "the Lind campaign",
            MentionKind.DESCRIPTION,
            id="a name as modifier",
        ),
        pytest.param(
            "a study by [Lind]/PERSON said/VBD", "a study by Lind", MentionKind.DESCRIPTION, id="a name behind the head"
        ),
        pytest.param("he said/VBD", "he", MentionKind.PRONOUN, id="a pronoun"),
        pytest.param(
            "pilots, most of whom/WP said/VBD", "most of whom", MentionKind.PRONOUN, id="a part of a relative"
        ),
        pytest.param(
            "sources/NNS close to him said/VBD", "sources close to him", MentionKind.DESCRIPTION, id="a pronoun inside"
        ),
    ],
)
def test_source_is_told_by_its_head(noted: str, source: str, kind: MentionKind) -> None:
    segmentation, mentions = mentions_of(noted, [source])
    assert next(m.kind for m in mentions if m.span.of(segmentation.text) == source) is kind


@pytest.mark.parametrize(
    ("noted", "gender", "number", "kind"),
    [
        pytest.param("Ms. [Lind]/PERSON", Gender.FEMALE, Number.SINGULAR, SpeakerKind.PERSON, id="courtesy tells"),
        pytest.param(
            "Sophie/NNP Lind/NNP", Gender.UNKNOWN, Number.SINGULAR, SpeakerKind.UNKNOWN, id="a first name does not"
        ),
        pytest.param("the spokeswoman", Gender.FEMALE, Number.SINGULAR, SpeakerKind.PERSON, id="a noun tells"),
        pytest.param("the spokesmen/NNS", Gender.MALE, Number.PLURAL, SpeakerKind.GROUP, id="in the plural too"),
        pytest.param("the report", Gender.UNKNOWN, Number.SINGULAR, SpeakerKind.DOCUMENT, id="a document"),
        pytest.param("the ministry", Gender.UNKNOWN, Number.SINGULAR, SpeakerKind.ORGANIZATION, id="an organization"),
    ],
)
def test_attributes(noted: str, gender: Gender, number: Number, kind: SpeakerKind) -> None:
    _, mentions = mentions_of(noted)
    mention = mentions[-1]
    assert (mention.gender, mention.number, mention.speaker_kind) == (gender, number, kind)


@given(texts())
def test_any_text_gives_mentions_inside_it(text: str) -> None:
    segmentation = segment_text(text, Reader(BLANK), LEXICON.layout)
    halves = [Span(0, len(text) // 2), Span(len(text) // 2, len(text))]
    mentions = find_mentions(PhraseReader.of(segmentation, LEXICON), halves)
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in mentions)
    assert {span for span in halves if len(span)} <= {m.span for m in mentions}

"""Who asks the questions of a transcript."""

from __future__ import annotations

import pytest
from builders import speakers_of

WITNESS = "Q. Where were you?\n\nA. At sea."


@pytest.mark.parametrize(
    ("noted", "sources", "speakers"),
    [
        pytest.param(f"DIRECT EXAMINATION BY MS. [LIND]/PERSON:\n\n{WITNESS}", "Q.|A.", ["LIND", "A."], id="one line"),
        pytest.param(f"Cross-examination\n\nBy Mr. [Vik]/PERSON:\n\n{WITNESS}", "Q.", ["Vik"], id="two lines"),
        pytest.param(
            f"Examination of [Jo Berg]/PERSON by [Ann Lind]/PERSON\n\n{WITNESS}", "Q.", ["Ann Lind"], id="of another"
        ),
        pytest.param(
            "Examination by Ms. [Lind]/PERSON:\n\nQ: you were here?\n\nMr. [Vik]/PERSON: No, objection.\n\n"
            "Q: so you were?\n\nExamination by Mr. [Vik]/PERSON:\n\nQ: Where?",
            "Q|Mr. Vik|Q|Q",
            ["Lind", "Vik", "Lind", "Vik"],
            id="until the next heading",
        ),
        pytest.param(
            f"Examination by Ms. [Lind]/PERSON:\n\nExamination by the court:\n\n{WITNESS}",
            "Q.",
            ["Q."],
            id="a heading without a name ends the last one",
        ),
        pytest.param(f"By [Ann Lind]/PERSON\n\n{WITNESS}", "Q.", ["Q."], id="not whoever wrote it"),
        pytest.param(
            f"The examination by Ms. [Lind]/PERSON was long.\n\n{WITNESS}", "Q.", ["Q."], id="a sentence is no heading"
        ),
        pytest.param(
            "Examination by Ms. [Lind]/PERSON:\n\nThey call him Q., he said/VBD.", "Q.", ["Q."], id="not in a line"
        ),
        pytest.param(
            f"[Ann Lind]/PERSON and [Bo Lind]/PERSON sat.\n\nExamination by Ms. [Lind]/PERSON:\n\n{WITNESS}",
            "Q.",
            [None],
            id="a surname of two is left open",
        ),
    ],
)
def test_a_question_is_of_whom_the_heading_names(noted: str, sources: str, speakers: list[str | None]) -> None:
    assert speakers_of(noted, sources) == speakers

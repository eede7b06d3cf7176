"""What each feature of a candidate counts: read from a file that a person can read, checked, written."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cattrs
from attrs import Attribute, asdict, field, frozen

from ..errors import FormatError

__all__ = [
    "FEATURES",
    "About",
    "Rule",
    "SpeakerWeights",
    "dump_weights",
    "first_weights",
    "present_weights",
    "read_weights",
]

SHIPPED = Path(__file__).with_name("weights.toml")
# Set by hand; training begins with these and stays near to them.
START = Path(__file__).with_name("start.toml")
SALIENCE = ("spoke last", "recency", "often", "other level", "not seen yet")
GENDER = ("same gender", "gender leaning", "gender against")
# The features of each rule, in the order of the file.
FEATURES: Mapping[str, tuple[str, ...]] = {
    "pronoun": (
        *SALIENCE,
        *GENDER,
        "other gender last",
        "begins sentence",
        "same sentence",
        "likely kind",
        "unlikely kind",
        "kind not told",
        "unnamed",
    ),
    "role": (
        *SALIENCE,
        *GENDER,
        "same noun",
        "same class",
        "wider class",
        "same country",
        "country not told",
        "shared words",
        "new words",
        "other origin",
        "no role told",
        "other role told",
    ),
    "surname": (*SALIENCE, *GENDER),
}


@frozen
class About:
    """Where weights come from.

    Attributes:
        data: What they were fitted to.
        command: What fitted them.
        figures: What they reach.
    """

    data: str
    command: str
    figures: str


@frozen
class Rule:
    """What counts in one kind of choice.

    Attributes:
        threshold: The least score with which anybody is chosen.
        weights: What each feature adds to a score.
    """

    threshold: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Return the sum of what *features* count; every feature must have a weight.

        Example:
            >>> Rule(0.0, {"recency": 2.0}).score({"recency": 0.5})
            1.0
        """
        weights, total = self.weights, 0.0
        for name, value in features.items():
            if value:
                total += weights[name] * value
        return total


def _whole(_: object, attribute: Attribute[Rule], rule: Rule) -> None:
    """Every feature has a weight, and nothing else has one."""
    known = FEATURES[attribute.name]
    missing = [name for name in known if name not in rule.weights]
    unknown = [name for name in rule.weights if name not in known]
    if missing or unknown:
        raise ValueError(f"{attribute.name}: no weight for {missing}, unknown features {unknown}")
    if not all(map(math.isfinite, (rule.threshold, *rule.weights.values()))):
        raise ValueError(f"{attribute.name}: weights and threshold must be finite numbers")


def _margin(_: object, __: Attribute[float], value: float) -> None:
    if not 0 <= value < math.inf:
        raise ValueError(f"margin={value}: allowed are numbers from 0")


@frozen
class SpeakerWeights:
    """The weights of every choice among candidates.

    Attributes:
        margin: How far the best has to be ahead of the next; nobody is chosen where it is less.
        about: Where they come from.
        pronoun: For pronouns of the third person.
        role: For descriptions of somebody who has a name.
        surname: For names that several people have.

    Raises:
        ValueError: If a feature has no weight or a weight no feature, or a number is not finite.
    """

    margin: float = field(validator=_margin)
    about: About
    pronoun: Rule = field(validator=_whole)
    role: Rule = field(validator=_whole)
    surname: Rule = field(validator=_whole)

    def rule(self, name: str) -> Rule:
        """Return the weights of one kind of choice, a key of `FEATURES`."""
        return {"pronoun": self.pronoun, "role": self.role, "surname": self.surname}[name]


def _number(value: object, _: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def _text(value: object, _: type) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(str, _text)
    return converter


def read_weights(path: str | Path) -> SpeakerWeights:
    """Return the weights of a file.

    Raises:
        OSError: If the file cannot be read.
        FormatError: If it is no TOML, or a weight is missing, unknown or not finite; the message names it.

    Example:
        >>> read_weights(SHIPPED).margin > 0
        True
    """
    try:
        table: Mapping[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return _converter().structure(table, SpeakerWeights)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{path}: {error}") from error
    except cattrs.BaseValidationError as error:
        raise FormatError(f"{path}: {'; '.join(cattrs.transform_error(error, format_exception=_told))}") from error


def _told(error: BaseException, kind: type | None) -> str:
    # The default of cattrs keeps the words of an error of ours from the reader.
    return cattrs.v.format_exception(error, kind) if isinstance(error, KeyError) else str(error)


@cache
def present_weights() -> SpeakerWeights:
    """Return the weights that come with the package; read once in a process."""
    return read_weights(SHIPPED)


def first_weights() -> SpeakerWeights:
    """Return the weights that those of the package began with, before they were trained."""
    return read_weights(START)


def dump_weights(weights: SpeakerWeights) -> str:
    """Return *weights* as the text of a file that `read_weights` reads."""
    lines = [f"margin = {weights.margin}", "", "[about]"]
    lines += [f"{name} = {json.dumps(told, ensure_ascii=False)}" for name, told in asdict(weights.about).items()]
    for name, known in FEATURES.items():
        rule = weights.rule(name)
        lines += ["", f"[{name}]", f"threshold = {rule.threshold}", "", f"[{name}.weights]"]
        lines += [f'"{feature}" = {rule.weights[feature]}' for feature in known]
    return "\n".join(lines) + "\n"

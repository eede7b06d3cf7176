"""The extractor: the options, the order of the stages and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import field, frozen

from .aliases import AliasTable
from .cast import build_cast
from .coref import resolve_mentions
from .errors import ModelError
from .frames import FrameTagger
from .lang import Lexicon, load
from .linguistics import default_pipeline, is_doc, segment_doc, segment_text
from .marks import find_quoted
from .mentions import find_mentions
from .reports import find_reports
from .speakers import assign_speakers
from .turns import find_turns
from .types import Document, Failure, Report, Segmentation, Span, Stages, Tagger
from .uses import classify_quoted

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Extractor", "extract"]


@frozen(kw_only=True)
class Extractor:
    """Finds who said what; build it once, use it for any number of texts.

    Args:
        nlp: The spaCy pipeline that reads texts; ``None`` for the English model that is installed, loaded at the
            first text and shared by all extractors of the process. The better its tags and names, the better the
            result; a blank pipeline works, and finds what marks and layout tell.
        aliases: Speakers that you know; they go before anything found in the text. ``None`` for none.
        lang: Language of the word lists.
        tagger: Finds cue, source and content; ``None`` for the frames of reporting verbs.

    Raises:
        TypeError: If *nlp* or *aliases* is something else.
        ValueError: If there are no word lists for *lang*.

    Example:
        >>> import spacy
        >>> extractor = Extractor(nlp=spacy.blank("en"))
        >>> [quote.text for quote in extractor.extract("“We are ready to leave.” — Ada Oduya")]
        ['“We are ready to leave.”']
    """

    nlp: Language | None = field(default=None, repr=False)
    aliases: AliasTable | None = field(default=None, repr=False)
    lang: str = "en"
    tagger: Tagger | None = field(default=None, repr=False)
    _lexicon: Lexicon = field(init=False, repr=False, eq=False)
    _tagger: Tagger = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.nlp is not None and not (hasattr(self.nlp, "pipe") and hasattr(self.nlp, "vocab")):
            raise TypeError(f"nlp must be a spaCy pipeline or None, got {type(self.nlp).__name__}")
        if self.aliases is not None and not isinstance(self.aliases, AliasTable):
            raise TypeError(f"aliases must be an AliasTable or None, got {type(self.aliases).__name__}")
        lexicon = load(self.lang)
        object.__setattr__(self, "_lexicon", lexicon)
        object.__setattr__(self, "_tagger", self.tagger or FrameTagger(lexicon.cues))

    def extract(self, text: str | Doc, *, id: str = "") -> Document:  # noqa: A002
        """Return the quotes and speakers of a text.

        Args:
            text: Any text, or a spaCy ``Doc``, whose tokens, tags and names are then used as they are.
            id: The document's id, for your records.

        Returns:
            The document; every offset in it counts code points of *text* (for a ``Doc``: of ``doc.text``). Time and
            memory are linear in its length. Never raises for any ``str``.

        Raises:
            TypeError: If *text* is neither.
            ModelError: If no model is installed and *nlp* is ``None``.
        """
        if isinstance(text, str):
            nlp = default_pipeline() if self.nlp is None else self.nlp
            return self._read(segment_text(text, nlp, self._lexicon.layout), id)
        if is_doc(text):
            return self._read(segment_doc(text, self._lexicon.layout), id)
        raise TypeError(f"text must be a str or a spaCy Doc, got {type(text).__name__}")

    def pipe(self, texts: Iterable[str | tuple[str, str] | Doc]) -> Iterator[Document | Failure]:
        """Yield a document for each text, in their order; lazily, one at a time.

        Args:
            texts: Texts, ``(id, text)`` pairs or spaCy ``Doc`` objects. A text without an id gets its place, from
                ``"0"``.

        Yields:
            The document; a `Failure` where one could not be read, so that the others go on.

        Raises:
            ModelError: If no model is installed and *nlp* is ``None``, since no document could be read then.
        """
        for place, each in enumerate(texts):
            name, text = each if isinstance(each, tuple) and len(each) == 2 else (str(place), each)
            try:
                yield self.extract(text, id=name)
            except ModelError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one document must not stop the rest
                yield Failure(name, f"{type(error).__name__}: {error}")

    def _read(self, segmentation: Segmentation, name: str) -> Document:
        lexicon = self._lexicon
        quoted = classify_quoted(segmentation, find_quoted(segmentation, lexicon.marks), lexicon.uses)
        tags = self._tagger(segmentation, quoted)
        turns = find_turns(segmentation, quoted, lexicon.pages)
        reports = find_reports(segmentation, quoted, tags, turns, lexicon.pages)
        mentions = find_mentions(segmentation, _named(reports), lexicon)
        cast = build_cast(segmentation, mentions, self.aliases or AliasTable(), lexicon)
        resolution = resolve_mentions(segmentation, mentions, cast, reports, lexicon)
        quotes, speakers = assign_speakers(segmentation, reports, resolution.links, resolution.cast)
        stages = Stages(segmentation, quoted, tags, turns, reports, mentions, resolution.links)
        return Document(name, segmentation.text, quotes, speakers, stages)


def _named(reports: Iterable[Report]) -> list[Span]:
    """Every place that a report names its speaker at."""
    return [span for each in reports for span in (*each.source, *((each.heading,) if each.heading else ()))]


def extract(text: str | Doc, *, id: str = "") -> Document:  # noqa: A002
    """Return the quotes and speakers of a text, with all options at their default.

    The same as ``Extractor().extract(text, id=id)``; the language model is loaded once in a process.

    Args:
        text: Any text, or a spaCy ``Doc``.
        id: The document's id, for your records.

    Returns:
        The document; offsets count code points of *text*. Never raises for any ``str``.

    Raises:
        TypeError: If *text* is neither a ``str`` nor a ``Doc``.
        ModelError: If no English model is installed; the message names the package.
    """
    return Extractor().extract(text, id=id)

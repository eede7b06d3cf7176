"""The extractor: the options, the order of the stages and nothing else."""

from __future__ import annotations

import datetime
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, field, frozen, validators

from .aliases import AliasTable
from .arguments import ClusterSpan, check_reports, day_of, read_clusters
from .blas import SINGLE
from .cast import build_cast
from .combine import CombinedTagger
from .coref import resolve_mentions
from .errors import ModelError
from .frames import FrameTagger
from .identity.phrases import PhraseReader
from .identity.weights import SpeakerWeights, present_weights, read_weights
from .lang import Lexicon, load
from .linguistics import Reader, default_reader, is_doc, segment_doc, segment_text
from .marks import find_quoted
from .mentions import find_mentions
from .reports import find_reports, keep_likely
from .speakers import assign_speakers
from .tagger import TrainedTagger, read_tagger
from .turns import find_turns, name_by_turns
from .types import Document, Failure, Profile, QuotedSpan, Report, Segmentation, Span, Stages, Tagger, Tags
from .uses import classify_quoted

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Extractor", "extract"]

T = TypeVar("T")


def _profile(name: str | Profile) -> Profile:
    try:
        return Profile(name)
    except ValueError:
        allowed = ", ".join(repr(profile.value) for profile in Profile)
        raise ValueError(f"profile must be one of {allowed}, got {name!r}") from None


@frozen
class _Known:
    """What the caller knows of one text."""

    day: datetime.date | None
    clusters: tuple[tuple[Span, ...], ...]

    @classmethod
    def of(
        cls, segmentation: Segmentation, date: datetime.date | None, clusters: Iterable[Iterable[ClusterSpan]]
    ) -> _Known:
        return cls(day_of(date), read_clusters(clusters, len(segmentation.text)))


@frozen(kw_only=True)
class Extractor:
    """Finds who said what; build it once, use it for any number of texts.

    Args:
        nlp: The spaCy pipeline that reads texts; ``None`` for the English model that is installed, loaded at the
            first text and shared by all extractors of the process. The better its tags and names, the better the
            result; a blank pipeline works, and finds what marks and layout tell.
        aliases: Speakers that you know; they go before anything found in the text. ``None`` for none.
        lang: Language of the word lists.
        profile: ``"accurate"`` reads with the trained tagger and the frames of reporting verbs, ``"fast"`` with the
            frames alone. What each reaches and how fast it is stands in the documentation.
        tagger: Your own way to find cue, source and content, in the place of the profile's; ``None`` for that one.
        threads: How many texts of a batch the trained tagger reads side by side, beside spaCy; 0 for as many as there
            are cores. It changes no result.
        min_score: Quotes with a lower `Quote.score` are left out, 0…1: less recall for more precision.
        speaker_weights: A file that ``quoteattr train-speakers`` wrote; ``None`` for the weights of the package.

    Raises:
        TypeError: If *nlp*, *aliases* or *tagger* is something else.
        ValueError: If there are no word lists for *lang*, or no such *profile*, or *threads* is negative, or
            *min_score* is outside 0…1.
        OSError: If *speaker_weights* cannot be read.
        FormatError: If *speaker_weights* lacks a weight, or has an unknown one.
        ModelError: If the weights of the trained tagger are missing or broken.

    Example:
        >>> import spacy
        >>> extractor = Extractor(nlp=spacy.blank("en"))
        >>> [quote.text for quote in extractor.extract("“We are ready to leave.” — Ada Oduya")]
        ['“We are ready to leave.”']
    """

    nlp: Language | None = field(default=None, repr=False)
    aliases: AliasTable | None = field(default=None, repr=False)
    lang: str = "en"
    profile: Profile = field(default=Profile.ACCURATE, converter=_profile)
    tagger: Tagger | None = field(default=None, repr=False)
    threads: int = field(default=0, validator=validators.ge(0))
    min_score: float = field(default=0.0, validator=[validators.ge(0.0), validators.le(1.0)])
    speaker_weights: Path | None = None
    _weights: SpeakerWeights = field(init=False, repr=False, eq=False)
    _lexicon: Lexicon = field(init=False, repr=False, eq=False)
    _tagger: Tagger = field(init=False, repr=False, eq=False)
    _trained: TrainedTagger | None = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.nlp is not None and not (hasattr(self.nlp, "pipe") and hasattr(self.nlp, "vocab")):
            raise TypeError(f"nlp must be a spaCy pipeline or None, got {type(self.nlp).__name__}")
        if self.aliases is not None and not isinstance(self.aliases, AliasTable):
            raise TypeError(f"aliases must be an AliasTable or None, got {type(self.aliases).__name__}")
        if self.tagger is not None and not callable(self.tagger):
            raise TypeError(f"tagger must be a callable or None, got {self.tagger!r}")
        lexicon = load(self.lang)
        weights = present_weights() if self.speaker_weights is None else read_weights(self.speaker_weights)
        object.__setattr__(self, "_weights", weights)
        object.__setattr__(self, "_lexicon", lexicon)
        is_trained = self.tagger is None and self.profile is Profile.ACCURATE
        object.__setattr__(self, "_tagger", self.tagger or FrameTagger(lexicon.cues))
        object.__setattr__(self, "_trained", read_tagger() if is_trained else None)

    def extract(
        self,
        text: str | Doc,
        *,
        id: str = "",  # noqa: A002
        date: datetime.date | None = None,
        clusters: Iterable[Iterable[ClusterSpan]] = (),
    ) -> Document:
        """Return the quotes and speakers of a text.

        Args:
            text: Any text, or a spaCy ``Doc``, whose tokens, tags and names are then used as they are.
            id: The document's id, for your records.
            date: The day of the text; it tells who of *aliases* holds a role. ``None`` where it is not known.
            clusters: What a coreference system of yours takes for one: lists of spans, as pairs of offsets or `Span`;
                where it numbers tokens, `clusters_of_tokens` makes spans of them. A pronoun or description in a
                cluster with a name is taken for that one, where it can be.

        Returns:
            The document; every offset in it counts code points of *text* (for a ``Doc``: of ``doc.text``). Time and
            memory are linear in its length. Never raises for any ``str``.

        Raises:
            TypeError: If *text* is neither, or *id* is no ``str``, or *date* is no date.
            ValueError: If an offset of *clusters* is outside the text.
            ModelError: If no model is installed and *nlp* is ``None``.
        """
        with ThreadPoolExecutor(1) as pool:
            return self._extract(text, id, self._begun(text, pool), date, clusters)

    def resolve(
        self,
        text: str | Doc,
        reports: Sequence[Report],
        *,
        id: str = "",  # noqa: A002
        date: datetime.date | None = None,
        clusters: Iterable[Iterable[ClusterSpan]] = (),
    ) -> Document:
        """Return a text with quotes that you know already, and the speakers of them.

        Args:
            text: Any text, or a spaCy ``Doc``.
            reports: The quotes with their cues and sources; offsets count code points of *text*.
            id: The document's id, for your records.
            date: The day of the text, as in `extract`.
            clusters: Of a coreference system, as in `extract`.

        Returns:
            The document; its quotes are *reports*, in the order of their first content. One without a source takes
            the name that the layout of the page gives it to, else the speaker of the one that it follows.

        Raises:
            TypeError: If an argument is of another type.
            ValueError: If an offset is past the end of the text, or a report names one that is not there.
            ModelError: If no model is installed and *nlp* is ``None``.

        Example:
            >>> import spacy
            >>> from quoteattr.types import QuoteType
            >>> text = "“We sail at noon.” — Ada Oduya"
            >>> report = Report(QuoteType.DIRECT, content=(Span(0, 18),), source=(Span(21, 30),))
            >>> document = Extractor(nlp=spacy.blank("en"), profile="fast").resolve(text, [report])
            >>> document.quotes[0].speaker.name
            'Ada Oduya'
        """
        segmentation, known = self._segment(text), tuple(reports)
        check_reports(known, len(segmentation.text))
        quoted = self._quoted(segmentation)
        turns = find_turns(segmentation, quoted, self._lexicon.pages)
        read = Stages(segmentation, quoted, Tags(), turns, name_by_turns(known, turns), (), ())
        return self._resolve(read, id, _Known.of(segmentation, date, clusters))

    def _segment(self, text: str | Doc) -> Segmentation:
        if is_doc(text):
            return segment_doc(text, self._lexicon.layout)
        if not isinstance(text, str):
            raise TypeError(f"text must be a str or a spaCy Doc, got {type(text).__name__}")
        if self.nlp is not None:
            return segment_text(text, Reader(self.nlp), self._lexicon.layout)
        with SINGLE():
            return segment_text(text, default_reader(), self._lexicon.layout)

    def _extract(
        self,
        text: str | Doc,
        name: str,
        tagger: Tagger,
        date: datetime.date | None,
        clusters: Iterable[Iterable[ClusterSpan]] = (),
    ) -> Document:
        if not isinstance(name, str):
            raise TypeError(f"id must be a str, got {name!r}")
        segmentation = self._segment(text)
        return self._read(segmentation, tagger, name, _Known.of(segmentation, date, clusters))

    def _begun(self, text: str | Doc, pool: ThreadPoolExecutor) -> Tagger:
        """The tagger for one text; a trained one begins at once in a thread, since it asks for nothing but the text."""
        if self._trained is None or not (isinstance(text, str) or is_doc(text)):
            return self._tagger
        tags = pool.submit(self._trained.tags, text if isinstance(text, str) else text.text)
        return CombinedTagger(lambda _segmentation, _quoted: tags.result(), self._tagger)

    def pipe(
        self,
        texts: Iterable[str | Doc | tuple[str | int, str | Doc] | tuple[str | int, str | Doc, datetime.date | None]],
    ) -> Iterator[Document | Failure]:
        """Yield a document for each text, in their order and lazily.

        One text is taken at a time; where the trained tagger reads, up to *threads* more are taken ahead.

        Args:
            texts: Texts, ``(id, text)`` pairs, ``(id, text, date)`` triples or spaCy ``Doc`` objects. A whole number
                as id becomes a text; a text without an id gets its place, from ``"0"``.

        Yields:
            The document; a `Failure` where one could not be read, so that the others go on.

        Raises:
            TypeError: If *texts* is a single text.
            ModelError: If no model is installed and *nlp* is ``None``, since no document could be read then.
        """
        if isinstance(texts, str):
            raise TypeError("texts must be an iterable of texts, got one str; for one text call extract()")
        workers = self.threads or os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            labelled = (_labelled(place, each) for place, each in enumerate(texts))
            begun = ((each, self._begun(each[1], pool)) for each in labelled)
            for (name, text, date), tagger in _ahead(begun, workers if self._trained else 0):
                yield self._finished(name, text, date, tagger)

    def _finished(self, name: str, text: str | Doc, date: datetime.date | None, tagger: Tagger) -> Document | Failure:
        try:
            return self._extract(text, name, tagger, date)
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one document must not stop the rest
            return Failure(str(name), f"{type(error).__name__}: {error}")

    def _read(self, segmentation: Segmentation, tagger: Tagger, name: str, known: _Known) -> Document:
        lexicon = self._lexicon
        quoted = self._quoted(segmentation)
        tags = tagger(segmentation, quoted)
        turns = find_turns(segmentation, quoted, lexicon.pages)
        reports = keep_likely(find_reports(segmentation, quoted, tags, turns, lexicon.pages), self.min_score)
        return self._resolve(Stages(segmentation, quoted, tags, turns, reports, (), ()), name, known)

    def _quoted(self, segmentation: Segmentation) -> tuple[QuotedSpan, ...]:
        lexicon = self._lexicon
        return classify_quoted(segmentation, find_quoted(segmentation, lexicon.marks), lexicon.uses)

    def _resolve(self, read: Stages, name: str, known: _Known) -> Document:
        """Find who is meant in reports that are known already."""
        segmentation, reports, lexicon = read.segmentation, read.reports, self._lexicon
        reader = PhraseReader.of(segmentation, lexicon)
        mentions = find_mentions(reader, _named(reports))
        cast = build_cast(reader, mentions, self.aliases or AliasTable(), lexicon, known.day)
        resolution = resolve_mentions(reader, mentions, cast, reports, known.clusters, self._weights)
        quotes, speakers = assign_speakers(segmentation, reports, resolution.links, resolution.cast)
        stages = evolve(read, mentions=mentions, links=resolution.links)
        return Document(name, segmentation.text, quotes, speakers, stages)


def _ahead(items: Iterable[T], count: int) -> Iterator[T]:
    """The items, of which *count* more are taken than given; all that were taken are given before an error goes on."""
    waiting: deque[T] = deque()
    try:
        for item in items:
            waiting.append(item)
            if len(waiting) > count:
                yield waiting.popleft()
    except Exception:
        yield from waiting
        raise
    yield from waiting


def _labelled(
    place: int, each: str | Doc | tuple[str | int, str | Doc] | tuple[str | int, str | Doc, datetime.date | None]
) -> tuple[str, str | Doc, datetime.date | None]:
    """A text of a batch with its id and day."""
    match each:
        case (name, text):
            return _id(name), text, None
        case (name, text, day):
            return _id(name), text, day
    return str(place), each, None


def _id(name: Any) -> Any:
    # Data frames have whole numbers of a class of their own; a truth value is a whole number, too.
    return str(name) if isinstance(name, Integral) and not isinstance(name, bool) else name


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

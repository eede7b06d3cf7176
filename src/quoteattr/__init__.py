"""Who said what in a text: quotations, reported speech and their speakers, with exact offsets."""

from importlib import metadata as _metadata

from .aliases import AliasTable, Entry
from .arguments import clusters_of_tokens
from .errors import AliasTableError, FormatError, ModelError, QuoteattrError
from .pipeline import Extractor, extract
from .speaker_index import SpeakerIndex
from .types import Document, Evidence, Failure, Gender, Quote, QuoteType, Span, Speaker, SpeakerKind

__all__ = [
    "AliasTable",
    "AliasTableError",
    "Document",
    "Entry",
    "Evidence",
    "Extractor",
    "Failure",
    "FormatError",
    "Gender",
    "ModelError",
    "Quote",
    "QuoteType",
    "QuoteattrError",
    "Span",
    "Speaker",
    "SpeakerIndex",
    "SpeakerKind",
    "clusters_of_tokens",
    "extract",
]

__version__ = _metadata.version("quoteattr")

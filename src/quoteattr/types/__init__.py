"""The frozen values that flow between the stages.

Every offset in them counts code points of the text as the caller gave it, from 0, end exclusive.
"""

from .document import Document, Failure, Profile, Quote, Speaker, Stages
from .findings import (
    Attribution,
    Evidence,
    Gender,
    Link,
    Mention,
    MentionKind,
    Number,
    QuoteType,
    Report,
    SpeakerKind,
    Tagger,
    Tags,
    Turn,
)
from .text import Name, Paragraph, ParagraphKind, QuotedSpan, QuotedUse, Segmentation, Sentence, Span, Token

__all__ = [
    "Attribution",
    "Document",
    "Evidence",
    "Failure",
    "Gender",
    "Link",
    "Mention",
    "MentionKind",
    "Name",
    "Number",
    "Paragraph",
    "ParagraphKind",
    "Profile",
    "Quote",
    "QuoteType",
    "QuotedSpan",
    "QuotedUse",
    "Report",
    "Segmentation",
    "Sentence",
    "Span",
    "Speaker",
    "SpeakerKind",
    "Stages",
    "Tagger",
    "Tags",
    "Token",
    "Turn",
]

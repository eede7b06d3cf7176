"""The label head of the trained tagger as a spaCy component over any transformer; needs the extra ``transformers``.

`factory` is what spaCy finds; ``python -m quoteattr.transformers`` writes a ready configuration and makes spaCy's own
training files of annotated JSON Lines.
"""

__all__ = ["ATTRIBUTIONS"]

# The component's name, and under which a `Doc` holds what it found.
ATTRIBUTIONS = "quoteattr_tagger"

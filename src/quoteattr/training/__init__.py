"""Training a tagger of one's own: annotated JSON Lines → a folder that `quoteattr.tagger.read_tagger` reads.

`train_tagger` does all of it; ``quoteattr train`` is its command line. Everything here but the data, the calibration
and the card needs the extra ``train``.
"""

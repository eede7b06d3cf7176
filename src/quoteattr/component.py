"""The spaCy factory `quoteattr`."""
def make_quoteattr(nlp, name): raise NotImplementedError

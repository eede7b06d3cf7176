"""What spaCy finds: the factory `quoteattr_tagger` and the architecture of its model.

spaCy imports this module whenever it looks for a factory, so nothing heavy, torch least of all, is imported before it
is used.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from spacy import registry
from spacy.language import Language

from ..errors import ModelError
from . import ATTRIBUTIONS

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Model

    from .pipe import QuoteTagger

__all__ = ["make_model", "make_tagger"]

ARCHITECTURE = "quoteattr.ConditionedTagger.v1"
LISTENER = "spacy-transformers.TransformerListener.v1"
EXTRA = 'pip install "quoteattr[transformers]"'


@registry.architectures(ARCHITECTURE)  # type: ignore[untyped-decorator] # spaCy's own
def make_model(tok2vec: Model[list[Doc], Any] | None = None) -> Model[Any, Any]:
    """Return the model of the component, not initialized.

    Args:
        tok2vec: Gives each token of a document its vector; ``None`` for a listener to the pipe ``transformer`` before.

    Raises:
        ModelError: If torch or spacy-transformers is missing; the message names the extra.
    """
    try:
        from .network import build_model
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        raise ModelError(f"quoteattr_tagger needs {error.name}: {EXTRA}") from error
    return build_model(_listener() if tok2vec is None else tok2vec)


def _listener() -> Model[list[Doc], Any]:
    from thinc.api import reduce_mean

    if find_spec("spacy_transformers") is None:
        raise ModelError(f"quoteattr_tagger needs spacy-transformers: {EXTRA}")
    listener: Model[list[Doc], Any] = registry.architectures.get(LISTENER)(pooling=reduce_mean())
    return listener


@Language.factory(  # type: ignore[untyped-decorator] # spaCy's own
    ATTRIBUTIONS,
    assigns=["doc.spans"],
    default_config={
        "model": {"@architectures": ARCHITECTURE, "tok2vec": None},
        "spans_key": ATTRIBUTIONS,
        "threshold": 0.45,
    },
    default_score_weights={"quotes_f": 1.0, "contents_f": 0.0, "content_tokens_f": 0.0},
)
def make_tagger(nlp: Language, name: str, model: Model[Any, Any], spans_key: str, threshold: float) -> QuoteTagger:
    """Return the component for ``nlp.add_pipe("quoteattr_tagger")``; place it behind a ``transformer``.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        model: The model, as `make_model` gives it.
        spans_key: The key of ``doc.spans`` to write.
        threshold: Attributions with a lower score are left out, 0…1.

    Raises:
        ValueError: If *threshold* is outside 0…1.
    """
    from .pipe import QuoteTagger

    return QuoteTagger(nlp.vocab, model, name, spans_key=spans_key, threshold=threshold)

"""Fits the weights that speakers are chosen by to annotated choices: ``quoteattr train-speakers``."""

from .run import Figures, Order, Trained, train_speakers

__all__ = ["Figures", "Order", "Trained", "train_speakers"]

"""How gold and predicted quotes are brought together and compared, for `quoteattr.evaluate`."""

"""Documents out and in: JSON Lines in the annotation format, flat rows and tables, HTML."""

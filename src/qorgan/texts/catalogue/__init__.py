"""The catalogue of the product's words: what the source says in English, and what it is in Kazakh and Russian.

Each room keeps its translations in `words.toml` beside its code. `collecting` reads the English texts from Python and
templates, `translations` reads the tables, `checking` finds what is missing or wrong, `writing` makes the gettext
catalogues. The tool `tools/words.py` (`make words`) joins them.
"""

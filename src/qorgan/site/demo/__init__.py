"""Demo data: an invented country at work, so that a stranger sees the product as its people do.

Everything comes from a fixed seed and from the country pack's `demo` folder, and everything says that it is invented.
Nobody's data ever stands beside it: see `writing.py`.
"""

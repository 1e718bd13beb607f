"""The stage of the benchmarks that need a whole installation: database, country pack, a signed-in person, many contacts.

Everything lies in a folder of its own under the system's temporary folder and is gone at the end. Commits reach the disk,
as they do in the product.
"""

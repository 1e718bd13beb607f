"""The product as it is, but for the Argon2id of the return words, made next to nothing: to tell its cost apart. Never served."""

from benchmarks.stage.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.stage.light_urls"

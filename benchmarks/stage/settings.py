"""The product's settings, with the page of the benchmark beside the product's own."""

from qorgan.site.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.stage.urls"

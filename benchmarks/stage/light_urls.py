"""Every address of the product, with a hash of the return words that costs nothing."""

from argon2 import PasswordHasher
from benchmarks.stage.urls import handler400, handler403, handler404, handler500, urlpatterns

from qorgan.helpline import codes

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
codes._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

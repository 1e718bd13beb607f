"""Guards of the whole house: each walks everything that exists, and is proved by a planted fault."""

"""A release decoded into things, claims and relations: what both stores are filled from."""

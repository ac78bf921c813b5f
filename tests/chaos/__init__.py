"""A whole house on servers of its own, hit while it works. `make test` runs a short form, `make chaos` the long one."""

import os
import random

LONG = os.environ.get("EARSHOT_CHAOS") == "long"
SEED = int(os.environ.get("EARSHOT_CHAOS_SEED", "20261122"))


def either(short, long):
    return long if LONG else short


def dice(name: str) -> random.Random:
    """The same throws in each run of the same seed, for each test its own."""
    return random.Random(f"{SEED} {name}")

"""nltk's coefficients of agreement, without the rest of nltk.

`import nltk` runs all of it, scipy.stats included: two seconds and 60 MB for the first page that asks, and for every
process. The module of the coefficients needs next to nothing of that. So the packages above it are entered by their path and
not run; afterwards they are taken out again, and whoever imports nltk gets the whole of it as ever.
"""

import importlib
import sys
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType

ABOVE, MODULE = ("nltk", "nltk.metrics"), "nltk.metrics.agreement"


@lru_cache(maxsize=1)
def agreement() -> ModuleType:
    """The module nltk.metrics.agreement."""
    if ABOVE[0] in sys.modules:
        return importlib.import_module(MODULE)
    path = None
    try:
        for name in ABOVE:
            spec = PathFinder.find_spec(name, path)
            if spec is None:
                raise ModuleNotFoundError(name)
            sys.modules[name] = module_from_spec(spec)
            path = spec.submodule_search_locations
        return importlib.import_module(MODULE)
    finally:
        for name in ABOVE:
            sys.modules.pop(name, None)

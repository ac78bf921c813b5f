"""python -m bench [suite,suite]: each suite is a module of this package with measure() -> list of figures."""

import importlib
import pkgutil
import sys
import traceback

import bench
from bench.figures import keep

NOT_SUITES = {"__main__", "figures"}


def suites() -> list[str]:
    """`imports` is also called by its short name."""
    names = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name for name in names if name not in NOT_SUITES and not name.startswith("_"))


def chosen(arguments: list[str]) -> list[str]:
    asked = [name for argument in arguments for name in argument.split(",") if name]
    known = {**{name: name for name in suites()}, **{name.removesuffix("s"): name for name in suites()}}
    if unknown := [name for name in asked if name not in known]:
        sys.exit(f"No such suite: {', '.join(unknown)}. There are {', '.join(suites())}.")
    return [known[name] for name in asked] or suites()


def main(arguments: list[str]) -> int:
    failed = []
    for name in chosen(arguments):
        try:
            for figure in importlib.import_module(f"bench.{name}").measure():
                print(figure.line(), flush=True)
                keep([figure], name)  # what is measured stays, whatever fails afterwards
        except Exception:
            traceback.print_exc()
            failed.append(name)
    if failed:
        print(f"Not measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

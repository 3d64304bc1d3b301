"""Reduces a module's syntax tree to its declarations: what is left has the same names and types, and no effects when run."""

import ast

#: decorators that say what a definition is; all others are dropped, because they could do anything
_DECORATORS = {
    "abstractmethod", "asynccontextmanager", "cached_property", "classmethod", "contextmanager", "dataclass", "deleter",
    "final", "getter", "overload", "property", "runtime_checkable", "setter", "staticmethod", "total_ordering", "unique",
}  # fmt: skip
#: calls that only make a type
_TYPE_MAKERS = {"NamedTuple", "NewType", "ParamSpec", "TypedDict", "TypeVar", "TypeVarTuple", "namedtuple"}
_KEPT_METHODS = {"__init__", "__new__", "__post_init__"}


def reduced(statements):
    """The declarations among statements, branches flattened; each can be run on its own."""
    for node in statements:
        if isinstance(node, ast.If):
            if not _is_main_guard(node.test):
                yield from reduced(node.orelse)
                yield from reduced(node.body)
        elif isinstance(node, ast.Try):
            for part in (*(handler.body for handler in node.handlers), node.body, node.orelse, node.finalbody):
                yield from reduced(part)
        elif isinstance(node, ast.With):
            yield from reduced(node.body)
        else:
            found = _declaration(node)
            if found is not None:
                yield found


def _declaration(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _function(node)
    if isinstance(node, ast.ClassDef):
        return _class(node)
    if isinstance(node, (ast.Import, ast.ImportFrom)) or type(node).__name__ == "TypeAlias":
        return node
    if isinstance(node, ast.AnnAssign):
        # Without its value the name would not exist: an Ellipsis says nothing of its type.
        return _copy(node, value=node.value if node.value is not None and _is_harmless(node.value) else _ellipsis(node))
    if isinstance(node, ast.Assign) and _is_harmless(node.value):
        return node
    return None


def _function(node):
    arguments = node.args
    reduced_arguments = _copy(
        arguments,
        defaults=[_default(default) for default in arguments.defaults],
        kw_defaults=[None if default is None else _default(default) for default in arguments.kw_defaults],
    )
    body = ast.Expr(ast.Yield(None)) if _yields(node) else ast.Expr(_ellipsis(node))
    documentation = [node.body[0]] if ast.get_docstring(node, clean=False) is not None else []
    body = ast.fix_missing_locations(ast.copy_location(body, node))
    return _copy(node, args=reduced_arguments, body=[*documentation, body], decorator_list=_decorators(node))


def _class(node):
    names = [last_name(base) for base in node.bases]
    is_enum = any(name is not None and name.endswith(("Enum", "Flag")) for name in names)
    is_tuple = "NamedTuple" in names
    body = []
    for statement in node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            kept = not is_enum and not is_tuple and statement.name in _KEPT_METHODS
            if kept or not statement.name.startswith("__"):
                body.append(_function(statement))
        elif isinstance(statement, ast.ClassDef):
            body.append(_class(statement))
        elif isinstance(statement, ast.AnnAssign):
            body.append(_field(statement))
        elif isinstance(statement, ast.Assign):
            if _is_literal(statement.value) or (is_enum and last_name(statement.value) == "auto"):
                body.append(statement)
            elif is_enum:
                # Some value of its own: the member goes by its name.
                body.append(_copy(statement, value=_call(statement, "object")))
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            body.append(statement)
    keywords = [keyword for keyword in node.keywords if keyword.arg != "metaclass" or last_name(keyword.value) == "ABCMeta"]
    body = body or [ast.fix_missing_locations(ast.copy_location(ast.Pass(), node))]
    return _copy(node, body=body, keywords=keywords, decorator_list=_decorators(node))


def _field(node):
    """An annotated name in a class body: `field(…)` keeps what it says of the constructor, other values only that they exist."""
    value = node.value
    if value is None or _is_literal(value):
        return node
    if last_name(value) == "field" and isinstance(value, ast.Call):
        keywords = [_field_keyword(keyword) for keyword in value.keywords if keyword.arg is not None]
        return _copy(node, value=_copy(value, args=[], keywords=keywords))
    return _copy(node, value=_ellipsis(node))


def _field_keyword(keyword):
    if keyword.arg == "default_factory":
        return _copy(keyword, value=ast.copy_location(ast.Name("list", ast.Load()), keyword.value))
    return keyword if _is_literal(keyword.value) else _copy(keyword, value=_ellipsis(keyword.value))


def _decorators(node):
    return [decorator for decorator in node.decorator_list if last_name(decorator) in _DECORATORS]


def _default(node):
    is_member = isinstance(node, ast.Attribute) and _is_harmless(node)
    return node if is_member or _is_literal(node) else _ellipsis(node)


def without_defaults(node):
    """The same function with defaults that say nothing, for one whose defaults cannot be evaluated."""
    arguments = node.args
    blank = _copy(
        arguments,
        defaults=[_ellipsis(default) for default in arguments.defaults],
        kw_defaults=[default and _ellipsis(default) for default in arguments.kw_defaults],
    )
    return _copy(node, args=blank)


def _is_harmless(node):
    """Whether evaluating an expression can only make a value or a type."""
    if isinstance(node, ast.Call):
        return last_name(node) in _TYPE_MAKERS and all(_is_harmless(a) for a in (*node.args, *(k.value for k in node.keywords)))
    if isinstance(node, (ast.Constant, ast.Name, ast.Lambda)):
        return True
    if isinstance(node, ast.Attribute):
        return _is_harmless(node.value)
    if isinstance(node, ast.Subscript):
        return _is_harmless(node.value) and _is_harmless(node.slice)
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        # `**` of literals can take forever.
        power = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Pow, ast.LShift)) and not _is_small(node.right)
        return not power and all(_is_harmless(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return all(_is_harmless(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        return all(key is not None and _is_harmless(key) for key in node.keys) and all(_is_harmless(v) for v in node.values)
    return False


def _is_small(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and abs(node.value) <= 1000


def _is_literal(node):
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _yields(node):
    """Whether a function is a generator: a yield in it, not in functions inside it."""
    waiting = list(node.body)
    while waiting:
        part = waiting.pop()
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(part))
    return False


def _is_main_guard(test):
    return isinstance(test, ast.Compare) and last_name(test.left) == "__name__"


def last_name(node):
    """The last part of a dotted name, of a call of one, or of a subscript of one."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Subscript):
        node = node.value
    return getattr(node, "attr", None) or getattr(node, "id", None)


def _ellipsis(node):
    return ast.copy_location(ast.Constant(Ellipsis), node)


def _call(node, name):
    call = ast.Call(ast.Name(name, ast.Load()), [], [])
    return ast.fix_missing_locations(ast.copy_location(call, node))


def _copy(node, **changes):
    fields = {name: getattr(node, name) for name in node._fields if hasattr(node, name)}
    made = type(node)(**{**fields, **changes})
    return ast.copy_location(made, node) if hasattr(node, "lineno") else made

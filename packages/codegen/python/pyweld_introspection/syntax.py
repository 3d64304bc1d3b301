"""Reads a module's syntax tree into an index of definitions by qualified name; never imports or runs anything."""

import ast
import inspect


class ModuleSyntax:
    """What the source text of one module says: definitions, assignments, docstrings, type-checking imports."""

    def __init__(self, text):
        # Columns of nodes count bytes, and ast.get_source_segment would split the whole text at every call.
        self.lines = [line.encode("utf-8") for line in text.split("\n")]
        self.tree = ast.parse(text)
        #: qualified name -> definitions in source order (overloads, branches and redefinitions included)
        self.functions = {}
        self.classes = {}
        #: qualified name -> assignments, in source order
        self.assignments = {}
        #: qualified name -> the string that follows an assignment
        self.attribute_docs = {}
        #: local name -> (module, attribute or None), for imports that only a type checker runs
        self.type_checking_imports = {}
        #: names at module level, in source order: a dict as a set that keeps it
        self.order = {}
        self._walk(self.tree.body, "")

    @property
    def doc(self):
        return ast.get_docstring(self.tree)

    def _walk(self, body, prefix, type_checking=False):
        previous = None
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._record(self.functions, prefix, node.name, node)
            elif isinstance(node, ast.ClassDef):
                self._record(self.classes, prefix, node.name, node)
                self._walk(node.body, prefix + node.name + ".")
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                if not prefix and type_checking:
                    self._record_import(node)
            elif isinstance(node, ast.If):
                checking = type_checking or _is_type_checking(node.test)
                self._walk(node.body, prefix, checking)
                self._walk(node.orelse, prefix, type_checking)
            elif isinstance(node, ast.Try):
                for part in (node.body, node.orelse, node.finalbody, *(h.body for h in node.handlers)):
                    self._walk(part, prefix, type_checking)
            elif isinstance(node, ast.With):
                self._walk(node.body, prefix, type_checking)
            else:
                for name in _assigned_names(node):
                    self._record(self.assignments, prefix, name, node)
                if isinstance(node, ast.Expr) and _is_text(node.value) and previous is not None:
                    for name in _assigned_names(previous):
                        self.attribute_docs[prefix + name] = inspect.cleandoc(node.value.value)
            previous = node

    def _record(self, table, prefix, name, node):
        table.setdefault(prefix + name, []).append(node)
        if not prefix:
            self.order.setdefault(name)

    def _record_import(self, node):
        table = self.type_checking_imports
        if isinstance(node, ast.Import):
            for alias in node.names:
                table[alias.asname or alias.name.split(".")[0]] = (alias.name, None) if alias.asname else (
                    alias.name.split(".")[0],
                    None,
                )
            return
        for alias in node.names:
            table[alias.asname or alias.name] = ("." * node.level + (node.module or ""), alias.name)

    def function(self, qualname, line=None):
        """The definition that starts at `line` (a code object's first line), else the last one."""
        nodes = self.functions.get(qualname, [])
        for node in nodes:
            first = min([node.lineno] + [d.lineno for d in node.decorator_list])
            if line is not None and first <= line <= node.lineno:
                return node
        return nodes[-1] if nodes else None

    def overloads(self, qualname):
        return sum(1 for n in self.functions.get(qualname, []) if any(_ends_with(d, "overload") for d in n.decorator_list))

    def class_node(self, qualname):
        nodes = self.classes.get(qualname)
        return nodes[-1] if nodes else None

    def assignment(self, qualname):
        nodes = self.assignments.get(qualname)
        return nodes[-1] if nodes else None

    def segment(self, node, limit=60):
        """The source text of a node on one line, or None when it is too long to be worth showing."""
        if node.end_lineno - node.lineno > limit:
            return None
        lines = self.lines[node.lineno - 1 : node.end_lineno]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        text = b"\n".join(lines).decode("utf-8")
        text = " ".join(text.split()) if len(lines) > 1 else text
        return text if len(text) <= limit else None


def parameter_nodes(node):
    """Parameter name -> (argument node, default node or None) of a definition."""
    arguments = node.args
    positional = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = list(zip(positional, defaults)) + list(zip(arguments.kwonlyargs, arguments.kw_defaults))
    pairs += [(rest, None) for rest in (arguments.vararg, arguments.kwarg) if rest is not None]
    return {argument.arg: (argument, default) for argument, default in pairs}


def self_assignments(init):
    """Attribute -> (annotation node or None, value node or None, line) for `self.x = …` anywhere in `__init__`."""
    arguments = init.args.posonlyargs + init.args.args
    if not arguments:
        return {}
    found = {}
    for node in ast.walk(init):
        targets, annotation, value = [], None, None
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign):
            targets, annotation, value = [node.target], node.annotation, node.value
        for target in targets:
            if _is_attribute_of(target, arguments[0].arg) and not target.attr.startswith("_"):
                known = found.get(target.attr)
                if known is None or (annotation is not None and known[0] is None):
                    found[target.attr] = (annotation, value, node.lineno)
    return dict(sorted(found.items(), key=lambda item: item[1][2]))


def names_in(node):
    """Every name an expression mentions, the names inside its string annotations too."""
    names = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            names.add(part.id)
        elif isinstance(part, ast.Attribute):
            names.add(part.attr)
        elif _is_text(part):
            try:
                names |= names_in(ast.parse(part.value, mode="eval"))
            except (SyntaxError, ValueError):
                pass
    return names


def is_literal(node):
    """Whether an expression is made of literals and arithmetic only, so that its value cannot depend on the machine."""
    if isinstance(node, ast.UnaryOp):
        return is_literal(node.operand)
    if isinstance(node, ast.BinOp):
        return is_literal(node.left) and is_literal(node.right)
    return isinstance(node, ast.Constant)


def _is_attribute_of(target, name):
    return isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == name


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _ends_with(node, name):
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)


def _is_type_checking(test):
    return _ends_with(test, "TYPE_CHECKING")


def _assigned_names(node):
    targets = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    elif type(node).__name__ == "TypeAlias":  # ast.TypeAlias: 3.12 and later
        targets = [node.name]
    return [target.id for target in targets if isinstance(target, ast.Name)]

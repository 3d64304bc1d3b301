"""Where the facts about a class come from: its definition in the source, its docstrings, the scope of its annotations."""

import ast

from .registry import documentation
from .scope import raw_annotations
from .syntax import names_in


class Places:
    """Answers questions about live classes from both sides: the object and the syntax tree. `locate` makes locations."""

    def __init__(self, registry, walker, locate):
        self.registry = registry
        self.walker = walker
        self.locate = locate

    def syntax(self, cls):
        """The syntax tree of the module that defines a class, when that module belongs to the tool."""
        return self.registry.syntax(cls.__module__) if self.registry.is_local(cls.__module__) else None

    def scope(self, cls):
        return self.registry.scope(cls.__module__, cls)

    def module(self, cls):
        return self.registry.module if cls.__module__ == self.registry.tool.__name__ else cls.__module__

    def location(self, cls):
        syntax = self.syntax(cls)
        node = syntax.class_node(cls.__qualname__) if syntax else None
        if node is None and syntax is not None:
            # TypedDict("Name", …) and namedtuple("Name", …) are assignments.
            node = syntax.assignment(cls.__qualname__)
        return self.locate(cls.__module__, node.lineno if node else None)

    def doc(self, cls):
        """The docstring that was written: dataclasses, enums and named tuples make one up where there is none."""
        syntax = self.syntax(cls)
        node = syntax.class_node(cls.__qualname__) if syntax else None
        if node is not None:
            return ast.get_docstring(node)
        made_up = issubclass(cls, tuple) or "__dataclass_fields__" in vars(cls)
        return None if made_up else documentation(cls, [base.__doc__ for base in cls.__mro__[1:]])

    def attribute_doc(self, cls, name):
        syntax = self.syntax(cls)
        return syntax.attribute_docs.get("%s.%s" % (cls.__qualname__, name)) if syntax else None

    def assignment(self, cls, name):
        """The assignment to a name in a class body, or None."""
        syntax = self.syntax(cls)
        return syntax.assignment("%s.%s" % (cls.__qualname__, name)) if syntax else None

    def annotation(self, cls, name, value):
        """An annotation in a class body, in the scope of the class that wrote it."""
        source = getattr(self.assignment(cls, name), "annotation", None)
        scope = self.scope(cls)
        return self.walker.walk(value, scope.mentioning(names_in(source)) if source is not None else scope)


def owner_of(cls, name):
    """The class in the MRO that annotates a name, nearest first."""
    for base in cls.__mro__:
        if name in raw_annotations(base):
            return base
    return cls


def wrappers(annotation):
    """Names of the wrappers around an annotation: Final, ClassVar, Required and their kind."""
    names = set()
    while annotation["kind"] == "wrapped":
        names.add(annotation["name"])
        annotation = annotation["item"]
    return names

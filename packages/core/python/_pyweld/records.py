"""Classes of records that are no dataclasses: those of attrs, and models of pydantic. Imports neither."""


def describe_class(kind):
    """What makes an instance of fields by name (None: the class itself), and whether instances may have further fields."""
    if hasattr(kind, "__dataclass_fields__"):
        return None, False
    if hasattr(kind, "__attrs_attrs__"):
        return _by_other_names(kind, {each.name: _init_name(each) for each in kind.__attrs_attrs__ if each.init}), False
    if _is_model(kind):
        return _model_constructor(kind), kind.model_config.get("extra") == "allow"
    return None, False


def other_fields(instance):
    kind = type(instance)
    if hasattr(kind, "__attrs_attrs__"):
        return tuple(each.name for each in kind.__attrs_attrs__ if hasattr(instance, each.name))
    if not _is_model(kind):
        raise TypeError("{} has no fields".format(kind.__qualname__))
    fields = {name: getattr(instance, name) for name in kind.model_fields if hasattr(instance, name)}
    fields.update(getattr(instance, "__pydantic_extra__", None) or {})
    return fields


def _is_model(kind):
    return hasattr(kind, "model_fields") and hasattr(kind, "model_config") and hasattr(kind, "model_validate")


def _init_name(attribute):
    # Before version 22.2, attrs had no names but these.
    return getattr(attribute, "alias", None) or attribute.name.lstrip("_")


def _model_constructor(kind):
    config = kind.model_config
    if config.get("populate_by_name") or config.get("validate_by_name") or config.get("validate_by_alias") is False:
        return None
    names = {name: _alias(field, name) for name, field in kind.model_fields.items()}
    if None in names.values():
        # By a path into other data: only validation by names will do.
        return lambda **fields: kind.model_validate(fields, by_alias=False, by_name=True)
    return _by_other_names(kind, names)


def _alias(field, name):
    alias = field.validation_alias
    if alias is None:
        alias = field.alias
    if alias is None:
        return name
    choices = getattr(alias, "choices", [alias])
    return next((choice for choice in choices if isinstance(choice, str)), None)


def _by_other_names(kind, names):
    if all(name == other for name, other in names.items()):
        return None
    return lambda **fields: kind(**{names.get(name, name): value for name, value in fields.items()})

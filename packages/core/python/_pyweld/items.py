"""Items by keys that are more than one value: slices, and several indices at once."""


def get_item(owner, parts, several):
    return owner[_key(parts, several)]


def set_item(owner, parts, several, value):
    owner[_key(parts, several)] = value


def delete_item(owner, parts, several):
    del owner[_key(parts, several)]


def _key(parts, several):
    """A part is a list of one value, or of the three of a slice."""
    key = tuple(part[0] if len(part) == 1 else slice(*part) for part in parts)
    return key if several else key[0]

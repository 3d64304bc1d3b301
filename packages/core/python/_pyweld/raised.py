"""What Python gets to see of an error that JavaScript threw."""


class JavaScriptError(Exception):
    """An error that JavaScript threw. `name` is that of its class."""

    def __init__(self, message, name=""):
        super().__init__(message)
        self.name = name


JavaScriptError.__module__ = "pyweld"


def javascript_error(name, message):
    return JavaScriptError(name + ": " + message if name else message, name)

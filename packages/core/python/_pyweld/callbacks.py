"""JavaScript's side of calls from Python: its errors as exceptions."""


class JavaScriptError(Exception):
    """Carries whatever a JavaScript function has thrown; JavaScript gets the same value back."""

    def __init__(self, message, name, thrown):
        super().__init__(message)
        self.name = name
        self.thrown = thrown

    def __str__(self):
        return self.args[0] if self.name == "" else "{}: {}".format(self.name, self.args[0])


JavaScriptError.__module__ = "pyweld"


def make_error(message, name, thrown):
    return JavaScriptError(message, name, thrown)


def thrown(error):
    return error.thrown


def javascript_error():
    return JavaScriptError

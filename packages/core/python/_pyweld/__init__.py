"""The Python half of the runtime: what is easier said in Python than through the C API.

Runs inside the embedded interpreter. Knows nothing of frames and of JavaScript's values. Modules are loaded when they
are first needed; what is here already is what every program needs.
"""

import builtins  # noqa: F401
import os

# The helper runs this file as a module of its own making: these make it a package.
__path__ = [os.path.dirname(__file__)]
__package__ = __name__

from .conversions import conversion_functions, find_conversion  # noqa: E402, F401
from .futures import new_future, settle_future  # noqa: E402, F401
from .letting_in import let_javascript_in  # noqa: E402, F401
from .modules import import_module  # noqa: E402, F401
from .start import NO_SITE_POSITION  # noqa: E402, F401
from .values import add_place, as_list, field_names  # noqa: E402, F401

"""Entry point of the child interpreter: describes one Python tool as JSON on a private file descriptor.

Never writes to stdout or stderr and never leaves a file behind: both belong to the tool that is being imported.
Usage: python -B pyweld_introspect.py REQUEST, where REQUEST is JSON (see `introspect/request.ts`).
"""

import sys

sys.dont_write_bytecode = True

if __name__ == "__main__":
    import json
    import os

    request = json.loads(sys.argv[1])
    # A private copy: a tool that closes or inherits low descriptors must not reach the result.
    channel = os.dup(request["descriptor"])
    os.close(request["descriptor"])
    sys.argv = [request["path"]]

    from pyweld_introspection.report import describe_tool

    # The folder of this script must not be visible to the tool.
    sys.path.pop(0)
    result = json.dumps(describe_tool(request), ensure_ascii=True, allow_nan=False).encode("ascii")
    with os.fdopen(channel, "wb") as stream:
        stream.write(result)
    # Threads and atexit hooks of the tool must not keep a finished introspection alive.
    os._exit(0)

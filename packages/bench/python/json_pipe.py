"""The other end of JSON over a pipe: reads a line, calls, writes a line. See src/systems/json-pipe.ts."""

import importlib
import json
import sys
import traceback


def serve(lines, out) -> None:
    modules, iterators, objects = {}, {}, {}

    def read():
        line = lines.readline()
        if not line:
            sys.exit(0)
        return json.loads(line)

    def write(answer):
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()

    def callback(number):
        def call(*args):
            write({"callback": number, "args": args})
            return read()["result"]

        return call

    def argument(value):
        return callback(value["$callback"]) if isinstance(value, dict) and "$callback" in value else value

    def run(request):
        kind, name, args = request["kind"], request["name"], request["args"]
        if kind == "import":
            modules[name] = importlib.import_module(name)
            return None
        if kind == "next":
            return next(iterators[name], None)
        if kind == "release":
            return bool(objects.pop(name, None))
        module, _, function = name.rpartition(".")
        owner = objects[request["object"]] if "object" in request else modules[module]
        if kind == "get":
            return getattr(owner, function)
        result = getattr(owner, function)(*[argument(value) for value in args])
        if kind == "call":
            return result
        kept = iterators if kind == "iterate" else objects
        kept[id(result)] = result
        return id(result)

    while True:
        request = read()
        try:
            answer = {"result": run(request)}
        except Exception as error:
            answer = {"error": [type(error).__name__, str(error)]}
            if request.get("frames"):
                # Without the two of this file.
                answer["frames"] = [frame.name for frame in traceback.extract_tb(error.__traceback__)][2:]
        write(answer)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)

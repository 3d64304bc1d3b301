/** Asks a Python executable, in a child process, what it is and where its libpython lies. */
import { execFileSync } from "node:child_process";

/** What an executable says of itself. */
export interface PythonDescription {
  /** The real executable; a shim names the one behind it. */
  readonly executable: string;
  /** For example `[3, 12, 1]`. */
  readonly version: readonly [number, number, number];
  /** The executable of the installation behind a virtual environment; null where Python does not tell. */
  readonly baseExecutable: string | null;
  readonly prefix: string;
  readonly basePrefix: string;
  /** Where libpython may lie, best first. */
  readonly libraries: readonly string[];
  /** Whether this Python was built with a shared libpython. */
  readonly shared: boolean;
  readonly freeThreaded: boolean;
  /** `CPython`, `PyPy`, … */
  readonly implementation: string;
}

// The print is the only output; -I keeps the user's folder and variables out of it. -S leaves out `site`, which may take
// longer than all the rest, and which would tell an environment's prefix: it is where pyvenv.cfg lies.
const script = `
import json, os, sys, sysconfig
get = sysconfig.get_config_var
folder = os.path.dirname(os.path.abspath(sys.executable))
beside = [os.path.join(each, "pyvenv.cfg") for each in (folder, os.path.dirname(folder))]
prefix = os.path.dirname(folder) if any(map(os.path.isfile, beside)) else sys.prefix
names = [n for n in (get("INSTSONAME"), get("LDLIBRARY"), get("PY3LIBRARY")) if n and not n.endswith(".a")]
stem = "python%d.%d%s" % (sys.version_info[0], sys.version_info[1], getattr(sys, "abiflags", ""))
names += ["lib%s.so.1.0" % stem, "lib%s.so" % stem, "lib%s.dylib" % stem, "%s.dll" % stem.replace(".", "")]
folders = [get("LIBDIR"), get("LIBPL"), os.path.join(sys.base_prefix, "lib"), sys.base_prefix]
if get("MULTIARCH"):
    bases = (get("LIBDIR"), os.path.join(sys.base_prefix, "lib"), "/usr/lib")
    folders += [os.path.join(base, get("MULTIARCH")) for base in bases if base]
if get("PYTHONFRAMEWORKPREFIX"):
    folders.insert(0, get("PYTHONFRAMEWORKPREFIX"))
paths = [os.path.join(f, n) for f in folders if f for n in names]
print(json.dumps({
    "executable": sys.executable, "baseExecutable": getattr(sys, "_base_executable", None),
    "version": sys.version_info[:3], "prefix": prefix,
    "basePrefix": sys.base_prefix, "libraries": list(dict.fromkeys(p for p in paths if os.path.isfile(p))),
    "shared": bool(get("Py_ENABLE_SHARED")) or os.name == "nt", "freeThreaded": bool(get("Py_GIL_DISABLED")),
    "implementation": {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name),
}))
`;

/**
 * Runs the executable once.
 *
 * @throws `Error` when it cannot be started, takes longer than 20 seconds, fails, or does not answer as a Python does.
 */
export function describePython(executable: string): PythonDescription {
  const output = execFileSync(executable, ["-I", "-S", "-c", script], {
    encoding: "utf8",
    timeout: 20_000,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  return JSON.parse(output) as PythonDescription;
}

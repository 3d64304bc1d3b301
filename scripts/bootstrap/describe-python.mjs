/**
 * Asks a Python executable what it is, in a child process. `@pyweld/core/environment` does the same for users; this
 * asks for less, and runs before that package is built.
 */
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";

const script = `
import json, os, platform, sys, sysconfig
get = sysconfig.get_config_var
stem = "python%d.%d%s" % (sys.version_info[0], sys.version_info[1], getattr(sys, "abiflags", ""))
names = [n for n in (get("INSTSONAME"), get("LDLIBRARY"), get("PY3LIBRARY")) if n and not n.endswith(".a")]
names += ["lib%s.so.1.0" % stem, "lib%s.so" % stem, "lib%s.dylib" % stem, "%s.dll" % stem.replace(".", "")]
libdir = get("LIBDIR") or "/usr/lib"
folders = [get("PYTHONFRAMEWORKPREFIX"), libdir, get("LIBPL"), os.path.join(sys.base_prefix, "lib"), sys.base_prefix]
bases = (libdir, os.path.join(sys.base_prefix, "lib"), "/usr/lib")
folders += [os.path.join(base, get("MULTIARCH")) for base in bases if get("MULTIARCH")]
paths = [os.path.join(folder, name) for folder in folders if folder for name in names]
print(json.dumps({
    "executable": sys.executable, "version": list(sys.version_info[:3]),
    "implementation": platform.python_implementation(), "freeThreaded": bool(get("Py_GIL_DISABLED")),
    "libpython": next((path for path in paths if os.path.isfile(path)), None),
}))
`;

/** What it says of itself, or undefined when it cannot be started or does not answer as a Python does. */
export function describePython(executable) {
  // -S: what site-packages hold does not matter here, and a broken .pth file must not either.
  const result = spawnSync(executable, ["-I", "-S", "-c", script], { encoding: "utf8", timeout: 20_000 });
  if (result.error || result.status !== 0) return undefined;
  try {
    const python = JSON.parse(result.stdout);
    return { ...python, realExecutable: realpathSync(python.executable), name: python.version.join(".") };
  } catch {
    return undefined;
  }
}

/** Whether this is a CPython that pyweld supports: 3.9 or later. */
export function isSupported(python) {
  const [major, minor] = python.version;
  return python.implementation === "CPython" && major === 3 && minor >= 9;
}

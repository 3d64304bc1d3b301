/** The interpreter at home in a process that is not Python: environment, modules, processes of its own. */
import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { executable, runChild } from "../support/child.js";
import { plain } from "../support/other-pythons.js";
import { temporaryFolder, writeSource } from "../support/python-source.js";

const real = executable();
const folder = realpathSync(temporaryFolder());
const venv = join(folder, ".venv");
const venvPython = join(venv, "bin", "python");

/** What an expression gives in a fresh process, as JSON. */
async function embedded(
  expression: string,
  options: Parameters<typeof runChild>[1] & { readonly python?: string } = {},
): Promise<unknown> {
  const { stdout, stderr, code } = await runChild(
    `const py = python(${options.python ?? ""}); console.log(JSON.stringify(py.eval(${JSON.stringify(expression)})));`,
    options,
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

beforeAll(() => {
  execFileSync(real, ["-m", "venv", "--without-pip", venv]);
  const packages = plain(venvPython, "__import__('sysconfig').get_path('purelib')");
  writeSource(packages.slice(packages.indexOf(".venv")) + "/only_in_venv.py", "value = 'from the venv'\n");
});

describe("a virtual environment", () => {
  // F1, B13
  const look =
    "(lambda s, v: [s.prefix, s.executable, s.base_prefix, v.value])(__import__('sys'), __import__('only_in_venv'))";
  const wanted = () => [venv, venvPython, plain(real, "__import__('sys').base_prefix"), "from the venv"];

  test.each([
    ["the option `venv`", { python: `{ venv: ${JSON.stringify(venv)} }` }],
    ["the option `python`", { python: `{ python: ${JSON.stringify(venvPython)} }` }],
    ["PYWELD_PYTHON", { env: { PYWELD_PYTHON: venvPython } }],
    ["VIRTUAL_ENV", { env: { PYWELD_PYTHON: undefined, VIRTUAL_ENV: venv }, cwd: "/" }],
    ["a .venv in the working directory", { env: { PYWELD_PYTHON: undefined, VIRTUAL_ENV: undefined } }],
    [
      "an active one on PATH",
      { env: { PYWELD_PYTHON: undefined, VIRTUAL_ENV: undefined, PATH: join(venv, "bin") }, cwd: "/" },
    ],
  ])("is used when it is named by %s", async (_name, options) => {
    const [prefix, executableOfVenv, ...others] = (await embedded(look, options)) as string[];
    // On PATH it is found under the name python3, which is the same file.
    expect([prefix, executableOfVenv?.replace(/3$/, ""), ...others]).toStrictEqual(wanted());
  });
});

describe("the interpreter", () => {
  test("has a zlib that keeps to itself, whichever module needs it first", async () => {
    // In an environment of its own: where `site` imports zlib, it comes first anyway.
    const expression =
      "(lambda first, z: [len(z.decompress(z.compress(bytes(n)))) for n in range(500)][-1])(__import__('binascii'), __import__('zlib'))";
    expect(await embedded(expression, { python: `{ venv: ${JSON.stringify(venv)} }` })).toBe(499);
  });

  test("is the one that its executable starts", async () => {
    const expression = "[list(s.version_info), s.prefix, s.base_prefix, s.executable, s.path[-2:]]";
    expect(await embedded(expression.replaceAll("s.", "__import__('sys')."))).toStrictEqual(
      JSON.parse(plain(real, `__import__('json').dumps(${expression.replaceAll("s.", "__import__('sys').")})`)),
    );
  });

  test("uses UTF-8, whatever the locale says", async () => {
    const expression =
      "[__import__('sys').getfilesystemencoding(), __import__('sys').stdout.encoding, __import__('locale').getpreferredencoding(False).lower(), __import__('os').fsencode('é').hex()]";
    for (const LC_ALL of ["C", "POSIX", "en_US.ISO-8859-1", "C.UTF-8"]) {
      expect(await embedded(expression, { env: { LC_ALL } })).toStrictEqual(["utf-8", "utf-8", "utf-8", "c3a9"]);
    }
  });

  test("changes nothing in the environment, and reads what is in it", async () => {
    const { stdout } = await runChild(
      `const before = JSON.stringify(process.env); const py = python();
       const inside = py.eval("dict(__import__('os').environ)");
       console.log(before === JSON.stringify(process.env), before === JSON.stringify(inside), "PYTHONHOME" in inside, inside.MARK);`,
      { env: { MARK: "é", PYTHONHOME: undefined } },
    );
    expect(stdout).toBe("true true false é\n");
  });

  test("reads .pth files and sitecustomize, and has the flags of a plain one", async () => {
    writeSource("site/sitecustomize.py", "import sys, zlib\nsys.customized = 'yes'\n");
    const flags =
      "[__import__('sys').flags.no_site, __import__('sys').flags.isolated, __import__('sys').flags.ignore_environment, __import__('subprocess')._args_from_interpreter_flags()]";
    const env = { PYTHONPATH: join(folder, "site") };
    expect(await embedded("__import__('sys').customized", { env })).toBe("yes");
    expect(
      await embedded("[p for p in __import__('sys').path if 'site-packages' in p or 'dist-packages' in p]"),
    ).toStrictEqual(
      JSON.parse(
        plain(
          real,
          "__import__('json').dumps([p for p in __import__('sys').path if 'site-packages' in p or 'dist-packages' in p])",
        ),
      ),
    );
    const [noSite, isolated, ignored, args] = (await embedded(flags, { env })) as [number, number, number, string[]];
    expect([noSite, isolated, ignored]).toStrictEqual([0, 0, 0]);
    // Processes that multiprocessing starts must have their site-packages.
    expect(args).not.toContain("-S");
    expect(await embedded("'exit' in vars(__import__('builtins'))")).toBe(true);
  });

  test("heeds PYTHONPATH, as plain Python does", async () => {
    expect(
      await embedded("'/somewhere/else' in __import__('sys').path", { env: { PYTHONPATH: "/somewhere/else" } }),
    ).toBe(true);
  });

  test("has the host's OpenSSL and zlib beside its own, and uses its own", async () => {
    // A zlib that is built into libpython cannot be told from the host's.
    if (plain(real, "'zlib' in __import__('sys').builtin_module_names") === "False") {
      expect(await embedded("__import__('zlib').ZLIB_RUNTIME_VERSION")).toBe(
        plain(real, "__import__('zlib').ZLIB_RUNTIME_VERSION"),
      );
    }
    expect(await embedded("__import__('ssl').OPENSSL_VERSION")).toBe(plain(real, "__import__('ssl').OPENSSL_VERSION"));
    const { stdout, code } = await runChild(`
      const crypto = await import("node:crypto"); const zlib = await import("node:zlib");
      const py = python();
      py.exec("import hashlib, zlib, ssl, hmac, secrets");
      for (const name of ["md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b"]) {
        const digest = py.eval("hashlib.new('" + name + "', b'pyweld').hexdigest()");
        if (name !== "blake2b" && digest !== crypto.createHash(name.replace("_", "-")).update("pyweld").digest("hex")) throw new Error(name);
      }
      const squeezed = py.eval("zlib.compress(b'pyweld' * 1000)");
      console.log(zlib.inflateSync(squeezed).length, py.eval("zlib.decompress(zlib.compress(b'x' * 99999)) == b'x' * 99999"));
      const context = py.eval("ssl.create_default_context()");
      console.log(context.$type, py.eval("len(hashlib.pbkdf2_hmac('sha256', b'p', b's', 1000))"), py.eval("len(secrets.token_bytes(16))"));
    `);
    expect({ stdout, code }).toStrictEqual({ stdout: "6000 true\nSSLContext 32 16\n", code: 0 });
  });

  test("has the modules of the standard library that are written in C", async () => {
    const names = [
      "sqlite3",
      "lzma",
      "bz2",
      "ctypes",
      "decimal",
      "json",
      "pickle",
      "array",
      "mmap",
      "select",
      "socket",
      "asyncio",
      "unicodedata",
      "curses",
    ];
    const { stdout, stderr } = await runChild(`
      const py = python();
      const missing = ${JSON.stringify(names)}.filter((name) => { try { py.import(name); } catch { return true; } });
      console.log(JSON.stringify(missing), py.eval("__import__('sqlite3').connect(':memory:').execute('select 1 + 1').fetchone()"));
    `);
    const missing = names.filter(
      (name) => plain(real, `__import__('importlib.util').util.find_spec(${JSON.stringify(name)}) is None`) === "True",
    );
    expect({ stdout, stderr }).toStrictEqual({ stdout: `${JSON.stringify(missing)} [ 2 ]\n`, stderr: "" });
  });
});

describe("a process that Python starts", () => {
  // B13
  test("is Python: sys.executable, subprocess", async () => {
    const source =
      "__import__('subprocess').run([__import__('sys').executable, '-c', 'import sys; print(sys.executable, sys.argv[1])', 'é'], capture_output=True, text=True).stdout";
    expect(await embedded(source)).toBe(`${plain(real, "__import__('sys').executable")} é\n`);
  });

  test("by multiprocessing is Python: spawned, not forked, with a result", async () => {
    writeSource(
      "spawned.py",
      "import os, sys\ndef work(x): return [x * x, os.getpid(), sys.executable, 'node' in sys.modules]\n",
    );
    const { stdout, stderr, code } = await runChild(
      `const py = python();
       py.addPath(${JSON.stringify(folder)});
       py.exec("import os, multiprocessing, concurrent.futures, spawned");
       console.log(py.eval("multiprocessing.get_start_method()"));
       py.exec("with multiprocessing.Pool(2) as pool: squares = pool.map(spawned.work, [1, 2, 3])");
       console.log(py.eval("[row[0] for row in squares]"), py.eval("all(row[1] != os.getpid() for row in squares)"), py.eval("squares[0][2]"));
       py.exec("with concurrent.futures.ProcessPoolExecutor(1) as pool: one = pool.submit(spawned.work, 5).result()");
       console.log(py.eval("one[0]"));`,
      { timeout: 60_000 },
    );
    expect({ stdout, stderr, code }).toStrictEqual({
      stdout: `spawn\n[ 1, 4, 9 ] true ${plain(real, "__import__('sys').executable")}\n25\n`,
      stderr: "",
      code: 0,
    });
  });

  test("may have another start method when a tool says so", async () => {
    expect(
      await embedded(
        "(lambda m: (m.set_start_method('forkserver'), m.get_start_method())[1])(__import__('multiprocessing'))",
      ),
    ).toBe("forkserver");
  });
});

/**
 * Compiles helper and native tests with sanitizers and runs them: AddressSanitizer and UBSan for all tests, then
 * ThreadSanitizer for those with threads.
 *
 *   --all              with every CPython from 3.9 on that the machine has, not just the one that `npm test` uses
 *   --fuzz-seconds=20  how long random frames are tried, per Python
 *   --seed=1           where the fuzzer starts
 *   --only=text        only tests whose name holds this
 *
 * The tests are plain C; CC names the compiler.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { requirePython } from "../../../scripts/bootstrap/python.mjs";
import { supportedPythons } from "./supported-pythons.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const tests = join(root, "test");
const compiler = process.env.CC ?? "cc";
const { values: options } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    "fuzz-seconds": { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});

const common = ["-std=c11", "-g", "-O1", "-fno-omit-frame-pointer", "-Wall", "-Wextra", "-Werror"];

/**
 * ThreadSanitizer needs no Python that was built with it: it sees the interpreter's locks through pthread, and so knows
 * what the GIL orders. It does not see into Python's own memory, which is not what these tests are about.
 * It holds signals back until the thread calls something that it knows, which Python's loop never does: no tests of signals.
 */
const builds = [
  {
    name: "address",
    flags: ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"],
    suites: [options.only],
    environment: {
      // Recursion runs to Python's limit; frames in fake stacks would take many times the memory.
      ASAN_OPTIONS: `detect_leaks=${process.platform === "linux" ? 1 : 0}:detect_stack_use_after_return=0`,
      LSAN_OPTIONS: `suppressions=${join(tests, "leaks.supp")}:print_suppressions=0`,
      UBSAN_OPTIONS: "print_stacktrace=1",
    },
  },
  {
    name: "thread",
    flags: ["-fsanitize=thread"],
    suites: options.only ? [] : ["handles:", "pool:", "loop:", "requests:"],
    environment: { TSAN_OPTIONS: "exitcode=66" },
  },
];

const folder = mkdtempSync(join(tmpdir(), "pyweld-sanitize-"));
const totals = { passed: 0, failed: 0 };
try {
  const pythons = options.all ? supportedPythons() : [requirePython()];
  for (const build of builds) {
    if (build.suites.length === 0) continue;
    const program = compile(build);
    for (const python of pythons) for (const suite of build.suites) run(build, program, python, suite);
  }
} catch (error) {
  console.error(error.message);
  totals.failed++;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;

function compile({ name, flags }) {
  const sources = (place) => cFiles(join(root, place));
  // The helper allocates through the tests, which count and refuse; the tests do not.
  const helper = compileInto(
    name,
    "helper",
    [...flags, "-DPYWELD_TEST_HELPER", "-include", join(tests, "memory.h")],
    sources("c"),
  );
  const host = compileInto(name, "host", flags, sources("test"));
  const program = join(folder, name, "native-tests");
  cc([...flags, ...helper, ...host, "-o", program, "-ldl", "-lpthread", "-lm"]);
  return program;
}

function compileInto(build, part, flags, sources) {
  const place = join(folder, build, part);
  mkdirSync(place, { recursive: true });
  cc([...common, ...flags, "-c", ...sources], place);
  return readdirSync(place).map((file) => join(place, file));
}

function cFiles(place) {
  return readdirSync(place)
    .filter((file) => file.endsWith(".c"))
    .sort()
    .map((file) => join(place, file));
}

function cc(parameters, cwd = folder) {
  const result = spawnSync(compiler, parameters, { cwd, stdio: "inherit" });
  if (result.error) throw new Error(`No C compiler: "${compiler}" cannot be started; name one in CC.`);
  if (result.status !== 0) throw new Error(`${compiler} failed; its messages are above.`);
}

function run(build, program, python, suite) {
  const parameters = [
    ...[python.libpython, python.executable, tests],
    ...[`--fuzz-seconds=${options["fuzz-seconds"]}`, `--seed=${options.seed}`],
    ...(suite ? [`--only=${suite}`] : []),
  ];
  // With malloc for Python's objects too, a use of a freed one is seen.
  const env = { ...process.env, ...build.environment, PYTHONMALLOC: "malloc" };
  const start = Date.now();
  let result = spawnSync(program, parameters, { encoding: "utf8", env, maxBuffer: 1 << 28 });
  // The leak check stops all threads to look at their stacks, and now and then trips over one of them itself.
  if (result.stderr?.includes("LeakSanitizer has encountered a fatal error")) {
    result = spawnSync(program, parameters, { encoding: "utf8", env, maxBuffer: 1 << 28 });
  }
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(result.stdout ?? "") ?? [undefined, "0", "0"];
  const ended = result.signal ?? (result.status === 0 ? "" : `exit code ${result.status}`);
  totals.passed += Number(passed);
  // A report of a sanitizer is a failure, whether or not a test has seen something.
  totals.failed += Math.max(Number(failed), ended ? 1 : 0);
  const label = `${build.name} sanitizer, Python ${python.name}${suite ? `, ${suite.replace(":", "")}` : ""}`;
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  console.log(`${label}: ${passed} passed, ${failed} failed${ended ? `, ${ended}` : ""}, ${seconds} s`);
  const fuzzed = /^fuzz: .*$/m.exec(result.stdout ?? "");
  if (fuzzed) console.log(`  ${fuzzed[0]}`);
  if (ended) console.log(`${result.stdout}${result.stderr}`);
}

/** Child processes of embedded Python: subprocess, multiprocessing by each start method, executors, forks. */
// A18, H2
import { describe, expect, test } from "vitest";

import { runChild, type Ended } from "../support/child.js";
import { writeSource } from "../support/python-source.js";

const source = `
import multiprocessing as mp, os, subprocess, sys, time
from concurrent.futures import ProcessPoolExecutor

def square(x): return x * x

def tell(queue):
    main = sys.modules["__main__"]
    queue.put([sys.argv, __name__, getattr(main, "__file__", None), os.path.basename(sys.executable).startswith("python")])

def fill(name):
    from multiprocessing import shared_memory
    memory = shared_memory.SharedMemory(name=name)
    memory.buf[0] = 42
    memory.close()

def process():
    queue = mp.Queue()
    child = mp.Process(target=tell, args=(queue,))
    child.start()
    told = queue.get(timeout=20)
    child.join()
    return [*told, child.exitcode]

def pool(method=None):
    with mp.get_context(method).Pool(2) as workers: return workers.map(square, range(4))

def executor():
    with ProcessPoolExecutor(2) as workers: return list(workers.map(square, range(4)))

def shared():
    from multiprocessing import shared_memory
    memory = shared_memory.SharedMemory(create=True, size=16)
    child = mp.Process(target=fill, args=(memory.name,))
    child.start()
    child.join()
    value = memory.buf[0]
    memory.close()
    memory.unlink()
    return value

def run(*args, **more):
    return subprocess.run([sys.executable, "-c", "import sys; print(sys.stdin.read()[::-1], sys.argv)", *args], input="abc",
                          capture_output=True, text=True, check=True, **more).stdout

def shell(): return subprocess.check_output("echo one && echo two 1>&2", shell=True, stderr=subprocess.STDOUT, text=True)

def ends_by_signal():
    child = subprocess.Popen(["sleep", "20"])
    child.terminate()
    return child.wait(10)

def keep():
    global kept
    queue, lock = mp.Queue(), mp.Lock()
    workers = mp.Pool(1)
    executor = ProcessPoolExecutor(1)
    kept = queue, lock, workers, executor, executor.submit(square, 3).result()
    return workers.apply(square, (3,))

def stays():
    global child
    child = mp.Process(target=time.sleep, args=(60,))
    child.start()
    return child.pid

def code_of(pid): return os.WEXITSTATUS(os.waitpid(pid, 0)[1])

def fork_and_exit():
    pid = os.fork()
    if pid == 0: os._exit(7)
    return code_of(pid)

def fork_and_return():
    pid = os.fork()
    return "child" if pid == 0 else code_of(pid)

def fork_and_call(function):
    pid = os.fork()
    if pid == 0:
        try: function()
        except RuntimeError as error: os.write(1, str(error).encode() + b"\\n")
        os._exit(0)
    return code_of(pid)
`;

/** `work` is the tool; loaded by its path, and again under a name that another module has. */
function run(script: string): Promise<Ended> {
  const path = writeSource("processes/work.py", source);
  const taken = writeSource("processes/json.py", source);
  return runChild(
    `const py = python();
     const [work, taken] = [py.load(${JSON.stringify(path)}), py.load(${JSON.stringify(taken)}, { alias: "taken" })];
     const show = (value) => console.log(JSON.stringify(value));
     ${script}`,
    { timeout: 40_000 },
  );
}

const clean = { code: 0, signal: null, stderr: "" };

describe("multiprocessing", () => {
  test("runs functions of a tool that was loaded by its path, in children that know nothing of the host's script", async () => {
    const ended = await run(`
      for (const tool of [work, taken]) {
        show(tool.call("process"));
        show([tool.call("pool"), tool.call("executor"), tool.call("shared")]);
        show(await tool.function("pool").async());
      }
    `);
    const results = "[[0,1,4,9],[0,1,4,9],42]\n[0,1,4,9]\n";
    expect(ended).toStrictEqual({
      ...clean,
      stdout: `[[""],"work",null,true,0]\n${results}[[""],"pyweld_tool_json_1",null,true,0]\n${results}`,
    });
  });

  test("works with a fork server, and with forks, of which it warns once", async () => {
    const { stdout, stderr, code } = await run(`
      show(work.call("pool", ["forkserver"]));
      show(work.call("pool", ["fork"]));
      show(work.call("pool", ["fork"]));
    `);
    expect({ stdout, code }).toStrictEqual({ stdout: "[0,1,4,9]\n".repeat(3), code: 0 });
    expect(stderr.split("RuntimeWarning: os.fork() copies the Node process without its threads")).toHaveLength(2);
  });

  test("says that children have no __main__ of the host's, instead of waiting for ever", async () => {
    const { stdout } = await run(`
      py.exec("import multiprocessing as mp\\ndef f(x): return x\\nclass C: pass\\ndef pool(*args):\\n    with mp.Pool(1) as p: return p.map(*args)\\ndef process(): mp.Process(target=f).start()");
      for (const call of ["pool(f, [1])", "pool(repr, [C()])", "process()"]) {
        try { py.eval(call); } catch (error) { console.log(error.message); }
      }
    `);
    const because =
      "is defined in __main__, which a child process does not have: put it into a file, and load that by py.load()\n";
    expect(stdout).toBe(`f ${because}C ${because}f ${because}`);
  });

  test("lets the process end, in silence, with pools, executors, queues and locks still there", async () => {
    expect(await run(`show(work.call("keep"));`)).toStrictEqual({ ...clean, stdout: "9\n" });
    expect(await run(`show(work.call("keep")); process.exit();`)).toStrictEqual({ ...clean, stdout: "9\n" });
  });

  test("leaves no child behind that does not end by itself", async () => {
    const { stdout, code } = await run(`python({ exitGrace: 100 }); show(work.call("stays"));`);
    expect(code).toBe(0);
    expect(() => process.kill(Number(stdout), 0)).toThrow("ESRCH");
  });
});

describe("subprocess", () => {
  test("runs programs with pipes and by a shell, from any thread", async () => {
    expect(
      await run(`
        show(work.call("run", ["x"]));
        show(work.call("run", [], { close_fds: false }));
        show(work.call("shell"));
        show(await Promise.all([work.function("run").async("y"), work.function("shell").async()]));
      `),
    ).toStrictEqual({
      ...clean,
      stdout: `"cba ['-c', 'x']\\n"\n"cba ['-c']\\n"\n"one\\ntwo\\n"\n["cba ['-c', 'y']\\n","one\\ntwo\\n"]\n`,
    });
  });

  test("ends programs by signals, those of worker threads too", async () => {
    const ended = await run(
      `show([work.call("ends_by_signal"), await work.function("ends_by_signal").async(), await work.function("ends_by_signal").async()]);`,
    );
    expect(ended).toStrictEqual({ ...clean, stdout: "[-15,-15,-15]\n" });
  });

  test("gives programs the streams of the host", async () => {
    const path = writeSource(
      "processes/printing.py",
      `
import multiprocessing, os, subprocess, sys
def say(): print("process", flush=True)
def all_of_them():
    subprocess.run(["echo", "run"], check=True)
    os.system("echo system")
    child = multiprocessing.Process(target=say)
    child.start()
    child.join()
    return subprocess.run([sys.executable, "-c", "import sys; print(sys.stdin.read(), 'error', file=sys.stderr)"]).returncode
`,
    );
    const ended = await runChild(`console.log(python().load(${JSON.stringify(path)}).call("all_of_them"));`);
    expect(ended).toStrictEqual({ ...clean, stdout: "run\nsystem\nprocess\n0\n", stderr: " error\n" });
  });

  test("gives programs streams that block, whatever the host has made of them", async () => {
    const ended = await run(`
      process.stdout.write("host\\n");
      py.exec("import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(\\"x\\" * 3000000)'], check=True)");
    `);
    expect(ended).toMatchObject(clean);
    expect(ended.stdout.length).toBe(5 + 3_000_001);
  });

  test("may run Python before the program, without a warning of forks", async () => {
    const ended = await run(
      `show(py.eval("__import__('subprocess').run(['true'], preexec_fn=lambda: None).returncode"));`,
    );
    expect(ended).toMatchObject({ code: 0, stdout: "0\n" });
    expect(ended.stderr).not.toContain("RuntimeWarning");
  });
});

describe("os.fork", () => {
  test("makes a child that may run Python and end, but never gets back to JavaScript", async () => {
    const { stdout, stderr, code } = await run(`
      show(work.call("fork_and_exit"));
      show(work.call("fork_and_return"));
      show(await work.function("fork_and_return").async());
      show(work.call("fork_and_call", [() => console.log("never")]));
    `);
    expect({ stdout, code }).toStrictEqual({
      stdout: "7\n70\n70\na process made by os.fork() cannot call JavaScript functions\n0\n",
      code: 0,
    });
    expect(stderr.split("a process made by os.fork() came back from Python to JavaScript")).toHaveLength(3);
  });
});

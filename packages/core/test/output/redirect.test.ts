/** py.output: the output of the whole interpreter, to files and functions. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { temporaryFolder, writeSource } from "../support/python-source.js";

const py = python();
py.exec("import sys, threading, logging");
const descriptors = (): number => py.eval("len(__import__('os').listdir('/proc/self/fd'))");
leavesNoHandles(async () => {
  await py.eval("print").$callAsync([""]);
  py.output.redirect(() => undefined).restore();
  py.output.redirect(join(temporaryFolder(), "warm.log")).restore();
  py.output.flush();
});

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !holds(); i++) await sleep(5);
}

describe("py.output.redirect to a file", () => {
  // A18
  test("writes all output to it, until it is restored", async () => {
    const path = join(temporaryFolder(), "all.log");
    const before = [descriptors(), py.eval("id(sys.stdout)")];
    const log = py.output.redirect(path);
    py.exec("print('é out'); print('err', file=sys.stderr); sys.stdout.buffer.write(b'bytes\\n')");
    await py.eval("print").$callAsync(["job"]);
    py.exec("print('without an end', end='')");
    log.restore();
    log.restore();
    expect(readFileSync(path, "utf8")).toBe("é out\nerr\nbytes\njob\nwithout an end");
    expect([descriptors(), py.eval("id(sys.stdout)")]).toStrictEqual(before);
    {
      using again = py.output.redirect(pathToFileURL(path), { append: true });
      expect(typeof again.restore).toBe("function");
      py.exec("print('appended')");
    }
    expect(readFileSync(path, "utf8")).toMatch(/an endappended\n$/);
    py.output.redirect(path, { append: false }).restore();
    expect(readFileSync(path, "utf8")).toBe("");
  });

  test("yields to captures, and to redirections that come later", () => {
    const [one, two] = [join(temporaryFolder(), "one.log"), join(temporaryFolder(), "two.log")];
    const first = py.output.redirect(one);
    py.exec("print('a')");
    const second = py.output.redirect(two);
    py.exec("print('b')");
    const { stdout } = py.capture(() => py.exec("print('captured')"));
    first.restore();
    py.exec("print('c')");
    second.restore();
    expect([readFileSync(one, "utf8"), readFileSync(two, "utf8"), stdout]).toStrictEqual([
      "a\n",
      "b\nc\n",
      "captured\n",
    ]);
  });

  test("fails when it cannot be opened, and leaves all as it was", () => {
    const { stdout } = py.capture(() => {
      expect(failure(() => py.output.redirect("/nowhere/at/all.log"))).toMatch(/^PythonError: FileNotFoundError/);
      expect(failure(() => py.output.redirect(temporaryFolder()))).toMatch(/^PythonError: IsADirectoryError/);
      for (const wrong of [5, null, undefined, {}]) {
        expect(failure(() => py.output.redirect(wrong as never))).toMatch(
          /^UsageError: output goes to the path of a file/,
        );
      }
      py.exec("print('here')");
    });
    expect(stdout).toBe("here\n");
  });

  test.skipIf(!existsSync("/dev/full"))("passes on that the disk is full to whoever prints", () => {
    using log = py.output.redirect("/dev/full");
    expect(failure(() => py.exec("print('x')"))).toMatch(/^PythonError: OSError: .*No space left/);
    expect(typeof log.restore).toBe("function");
  });
});

describe("py.output.redirect to a function", () => {
  // A18
  test("gives it all output, in order, with the stream's name", async () => {
    const before = descriptors();
    const got: [string, string][] = [];
    const listening = py.output.redirect((text, stream) => got.push([stream, text]));
    py.exec("print('one'); print('two'); print('err', file=sys.stderr); print('é three')");
    expect(got).toStrictEqual([]);
    await until(() => got.length >= 3);
    await py.eval("print").$callAsync(["job"]);
    await until(() => got.length >= 4);
    py.exec("print('rest', end='')");
    listening.restore();
    expect(got).toStrictEqual([
      ["stdout", "one\ntwo\n"],
      ["stderr", "err\n"],
      ["stdout", "é three\n"],
      ["stdout", "job\n"],
      ["stdout", "rest"],
    ]);
    await sleep(5);
    expect(descriptors()).toBe(before);
  });

  test("gives it whole characters, however they were written", async () => {
    let text = "";
    const listening = py.output.redirect((part) => (text += part));
    for (const byte of Buffer.from("é😀ü")) {
      py.exec(`sys.stdout.buffer.write(bytes([${byte}])); sys.stdout.buffer.flush()`);
      await sleep(1);
    }
    listening.restore();
    expect(text).toBe("é😀ü");
  });

  test("never waits for it, however much is written in one call", async () => {
    let length = 0;
    const listening = py.output.redirect((text) => (length += text.length));
    py.exec("for i in range(20): print('x' * 500_000)");
    await until(() => length >= 10_000_020);
    listening.restore();
    expect(length).toBe(10_000_020);
  });

  test("may print itself, and may end it", async () => {
    const got: string[] = [];
    const listening = py.output.redirect((text) => {
      got.push(text);
      if (got.length < 3) py.exec("print('again')");
      else listening.restore();
    });
    py.exec("print('start')");
    await until(() => got.length >= 3);
    expect(got).toStrictEqual(["start\n", "again\n", "again\n"]);
    expect(py.capture(() => py.exec("print('after')")).stdout).toBe("after\n");
  });

  test("delivers what is left when the process ends, and does not keep it alive", async () => {
    const { stdout, code } = await runChild(`
      const py = python();
      py.output.redirect((text, stream) => process.stdout.write(stream + ": " + text));
      py.exec("import atexit; atexit.register(lambda: print('exit handler')); print('last words')");
    `);
    expect({ stdout, code }).toStrictEqual({ stdout: "stdout: last words\nexit handler\n", code: 0 });
  });

  test("that throws is an error nobody has caught, and loses nothing", async () => {
    const { stdout, code } = await runChild(`
      const py = python();
      process.on("uncaughtException", (error) => console.log("uncaught", error.message));
      const got = [];
      const listening = py.output.redirect((text, stream) => { got.push(text); throw new Error(stream); });
      py.exec("import sys; print(1); print(2, file=sys.stderr); print(3)");
      setTimeout(() => { listening.restore(); console.log(JSON.stringify(got)); }, 50);
    `);
    expect({ stdout, code }).toStrictEqual({
      stdout: 'uncaught stdout\nuncaught stderr\nuncaught stdout\n["1\\n","2\\n","3\\n"]\n',
      code: 0,
    });
  });

  test("with a copy is written to where it went before, too", async () => {
    const { stdout } = await runChild(`
      const py = python();
      const listening = py.output.redirect((text) => console.log("copy of", JSON.stringify(text)), { copy: true });
      py.exec("print('both')");
      listening.restore();
      py.exec("print('one')");
    `);
    expect(stdout).toBe('both\ncopy of "both\\n"\none\n');
  });
});

describe("py.output.flush", () => {
  test("writes what has no end yet", async () => {
    const script = writeSource("flushed.txt", "");
    const log = py.output.redirect(script);
    py.exec("print('no end', end='')");
    expect(readFileSync(script, "utf8")).toBe("");
    py.output.flush();
    expect(readFileSync(script, "utf8")).toBe("no end");
    log.restore();
    py.exec("kept = sys.stdout; sys.stdout = None");
    py.output.flush();
    py.exec("sys.stdout = kept; del kept");
  });
});

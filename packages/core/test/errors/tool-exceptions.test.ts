/** Exception classes of a tool, and errors of asynchronous calls. */
import { PythonError, t, type PyExceptionClass, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const tool = toolOf(
  "tool_exceptions",
  `
class SkyError(Exception):
    severity = 1
class NeverRises(SkyError):
    def __init__(self, target, details=None):
        super().__init__(target + ' never rises')
        self.target, self.details = target, details
    @property
    def severity(self): return 5
class Deep(NeverRises): pass
class Coded(OSError): pass
class Wrapped(SkyError): pass
def fail(kind):
    if kind == 'sky': raise SkyError('clouds')
    if kind == 'never': raise NeverRises('M31', {'dec': -80.5})
    if kind == 'deep': raise Deep('M42')
    if kind == 'coded': raise Coded(2, 'gone')
    if kind == 'value': raise ValueError('v')
    if kind == 'caused':
        try: fail('never')
        except SkyError as error: raise Wrapped('wrapped') from error
def give(kind):
    try: fail(kind)
    except Exception as error: return error
class Odd(SkyError):
    @property
    def target(self): raise RuntimeError('no target')
def odd(): raise Odd('odd')
`,
);
interface SkyError extends PythonError {
  readonly severity: number;
}
interface NeverRises extends SkyError {
  readonly target: string;
  readonly details: unknown;
}
const SkyError: PyExceptionClass<SkyError> = tool.exception("SkyError", {
  attributes: { severity: ["severity", t.int] },
});
const NeverRises: PyExceptionClass<NeverRises> = tool.exception("NeverRises", {
  attributes: { target: ["target", t.str], details: ["details", t.any] },
  base: () => SkyError,
});
const Wrapped: PyExceptionClass<SkyError> = tool.exception("Wrapped", { base: () => SkyError });
const Odd: PyExceptionClass<NeverRises> = tool.exception("Odd", {
  attributes: { target: ["target", t.str] },
  base: () => SkyError,
});
const Gone: PyExceptionClass<PythonError> = tool.exception("GoneError");
const fail: PyFunction<(kind: string) => void> = tool.function("fail", [t.str], t.none);
const raised = (kind: string): PythonError => caught<PythonError>(() => fail(kind));
leavesNoHandles(() => [
  raised("never").cause,
  (raised("never") as NeverRises).target,
  (raised("sky") as SkyError).severity,
]);

describe("an exception of the tool", () => {
  // A13
  test("is an instance of its class, with typed attributes", () => {
    const error = raised("never");
    expect(error).toBeInstanceOf(NeverRises);
    expect(error).toBeInstanceOf(SkyError);
    expect(error).toBeInstanceOf(PythonError);
    expect(error).toBeInstanceOf(Error);
    if (!(error instanceof NeverRises)) throw error;
    expect([error.target, error.details, error.severity]).toStrictEqual(["M31", { dec: -80.5 }, 5]);
    expect([error.pythonType, error.message]).toStrictEqual(["tool_exceptions.NeverRises", "M31 never rises"]);
    expect(error.stack).toMatch(/^PythonError: tool_exceptions\.NeverRises: M31 never rises\n {4}at fail/);
  });

  test("is told from others", () => {
    expect(raised("sky")).toBeInstanceOf(SkyError);
    expect(raised("sky")).not.toBeInstanceOf(NeverRises);
    expect((raised("sky") as SkyError).severity).toBe(1);
    expect(raised("value")).not.toBeInstanceOf(SkyError);
    expect(raised("value")).not.toBeInstanceOf(Gone);
  });

  test("of a subclass without a class here is its nearest base", () => {
    const error = raised("deep");
    expect(error).toBeInstanceOf(NeverRises);
    expect(error.pythonType).toBe("tool_exceptions.Deep");
    expect(raised("coded").pythonType).toBe("tool_exceptions.Coded");
    expect((raised("coded").exception as { errno: number }).errno).toBe(2);
  });

  test("is of its class as a cause too", () => {
    const error = raised("caused");
    expect(error).toBeInstanceOf(Wrapped);
    expect(error).not.toBeInstanceOf(NeverRises);
    expect(error.cause).toBeInstanceOf(NeverRises);
    expect((error.cause as NeverRises).target).toBe("M31");
  });

  test("that is returned, not raised, is a handle", () => {
    const give: PyFunction<(kind: string) => unknown> = tool.function("give", [t.str], t.any);
    const error = give("never") as { $type: string; target: string };
    expect([error.$type, error.target]).toStrictEqual(["NeverRises", "M31"]);
    expect(error).not.toBeInstanceOf(Error);
  });

  test("whose attribute raises passes that on, and can still be shown", () => {
    const error = caught<NeverRises>(() => tool.function<() => void>("odd", [], t.none)());
    expect(error).toBeInstanceOf(Odd);
    expect(failure(() => error.target)).toBe("PythonError: RuntimeError: no target");
    expect(error.stack).toContain("odd");
  });
});

describe("an asynchronous call", () => {
  test("fails with the same errors", async () => {
    const error = await fail.async("never").then(
      () => undefined,
      (reason: unknown) => reason as NeverRises,
    );
    expect(error).toBeInstanceOf(NeverRises);
    expect([error?.target, error?.traceback.map((frame) => frame.function)]).toStrictEqual(["M31", ["fail"]]);
    expect((await caughtAsync("caused")).cause).toBeInstanceOf(NeverRises);
  });

  test("shows Python's frames, and where it was made", async () => {
    const error = await theCaller("value");
    expect(error.stack).toMatch(/^PythonError: ValueError: v\n {4}at fail \(.*tool_exceptions\.py:\d+\)/);
    expect(error.stack).toMatch(/\n {4}at theCaller .*tool-exceptions\.test\.ts:\d+:\d+/);
    expect(error.stack).not.toMatch(/core\/(src|dist)\//);
  });

  test("fails a hundred times at once, each with its own frames", async () => {
    const errors = await Promise.all(Array.from({ length: 100 }, (_, i) => caughtAsync(i % 2 ? "sky" : "deep")));
    errors.forEach((error, i) => {
      expect(error.message).toBe(i % 2 ? "clouds" : "M42 never rises");
      expect(error.traceback).toHaveLength(1);
    });
  });
});

function theCaller(kind: string): Promise<PythonError> {
  return fail.async(kind).then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as PythonError,
  );
}

const caughtAsync = theCaller;

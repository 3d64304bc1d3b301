/** Every row of the truth table, executed. */
import { python, t, type PyObject, type PyType, type ToolBinding } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { toolOf } from "../support/python-source.js";
import { sciencePython, whyNoScience } from "../support/science-python.js";
import { truthTable, type Row } from "./truth-table.js";

const py = python({ python: sciencePython });
const support = `
def value(text): return eval(text)
def same(x): return x
def kind(text): return type(eval(text)).__name__
def held(text):
    global hold
    hold = eval(text)
    return hold
def is_held(x): return x is hold
def equals(x, text):
    y = eval(text)
    if type(x) is not type(y): return False
    return repr(x) == repr(y) or (x == y and not isinstance(x, (float, complex)))
`;
const tool = toolOf(
  "truth_tool",
  `
import dataclasses, enum, math, re
from collections import *
from collections import namedtuple
from dataclasses import dataclass, field, InitVar
from datetime import *
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PureWindowsPath
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo
UTC, MADRID = timezone.utc, ZoneInfo('Europe/Madrid')
class Color(enum.Enum): RED, CRIMSON, BLUE = 1, 1, 2
class Mode(str, enum.Enum): READ, WRITE = 'r', 'w'
class Level(enum.IntEnum): LOW, HIGH = 1, 2
class Shape(enum.Enum): ROUND, FLAT = (1, 2), (3, 4)
class Rights(enum.Flag): READ, WRITE = 1, 2
class Loose(enum.IntFlag): READ = 1
@dataclass
class Point:
    x: float
    y: float = 0.5
@dataclass
class Point3(Point):
    z: float = 0.0
@dataclass
class Scaled:
    value: int
    factor: InitVar[int] = 1
    total: int = field(init=False, default=0)
    def __post_init__(self, factor): self.total = self.value * factor
Pair = namedtuple('Pair', 'left right')
class HasPath:
    def __init__(self, path): self.path = path
    def __fspath__(self): return self.path
${support}`,
);
const science = toolOf(
  "truth_science",
  `
try:
    import attr, pydantic
    from typing import Annotated
    @attr.define
    class Spot:
        x: int
        _label: str = 'none'
    class User(pydantic.BaseModel):
        age: Annotated[int, pydantic.Field(ge=0)]
        name: str = 'x'
    class Aliased(pydantic.BaseModel):
        user_name: str = pydantic.Field(alias='userName')
    class Open(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(extra='allow')
        a: int
except ImportError: pass
try: import numpy as np
except ImportError: pass
try: import pandas as pd
except ImportError: pass
${support}`,
);

/** `Temporal` objects of any make. */
const temporal = (kind: string): ((text: string) => unknown) => {
  class Made {
    readonly #text: string;
    constructor(text: string) {
      this.#text = text;
    }
    get [Symbol.toStringTag](): string {
      return `Temporal.${kind}`;
    }
    toString(): string {
      return this.#text;
    }
  }
  return (text) => new Made(text);
};

/** What the rows may name. */
const scope = {
  t,
  py,
  tool,
  science,
  plainDateTime: temporal("PlainDateTime"),
  zonedDateTime: temporal("ZonedDateTime"),
  range: (...parts: number[]) =>
    tool.function<(text: string) => unknown>("value", [t.str], t.range)(`range(${parts.join(", ")})`),
};

/** What TypeScript's source text in a row comes to. */
function valueOf(source: string): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- the table is source text, and ours
  const run = new Function(...Object.keys(scope), `return (${source});`) as (...values: unknown[]) => unknown;
  return run(...Object.values(scope));
}

/** Checks one row with the tool that has what its source names. */
function expectRow(owner: ToolBinding, [source, hint, way, typescript, verdict, reason]: Row): void {
  const type = hint === "" ? t.any : (valueOf(hint) as PyType);
  const give = (): unknown => owner.function<(text: string) => unknown>("value", [t.str], type)(source);
  const equals = owner.function<(value: unknown, text: string) => boolean>("equals", [type, t.str], t.bool);
  if (verdict === "rejects") {
    const same = owner.function<(value: unknown) => unknown>("same", [type], t.any);
    expect(failure(way === "->" ? give : () => same(valueOf(typescript)))).toContain(reason);
  } else if (typescript === "PyObject") {
    expectHandle(owner, source, type);
  } else {
    if (way !== "<-") expect(give()).toStrictEqual(valueOf(typescript));
    if (way !== "->") expect(equals(valueOf(typescript), source)).toBe(true);
    // What comes from Python goes back as it came, unless the table says otherwise.
    if (way === "<->") expect(equals(give(), source)).toBe(true);
    if (verdict === "loses") expect(equals(give(), source)).toBe(false);
  }
}

function expectHandle(owner: ToolBinding, text: string, type: PyType): void {
  const handle = owner.function<(text: string) => PyObject>("held", [t.str], type)(text);
  const kind = owner.function<(text: string) => string>("kind", [t.str], t.str)(text);
  expect(handle.$type).toBe(kind);
  expect(owner.function<(value: unknown) => boolean>("is_held", [type], t.bool)(handle)).toBe(true);
}

// A14, B9
for (const { title, needs, rows } of truthTable) {
  const missing = needs && whyNoScience(needs);
  const suite = missing === undefined ? describe : describe.skip;
  suite(missing === undefined ? title : `${title} (not run: ${missing})`, () => {
    const owner = needs ? science : tool;
    test.each(rows.map((row) => [row[0] || row[3], row[1] || "no type", row[2], row.length > 5 ? row[4] : "ok", row]))(
      "%s with %s, %s: %s",
      (_source, _hint, _way, _verdict, row) => expectRow(owner, row as Row),
    );
  });
}

test("every loss is one that the mapping names", () => {
  const losses = truthTable.flatMap(({ rows }) => rows.filter((row) => row[4] === "loses"));
  expect(losses.length).toBeGreaterThan(0);
  for (const [, , , , , reason] of losses) expect(reason).toMatch(/^microseconds/);
});

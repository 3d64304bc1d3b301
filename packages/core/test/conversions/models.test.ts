/** Classes of attrs and models of pydantic as plain objects of their fields. */
import { python } from "@pyweld/core";
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { toolOf } from "../support/python-source.js";
import { describeScience, sciencePython } from "../support/science-python.js";

python({ python: sciencePython });
type Failure = Error & { notes: string[]; pythonType: string };
const common = `
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
`;
const { int, str, float } = t;

// A14
describeScience(
  "a class of attrs",
  () => {
    const tool = toolOf(
      "attrs_tool",
      `
import attr, attrs
@attrs.define
class Spot:
    x: int
    _label: str = 'none'
    tags: list = attrs.Factory(list)
    total: int = attrs.field(init=False, default=0)
    def __attrs_post_init__(self): self.total = self.x + len(self.tags)
@attrs.frozen
class Exact:
    value: float = attrs.field(converter=float, validator=attrs.validators.gt(0))
@attrs.define
class Aliased:
    inner: int = attrs.field(alias='outer')
@attrs.define
class Wide(Spot):
    width: int = 2
@attr.s
class Old:
    a = attr.ib()
    b = attr.ib(default=5)
${common}`,
    );
    const takes = (type: PyType): PyFunction<(value: unknown) => unknown> => tool.function("spell", [type], str);
    const gives = (type: PyType): PyFunction<(text: string) => unknown> => tool.function("value", [str], type);
    const spot = t.dataclass(
      tool,
      "Spot",
      { x: int, _label: str, tags: t.list(str), total: int },
      ["x", "_label", "tags"],
      ["x"],
    );

    test("is made by its constructor, of fields by their own names", () => {
      expect(takes(spot)({ x: 1 })).toBe("Spot Spot(x=1, _label='none', tags=[], total=1)");
      expect(takes(spot)({ x: 1, _label: "a", tags: ["b"] })).toBe("Spot Spot(x=1, _label='a', tags=['b'], total=2)");
      expect(takes(t.list(t.dataclass(tool, "Aliased", { inner: int })))([{ inner: 5 }])).toBe(
        "list [Aliased(inner=5)]",
      );
      expect(takes(t.dataclass(tool, "Old", { a: int, b: int }, undefined, ["a"]))({ a: 1 })).toBe("Old Old(a=1, b=5)");
    });

    test("comes as all of its fields", () => {
      expect(gives(spot)("Spot(1, 'a', ['b'])")).toStrictEqual({ x: 1, _label: "a", tags: ["b"], total: 2 });
      expect(gives(t.tuple([spot, int]))("(Spot(1), 'lie')")).toStrictEqual([
        { x: 1, _label: "none", tags: [], total: 1 },
        "lie",
      ]);
      expect(gives(spot)("Wide(1)")).toStrictEqual({ x: 1, _label: "none", tags: [], total: 1, width: 2 });
      expect(gives(spot)("Spot(True)")).toStrictEqual({ x: true, _label: "none", tags: [], total: 1 });
      expect((gives(t.any)("Spot(1)") as { $type: string }).$type).toBe("Spot");
    });

    test("has its own converters and validators, whose errors name the place", () => {
      const exact = t.dataclass(tool, "Exact", { value: t.any });
      expect(takes(exact)({ value: "1.5" })).toBe("Exact Exact(value=1.5)");
      const error = caught<Failure>(() => takes(t.dict(exact))({ a: { value: -1 } }));
      expect(error.pythonType).toBe("ValueError");
      expect(error.message).toContain("'value' must be > 0");
      expect(error.notes).toStrictEqual(['while converting args[0]["a"]']);
    });
  },
  ["attrs"],
);

// A14
describeScience(
  "a model of pydantic",
  () => {
    const tool = toolOf(
      "pydantic_tool",
      `
from datetime import date
from typing import Annotated, Any, List, Optional
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, field_validator
import pydantic.dataclasses
class Address(BaseModel):
    street: str
    number: Annotated[int, Field(ge=1)] = 1
class User(BaseModel):
    name: str
    age: Annotated[int, Field(ge=0)]
    born: Optional[date] = None
    addresses: List[Address] = []
    _secret: int = 5
    @field_validator('name')
    @classmethod
    def named(cls, value):
        if not value: raise ValueError('a user has a name')
        return value.strip()
class Aliased(BaseModel):
    user_name: str = Field(alias='userName')
    size: int = Field(1, validation_alias=AliasChoices('n', 'size'))
class ByName(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    user_name: str = Field(alias='userName')
class Deep(BaseModel):
    first: int = Field(validation_alias=AliasPath('items', 0))
class Open(BaseModel):
    model_config = ConfigDict(extra='allow')
    a: int
class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)
    a: int
class Loud(BaseModel):
    a: int
    def __init__(self, **fields):
        super().__init__(**{**fields, 'a': fields['a'] * 2})
@pydantic.dataclasses.dataclass
class Checked:
    a: int
def half(): return User.model_construct(name='half')
${common}`,
    );
    const takes = (type: PyType): PyFunction<(value: unknown) => unknown> => tool.function("spell", [type], str);
    const gives = (type: PyType): PyFunction<(text: string) => unknown> => tool.function("value", [str], type);
    const address = t.dataclass(tool, "Address", { street: str, number: int }, undefined, ["street"]);
    const user = t.dataclass(
      tool,
      "User",
      { name: str, age: int, born: t.optional(t.date), addresses: t.list(address) },
      undefined,
      ["name", "age"],
    );
    const plain = { name: "a", age: 5, born: null, addresses: [] };

    test("is made by its validators", () => {
      expect(takes(user)({ name: " a ", age: 5 })).toBe("User User(name='a', age=5, born=None, addresses=[])");
      expect(takes(user)({ name: "a", age: 5, born: "2024-05-01", addresses: [{ street: "s" }] })).toBe(
        "User User(name='a', age=5, born=datetime.date(2024, 5, 1), addresses=[Address(street='s', number=1)])",
      );
      expect(takes(t.dataclass(tool, "Frozen", { a: int }))({ a: 1 })).toBe("Frozen Frozen(a=1)");
      expect(takes(t.dataclass(tool, "Loud", { a: int }))({ a: 1 })).toBe("Loud Loud(a=2)");
      expect(takes(t.dataclass(tool, "Checked", { a: t.any }))({ a: "5" })).toBe("Checked Checked(a=5)");
    });

    test("comes as the plain object of its fields", () => {
      expect(gives(user)("User(name='a', age=5)")).toStrictEqual(plain);
      expect(gives(t.tuple([user, int]))("(User(name='a', age=5), 'lie')")).toStrictEqual([plain, "lie"]);
      expect(gives(t.list(user))("[User(name='a', age=5, addresses=[Address(street='s')])]")).toStrictEqual([
        { ...plain, addresses: [{ street: "s", number: 1 }] },
      ]);
      expect((gives(t.any)("User(name='a', age=5)") as { $type: string }).$type).toBe("User");
      expect(tool.function<() => unknown>("half", [], user)()).toStrictEqual({
        name: "half",
        born: null,
        addresses: [],
      });
    });

    test("whose validation fails is Python's error, which names the field, with the place", () => {
      const error = caught<Failure>(() =>
        takes(t.list(user))([plain, { name: "", age: -1, addresses: [{ street: "s" }] }]),
      );
      expect(error.pythonType).toBe("pydantic_core._pydantic_core.ValidationError");
      expect(error.message).toContain("2 validation errors for User");
      expect(error.message).toMatch(/\nname\n.*a user has a name/);
      expect(error.message).toMatch(/\nage\n.*greater than or equal to 0/);
      expect(error.notes).toStrictEqual(["while converting args[0][1]"]);
      const inner = caught<Failure>(() => takes(user)({ ...plain, addresses: [{ street: "s", number: 0 }] }));
      expect(inner.message).toMatch(/1 validation error for Address\nnumber\n/);
      expect(inner.notes).toStrictEqual(["while converting args[0].addresses[0]"]);
    });

    test("goes by the names of its fields, whatever the constructor calls them", () => {
      const aliased = t.dataclass(tool, "Aliased", { user_name: str, size: int }, undefined, ["user_name"]);
      expect(takes(aliased)({ user_name: "a", size: 2 })).toBe("Aliased Aliased(user_name='a', size=2)");
      expect(gives(aliased)("Aliased(userName='a', n=3)")).toStrictEqual({ user_name: "a", size: 3 });
      expect(takes(t.dataclass(tool, "ByName", { user_name: str }))({ user_name: "a" })).toBe(
        "ByName ByName(user_name='a')",
      );
      expect(takes(t.dataclass(tool, "Deep", { first: int }))({ first: 5 })).toBe("Deep Deep(first=5)");
    });

    test("that takes further fields brings them all", () => {
      const open = t.dataclass(tool, "Open", { a: float });
      expect(gives(open)("Open(a=1, b=[2], c=None)")).toStrictEqual({ a: 1, b: [2], c: null });
      expect(gives(t.list(open))("[Open(a=1), Open(a=1, **{'a b': 2, 'copy': 3})]")).toStrictEqual([
        { a: 1 },
        { a: 1, "a b": 2, copy: 3 },
      ]);
      expect(failure(() => takes(open)({ a: 1, b: 2 }))).toBe('ConversionError: Open has no "b" at args[0]');
    });
  },
  ["pydantic"],
);

describe("records without such packages", () => {
  test("need none of them", () => {
    const tool = toolOf("no_models", `class Bare: pass\n${common}`);
    const bare = t.dataclass(tool, "Bare", { a: int });
    expect(tool.function<(x: string) => unknown>("value", [str], t.list(bare))("[]")).toStrictEqual([]);
    expect(failure(() => tool.function<(x: string) => unknown>("value", [str], bare)("Bare()"))).toBe(
      "PythonError: TypeError: Bare has no fields",
    );
  });
});

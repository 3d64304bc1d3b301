/** One Python signature in, one TypeScript signature out: the mapping as a table. */

/** What the signatures refer to. */
export const preamble = `
import collections, datetime, decimal, enum, fractions, os, pathlib, re, typing, uuid
from collections import abc
from dataclasses import dataclass, field
from typing import *
from typing import NamedTuple, TypedDict

class Color(enum.Enum):
    RED = "red"
    GREEN = "green"

class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2

class Planet(enum.Enum):
    EARTH = (1.0, 2.0)

class Bits(enum.Flag):
    A = 1

@dataclass
class Item:
    name: str
    amount: int = 1

@dataclass
class Tag:
    name: str

class Row(TypedDict):
    key: str

class Sized2(TypedDict):
    size: int

class Point(NamedTuple):
    x: float
    y: float

class Handle:
    def go(self) -> None: ...

class Failure(Exception):
    pass

class Outer:
    class Inner:
        def go(self) -> None: ...
    def go(self) -> None: ...

Vector = List[float]
Count = List[int]
Json = Union[str, List["Json"], Dict[str, "Json"]]
UserId = NewType("UserId", int)
T = TypeVar("T")
B = TypeVar("B", bound=str)
`;

export interface Row {
  readonly python: string;
  readonly typescript: string;
  /** Lowest Python that reads the line. */
  readonly since?: readonly [number, number];
}

const row = (python: string, typescript: string): Row => ({ python, typescript });
const since = (minor: number, python: string, typescript: string): Row => ({ python, typescript, since: [3, minor] });

export const rows: readonly Row[] = [
  // Scalars
  row("(a: int) -> int", "(a: number | bigint) => number"),
  row("(a: float) -> float", "(a: number) => number"),
  row("(a: bool) -> bool", "(a: boolean) => boolean"),
  row("(a: str) -> str", "(a: string) => string"),
  row("(a: bytes) -> bytes", "(a: Uint8Array | ArrayBuffer) => Uint8Array"),
  row("() -> None", "() => void"),
  row("(a: None) -> str", "(a: undefined | null) => string"),
  row("(a: Any) -> Any", "(a: PyInput) => PyValue"),
  row("(a: object) -> object", "(a: PyInput) => unknown"),
  row("() -> NoReturn", "() => never"),
  row("(a)", "(a: PyInput) => unknown"),
  // Sequences
  row("(a: list) -> list", "(a: readonly PyInput[]) => PyValue[]"),
  row("(a: List) -> List", "(a: readonly PyInput[]) => PyValue[]"),
  row("(a: List[int]) -> List[int]", "(a: readonly (number | bigint)[]) => number[]"),
  row("(a: list[str]) -> list[str]", "(a: readonly string[]) => string[]"),
  row("(a: Sequence[float]) -> Sequence[float]", "(a: readonly number[]) => number[]"),
  row("(a: abc.Sequence[float]) -> abc.MutableSequence[float]", "(a: readonly number[]) => number[]"),
  row("(a: Deque[bool]) -> collections.deque", "(a: readonly boolean[]) => PyValue[]"),
  row("(a: List[List[str]]) -> List[List[str]]", "(a: readonly (readonly string[])[]) => string[][]"),
  row("(a: List[Optional[str]]) -> List[Optional[str]]", "(a: readonly (string | null)[]) => (string | null)[]"),
  row("(a: Iterable[str]) -> str", "(a: readonly string[]) => string"),
  row("(a: Collection[int]) -> int", "(a: readonly (number | bigint)[]) => number"),
  row("() -> Iterable[str]", "() => PyValue"),
  // Tuples
  row("(a: tuple) -> tuple", "(a: readonly PyInput[]) => PyValue[]"),
  row("(a: Tuple) -> Tuple", "(a: readonly PyInput[]) => PyValue[]"),
  row("(a: Tuple[int, str]) -> Tuple[int, str]", "(a: readonly [number | bigint, string]) => [number, string]"),
  row("(a: tuple[float, ...]) -> tuple[float, ...]", "(a: readonly number[]) => number[]"),
  row("(a: Tuple[()]) -> Tuple[()]", "(a: readonly []) => []"),
  row("(a: tuple[()]) -> tuple[()]", "(a: readonly []) => []"),
  row("(a: Tuple[Tuple[str, str], bool]) -> None", "(a: readonly [readonly [string, string], boolean]) => void"),
  row(
    "(a: List[Tuple[str, float]]) -> List[Tuple[str, float]]",
    "(a: readonly (readonly [string, number])[]) => [string, number][]",
  ),
  since(
    11,
    "(a: tuple[str, *tuple[float, ...]]) -> tuple[str, *tuple[float, ...], bool]",
    "(a: readonly [string, ...number[]]) => [string, ...number[], boolean]",
  ),
  // Dicts
  row(
    "(a: Dict[str, float]) -> Dict[str, float]",
    "(a: Readonly<Record<string, number>> | ReadonlyMap<string, number>) => Record<string, number>",
  ),
  row(
    "(a: Mapping[str, bool]) -> Mapping[str, bool]",
    "(a: Readonly<Record<string, boolean>> | ReadonlyMap<string, boolean>) => Record<string, boolean>",
  ),
  row(
    "(a: DefaultDict[str, str]) -> typing.OrderedDict[str, str]",
    "(a: Readonly<Record<string, string>> | ReadonlyMap<string, string>) => Record<string, string>",
  ),
  row("(a: Dict[int, str]) -> Dict[int, str]", "(a: ReadonlyMap<number | bigint, string>) => Map<number, string>"),
  row("(a: Dict[Tuple[str, str], float]) -> None", "(a: ReadonlyMap<readonly [string, string], number>) => void"),
  row("(a: Dict[Any, str]) -> Dict[Any, str]", "(a: ReadonlyMap<PyInput, string>) => Map<PyValue, string>"),
  row(
    "(a: Dict[Literal['x', 'y'], float]) -> Dict[Literal['x', 'y'], float]",
    "(a: Readonly<Record<string, number>> | ReadonlyMap<string, number>) => Record<string, number>",
  ),
  row(
    "(a: dict) -> Dict",
    "(a: Readonly<Record<string, PyInput>> | ReadonlyMap<PyInput, PyInput>) => Record<string, PyValue> | Map<PyValue, PyValue>",
  ),
  row("() -> typing.Counter[str]", "() => Record<string, number>"),
  row("() -> Dict[str, Dict[str, List[int]]]", "() => Record<string, Record<string, number[]>>"),
  // Sets
  row("(a: Set[str]) -> Set[str]", "(a: ReadonlySet<string> | readonly string[]) => Set<string>"),
  row(
    "(a: FrozenSet[int]) -> frozenset",
    "(a: ReadonlySet<number | bigint> | readonly (number | bigint)[]) => Set<PyValue>",
  ),
  row("(a: AbstractSet[float]) -> AbstractSet[float]", "(a: ReadonlySet<number> | readonly number[]) => Set<number>"),
  row("(a: set) -> MutableSet[str]", "(a: ReadonlySet<PyInput> | readonly PyInput[]) => Set<string>"),
  // Unions
  row("(a: Optional[int]) -> Optional[int]", "(a: number | bigint | null) => number | null"),
  row("(a: Union[int, str]) -> Union[int, str]", "(a: number | bigint | string) => number | string"),
  row("(a: Union[int, float]) -> Union[int, float]", "(a: number | bigint) => number"),
  row("(a: Union[None, str, List[str]]) -> None", "(a: string | readonly string[] | null) => void"),
  row("(a: 'Optional[str]') -> 'List[int]'", "(a: string | null) => number[]"),
  row("(a: 'int | None') -> 'list[str] | None'", "(a: number | bigint | null) => string[] | null"),
  since(10, "(a: int | None) -> str | bytes", "(a: number | bigint | null) => string | Uint8Array"),
  row("(a: Union[str, Any]) -> Union[str, Any]", "(a: PyInput) => PyValue"),
  row("() -> Union[str, object]", "() => unknown"),
  // Literals and enums
  row("(a: Literal['a', 'b']) -> Literal['a', 'b']", '(a: "a" | "b") => "a" | "b"'),
  row("(a: Literal[1, -1, True, None]) -> None", "(a: 1 | -1 | true | null) => void"),
  row("(a: Literal[Color.RED]) -> Literal[Level.HIGH]", '(a: "red") => 2'),
  row("(a: Literal[Planet.EARTH]) -> None", '(a: "EARTH") => void'),
  row("(a: Literal[9007199254740993]) -> None", "(a: 9007199254740993n) => void"),
  row("(a: Color) -> Color", "(a: Color) => Color"),
  row("(a: List[Level]) -> Dict[str, Planet]", "(a: readonly Level[]) => Record<string, Planet>"),
  row("(a: Bits) -> Bits", "(a: PyInput) => PyObject"),
  // Records and classes
  row("(a: Item) -> Item", "(a: ItemInput) => Item"),
  row("(a: Tag) -> Tag", "(a: Tag) => Tag"),
  row("(a: List[Item]) -> Optional[Item]", "(a: readonly ItemInput[]) => Item | null"),
  row("(a: Row) -> Row", "(a: Row) => Row"),
  row("(a: Sized2) -> Sized2", "(a: Sized2Input) => Sized2"),
  row("(a: Point) -> Point", "(a: Point) => Point"),
  row("(a: Handle) -> List[Handle]", "(a: Handle) => Handle[]"),
  row("(a: 'Outer.Inner') -> Outer", "(a: Inner) => Outer"),
  row("(a: Failure) -> Failure", "(a: PyInput) => PyObject"),
  // Aliases and wrappers
  row("(a: Vector) -> Vector", "(a: VectorInput) => Vector"),
  row("(a: List[float]) -> List[float]", "(a: readonly number[]) => number[]"),
  row(
    "(a: Dict[str, Count]) -> None",
    "(a: Readonly<Record<string, CountInput>> | ReadonlyMap<string, CountInput>) => void",
  ),
  row("(a: Json) -> Json", "(a: JsonInput) => Json"),
  row("(a: UserId) -> UserId", "(a: number | bigint) => number"),
  row("(a: Annotated[int, 'positive']) -> Annotated[str, []]", "(a: number | bigint) => string"),
  // Parameters
  row("(a: int = 1, b: str = 'b') -> None", "(a?: number | bigint, b?: string) => void"),
  row("(a: str = None) -> None", "(a?: string | null) => void"),
  row(
    "(a, b=True, c='c', d=1.5, e=1, f=None) -> None",
    "(a: PyInput, b?: boolean, c?: string, d?: number, e?: number | bigint, f?: PyInput) => void",
  ),
  row("(a=Color.RED, b=()) -> None", "(a?: Color, b?: readonly PyInput[]) => void"),
  row("(a: int, /, b: int) -> None", "(a: number | bigint, b: number | bigint) => void"),
  row("(*a: int) -> None", "(...a: (number | bigint)[]) => void"),
  row("(a: str, *b: List[str]) -> None", "(a: string, ...b: (readonly string[])[]) => void"),
  row("(*, a: str) -> None", "(options: { readonly a: string }) => void"),
  row("(*, a: str = '') -> None", "(options?: { readonly a?: string | undefined }) => void"),
  row("(a: str = '', *, b: bool) -> None", "(a: string | undefined, options: { readonly b: boolean }) => void"),
  row(
    "(*a: str, b: bool = True) -> None",
    "(...args: [...a: string[], options: { readonly b?: boolean | undefined }]) => void",
  ),
  row("(**a: str) -> None", "(options?: { readonly [name: string]: string | undefined }) => void"),
  row(
    "(*, a: bool = True, **b: str) -> None",
    "(options?: { readonly a?: boolean | undefined; readonly [name: string]: string | boolean | undefined }) => void",
  ),
  row(
    "(long_name: int, *, other_name: int = 1) -> None",
    "(longName: number | bigint, options?: { readonly otherName?: number | bigint | undefined }) => void",
  ),
  row("(function: int, new: int) -> None", "(function$: number | bigint, new$: number | bigint) => void"),
  since(11, "(**a: Unpack[Row]) -> None", "(options: { readonly key: string }) => void"),
  // What has no form of its own
  row("(a: datetime.datetime) -> datetime.date", "(a: PyInput) => PyObject"),
  row("(a: pathlib.Path) -> List[pathlib.Path]", "(a: PyInput) => PyObject[]"),
  row("(a: decimal.Decimal) -> Optional[uuid.UUID]", "(a: PyInput) => PyObject | null"),
  row("(a: os.PathLike) -> fractions.Fraction", "(a: PyInput) => PyObject"),
  row("(a: complex) -> bytearray", "(a: PyInput) => PyObject"),
  row("(a: Callable[[int], str]) -> Callable[..., Any]", "(a: PyInput) => PyObject"),
  row("(a: Type[Handle]) -> type", "(a: PyInput) => PyObject"),
  row("(a: Iterator[int]) -> Iterator[int]", "(a: PyInput) => PyObject"),
  row("() -> Generator[int, None, str]", "() => PyObject"),
  row("() -> Awaitable[int]", "() => Promise<number>"),
  row("() -> Coroutine[Any, Any, List[str]]", "() => Promise<string[]>"),
  row("(a: Awaitable[int]) -> Awaitable[None]", "(a: PyInput) => Promise<void>"),
  row("() -> AsyncIterable[Item]", "() => PyAsyncIterable<Item>"),
  row("() -> AsyncIterator[Optional[int]]", "() => PyAsyncGenerator<number | null>"),
  row("() -> AsyncGenerator[int, None]", "() => PyAsyncGenerator<number>"),
  row("() -> AsyncGenerator[int, str]", "() => PyAsyncGenerator<number, string>"),
  row("() -> Awaitable[AsyncIterator[Handle]]", "() => Promise<PyAsyncGenerator<Handle>>"),
  row("() -> List[Awaitable[int]]", "() => PyObject[]"),
  row("(a: T) -> T", "(a: PyInput) => PyValue"),
  row("(a: B) -> List[B]", "(a: string) => string[]"),
  row("(a: Nowhere) -> 'List[Nowhere]'", "(a: PyInput) => unknown[]"),
];

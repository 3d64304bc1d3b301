/** Names that generated declarations must not take: the language's, the globals its types use, and the runtime's. */

/** Words that cannot name a binding in a module. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    "abstract arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected public " +
    "return static super switch this throw true try typeof undefined using var void while with yield"
  ).split(" "),
);

/** Globals whose shadowing would change the meaning of generated code, or of the file that imports it. */
export const GLOBALS: ReadonlySet<string> = new Set(
  (
    "Array ArrayBuffer AsyncGenerator AsyncIterable Awaited BigInt Boolean DataView Date Error Exclude Extract Function Generator " +
    "Infinity Iterable Iterator JSON Map Math NaN Number Object Omit Parameters Partial Pick Promise Proxy Readonly ReadonlyArray " +
    "ReadonlyMap ReadonlySet Record Reflect RegExp Required ReturnType Set String Symbol Uint8Array WeakMap WeakRef WeakSet any " +
    "bigint boolean globalThis never number object string symbol unknown"
  ).split(" "),
);

/** Everything that generated code may import from the runtime. */
export const RUNTIME_NAMES: ReadonlySet<string> = new Set(
  (
    "t tool PyObject PythonError PyAsyncGenerator PyAsyncIterable PyClass PyExceptionClass PyFunction PyInput PyType PyValue " +
    "PyVariable"
  ).split(" "),
);

/** Members that would make a handle something else: a thenable, or an object that lies about its class. */
export const RESERVED_MEMBERS: ReadonlySet<string> = new Set([
  "then",
  "constructor",
  "prototype",
  "__proto__",
  "toString",
]);

/** Members every Python exception already has. */
export const EXCEPTION_MEMBERS: ReadonlySet<string> = new Set(
  (
    "then constructor prototype __proto__ toString toJSON name message stack cause context suppressContext errors pythonType " +
    "exception traceback omittedFrames notes attributes get format"
  ).split(" "),
);

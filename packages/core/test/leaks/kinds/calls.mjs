/** Ways to call: by name, with keywords, dynamically, on worker threads; and of evaluating code. */

export function calls({ f, t, fixture, py, bound }) {
  const thing = fixture.call("Thing");
  const same = fixture.function("same");
  const { options: dynamicOptions } = py.import("leaks_tool");
  const options = f("options", [t.int], t.any, { rest: t.int, options: { key: ["key", t.str] }, extra: t.any });
  const typed = f("same", [t.int], t.int);
  const quiet = f("fail", [t.int], t.int).with({ onError: { value: 0 } });
  return {
    "by name": (i) => fixture.call("same", [i]),
    "by name, with keywords": (i) => fixture.call("options", [i], { key: i }),
    untyped: (i) => same(i),
    "functions found anew": { share: 1 / 10, run: (i) => fixture.function("same")(i) },
    "functions declared anew": { share: 1 / 10, run: (i) => bound.function("same", [t.int], t.int)(i) },
    "typed, with keywords": (i) => options(i, i, { key: "k", extra: i }),
    "typed, with ever new keywords": (i) => options(i, { [`name${i}`]: i }),
    "dynamic, with keywords": (i) => dynamicOptions.$call([i], { key: i }),
    methods: (i) => thing.method(i),
    "methods, with keywords": (i) => thing.$invoke("options", [i], { key: i, more: 1 }),
    "of a module": (i) => py.import("math").sqrt(i),
    "with a strategy for errors": (i) => quiet(i),
    "within an attempt": (i) => py.attempt(() => typed(i), "throw"),
  };
}

export function workers({ f, t, fixture }) {
  const direct = f("same", [t.int], t.int);
  const any = f("same", [t.any], t.any);
  const fail = f("fail", [t.any], t.none);
  const method = fixture.call("Thing").$handle("method");
  const create = f("Thing", [], t.object);
  const call = f("call", [t.any, t.any], t.any);
  const text = f("same", [t.str], t.str);
  const large = "é".repeat(50_000);
  const ignored = () => {};
  return {
    typed: (i) => direct.async(i),
    untyped: (i) => any.async({ i, a: [`é${i}`] }),
    "failing in Python": { share: 1 / 10, run: (i) => fail.async(i).catch(ignored) },
    "refused arguments": { share: 1 / 10, run: () => direct.async("x").catch(ignored) },
    "objects created": { share: 1 / 10, run: () => create.async().then(ignored) },
    "handles called": { share: 1 / 10, run: (i) => method.$callAsync([i]) },
    "calling JavaScript, which is refused there": {
      share: 1 / 10,
      run: (i) => call.async((value) => value, i).catch(ignored),
    },
    "large text": { share: 1 / 200, run: () => text.async(large).then(ignored) },
  };
}

export function evaluation({ py, fixture }) {
  const space = py.namespace({ radius: 2 });
  return {
    "the same expression": () => py.eval("1 + 1"),
    "ever new expressions": { share: 1 / 10, run: (i) => py.eval(`${i} + 1`) },
    "expressions in a namespace": () => py.eval("radius * 2", space),
    "expressions in a tool": () => py.eval("variable", fixture),
    "statements in a namespace": (i) => py.exec(`area = ${i % 100}`, space),
    "ever new namespaces": { share: 1 / 10, run: (i) => py.namespace({ i }) },
    "statements in ever new namespaces": { share: 1 / 10, run: (i) => py.exec("area = i * 2", py.namespace({ i })) },
    "functions in ever new namespaces": {
      share: 1 / 10,
      run: (i) => py.exec("def area(): return area\narea()", py.namespace({ i })),
    },
    lambdas: { share: 1 / 10, run: (i) => py.eval("lambda x: x")(i) },
  };
}

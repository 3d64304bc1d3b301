/** Classes written in TypeScript on top of generated ones. */
import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { leavesNoHandles } from "../support/live-handles.js";
import { describeIn, Observer } from "../support/observers.js";

class Logged extends (Observer as unknown as new (name: string, latitude?: number) => Observer) {
  readonly calls: string[] = [];
  constructor(name: string) {
    super(name, 10);
    this.calls.push("constructed");
  }
  see2(target: string): number {
    this.calls.push(target);
    return this.see(target) + 100;
  }
  get title(): string {
    return `${this.name}!`;
  }
}

class Louder extends (Observer as unknown as new (name: string) => {
  see(target: string): number;
  seen(): string[];
}) {
  override see(target: string): number {
    return super.see(`${target}!`) + 1000;
  }
}

leavesNoHandles(() => [
  new Observer("warm").see("x"),
  describeIn(new Observer("warm")),
  // Each class has a Python class of its own, which stays.
  new Louder("warm").see("x"),
  new Logged("warm"),
]);

describe("a class written in TypeScript on top of a generated one", () => {
  test("has both sides' members", () => {
    const logged = new Logged("Madrid");
    expect(logged).toBeInstanceOf(Logged);
    expect(logged).toBeInstanceOf(Observer);
    expect([logged.see2("M31"), logged.see("M42"), logged.latitude, logged.title]).toStrictEqual([
      101,
      2,
      10,
      "Madrid!",
    ]);
    expect(logged.calls).toStrictEqual(["constructed", "M31"]);
    expect(logged.itself()).toBe(logged);
    expect(describeIn(logged)).toBe("<Logged Madrid>");
  });

  test("may override a method and call it by super, any number of times", () => {
    const louder = new Louder("Madrid");
    expect([louder.see("a"), louder.see("b"), louder.see("c")]).toStrictEqual([1001, 1002, 1003]);
    expect(louder.seen()).toStrictEqual(["a!", "b!", "c!"]);
  });

  test("is not disturbed by somebody who looks at the prototype", () => {
    void (Observer.prototype as { see: unknown }).see;
    void inspect(Observer.prototype, { showHidden: true, getters: false });
    expect(new Observer("Madrid").see("M31")).toBe(1);
    const frozen = Object.freeze(new Observer("frozen"));
    expect([frozen.see("a"), frozen.see("b")]).toStrictEqual([1, 2]);
  });
});

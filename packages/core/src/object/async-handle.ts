/** What can be done with a Python object on worker threads: `handle.$async(options)`. */
import { checkOptions, addOptions, type CallOptions } from "../runtime/call-options.js";
import { controlOf, type CallControl } from "../runtime/call-control.js";
import { runWith } from "../runtime/failure-strategy.js";
import type { Operation } from "../runtime/operation.js";
import { t } from "../schema/py-type.js";
import { callOperation, constructOperation, methodOperation } from "./attributes.js";
import { deleteItemCall, getItemCall, setItemCall } from "./items.js";
import { iterateAsync } from "./iterate-async.js";
import { supportOperation } from "./support.js";
import { typedAttribute, typedItems } from "./typed-members.js";

const getAttribute = supportOperation("objects.attribute", [t.object, t.str], t.any);
const setAttribute = supportOperation("objects.set_attribute", [t.object, t.str, t.any], t.none, 1);
const deleteAttribute = supportOperation("objects.delete_attribute", [t.object, t.str], t.none);

type Arguments = readonly unknown[];
type Keywords = Readonly<Record<string, unknown>>;
/** The type of a member that is there; what is not known of may be anything. */
type Member<T, K> = K extends keyof T ? T[K] : unknown;

/**
 * A Python object, used on worker threads. Each method is a call of its own, with the options that were given, and what
 * a handle does in place under the same name.
 *
 * @example
 * ```ts
 * import { python } from "@pyweld/core";
 * const connection = python().import("sqlite3").connect("data.db");
 * const patient = connection.$async({ timeout: 2000, queue: "database" });
 * await patient.invoke("execute", ["select 1"]);
 * await patient.get("total_changes");
 * ```
 */
export class AsyncHandle<T extends object, Handle = unknown> {
  readonly #object: T;
  readonly #options: CallOptions;
  readonly #control: CallControl | undefined;

  /** Use `handle.$async(options)`. */
  constructor(object: T, options?: CallOptions) {
    this.#object = object;
    this.#options = checkOptions(options);
    this.#control = controlOf(this.#options);
  }

  /** The same with further options. */
  with(options: CallOptions): AsyncHandle<T, Handle> {
    return new AsyncHandle(this.#object, addOptions(this.#options, options));
  }

  /** Calls the object. */
  call(args: Arguments = [], keywords: Keywords = {}): Promise<unknown> {
    return this.#submit(callOperation, [this.#object, ...args, keywords]);
  }

  /** Calls the object, most often a class; the result is a handle. */
  construct(args: Arguments = [], keywords: Keywords = {}): Promise<Handle> {
    return this.#submit(constructOperation, [this.#object, ...args, keywords]) as Promise<Handle>;
  }

  /** Calls a method, by its name in Python. */
  invoke(method: string, args: Arguments = [], keywords: Keywords = {}): Promise<unknown> {
    return this.#submit(methodOperation(method), [this.#object, ...args, keywords]);
  }

  /** An attribute. Of a generated class's instance, those with a type go by their name here; others by that in Python. */
  get<K extends string>(name: K): Promise<Member<T, K>> {
    const typed = typedAttribute(this.#object, name);
    const args = typed === undefined ? [this.#object, name] : [this.#object];
    return this.#submit(typed?.get ?? getAttribute, args) as Promise<Member<T, K>>;
  }

  /** Sets an attribute, by the same names. */
  set<K extends string>(name: K, value: Member<T, K>): Promise<void> {
    const typed = typedAttribute(this.#object, name)?.set;
    const args = typed === undefined ? [this.#object, name, value ?? null] : [this.#object, value ?? null];
    return this.#submit(typed ?? setAttribute, args) as Promise<void>;
  }

  /** Deletes an attribute. */
  delete(name: string): Promise<void> {
    return this.#submit(deleteAttribute, [this.#object, name]) as Promise<void>;
  }

  /** An item. */
  item(key: unknown): Promise<unknown> {
    return this.#submit(...getItemCall(this.#object, key));
  }

  /** Sets an item. */
  setItem(key: unknown, value: unknown): Promise<void> {
    return this.#submit(...setItemCall(this.#object, key, value)) as Promise<void>;
  }

  /** Deletes an item. */
  deleteItem(key: unknown): Promise<void> {
    return this.#submit(...deleteItemCall(this.#object, key)) as Promise<void>;
  }

  /**
   * Iterates; items are made one by one, each on a worker thread, which need not be the same one. A limit of time holds
   * for each item, and `onError` for none.
   */
  iterate(): AsyncGenerator<T extends Iterable<infer Item> ? Item : unknown, unknown, void> {
    return iterateAsync(this.#object, typedItems(this.#object), this.#control) as ReturnType<this["iterate"]>;
  }

  #submit(operation: Operation, args: readonly unknown[]): Promise<unknown> {
    const run = async (): Promise<unknown> => operation.submit(args, this.#control);
    return runWith(this.#options.onError ?? "throw", run) as Promise<unknown>;
  }
}

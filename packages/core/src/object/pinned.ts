/** Keeps JavaScript objects alive that Python holds, where they have a state of their own: fields of classes that extend Python's. */
import { addressKey } from "../frame/handle.js";
import { t } from "../schema/py-type.js";
import { PyObject } from "./py-object.js";
import { supportFunction } from "./support.js";

/** Fewer objects than this can wait for the timer. */
const FEW = 64;
/** Milliseconds between two looks; as long as nothing changes, each wait is twice the last. */
const wait = { first: 200, longest: 30_000 } as const;

const heldElsewhere = supportFunction<[readonly object[]], boolean[]>(
  "subclasses.held_elsewhere",
  [t.list(t.object)],
  t.list(t.bool),
);

const pinned = new Set<object>();
let limit = FEW;
let sweeping = false;
let timer: NodeJS.Timeout | undefined;

/**
 * Objects with that prototype live for as long as Python holds them. What only JavaScript holds is let go of when it is
 * next looked at: each time the number of objects has doubled, and now and then.
 */
export function pinInstancesOf(prototype: object): void {
  // Whatever hands an object to Python asks for its address.
  Object.defineProperty(prototype, addressKey, {
    configurable: true,
    get(this: object) {
      pin(this);
      return Reflect.get(PyObject.prototype, addressKey, this);
    },
  });
}

function pin(object: object): void {
  if (sweeping) return;
  pinned.add(object);
  if (pinned.size > limit) releaseUnheld();
  if (timer === undefined) lookLater(wait.first);
}

function lookLater(after: number): void {
  timer = setTimeout(() => {
    timer = undefined;
    const before = pinned.size;
    try {
      releaseUnheld();
    } catch {
      // Nobody waits for this; what could not be asked now is asked later.
    }
    if (pinned.size > 0) lookLater(pinned.size < before ? wait.first : Math.min(2 * after, wait.longest));
  }, after).unref();
}

/** Lets go of the objects that Python does not hold. */
export function releaseUnheld(): void {
  sweeping = true;
  try {
    for (const object of pinned) if ((object as PyObject).$released) pinned.delete(object);
    const objects = [...pinned];
    const held = heldElsewhere(objects);
    for (const [i, object] of objects.entries()) if (held[i] !== true) pinned.delete(object);
  } finally {
    sweeping = false;
    limit = Math.max(FEW, 2 * pinned.size);
  }
}

/** The handles of this thread: one JavaScript object per Python object, given back when nobody holds it any more. */
import { handleAddress } from "../frame/handle.js";

/** What stands behind a handle; a Proxy and its target share one. */
export interface HandleState {
  /** 0 when released. */
  address: number;
  /** 0 for a class that JavaScript does not know. */
  readonly classNumber: number;
}

/** What makes the JavaScript object for a Python object that has none. */
export type MakeHandle = (state: HandleState, callable: boolean) => object;

/** Keeps identity: the same Python object is the same handle while that lives. */
export class Handles {
  readonly #release: (address: number) => void;
  readonly #make: MakeHandle;
  readonly #known = new Map<number, WeakRef<object>>();
  readonly #collected = new FinalizationRegistry<HandleState>((state) => this.#giveBack(state));

  constructor(release: (address: number) => void, make: MakeHandle) {
    this.#release = release;
    this.#make = make;
  }

  /** The handle for a reference that the backend has just given. */
  wrap(address: number, classNumber: number, callable: boolean): object {
    const known = this.#known.get(address)?.deref();
    if (known !== undefined) {
      // One handle holds one reference; this further one goes back.
      this.#release(address);
      return known;
    }
    const state: HandleState = { address, classNumber };
    const handle = this.#make(state, callable);
    this.#known.set(address, new WeakRef(handle));
    this.#collected.register(handle, state, state);
    return handle;
  }

  /** Gives the reference back now. Doing so again is harmless. */
  release(state: HandleState): void {
    this.#collected.unregister(state);
    this.#giveBack(state);
  }

  /** The handles that are alive and not released. */
  live(): object[] {
    return [...this.#known.values()]
      .map((reference) => reference.deref())
      .filter((handle) => handle !== undefined && handleAddress(handle) !== 0) as object[];
  }

  #giveBack(state: HandleState): void {
    const { address } = state;
    if (address === 0) return;
    state.address = 0;
    // A new handle may have taken the address since.
    const known = this.#known.get(address)?.deref();
    if (known === undefined || handleAddress(known) === 0) this.#known.delete(address);
    this.#release(address);
  }
}

/** The handles of this thread: one JavaScript object per Python object, given back when nobody holds it any more. */
import { AddressMap } from "../frame/address-map.js";
import { handleAddress } from "../frame/handle.js";

/** What stands behind a handle; a Proxy and its target share one. */
export interface HandleState {
  /** 0 when released. */
  address: number;
  /** 0 for a class that JavaScript does not know. */
  readonly classNumber: number;
}

/** An object whose handle is made when somebody asks for it. */
export interface LazyHandle {
  readonly handle: object;
}

/** What makes the JavaScript object for a Python object that has none. */
export type MakeHandle = (state: HandleState, callable: boolean) => object;

/**
 * V8 sees a few small objects where Python holds an exception with its frames, and would let a hundred thousand of them
 * pile up before it looks for garbage. Memory that nobody touches stands for them, in pieces that many share.
 */
const WEIGHT = 2048;
const SHARE = 64;

/** Keeps identity: the same Python object is the same handle while that lives. */
export class Handles {
  readonly #release: (address: number) => void;
  readonly #make: MakeHandle;
  readonly #known = new AddressMap<WeakRef<object>>();
  readonly #collected = new FinalizationRegistry<HandleState>((state) => this.#giveBack(state));
  #weight: object | undefined;
  #weighed = 0;

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

  /** The same, without a handle until there is need of one; without any, the reference goes back like a handle's. */
  later(address: number, classNumber: number): LazyHandle {
    const state: HandleState = { address, classNumber };
    if (this.#weighed++ % SHARE === 0) this.#weight = Buffer.allocUnsafeSlow(SHARE * WEIGHT);
    const later = new Later(this, state, this.#weight);
    this.#collected.register(later, state);
    return later;
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
    if (known === undefined || handleAddress(known) === 0) this.#known.drop(address);
    this.#release(address);
  }
}

/** Most exceptions are caught without a look at the object: a handle for each would take as long as the whole rest. */
class Later implements LazyHandle {
  readonly #handles: Handles;
  readonly #state: HandleState;
  /** Held, never read. */
  readonly weight: object | undefined;
  #made: object | undefined;

  constructor(handles: Handles, state: HandleState, weight: object | undefined) {
    this.#handles = handles;
    this.#state = state;
    this.weight = weight;
  }

  get handle(): object {
    return (this.#made ??= this.#make());
  }

  #make(): object {
    const { address, classNumber } = this.#state;
    // From here on the reference is the handle's.
    this.#state.address = 0;
    return this.#handles.wrap(address, classNumber, false);
  }
}

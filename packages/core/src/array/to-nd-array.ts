/** Arrays behind Python objects that are none themselves, and memory that Python is to see where it lies. */
import type { PyObject } from "../object/py-object.js";
import { supportFunction } from "../object/support.js";
import type { DType } from "../schema/dtype.js";
import { t } from "../schema/py-type.js";
import type { NdArray } from "./nd-array.js";

const asArray = supportFunction<[unknown], NdArray>("array_items.as_array", [t.object], t.any);

/**
 * The array behind a Python object that crosses as a handle: one with `__dlpack__`, `__array_interface__`, `__array__`
 * or a buffer, such as a tensor, an image, or a subclass of numpy's array. Its memory is not copied unless the object
 * does so.
 *
 * @throws `PythonError` (`TypeError`) for what is no array, and for masked arrays, whose mask would be lost.
 * @example
 * ```ts
 * import { python, toNdArray } from "@pyweld/core";
 * const py = python();
 * const quantity = py.import("array").array.$call(["d", [1, 2]]);
 * toNdArray(py.eval("__import__('numpy').ma.array([1.0]).view()").data).shape; // [1]
 * ```
 */
export function toNdArray<D extends DType = DType>(object: PyObject | NdArray): NdArray<D> {
  return asArray(object) as NdArray<D>;
}

/**
 * Bytes that Python is to see where they lie, as a `memoryview`: without this, a `Uint8Array`, a `Buffer` or an
 * `ArrayBuffer` that is passed without a type is copied into `bytes`. Python may write to them, and they live for as long
 * as it looks at them.
 *
 * @example
 * ```ts
 * import { python, shared } from "@pyweld/core";
 * const pixels = new Uint8Array(1_000_000);
 * python().eval("lambda memory: memory.nbytes")(shared(pixels)); // 1000000
 * ```
 */
export function shared(bytes: ArrayBufferView | ArrayBufferLike): DataView {
  return ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes);
}

/** `py.addConverter`: how values of a Python class cross, as a program wants it. */
import { messageOf } from "../convert/claim.js";
import { Refused, type Converter } from "../convert/converter.js";
import { ConversionError, UsageError } from "../errors/pyweld-error.js";
import { PythonError } from "../errors/python-error.js";
import { handleAddress } from "../frame/handle.js";
import type { PyObject } from "../object/py-object.js";
import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";

/** How values of one Python class cross; either direction alone will do. */
export interface UserConverter {
  /** The class: a handle, or its dotted name, `module.Class`, which need not have been imported yet. */
  readonly type: PyObject | string;
  /**
   * Makes what Python is to get of a value: a handle, or anything else that can cross. Asked for values that
   * {@link claims} says yes to, and for parameters of type `t.custom(name)`. May call Python; while it does, instances of
   * the class come as handles, so that it can return the one that it has made.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- what it takes is for the program to say
  readonly toPython?: (value: any) => unknown;
  /**
   * Makes what JavaScript is to get of an instance of the class, or of a subclass without a conversion of its own. May
   * call Python. What it does not keep of the handle is let go of by the garbage collector.
   */
  readonly fromPython?: (object: PyObject) => unknown;
  /** Whether a value is to go through {@link toPython}. Not asked for plain objects, arrays and bytes. */
  readonly claims?: (value: object) => boolean;
}

/** A conversion that has been added. */
export interface AddedConverter extends Disposable {
  /** Takes it back: from now on, values cross as they did before. Doing so again is harmless. */
  remove(): void;
}

const checkClass = supportFunction<[unknown], string>("conversions.check_class", [t.any], t.str);
const nextNumber = supportFunction<[], number>("conversions.next_number", [], t.int);
const addConversion = supportFunction<[unknown, number, string], void>(
  "conversions.add_conversion",
  [t.any, t.int, t.str],
  t.none,
);
const removeConversion = supportFunction<[number], void>("conversions.remove_conversion", [t.int], t.none);

/** Adds it; the latest one for a class goes before earlier ones, and before what is built in. */
export function addConverter(runtime: Runtime, user: UserConverter): AddedConverter {
  if (typeof user?.fromPython !== "function" && typeof user?.toPython !== "function") {
    throw new UsageError("a conversion is an object with `type`, and with `fromPython` or `toPython` or both");
  }
  const { type, fromPython } = user;
  const name = nameOf(type);
  if (user.claims !== undefined && user.toPython === undefined) {
    throw new UsageError("a conversion with `claims` needs `toPython`: it would claim values and make nothing of them");
  }
  const number = nextNumber();
  runtime.converters.add(converterOf(user, name, number));
  if (fromPython !== undefined) addConversion(type, number, name);
  runtime.backend.forgetConversions();
  let isThere = true;
  const remove = (): void => {
    if (!isThere) return;
    isThere = false;
    runtime.converters.retire(number);
    if (fromPython !== undefined) removeConversion(number);
    runtime.backend.forgetConversions();
  };
  return { remove, [Symbol.dispose]: remove };
}

function nameOf(type: unknown): string {
  if (typeof type === "string" ? !/^[^.]+(?:\.[^.]+)+$/.test(type) : !handleAddress(type)) {
    throw new UsageError('`type` must be a class: a handle, or a dotted name such as "fractions.Fraction"');
  }
  try {
    return checkClass(type);
  } catch (error) {
    if (error instanceof PythonError && /^(?:Type|Attribute)Error$/.test(error.pythonType)) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

function converterOf({ toPython, fromPython, claims }: UserConverter, name: string, number: number): Converter {
  const failed = (error: unknown): string => `the conversion of ${name} failed: ${messageOf(error)}`;
  /** How many times it is being done on the way to Python. */
  let making = 0;
  return {
    number,
    python: name,
    callsPython: true,
    fromPlain(object) {
      try {
        return fromPython === undefined || making > 0 ? object : fromPython(object as PyObject);
      } catch (error) {
        throw new ConversionError(failed(error), { cause: error });
      }
    },
    toPlain(value) {
      if (toPython === undefined) return undefined;
      making++;
      try {
        return [toPython(value)];
      } catch (error) {
        throw new Refused(failed(error), { cause: error });
      } finally {
        making--;
      }
    },
    ...(claims && { claims }),
  };
}

/** Writers of records: objects with known keys. */
import type { FrameWriter } from "../frame/frame-writer.js";
import type { PathSegment } from "../frame/path.js";
import { formatType } from "../schema/format.js";
import type { PyType, PyTypeOf } from "../schema/py-type.js";
import { encodeOther, type Encoder, type EncoderContext } from "./encoder.js";
import { isPlainObject } from "./values.js";

interface Field {
  readonly name: string;
  readonly encode: Encoder;
  readonly optional: boolean;
  readonly segment: PathSegment;
}

/** An object with known keys: values by position, a flag before each that may be absent, no others allowed. */
function encodeFields(type: PyType, fields: readonly Field[]): Encoder {
  const known = new Set(fields.map((field) => field.name));
  const encode: Encoder = (writer, value) => {
    if (!isPlainObject(value)) {
      encodeOther(writer, type, value, encode);
      return;
    }
    writer.words(0, fields.length);
    const level = writer.enter();
    let given = 0;
    for (const field of fields) {
      const item = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
      writer.path[level] = field.segment;
      if (item !== undefined) {
        given++;
        if (field.optional) writer.words(1, 0);
        field.encode(writer, item);
      } else if (field.optional) {
        writer.words(0, 0);
      } else {
        writer.fail(`expected ${formatType(type)}, whose "${field.name}" is missing,`);
      }
    }
    writer.leave();
    // Counting first keeps the common case free of look-ups.
    let size = 0;
    for (const key in value) if (value[key] !== undefined) size++;
    if (size !== given) refuseUnknown(writer, type, value, known);
  };
  return encode;
}

function refuseUnknown(writer: FrameWriter, type: PyType, value: object, known: ReadonlySet<string>): void {
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && !known.has(key)) writer.fail(`${formatType(type)} has no "${key}"`);
  }
}

/** A TypedDict. */
export function encodeTypedDict(type: PyTypeOf<"typedDict">, context: EncoderContext): Encoder {
  const optional = new Set(type.optional);
  return encodeFields(
    type,
    Object.entries(type.fields).map(([name, field]) => ({
      name,
      encode: context.encoder(field),
      optional: optional.has(name),
      segment: name,
    })),
  );
}

/** A dataclass, by the fields that its constructor takes. */
export function encodeDataclass(type: PyTypeOf<"dataclass">, context: EncoderContext): Encoder {
  const init = new Set(type.init);
  const required = new Set(type.required);
  return encodeFields(
    type,
    Object.entries(type.fields)
      .filter(([name]) => init.has(name))
      .map(([name, field]) => ({
        name,
        encode: context.encoder(field),
        optional: !required.has(name),
        segment: { field: name },
      })),
  );
}

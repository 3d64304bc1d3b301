/** The methods of Buffer that turn text into bytes and back without further calls; Node has them, its types do not. */

/** A Buffer with the methods behind `write` and `toString`: they save a tenth of a microsecond. */
export interface TextBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
  /** Bytes written. */
  utf8Write(text: string, offset: number): number;
  ucs2Write(text: string, offset: number): number;
}

/** The bytes of `memory`. */
export function textBuffer(memory: ArrayBuffer): TextBuffer {
  return Buffer.from(memory) as TextBuffer;
}

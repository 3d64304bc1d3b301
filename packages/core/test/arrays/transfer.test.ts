/** Nothing takes away memory that both sides look at: not a thread, not transfer(), not a stream; nor the end of the process. */
// A12 A14
import { MessageChannel, Worker } from "node:worker_threads";

import { python, shared } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";

const py = python();

const fromPython = (): ArrayBuffer => (py.eval("bytearray(b'abcd')") as Uint8Array).buffer as ArrayBuffer;
const toPython = (): ArrayBuffer => {
  const buffer = new Uint8Array([97, 98, 99, 100]).buffer;
  py.eval("lambda memory: globals().update(held=memory)")(shared(buffer));
  return buffer;
};

/** With the methods that some hosts have. */
interface Transferable extends ArrayBuffer {
  transfer?(): ArrayBuffer;
  transferToFixedLength?(): ArrayBuffer;
  transferToImmutable?(): ArrayBuffer;
}

/** What takes a buffer away from its owner. Each may refuse, or leave the buffer as it is; none may empty it. */
const takers: Readonly<Record<string, (buffer: Transferable) => unknown>> = {
  "structuredClone()": (buffer) => structuredClone(buffer, { transfer: [buffer] }),
  "postMessage()": (buffer) => {
    const { port1, port2 } = new MessageChannel();
    try {
      port1.postMessage(buffer, [buffer]);
    } finally {
      port1.close();
      port2.close();
    }
  },
  "the data of a worker": async (buffer) => {
    const worker = new Worker("0", { eval: true, workerData: buffer, transferList: [buffer] });
    await worker.terminate();
  },
  "transfer()": (buffer) => buffer.transfer?.(),
  "transferToFixedLength()": (buffer) => buffer.transferToFixedLength?.(),
  "transferToImmutable()": (buffer) => buffer.transferToImmutable?.(),
  "transfer() of the prototype": (buffer) => (ArrayBuffer.prototype as Transferable).transfer?.call(buffer),
  "a stream of bytes": async (buffer) => {
    const stream = new ReadableStream({
      type: "bytes",
      start: (controller) => {
        controller.enqueue(new Uint8Array(buffer, 1, 2));
        controller.close();
      },
    });
    for await (const chunk of stream) expect(chunk.length).toBe(2);
  },
  "a read into it": async (buffer) => {
    const stream = new ReadableStream({
      type: "bytes",
      pull: (controller) => {
        controller.byobRequest?.respond(1);
      },
    });
    await stream.getReader({ mode: "byob" }).read(new Uint8Array(buffer));
  },
  "a read answered with it": async (buffer) => {
    const stream = new ReadableStream({
      type: "bytes",
      pull: (controller) => {
        controller.byobRequest?.respondWithNewView(new Uint8Array(buffer));
      },
    });
    await stream.getReader({ mode: "byob" }).read(new Uint8Array(4));
  },
};

describe.each([
  ["Python's", fromPython],
  ["JavaScript's", toPython],
])("memory that is %s", (_owner, make) => {
  test.each(Object.keys(takers))("stays where it is, whatever %s does", async (name) => {
    const buffer = make();
    try {
      await takers[name]?.(buffer);
    } catch (error) {
      expect((error as Error).message).toMatch(/transfer|detach|unsupported/i);
    }
    expect(Buffer.from(buffer).toString()).toBe("abcd");
  });

  test("is copied by what copies", async () => {
    const buffer = make();
    expect(Buffer.from(structuredClone(buffer)).toString()).toBe("abcd");
    expect(await new Response(new Uint8Array(buffer)).text()).toBe("abcd");
    expect(await new Blob([buffer]).text()).toBe("abcd");
    expect(Buffer.from(buffer.slice(1)).toString()).toBe("bcd");
  });
});

describe("memory that nobody shares", () => {
  test("is transferred as ever", async () => {
    fromPython();
    const own = (): ArrayBuffer => new Uint8Array([1, 2, 3]).buffer;
    const moved = own();
    expect([structuredClone(moved, { transfer: [moved] }).byteLength, moved.byteLength]).toStrictEqual([3, 0]);
    const { transfer } = ArrayBuffer.prototype as { transfer?: (this: ArrayBuffer) => ArrayBuffer };
    if (transfer !== undefined) {
      const buffer = own();
      expect([transfer.call(buffer).byteLength, buffer.byteLength]).toStrictEqual([3, 0]);
      expect([transfer.name, transfer.length, Object.keys(ArrayBuffer.prototype)]).toStrictEqual(["transfer", 0, []]);
      expect(() => Reflect.construct(transfer, [])).toThrow(TypeError);
    }
    const stream = new ReadableStream({
      type: "bytes",
      start: (controller) => {
        controller.enqueue(new Uint8Array(own()));
        controller.close();
      },
    });
    for await (const chunk of stream) expect([...(chunk as Uint8Array)]).toStrictEqual([1, 2, 3]);
  });
});

describe("the end of the process", () => {
  test.each(["", "process.exit(0);", "setTimeout(() => {}, 5);"])(
    "comes with memory of both sides in use: %j",
    async (end) => {
      const { code, signal, stderr } = await runChild(
        `const py = python();
       globalThis.kept = [py.eval("bytearray(1000)"), py.eval("memoryview(bytearray(8)).cast('B', [2, 4])"), new Float64Array(9)];
       py.eval("lambda *memory: globals().update(held=memory)")(...kept.map((each) => each.data ?? core.shared(each)));
       ${end}`,
      );
      expect({ code, signal, stderr }).toStrictEqual({ code: 0, signal: null, stderr: "" });
    },
  );
});

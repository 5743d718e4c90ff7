import { EventEmitter } from "node:events";
import fc from "fast-check";
import { WholeMessages } from "../../../server/database/wholeMessages.js";

const message = (letter: string, body: Uint8Array): Buffer => {
  const header = Buffer.alloc(5);
  header.write(letter);
  header.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([header, body]);
};

/** What is passed on of bytes that come in pieces of these lengths. */
function passedOn(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const socket = new EventEmitter();
  const passed: Buffer[] = [];
  // Copied, since the room is used again.
  new WholeMessages(socket).on("data", (given) => passed.push(Buffer.from(given)));
  let from = 0;
  for (const length of [...lengths, bytes.length]) {
    if (from < bytes.length) socket.emit("data", bytes.subarray(from, from + length));
    from += length;
  }
  return passed;
}

/** Where each message of these bytes ends. */
function endsOf(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let end = 0; end < bytes.length; ends.push(end)) end += 1 + bytes.readUInt32BE(end + 1);
  return ends;
}

describe("what comes from PostgreSQL", () => {
  test("is passed on in whole messages and in order, in whatever pieces it comes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }),
        (bodies, lengths) => {
          const bytes = Buffer.concat(bodies.map((body) => message("D", body)));
          const passed = passedOn(bytes, lengths);
          expect(Buffer.concat(passed)).toEqual(bytes);
          const ends = new Set(endsOf(bytes));
          let end = 0;
          for (const part of passed) expect(ends).toContain((end += part.length));
        },
      ),
    );
  });

  test("is passed on whole where one message is larger than the room that is kept", () => {
    const bytes = Buffer.concat([
      message("D", Buffer.alloc(9_000_000, "x")),
      message("C", Buffer.from("SELECT 1")),
      message("D", Buffer.alloc(100_000, "y")),
    ]);
    const passed = passedOn(bytes, Array<number>(200).fill(65_536));
    expect(Buffer.concat(passed).equals(bytes)).toBe(true);
    expect(passed[0]).toHaveLength(9_000_005);
  });

  test("takes no more memory than came, whatever length it says", () => {
    // "HTTP/1.1" read as a message would be 1.4 GB long.
    expect(passedOn(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), [3, 8])).toEqual([]);
  });
});

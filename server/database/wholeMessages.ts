/** Where PostgreSQL's messages come from: a socket, or what stands before one. */
export interface Bytes {
  on(event: "data", taken: (bytes: Buffer) => void): unknown;
  on(event: "end", taken: () => void): unknown;
}

/** A message is a letter and its length, which counts itself and not the letter. */
const HEADER = 5;
/** Bytes of room that a connection keeps for its next message. */
const MOST_KEPT = 4_000_000;

/**
 * Passes on what a socket gives with every message whole, for a reader that is done with it when it returns. The driver's
 * reader makes new room, twice of what it has, for each message that comes in pieces; of a large table that leaves many
 * megabytes for V8 to look for among everything else. Here the room is used again.
 */
export class WholeMessages implements Bytes {
  /** The start of a message whose end has not come. */
  private room = Buffer.alloc(HEADER);
  private length = 0;

  constructor(private readonly socket: Bytes) {}

  on(event: "data", taken: (bytes: Buffer) => void): this;
  on(event: "end", taken: () => void): this;
  on(event: "data" | "end", taken: (bytes: Buffer) => void): this {
    if (event === "end") this.socket.on("end", taken as () => void);
    else this.socket.on("data", (bytes) => this.take(bytes, taken));
    return this;
  }

  private take(bytes: Buffer, pass: (bytes: Buffer) => void): void {
    let rest = bytes;
    while (this.length > 0 && rest.length > 0) {
      rest = rest.subarray(this.keep(rest, this.wanted()));
      if (this.length === this.wanted()) this.passKept(pass);
    }
    const whole = endOfWhole(rest);
    if (whole > 0) pass(rest.subarray(0, whole));
    const started = rest.subarray(whole);
    if (started.length > 0) this.keep(started, started.length);
  }

  /** How long the started message is, as far as is known. */
  private wanted(): number {
    return this.length < HEADER ? HEADER : lengthAt(this.room, 0);
  }

  /** Keeps the first of the bytes, until there are so many; tells how many it took. */
  private keep(bytes: Buffer, wanted: number): number {
    const length = Math.min(wanted, this.length + bytes.length);
    if (this.room.length < length) {
      // No more than twice of what came, whatever length it says.
      const room = Buffer.allocUnsafeSlow(Math.max(length, Math.min(wanted, 2 * this.room.length)));
      this.room.copy(room, 0, 0, this.length);
      this.room = room;
    }
    const taken = bytes.copy(this.room, this.length, 0, length - this.length);
    this.length = length;
    return taken;
  }

  private passKept(pass: (bytes: Buffer) => void): void {
    const message = this.room.subarray(0, this.length);
    this.length = 0;
    if (this.room.length > MOST_KEPT) this.room = Buffer.alloc(HEADER);
    pass(message);
  }
}

const lengthAt = (bytes: Buffer, start: number): number => 1 + bytes.readUInt32BE(start + 1);

/** Where the last whole message ends. */
function endOfWhole(bytes: Buffer): number {
  let end = 0;
  while (end + HEADER <= bytes.length) {
    const next = end + lengthAt(bytes, end);
    if (next > bytes.length) break;
    end = next;
  }
  return end;
}

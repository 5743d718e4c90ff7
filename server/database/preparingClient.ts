import { createHash } from "node:crypto";
import { Socket } from "node:net";
import { Client, type ClientConfig, type QueryConfig } from "pg";
import { type Bytes, WholeMessages } from "./wholeMessages.js";

/** How many statements are prepared at most, and of how many more it is counted how often they came. */
const MOST_NAMES = 300;
const MOST_COUNTED = 2_000;

const names = new Map<string, string>();
const counts = new Map<string, number>();

/**
 * The name under which a statement is prepared; undefined for one that has not come often enough, or came after the names
 * ran out: what callers may vary without end must not fill PostgreSQL's memory.
 */
export function preparedName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const count = (counts.get(text) ?? 0) + 1;
  if (count < 3) {
    if (counts.size >= MOST_COUNTED) counts.clear();
    counts.set(text, count);
    return undefined;
  }
  counts.delete(text);
  const name = `s_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  names.set(text, name);
  return name;
}

/**
 * A long list in one parameter is bulk work, such as a publish. It is planned for the tables as they are now: the plan that was
 * kept from when they were small would compare every row of the list with every row of the table.
 */
const LONG_LIST = 20_000;
const isBulk = (values: readonly unknown[]): boolean =>
  values.some((value) => typeof value === "string" && value.length > LONG_LIST);

/**
 * A connection that prepares the statements that come again and again, so that PostgreSQL parses and plans them once and
 * not at every request. Only statements with parameters are: the others are not from hot paths.
 */
export class PreparingClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    const { connection } = this as unknown as { readonly connection: Wire };
    // One with TLS reads by itself.
    if (!connection.ssl) connection.stream = socketReadInPlace();
    const listen = connection.attachListeners.bind(connection);
    connection.attachListeners = (socket) => listen(new WholeMessages(socket));
  }

  // pg's own types list eight forms; this one is the one the query builder uses, and all others pass through.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  override query(...given: any[]): any {
    const [text, values, ...rest] = given as [unknown, unknown, ...unknown[]];
    if (typeof text === "string" && Array.isArray(values) && values.length > 0 && !isBulk(values)) {
      const name = preparedName(text);
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
      if (name !== undefined) return (super.query as any)({ name, text, values } satisfies QueryConfig, ...rest);
    }
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
    return (super.query as any)(...given);
  }
}

/** The parts of the driver's connection that read; its types leave them out. */
interface Wire {
  readonly ssl: unknown;
  /** Not connected yet. */
  stream: Socket;
  attachListeners(socket: Bytes): void;
}

const READ_AT_ONCE = 65_536;

/**
 * A socket that reads into the same room again and again, for a reader that is done with it when it returns: what V8 would
 * have to collect of a large table is little else than the table. (`copy ... to stdout` would keep parts of the room.)
 */
function socketReadInPlace(): Socket {
  const reading: object = {
    buffer: Buffer.allocUnsafeSlow(READ_AT_ONCE),
    callback: (length: number, room: Uint8Array) => {
      socket.emit("data", Buffer.from(room.buffer, room.byteOffset, length));
      return true;
    },
  };
  const socket = new Socket({ onread: reading } as ConstructorParameters<typeof Socket>[0]);
  return socket;
}

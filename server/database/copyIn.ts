import { type Connection, type Submittable } from "pg";

/**
 * `copy ... from stdin` on the connection of a transaction, fed from a stream of text.
 *
 * The driver runs anything that has `submit`, and whoever waits for the query waits for `then`. Chunks go out as fast as
 * PostgreSQL takes them. If their source fails, the copy is called off and the source's error is the one that is thrown.
 */
export class CopyIn implements Submittable, PromiseLike<{ readonly rows: readonly [] }> {
  private readonly answer = Promise.withResolvers<{ readonly rows: readonly [] }>();
  private failure: unknown;
  private hasFailed = false;

  constructor(
    private readonly statement: string,
    private readonly chunks: AsyncIterable<string>,
  ) {}

  then<A, B>(
    done?: ((value: { readonly rows: readonly [] }) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    return this.answer.promise.then(done, failed);
  }

  submit(connection: Connection): void {
    (connection as unknown as Wire).query(this.statement);
  }

  handleCopyInResponse(connection: Wire): void {
    void this.send(connection);
  }

  private async send(connection: Wire): Promise<void> {
    try {
      for await (const chunk of this.chunks) {
        if (this.hasFailed) return;
        connection.sendCopyFromChunk(Buffer.from(chunk));
        if (connection.stream.writableNeedDrain) await drained(connection);
      }
      connection.endCopyFrom();
    } catch (error) {
      this.failure = error;
      connection.sendCopyFail("The source of the rows failed.");
    }
  }

  /** The driver lets go of a query that failed, so nothing else arrives. The first failure is the cause of those after it. */
  handleError(error: unknown): void {
    this.hasFailed = true;
    this.answer.reject(this.failure ?? error);
  }

  handleReadyForQuery(): void {
    this.answer.resolve({ rows: [] });
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}

/** The parts of the driver's connection that a copy needs; its types leave them out. */
interface Wire {
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean };
  query(statement: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** Waits until the connection takes more; also goes on when it closes, which the driver reports by itself. */
const drained = ({ stream }: Wire): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      stream.off("drain", go).off("close", go);
      resolve();
    };
    stream.on("drain", go).on("close", go);
  });

/** One row of `copy` in its text format; null is unknown. */
export const copyRow = (values: readonly (string | number | boolean | null)[]): string =>
  `${values.map(copyValue).join("\t")}\n`;

function copyValue(value: string | number | boolean | null): string {
  if (value === null) return "\\N";
  if (typeof value !== "string") return String(value);
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (found) => escapes[found] as string) : value;
}
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

import { createHash } from "node:crypto";
import { type Connection, Query, type Submittable } from "pg";

/** What PostgreSQL is told for the length of one transaction: names of settings with their values. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** A statement that makes settings those of the transaction alone; their values stand at `$1`, `$2`... */
interface SettingsStatement {
  readonly name: string;
  readonly text: string;
}

/** By the names of the settings; there are few choices of them. */
const settingsStatements = new Map<string, SettingsStatement>();

function statementOf(settings: Settings): SettingsStatement {
  const names = settings.map(([name]) => name).join();
  const known = settingsStatements.get(names);
  if (known) return known;
  const text = `select ${settings.map(([name], index) => `set_config('${name}', $${index + 1}, true)`).join(", ")}`;
  // PostgreSQL cuts longer names off, and two would be one.
  const made = { name: `session_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`, text };
  settingsStatements.set(names, made);
  return made;
}

/** A statement with parameters; `name` where it is prepared. */
export interface NamedStatement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Answer {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: unknown[];
}

/**
 * One statement with the settings that it runs under. Both are sent at once and answered at once, and PostgreSQL takes what
 * arrives before the one `sync` behind them for one transaction: an error in either undoes both.
 *
 * It saves the two round trips that a `begin` before and a `commit` behind the statement would take. The driver runs anything
 * that has `submit`, and whoever waits for the query waits for `then`.
 */
export class SessionQuery implements Submittable, PromiseLike<Answer> {
  private readonly answer = Promise.withResolvers<Answer>();
  private readonly query: DriverQuery;
  /** Which of the two is being answered. */
  private answered: "settings" | "statement" = "settings";
  private readonly setting: SettingsStatement;

  constructor(
    private readonly settings: Settings,
    private readonly statement: NamedStatement,
  ) {
    this.setting = statementOf(settings);
    const { name, text, values } = statement;
    this.query = new Query({ text, values: [...values], ...(name !== undefined && { name }) }, (error, result) => {
      if (error) this.answer.reject(error);
      else this.answer.resolve(result as unknown as Answer);
    }) as unknown as DriverQuery;
  }

  then<A, B>(
    done?: ((value: Answer) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    return this.answer.promise.then(done, failed);
  }

  /** The driver notes under this name that a statement is prepared; it must not while the settings' is. */
  get name(): string | undefined {
    return this.answered === "settings" ? undefined : this.statement.name;
  }
  get text(): string {
    return this.statement.text;
  }

  submit(connection: Connection): Error | null {
    const wire = connection as unknown as Wire;
    const { name, text } = this.setting;
    // One write for everything.
    wire.stream.cork();
    try {
      if (wire.parsedStatements[name] === undefined) wire.parse({ name, text });
      wire.bind({ statement: name, values: this.settings.map(([, value]) => value) });
      wire.execute({});
      return this.query.submit(connection);
    } finally {
      wire.stream.uncork();
    }
  }

  handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.answered === "statement") return this.query.handleCommandComplete(message, wire);
    this.answered = "statement";
    wire.parsedStatements[this.setting.name] = this.setting.text;
  }
  handleDataRow(message: unknown): void {
    if (this.answered === "statement") this.query.handleDataRow(message);
  }
  handleRowDescription(message: unknown): void {
    this.query.handleRowDescription(message);
  }
  handleReadyForQuery(wire: Wire): void {
    this.query.handleReadyForQuery(wire);
  }
  handlePortalSuspended(wire: Wire): void {
    this.query.handlePortalSuspended(wire);
  }
  handleEmptyQuery(wire: Wire): void {
    this.query.handleEmptyQuery(wire);
  }
  handleError(error: unknown, wire: Wire): void {
    // The statement behind settings that failed was never looked at.
    if (this.answered === "settings" && this.statement.name !== undefined) {
      wire.submittedNamedStatements[this.statement.name] = undefined;
    }
    this.query.handleError(error, wire);
  }
}

/** The parts of the driver's connection and query that are needed here; its types leave them out. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** Text by name. */
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  parse(statement: { name: string; text: string }): void;
  bind(bound: { statement: string; values: readonly string[] }): void;
  execute(portal: object): void;
}
interface DriverQuery {
  submit(connection: Connection): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
  handlePortalSuspended(wire: Wire): void;
  handleEmptyQuery(wire: Wire): void;
  handleError(error: unknown, wire: Wire): void;
}

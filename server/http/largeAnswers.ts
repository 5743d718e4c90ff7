import { TryLater } from "../shared/problem.js";

/** Large tables that are read from the database at once. More would not come sooner, and each takes memory meanwhile. */
const READ_AT_ONCE = 2;
/** Characters of large answers that may wait for their callers to take them before another is read. */
const MOST_HELD = 30_000_000;
/** Seconds after which a caller is told to come again, and when. */
const LONGEST_WAIT = 12;
const COME_AGAIN = 5;

/** A request's place among the large answers. */
export interface Place {
  /** Waits until it may be read; at once where it may be already. Errors: TryLater where that takes too long. */
  enter(): Promise<void>;
  /** It has been read, and holds so many characters until it is sent. */
  made(characters: number): void;
  /** All of it is gone, or it never came to anything. Says nothing the second time. */
  left(): void;
}

/**
 * Keeps the memory that large answers take within bounds, however many callers want one at once: they wait in the order in
 * which they came. Small answers never wait.
 */
export class LargeAnswers {
  private reading = 0;
  private held = 0;
  private readonly waiting: (() => void)[] = [];

  place(): Place {
    let state: "outside" | "reading" | "held" = "outside";
    let characters = 0;
    let turn: Promise<void> | null = null;
    const leave = () => {
      if (state === "reading") this.reading -= 1;
      this.held -= characters;
      [state, characters] = ["outside", 0];
    };
    return {
      // However many tables a request asks for, it has one place.
      enter: () =>
        (turn ??= this.turn().then(() => {
          state = "reading";
        })),
      made: (count) => {
        if (state !== "reading") return;
        leave();
        [state, characters] = ["held", count];
        this.held += count;
        this.next();
      },
      left: () => {
        leave();
        this.next();
      },
    };
  }

  private turn(): Promise<void> {
    if (this.waiting.length === 0 && this.mayRead()) {
      this.reading += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(come), 1);
        reject(
          new TryLater(
            "TOO_MANY_REQUESTS",
            `Many large tables are being pulled. Yours waited ${LONGEST_WAIT} seconds; try again in ${COME_AGAIN}, or choose fewer rows.`,
            COME_AGAIN,
          ),
        );
      }, LONGEST_WAIT * 1_000);
      this.waiting.push(come);
    });
  }

  private mayRead(): boolean {
    return this.reading < READ_AT_ONCE && this.held < MOST_HELD;
  }

  private next(): void {
    while (this.waiting.length > 0 && this.mayRead()) {
      this.reading += 1;
      this.waiting.shift()?.();
    }
  }
}

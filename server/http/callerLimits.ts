import { type RateLimiterRes, RateLimiterMemory } from "rate-limiter-flexible";
import { TryLater } from "../shared/problem.js";

/** How much one caller may ask in a minute; 0 is without a limit. Counted by each server process for itself. */
export interface CallerLimitSettings {
  readonly requestsPerMinute: number;
  /** Of the cost that `limits.ts` works out. */
  readonly costPerMinute: number;
  /** From one address, sign-ins that are not good. */
  readonly refusedSignInsPerMinute: number;
}

/** What an operation cost and what is left, as every answer tells in `extensions.cost`. */
export interface CostTold {
  readonly requested: number;
  /** For each minute; null without a limit. */
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Seconds until all of the limit is there again; null without a limit. */
  readonly resetsIn: number | null;
}

const MINUTE = 60;

/** Counts what each caller asks: a person, or an address where nobody is signed in. */
export class CallerLimits {
  private readonly requests: RateLimiterMemory | null;
  private readonly cost: RateLimiterMemory | null;
  private readonly refusals: RateLimiterMemory | null;

  constructor(private readonly settings: CallerLimitSettings) {
    this.requests = limiter(settings.requestsPerMinute);
    this.cost = limiter(settings.costPerMinute);
    this.refusals = limiter(settings.refusedSignInsPerMinute);
  }

  /** Errors: TryLater once the caller has asked too often. */
  async countRequest(caller: string): Promise<void> {
    if (this.requests === null) return;
    const seconds = await this.requests.consume(caller).then(() => null, secondsLeft);
    if (seconds === null) return;
    throw new TryLater(
      "TOO_MANY_REQUESTS",
      `You have sent more than ${this.settings.requestsPerMinute} requests in a minute. Try again in ${seconds} seconds; ask for many things in one request rather than one by one.`,
      seconds,
    );
  }

  /**
   * Takes an operation's cost from what the caller has left; what would be too much takes nothing.
   *
   * Errors: TryLater where not enough is left.
   */
  async charge(caller: string, requested: number): Promise<CostTold> {
    if (this.cost === null) return { requested, limit: null, remaining: null, resetsIn: null };
    const { costPerMinute: limit } = this.settings;
    const before = await this.cost.get(caller);
    const used = before?.consumedPoints ?? 0;
    if (used + requested > limit) {
      const seconds = before ? secondsLeft(before) : MINUTE;
      throw new TryLater(
        "TOO_MANY_REQUESTS",
        requested > limit
          ? `This question costs ${requested}, more than the ${limit} that this server allows in a minute. Ask for smaller pages (first) or fewer fields.`
          : `This question costs ${requested}, and ${limit - used} of your ${limit} for each minute are left. Try again in ${seconds} seconds, or ask for smaller pages (first) or fewer fields.`,
        seconds,
      );
    }
    const { remainingPoints: remaining, msBeforeNext } = await this.cost.consume(caller, requested);
    return { requested, limit, remaining, resetsIn: Math.ceil(msBeforeNext / 1_000) };
  }

  /** What is left without asking for anything. */
  async costLeft(caller: string): Promise<CostTold> {
    if (this.cost === null) return { requested: 0, limit: null, remaining: null, resetsIn: null };
    const now = await this.cost.get(caller);
    const { costPerMinute: limit } = this.settings;
    return {
      requested: 0,
      limit,
      remaining: Math.max(0, limit - (now?.consumedPoints ?? 0)),
      resetsIn: now ? secondsLeft(now) : 0,
    };
  }

  /** Errors: TryLater where too many sign-ins from the address were not good. */
  async mayTrySignIn(address: string): Promise<void> {
    const refused = await this.refusals?.get(address);
    if (!refused || refused.consumedPoints < this.settings.refusedSignInsPerMinute) return;
    const seconds = secondsLeft(refused);
    throw new TryLater(
      "TOO_MANY_REQUESTS",
      `Too many sign-ins from your address were not valid. Try again in ${seconds} seconds, and check the tools that sign in by themselves.`,
      seconds,
    );
  }

  async countRefusedSignIn(address: string): Promise<void> {
    await this.refusals?.penalty(address);
  }
}

const limiter = (points: number): RateLimiterMemory | null =>
  points === 0 ? null : new RateLimiterMemory({ points, duration: MINUTE });

const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000));

import { askCells } from "../api/cells.js";
import { ApiProblem } from "../api/client.js";
import type { CellAnswer, CellRequest } from "../api/operations.js";
import { onSessionChange } from "../api/session.js";
import { holdsNumberFormats } from "../workbook/valueKinds.js";

/**
 * One request for all the function cells of a recalculation. Calls that come close together go together, the same question
 * once, and an answer is kept until Refresh or another sign-in clears it. A request that failed is not kept.
 */
const GATHER_MS = 100;
/** Cells still coming in are waited for, but not for ever. */
const QUIET_MS = 25;
const LONGEST_GATHER_MS = 1_000;
/** What the server takes in one request, in cells as it counts them. */
const LARGEST_REQUEST = 20_000;
const LIST_COUNTS = 100;
const TREND_COUNTS = 40;
/** More questions than this may be more than the usual route takes. */
const BULK = 4_000;

/** An answer, and whether it is only the last one known because the server cannot be reached. */
export interface Answer extends CellAnswer {
  readonly isLastKnown?: boolean;
}

interface Question {
  readonly key: string;
  readonly request: CellRequest;
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** How many cells want to know. */
  cells: number;
  sentIn?: Sending;
  known?: Answer;
}

interface Sending {
  readonly controller: AbortController;
  wanted: number;
}

const questions = new Map<string, Question>();
const lastKnown = new Map<string, Answer>();
let waiting: Question[] = [];
let firstCallAt = 0;
let lastCallAt = 0;

/**
 * The answer to one question; undefined while a formula is only looked at and the answer is not there already.
 * Errors: `ApiProblem`. A call that is cancelled never settles; when no other cell wants its answer, it is not asked for.
 */
export function cellAnswer(
  request: CellRequest,
  call?: CustomFunctions.CancelableInvocation,
): Promise<Answer | undefined> {
  const key = JSON.stringify(request);
  const asked = questions.get(key);
  if (call?.isInValuePreview) return Promise.resolve(asked?.known ?? lastKnown.get(key));
  const question = asked ?? newQuestion(key, request);
  question.cells += 1;
  if (call) call.onCanceled = () => forgo(question);
  return question.answer;
}

/** Asks anew at the next calculation. What was known is kept for when the server cannot be reached. */
export function clearAnswers(): void {
  questions.clear();
}

// Another person may see other figures.
onSessionChange(() => {
  clearAnswers();
  lastKnown.clear();
});

function newQuestion(key: string, request: CellRequest): Question {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const question: Question = { key, request, answer: promise, resolve, reject, cells: 0 };
  questions.set(key, question);
  promise.then(
    (answer) => {
      question.known = answer;
      lastKnown.set(key, answer);
      if (answer.isLastKnown) forget(question);
    },
    () => forget(question),
  );
  lastCallAt = performance.now();
  if (waiting.length === 0) {
    firstCallAt = lastCallAt;
    setTimeout(sendWhenQuiet, GATHER_MS);
  }
  waiting.push(question);
  return question;
}

function forget(question: Question): void {
  if (questions.get(question.key) === question) questions.delete(question.key);
}

/** A cell no longer wants to know. */
function forgo(question: Question): void {
  question.cells -= 1;
  if (question.cells > 0 || question.known) return;
  forget(question);
  if (!question.sentIn) {
    waiting = waiting.filter((each) => each !== question);
    return;
  }
  question.sentIn.wanted -= 1;
  if (question.sentIn.wanted === 0) question.sentIn.controller.abort();
}

function sendWhenQuiet(): void {
  const now = performance.now();
  if (now - lastCallAt < QUIET_MS && now - firstCallAt < LONGEST_GATHER_MS) {
    setTimeout(sendWhenQuiet, QUIET_MS);
    return;
  }
  const all = waiting;
  waiting = [];
  let request: Question[] = [];
  let size = 0;
  for (const question of all) {
    const cost = costOf(question.request);
    if (size + cost > LARGEST_REQUEST) {
      void send(request);
      request = [];
      size = 0;
    }
    request.push(question);
    size += cost;
  }
  if (request.length > 0) void send(request);
}

/** As the server counts: lists and trends are work of another size than single figures. */
function costOf({ contracts, list, trend, saving }: CellRequest): number {
  if (contracts || list !== undefined) return LIST_COUNTS;
  if (trend) return TREND_COUNTS;
  return saving?.measure ? LIST_COUNTS : 1;
}

/** How often what was too much for the server is asked again in parts. */
const MOST_SPLITS = 3;

/** Figures and fields of contracts are quick whatever else there is; of the rest one slow question must not cost the others theirs. */
function inParts(sent: readonly Question[]): readonly (readonly Question[])[] {
  const isQuick = ({ request }: Question) => request.kpi !== undefined || request.contract !== undefined;
  const quick = sent.filter(isQuick);
  if (quick.length > 0 && quick.length < sent.length) return [quick, sent.filter((question) => !isQuick(question))];
  const half = Math.ceil(sent.length / 2);
  return [sent.slice(0, half), sent.slice(half)];
}

async function send(sent: readonly Question[], splitsLeft = MOST_SPLITS): Promise<void> {
  const sending: Sending = { controller: new AbortController(), wanted: sent.length };
  for (const question of sent) question.sentIn = sending;
  const { signal } = sending.controller;
  try {
    const requests = sent.map(({ request }) => request);
    const cells = await askCells(requests, { signal, bulk: requests.length > BULK, details: holdsNumberFormats() });
    sent.forEach(({ resolve, reject }, index) => {
      const answer = cells[index];
      if (answer) resolve(answer);
      else reject(new Error("The server left a cell unanswered."));
    });
  } catch (error) {
    // Nobody waits for any of them.
    if (signal.aborted) return;
    if (error instanceof ApiProblem && error.kind === "TOO_SLOW" && sent.length > 1 && splitsLeft > 0) {
      const wanted = sent.filter(({ cells }) => cells > 0);
      for (const part of inParts(wanted)) if (part.length > 0) void send(part, splitsLeft - 1);
      return;
    }
    const isOffline = error instanceof ApiProblem && error.kind === "OFFLINE";
    for (const { key, resolve, reject } of sent) {
      const last = isOffline ? lastKnown.get(key) : undefined;
      if (last && !last.problem) resolve({ ...last, isLastKnown: true });
      else reject(error);
    }
  }
}

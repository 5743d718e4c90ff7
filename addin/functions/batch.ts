import { ask } from "../api/client.js";
import { CELLS, type CellAnswer, type CellRequest } from "../api/operations.js";
import { onSessionChange } from "../api/session.js";

/**
 * One request for all the function cells of a recalculation. Calls within 100 ms go together, the same question once, and
 * an answer is kept until Refresh or another sign-in clears it. A request that failed is not kept.
 */
const GATHER_MS = 100;
const LARGEST_REQUEST = 5_000;

interface Question {
  readonly request: CellRequest;
  readonly resolve: (answer: CellAnswer) => void;
  readonly reject: (error: unknown) => void;
}

const answers = new Map<string, Promise<CellAnswer>>();
let waiting: Question[] = [];

/** The answer to one question. Errors: `ApiProblem`. */
export function cellAnswer(request: CellRequest): Promise<CellAnswer> {
  const key = JSON.stringify([request.kpi, request.force, request.period, request.contract, request.field]);
  const known = answers.get(key);
  if (known) return known;
  const answer = new Promise<CellAnswer>((resolve, reject) => {
    if (waiting.length === 0) setTimeout(sendWaiting, GATHER_MS);
    waiting.push({ request, resolve, reject });
  });
  answers.set(key, answer);
  answer.catch(() => {
    if (answers.get(key) === answer) answers.delete(key);
  });
  return answer;
}

/** Forgets all answers; the next calculation asks anew. */
export function clearAnswers(): void {
  answers.clear();
}
// Another person may see other figures.
onSessionChange(clearAnswers);

function sendWaiting(): void {
  const questions = waiting;
  waiting = [];
  for (let start = 0; start < questions.length; start += LARGEST_REQUEST) {
    void send(questions.slice(start, start + LARGEST_REQUEST));
  }
}

async function send(questions: readonly Question[]): Promise<void> {
  try {
    const { cells } = await ask(CELLS, { requests: questions.map(({ request }) => request) });
    questions.forEach(({ resolve, reject }, index) => {
      const answer = cells[index];
      if (answer) resolve(answer);
      else reject(new Error("The server left a cell unanswered."));
    });
  } catch (error) {
    for (const { reject } of questions) reject(error);
  }
}

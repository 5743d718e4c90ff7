import { ICommandService } from "@univerjs/presets";
import type { UniverSession } from "./univerSession.js";

const ASKED = "sheet.operation.mark-dirty-row-auto-height";
const CALLED_OFF = "sheet.operation.cancel-mark-dirty-row-auto-height";

/** Fitting rows to their text is done within moments; older requests are long served. */
const REQUESTS_KEPT = 100;

interface Request {
  readonly subUnitId: string;
  readonly id: string;
}

/**
 * Univer fits row heights when it is idle. A sheet deleted meanwhile makes that fail, and it is never tried again; so what
 * is asked for on a sheet is called off before the sheet goes.
 */
export function callOffRowHeights(session: UniverSession): void {
  let requests: Request[] = [];
  const commands = session.get(ICommandService);
  commands.onCommandExecuted(({ id, params }) => {
    if (id === ASKED) requests = [...requests.slice(-REQUESTS_KEPT), params as Request];
  });
  commands.beforeCommandExecuted(({ id, params }) => {
    if (id !== "sheet.mutation.remove-sheet") return;
    const { subUnitId } = params as { subUnitId: string };
    for (const request of requests) if (request.subUnitId === subUnitId) session.run(CALLED_OFF, { id: request.id });
    requests = requests.filter((request) => request.subUnitId !== subUnitId);
  });
}

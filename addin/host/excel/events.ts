/** The numbers Office.js knows Excel's events by. */
export const EXCEL_EVENT = {
  worksheetChanged: 10,
  worksheetActivated: 11,
  worksheetDeactivated: 12,
  worksheetAdded: 13,
  worksheetSelectionChanged: 14,
  worksheetDeleted: 15,
  worksheetCalculated: 16,
  tableSelectionChanged: 100,
  tableChanged: 101,
} as const;

/** The target of handlers that listen to the whole workbook. */
export const WHOLE_WORKBOOK = "Workbook";

/** Takes one event to the add-in; `type` is one of EXCEL_EVENT. */
export type EventSender = (type: number, targetId: string, message: object) => void;

/** Which events the add-in has handlers for, and the way to it. */
export class EventRegistry {
  /** Set by whoever carries messages to the add-in. */
  send: EventSender = () => undefined;
  /** `context.runtime.enableEvents`: false keeps every event from the add-in. */
  enabled = true;
  readonly #wanted = new Set<string>();

  register(type: number, targetId: string): void {
    this.#wanted.add(`${type}|${targetId}`);
  }

  unregister(type: number, targetId: string): void {
    this.#wanted.delete(`${type}|${targetId}`);
  }

  /** Sends the event to each target that somebody listens to. */
  raise(type: number, targetIds: readonly string[], message: object): void {
    if (!this.enabled) return;
    for (const targetId of targetIds) {
      if (this.#wanted.has(`${type}|${targetId}`)) this.send(type, targetId, message);
    }
  }
}

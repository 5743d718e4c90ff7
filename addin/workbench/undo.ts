import {
  CommandType,
  ICommandService,
  IUndoRedoService,
  RedoCommandId,
  UndoCommandId,
  type IMutationInfo,
  type IUndoRedoItem,
} from "@univerjs/presets";
import type { OwnedByHost } from "../host/backend.js";
import type { UniverSession } from "./univerSession.js";

const PUT_BACK = "sevenfold.mutation.put-back";

/** The add-in's messages of one act follow each other within this; what comes later is another step. */
const QUIET_MS = 500;

/**
 * What one press of undo takes back. All that an add-in writes in one go, over however many messages, is one step; what the
 * host does in answer to a person's change (a table that grows, a heading that becomes text) belongs to that change. Each
 * step also remembers the host's tables, names and messages, which Univer knows nothing of.
 */
export class UndoSteps {
  /** The add-in's step, while it may still grow; null when the next change begins a new one. */
  #open: { item: IUndoRedoItem | null; before: string; timer: ReturnType<typeof setTimeout> | undefined } | null = null;
  /** The person's last step, to which the host's answer is added. */
  #latest: IUndoRedoItem | null = null;
  #isJoining = false;
  #owned: OwnedByHost = { take: () => "", put: () => undefined, isUnseen: () => true };
  /** What the host owned when everything was at rest. */
  #settled = "";
  #isRestoring = false;
  #working = 0;

  constructor(readonly session: UniverSession) {
    session.onUndoable = (item, push) => this.#push(item, push);
    const commands = session.get(ICommandService);
    commands.registerCommand({
      id: PUT_BACK,
      type: CommandType.MUTATION,
      handler: (_, parameters: { state: string }) => {
        this.#owned.put(parameters.state);
        return true;
      },
    });
    commands.beforeCommandExecuted(({ id }) => {
      if (id !== UndoCommandId && id !== RedoCommandId) return;
      this.#close();
      this.#latest = null;
      this.#isRestoring = true;
    });
    commands.onCommandExecuted(({ id }) => {
      if (id !== UndoCommandId && id !== RedoCommandId) return;
      // The news of what changed is told in the next breath; after that the host reacts again.
      queueMicrotask(() => {
        this.#isRestoring = false;
        this.#settled = this.#owned.take();
      });
    });
  }

  /** True while undo or redo puts cells back: the host must not answer to that, its own things come back too. */
  get isRestoring(): boolean {
    return this.#isRestoring;
  }

  follow(owned: OwnedByHost): void {
    this.#owned = owned;
    this.#settled = owned.take();
  }

  /** A message of the add-in: part of its open step. */
  inOneStep(work: () => void): void {
    if (!this.#open) this.#open = { item: null, before: this.#owned.take(), timer: undefined };
    clearTimeout(this.#open.timer);
    this.#working += 1;
    try {
      work();
    } finally {
      this.#working -= 1;
      if (this.#open) this.#open.timer = setTimeout(() => this.#close(), QUIET_MS);
    }
  }

  /** The host's answer to what a person did: part of the person's step. */
  inLatestStep(work: () => void): void {
    if (this.#isRestoring) {
      work();
      return;
    }
    this.#isJoining = true;
    try {
      work();
    } finally {
      this.#isJoining = false;
      const now = this.#owned.take();
      if (now !== this.#settled) this.#remember(this.#latest, this.#settled, now);
      this.#settled = now;
    }
  }

  /** What cannot be undone was done; nor can what came before, which would meet other cells than it knew. */
  forget(): void {
    this.session.get(IUndoRedoService).clearUndoRedo(this.session.unitId);
    this.#latest = null;
    if (this.#open) this.#open.item = null;
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    clearTimeout(open.timer);
    this.session.flush();
    this.#open = null;
    const now = this.#owned.take();
    if (now !== open.before) this.#remember(open.item, open.before, now);
    this.#settled = now;
  }

  #push(item: IUndoRedoItem, push: (item: IUndoRedoItem) => void): void {
    if (item.unitID !== this.session.unitId) {
      push(item);
      return;
    }
    const isHosts = this.session.isWriting || this.#working > 0;
    const open = this.#open;
    if (open && isHosts) {
      if (open.item) {
        join(open.item, item);
        return;
      }
      open.item = item;
    } else if (this.#isJoining && this.#latest) {
      join(this.#latest, item);
      return;
    } else {
      // A person's own change ends the add-in's step.
      if (!isHosts) this.#close();
      this.#latest = item;
    }
    push(item);
  }

  /** Adds what the host owned before and after to a step; makes one when the cells did not change. */
  #remember(step: IUndoRedoItem | null, before: string, after: string): void {
    const putBack = (state: string): IMutationInfo[] => [{ id: PUT_BACK, params: { state } }];
    if (step) {
      step.undoMutations.push(...putBack(before));
      step.redoMutations.push(...putBack(after));
      return;
    }
    // A press of undo that nobody sees anything of would only puzzle.
    if (this.#owned.isUnseen(before, after)) return;
    this.session.get(IUndoRedoService).pushUndoRedo({
      unitID: this.session.unitId,
      undoMutations: putBack(before),
      redoMutations: putBack(after),
    });
  }
}

/** The later change is undone first. */
function join(step: IUndoRedoItem, later: IUndoRedoItem): void {
  step.undoMutations.unshift(...later.undoMutations);
  step.redoMutations.push(...later.redoMutations);
}

import { HostObject } from "./batch.js";

/** "Microsoft.AppRuntime.AppRuntimeService": Office.addin.showAsTaskpane and hide, which the page may show and hide by. */
export class AppRuntimeService extends HostObject {
  readonly className = "AppRuntimeService";
  #state = "Foreground";

  constructor(private readonly onVisibility: (visible: boolean) => void) {
    super();
  }

  getAppRuntimeState(): string {
    return this.#state;
  }
  /** "Foreground" is shown, "Background" or "Hidden" is not. */
  setAppRuntimeState(state: string): void {
    this.#state = state;
    this.onVisibility(state === "Foreground" || state === "Visible");
  }
}

/** One change the add-in asked of the ribbon: a button's state, a tab's visibility or a new tab. */
export type RibbonUpdate =
  | { readonly button: string; readonly enabled: boolean }
  | { readonly tab: string; readonly visible: unknown }
  | { readonly created: unknown };

/** "Microsoft.DynamicRibbon.DynamicRibbon": records what the add-in asks of the ribbon, newest last. */
export class RibbonService extends HostObject {
  readonly className = "DynamicRibbon";

  constructor(
    readonly updates: RibbonUpdate[],
    private readonly onUpdate: (update: RibbonUpdate) => void = () => undefined,
  ) {
    super();
  }

  /** Keeps what was asked and passes it on. */
  #ask(update: RibbonUpdate): void {
    this.updates.push(update);
    this.onUpdate(update);
  }

  getTab(id: string): RibbonTab {
    return new RibbonTab(id, (update) => this.#ask(update));
  }
  getButton(id: string): RibbonButton {
    return new RibbonButton(id, this.updates, (update) => this.#ask(update));
  }
  executeRequestCreate(json: string): void {
    this.#ask({ created: JSON.parse(json) });
  }
}

class RibbonTab extends HostObject {
  readonly className = "RibbonTab";

  constructor(
    readonly tabId: string,
    private readonly ask: (update: RibbonUpdate) => void,
  ) {
    super();
  }

  override identity(): Record<string, unknown> {
    return { Id: this.tabId };
  }
  setVisibility(visible: unknown): void {
    this.ask({ tab: this.tabId, visible });
  }
}

class RibbonButton extends HostObject {
  readonly className = "RibbonButton";

  constructor(
    readonly buttonId: string,
    readonly updates: readonly RibbonUpdate[],
    private readonly ask: (update: RibbonUpdate) => void,
  ) {
    super();
  }

  override identity(): Record<string, unknown> {
    return { Id: this.buttonId };
  }
  /** As asked last; enabled when nothing was asked. */
  get enabled(): boolean {
    const own = this.updates.filter((update) => "button" in update && update.button === this.buttonId);
    const last = own.at(-1);
    return last && "button" in last ? last.enabled : true;
  }
  set enabled(enabled: boolean) {
    this.ask({ button: this.buttonId, enabled });
  }
}

/** "Microsoft.InternalService.AddinInternalService": the add-in's actions (Office.actions.associate) can be run. */
export class ActionService extends HostObject {
  readonly className = "AddinInternalService";

  constructor(private readonly onReady: () => void) {
    super();
  }

  notifyActionHandlerReady(): void {
    this.onReady();
  }
}

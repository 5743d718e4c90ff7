import type { FunctionArgument, FunctionDescription, GridBackend } from "./backend.js";
import type { BatchRequest, BatchResult } from "./batch.js";
import { CustomFunctionCalls, type EventEntry, type FunctionValue } from "./customFunctions.js";
import { ExcelHost } from "./excelHost.js";
import { restore, snapshot, type WorkbookSnapshot } from "./persistence.js";
import { REQUIREMENT_SETS } from "./requirementSets.js";
import { ActionService, AppRuntimeService, RibbonService, type RibbonUpdate } from "./runtimeServices.js";
import { EVENT, METHOD, Transport, framePipe, openFrame, type AddinPipe, type MethodCall } from "./transport.js";

export interface OfficeHostOptions {
  readonly grid: GridBackend;
  /** The add-in page, the manifest's SourceLocation. */
  readonly url: string;
  /** The frame to open it in; left out where there are no frames, then `pipe` says how to reach the window. */
  readonly iframe?: HTMLIFrameElement;
  readonly pipe?: AddinPipe;
  /** This page's own origin; the browser knows it, others must say. */
  readonly origin?: string;
  /** "en-GB": Office.context.displayLanguage, contentLanguage and Excel's culture. */
  readonly locale?: string;
  /** Office.context.document.settings as saved last: JSON texts by key. */
  readonly documentSettings?: Readonly<Record<string, string>>;
  readonly workbookName?: string;
  /** After the add-in saved its document settings. */
  readonly onDocumentSettings?: (settings: Readonly<Record<string, string>>) => void;
  /** Office.addin.showAsTaskpane and hide. */
  readonly onVisibility?: (visible: boolean) => void;
  /** After the add-in asked something of the ribbon. */
  readonly onRibbon?: (update: RibbonUpdate) => void;
  /** Focus leaves the pane (13 Tab, 14 Shift+Tab, 15 Escape, 16 F2): a page moves it to its grid. */
  readonly onNotify?: (data: unknown) => void;
  readonly log?: (direction: "received" | "sent", message: object) => void;
}

/** One batch as it ran, for failure reports. */
export interface RequestRecord {
  readonly request: BatchRequest;
  readonly result: BatchResult;
  readonly milliseconds: number;
}

const REQUESTS_KEPT = 200;
const EXCEL_ON_THE_WEB = 16;
const READ_WRITE = 1;
const TASKPANE = 2;
const EXCEL_EVENTS = 65_536;
const VISIBILITY_CHANGED = 65_539;
const ACTIONS = 2;
const RUN_ACTION = 1_000;

/** An Office host for one add-in: its page, its window, its workbook. */
export class OfficeHost {
  readonly excel: ExcelHost;
  readonly functions: CustomFunctionCalls;
  /** The last batches, newest last. */
  readonly requests: RequestRecord[] = [];
  /** What Office.ribbon was asked for, newest last. */
  readonly ribbonUpdates: RibbonUpdate[] = [];
  documentSettings: Record<string, string>;
  /** Resolves when the add-in's page has passed Office.onReady and takes ribbon commands. */
  readonly ready: Promise<void>;
  /** Resolves when actions (Office.actions.associate) can be run. */
  readonly actionsReady: Promise<void>;

  readonly #options: OfficeHostOptions;
  readonly #transport: Transport;
  #iframe: HTMLIFrameElement | undefined;
  #queue: EventEntry[] = [];
  #eventsSent = 0;
  #batchesWaiting = 0;
  #commands: ((data: unknown) => void)[] = [];

  constructor(options: OfficeHostOptions) {
    this.#options = options;
    this.#iframe = options.iframe;
    this.documentSettings = { ...options.documentSettings };
    let markReady: () => void = () => undefined;
    let markActionsReady: () => void = () => undefined;
    this.ready = new Promise((resolve) => (markReady = resolve));
    this.actionsReady = new Promise((resolve) => (markActionsReady = resolve));
    this.functions = new CustomFunctionCalls((entry) => this.#enqueue(entry));
    this.excel = new ExcelHost(options.grid, {
      ...(options.locale === undefined ? {} : { locale: options.locale }),
      ...(options.workbookName === undefined ? {} : { workbookName: options.workbookName }),
      services: {
        "Microsoft.ExcelServices.CustomFunctions": this.functions.service,
        "Microsoft.AppRuntime.AppRuntimeService": new AppRuntimeService((visible) => {
          options.onVisibility?.(visible);
          this.paneShown(visible);
        }),
        "Microsoft.DynamicRibbon.DynamicRibbon": new RibbonService(this.ribbonUpdates, options.onRibbon),
        "Microsoft.InternalService.AddinInternalService": new ActionService(() => markActionsReady()),
      },
    });
    this.excel.model.events.send = (type, target, message) => {
      this.#eventsSent += 1;
      this.#enqueue([EXCEL_EVENTS, type, target, JSON.stringify(message), this.#eventsSent, false]);
    };
    this.#transport = new Transport(this.#pipe(), this.#origin, {
      appContext: () => this.#appContext(),
      methods: {
        [METHOD.richApi]: (call) => this.#runBatch(call),
        [METHOD.saveSettings]: (call) => this.#saveSettings(call),
        [METHOD.loadSettings]: () => ({
          Properties: { Settings: Object.entries(this.documentSettings).map(([Name, Value]) => ({ Name, Value })) },
        }),
        [METHOD.commandCompleted]: (call) => {
          this.#commands.shift()?.(call);
          return {};
        },
        [METHOD.fileProperties]: () => ({ Data: [], Properties: {} }),
      },
      onListening: (event) => {
        if (event === EVENT.richApi) this.#flush();
        if (event === EVENT.command) markReady();
      },
      ...(options.onNotify ? { onNotify: options.onNotify } : {}),
      ...(options.log ? { log: options.log } : {}),
    });
  }

  /** The name the add-in's window must have, for hosts that open the window themselves. */
  get frameName(): string {
    return this.#transport.frameName(this.#locale);
  }

  /** The frame that holds the add-in now. */
  get iframe(): HTMLIFrameElement | undefined {
    return this.#iframe;
  }

  /** Loads the add-in's page. */
  open(): this {
    if (this.#iframe) this.#iframe = openFrame(this.#iframe, this.frameName, this.#options.url);
    return this;
  }

  close(): void {
    this.#transport.close();
    this.functions.close();
    this.excel.close();
  }

  /** Presses a ribbon button: runs the function associated with `name` and resolves when it said event.completed(). */
  async command(name: string): Promise<void> {
    await this.ready;
    await new Promise((resolve) => {
      this.#commands.push(resolve);
      this.#transport.fire(EVENT.command, [name, name, JSON.stringify({ source: { id: name } })]);
    });
  }

  /** Runs an action of the shared runtime, as a keyboard shortcut does. Office.js does not report its end. */
  async action(name: string): Promise<void> {
    await this.actionsReady;
    this.#eventsSent += 1;
    this.#enqueue([ACTIONS, RUN_ACTION, "", JSON.stringify([name, "{}"]), this.#eventsSent, false]);
  }

  /** Tells the add-in (Office.addin.onVisibilityModeChanged) that its pane was opened or closed. */
  paneShown(visible: boolean): void {
    this.excel.model.events.send(VISIBILITY_CHANGED, "", { visibility: visible ? "Visible" : "Hidden" });
  }

  /** Calls a custom function as a cell does; rejects with a CustomFunctionError ("#N/A" and so on). */
  invoke(
    functionId: string,
    parameters: readonly FunctionArgument[],
    address?: string,
    signal?: AbortSignal,
  ): Promise<FunctionValue> {
    return this.functions.invoke(functionId, parameters, address, signal);
  }

  /** Makes the add-in's functions callable in cells as NAMESPACE.NAME(...). */
  registerFunctions(functions: readonly FunctionDescription[], namespace: string): void {
    this.functions.describe(functions);
    this.#options.grid.registerFunctions(functions, namespace, (functionId, parameters, { address, signal }) =>
      this.invoke(functionId, parameters, address, signal),
    );
  }

  /** All that the host keeps, as plain JSON; the grid keeps its own. */
  snapshot(): WorkbookSnapshot {
    return snapshot(this.excel.model, this.documentSettings);
  }

  /** Puts a snapshot back, before `open`. The grid must hold the same sheets, by name. */
  restore(saved: WorkbookSnapshot): void {
    this.documentSettings = restore(this.excel.model, saved);
  }

  get #locale(): string {
    return this.#options.locale ?? "en-GB";
  }

  get #origin(): string {
    return this.#options.origin ?? window.location.origin;
  }

  #pipe(): AddinPipe {
    const { pipe, url } = this.#options;
    if (pipe) return pipe;
    const frame = this.#iframe;
    if (!frame) throw new Error("The Office host needs a frame for the add-in, or a pipe to its window.");
    return framePipe(() => this.#iframe ?? frame, new URL(url, window.location.href).origin);
  }

  #appContext(): Record<string, unknown> {
    return {
      _appName: EXCEL_ON_THE_WEB,
      _appVersion: 16,
      _appMinorVersion: 0,
      _appUILocale: this.#locale,
      _dataLocale: this.#locale,
      _docUrl: `${this.#origin}/${this.excel.model.workbookName}`,
      _clientMode: READ_WRITE,
      _settings: Object.entries(this.documentSettings),
      _reason: "documentOpened",
      _osfControlType: 1,
      _eToken: "",
      _correlationId: "",
      _touchEnabled: false,
      _requirementMatrix: JSON.stringify(REQUIREMENT_SETS),
      _hostFullVersion: "16.0.18000.0",
      _hostCustomMessage: "",
      _clientWindowHeight: 800,
      _clientWindowWidth: 350,
      _addinName: "Sevenfold",
      _appDomains: [],
      _featureGates: {},
      _initialDisplayMode: TASKPANE,
      _wacHostEnvironment: "0",
    };
  }

  #runBatch(call: MethodCall): Record<string, unknown> | Promise<Record<string, unknown>> {
    const request = JSON.parse(String(call.ArrayData?.[4])) as BatchRequest;
    const started = performance.now();
    const answer = (result: BatchResult) => {
      this.requests.push({ request, result, milliseconds: performance.now() - started });
      if (this.requests.length > REQUESTS_KEPT) this.requests.shift();
      return { Data: [200, [], JSON.stringify(result)] };
    };
    const result = this.excel.run(request);
    if (!(result instanceof Promise)) return answer(result);
    this.#batchesWaiting += 1;
    return result.then(answer).finally(() => {
      this.#batchesWaiting -= 1;
      setTimeout(() => this.#flush(), 0);
    });
  }

  #saveSettings(call: MethodCall): Record<string, unknown> {
    this.documentSettings = Object.fromEntries(call.DdaSettingsMethod?.Properties ?? []);
    this.#options.onDocumentSettings?.(this.documentSettings);
    return {};
  }

  /** Events of one turn travel together, and after the answer to the batch that caused them. */
  #enqueue(entry: EventEntry): void {
    this.#queue.push(entry);
    if (this.#queue.length === 1) setTimeout(() => this.#flush(), 0);
  }

  #flush(): void {
    if (this.#queue.length === 0 || this.#batchesWaiting > 0 || !this.#transport.isListeningTo(EVENT.richApi)) return;
    this.#transport.fire(EVENT.richApi, { ArrayData: this.#queue.splice(0) });
  }
}

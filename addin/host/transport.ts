/**
 * The host's end of the messages that Office.js exchanges with Excel on the web: JSON strings through postMessage between
 * the page and the add-in's frame.
 */

/** The way to one add-in window. */
export interface AddinPipe {
  send(message: string): void;
  /** Gives messages that come from the add-in's own window and origin, and no others. Returns the way to stop. */
  listen(receive: (message: string) => void): () => void;
}

/** Numbers under which Office.js asks for things ("dispatch ids"). */
export const METHOD = {
  richApi: 93,
  saveSettings: 76,
  loadSettings: 75,
  commandCompleted: 94,
  fileProperties: 86,
} as const;

/** Office.js's own error for what a host cannot do. */
const UNSUPPORTED = 5_001;
const UNKNOWN_ACTION = -2;

export const EVENT = { richApi: "richApiMessage", command: "appCommandInvoked" } as const;

/** Arguments of a method, as Office.js packs them. */
export interface MethodCall {
  readonly DdaMethod: { readonly DispatchId: number };
  readonly ArrayData?: readonly unknown[];
  readonly DdaSettingsMethod?: { readonly Properties?: readonly (readonly [string, string])[] };
  readonly [position: number]: unknown;
}

export interface TransportHandlers {
  /** Everything Office.js wants to know of the document and the host before it is ready. */
  readonly appContext: () => Record<string, unknown>;
  readonly methods: Readonly<
    Record<number, (call: MethodCall) => Record<string, unknown> | Promise<Record<string, unknown>>>
  >;
  /** The add-in now listens to an event. */
  readonly onListening?: (event: string) => void;
  /** Focus and keys: what Office.js tells the host's page about them. */
  readonly onNotify?: (data: unknown) => void;
  readonly log?: (direction: "received" | "sent", message: object) => void;
}

interface Message {
  readonly _messageType: number;
  readonly _actionType?: number;
  readonly _actionName: string;
  readonly _conversationId: string;
  readonly _correlationId: number | string;
  readonly _data?: unknown;
}

const REQUEST = 0;
const RESPONSE = 1;
const INVOKE = 0;
const REGISTER = 1;
const UNREGISTER = 2;
const ANSWER = 0;
const EVENT_RESPONSE = 1;

/** Flags in the frame's name: the add-in has a shared runtime and custom functions. */
const SHARED_RUNTIME = 1;
const CUSTOM_FUNCTIONS = 2;

/** Answers one add-in window and sends it events. */
export class Transport {
  /** Fresh for every session: Office.js caches document settings under it. */
  readonly conversationId = crypto.randomUUID();
  readonly appId = crypto.randomUUID();
  readonly #listeningTo = new Set<string>();
  readonly #stop: () => void;
  #eventsSent = 0;

  constructor(
    private readonly pipe: AddinPipe,
    private readonly origin: string,
    private readonly handlers: TransportHandlers,
  ) {
    this.#stop = pipe.listen((message) => this.#receive(message));
  }

  /**
   * The name that the add-in's window must bear when its page loads. Everything Office.js needs to find its host travels in
   * it, so that the page's address is exactly the manifest's.
   */
  frameName(locale: string): string {
    return JSON.stringify({
      baseFrameName: `sevenfold_${this.conversationId}`,
      hostInfo: ["Excel", "Web", "16.00", locale, "", "", "disableLogging", SHARED_RUNTIME | CUSTOM_FUNCTIONS].join(
        "$",
      ),
      xdmInfo: [this.conversationId, this.appId, `${this.origin}/`].join("|"),
      serializerVersion: "1",
      flights: "[]",
    });
  }

  isListeningTo(event: string): boolean {
    return this.#listeningTo.has(event);
  }

  /** False when the add-in does not listen (yet). */
  fire(event: string, data: unknown): boolean {
    if (!this.#listeningTo.has(event)) return false;
    this.#eventsSent += 1;
    this.#send({
      _messageType: RESPONSE,
      _responseType: EVENT_RESPONSE,
      _actionName: event,
      _correlationId: `event${this.#eventsSent}`,
      _errorCode: 0,
      _data: data,
    });
    return true;
  }

  close(): void {
    this.#stop();
    this.#listeningTo.clear();
  }

  #send(message: object): void {
    const envelope = { _serializerVersion: 1, _origin: this.origin, _conversationId: this.conversationId, ...message };
    this.handlers.log?.("sent", envelope);
    this.pipe.send(JSON.stringify(envelope));
  }

  #reply(request: Message, data: unknown, errorCode = 0): void {
    this.#send({
      _messageType: RESPONSE,
      _responseType: ANSWER,
      _actionName: request._actionName,
      _correlationId: request._correlationId,
      _errorCode: errorCode,
      _data: data,
    });
  }

  #receive(text: string): void {
    const message = parsed(text);
    if (!message || !String(message._conversationId).startsWith(this.conversationId)) return;
    this.handlers.log?.("received", message);
    if (message._messageType !== REQUEST) return;
    if (message._actionType === REGISTER) {
      this.#listeningTo.add(message._actionName);
      this.#reply(message, { Error: 0 });
      this.handlers.onListening?.(message._actionName);
    } else if (message._actionType === UNREGISTER) {
      this.#listeningTo.delete(message._actionName);
      this.#reply(message, { Error: 0 });
    } else if (message._actionType === INVOKE) {
      this.#invoke(message);
    }
  }

  #invoke(message: Message): void {
    switch (message._actionName) {
      case "ContextActivationManager_getAppContextAsync":
        this.#reply(message, { ...this.handlers.appContext(), _id: this.appId, _appInstanceId: this.conversationId });
        break;
      case "ContextActivationManager_notifyHost":
        this.handlers.onNotify?.(message._data);
        this.#reply(message, null);
        break;
      case "executeMethod":
        this.#execute(message, message._data as MethodCall);
        break;
      default:
        this.#reply(message, null, UNKNOWN_ACTION);
    }
  }

  /** Answers at once where the method does, so that answers keep their order. */
  #execute(message: Message, call: MethodCall): void {
    const answer = (result: object) => this.#reply(message, { Version: 1, Error: 0, ...result });
    const fail = (error: unknown) => {
      console.error("The Office host failed:", error);
      this.#reply(message, { Version: 1, Error: UNSUPPORTED });
    };
    const method = this.handlers.methods[call.DdaMethod.DispatchId];
    if (!method) {
      this.#reply(message, { Version: 1, Error: UNSUPPORTED });
      return;
    }
    try {
      const result = method(call);
      if (result instanceof Promise) result.then(answer, fail);
      else answer(result);
    } catch (error) {
      fail(error);
    }
  }
}

/** Other pages post messages too; what is not one of ours is left alone. */
function parsed(text: string): Message | null {
  try {
    const message: unknown = JSON.parse(text);
    const isMessage = message !== null && typeof message === "object" && "_actionName" in message;
    return isMessage ? (message as Message) : null;
  } catch {
    return null;
  }
}

/** The pipe to a frame; `frame` is asked each time because opening the add-in puts a new element in place. */
export function framePipe(frame: () => HTMLIFrameElement, addinOrigin: string): AddinPipe {
  return {
    send: (message) => frame().contentWindow?.postMessage(message, addinOrigin),
    listen: (receive) => {
      const onMessage = (event: MessageEvent<unknown>) => {
        const isAddin = event.source === frame().contentWindow && event.origin === addinOrigin;
        if (isAddin && typeof event.data === "string") receive(event.data);
      };
      window.addEventListener("message", onMessage);
      return () => window.removeEventListener("message", onMessage);
    },
  };
}

/** Loads the add-in in a fresh copy of the frame: a browser takes over a frame's name only when the frame is inserted. */
export function openFrame(frame: HTMLIFrameElement, name: string, url: string): HTMLIFrameElement {
  const opened = frame.cloneNode(false) as HTMLIFrameElement;
  opened.name = name;
  opened.src = url;
  frame.replaceWith(opened);
  return opened;
}

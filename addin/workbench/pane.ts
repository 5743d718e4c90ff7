const WIDTH = { least: 320, usual: 350, most: 480 };
/** One press of an arrow key on the splitter. */
const STEP = 10;

/** The docked task pane: shown or hidden, and as wide as people drag it. */
export class Pane {
  constructor(
    readonly pane: HTMLElement,
    readonly splitter: HTMLElement,
    readonly toggle: HTMLButtonElement,
  ) {
    this.#setWidth(WIDTH.usual);
    splitter.setAttribute("aria-valuemin", String(WIDTH.least));
    splitter.setAttribute("aria-valuemax", String(WIDTH.most));
    splitter.addEventListener("pointerdown", (event) => this.#drag(event));
    splitter.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowLeft") this.#setWidth(pane.offsetWidth + STEP);
      if (key === "ArrowRight") this.#setWidth(pane.offsetWidth - STEP);
    });
    toggle.addEventListener("click", () => (pane.hidden ? this.show() : this.hide()));
    this.show();
  }

  show(): void {
    this.#setHidden(false);
  }

  hide(): void {
    this.#setHidden(true);
  }

  #setHidden(hidden: boolean): void {
    this.pane.hidden = hidden;
    this.splitter.hidden = hidden;
    this.toggle.setAttribute("aria-pressed", String(!hidden));
    this.toggle.textContent = hidden ? "Show pane" : "Hide pane";
  }

  #setWidth(width: number): void {
    const fitting = Math.min(WIDTH.most, Math.max(WIDTH.least, Math.round(width)));
    this.pane.style.width = `${fitting}px`;
    this.splitter.setAttribute("aria-valuenow", String(fitting));
  }

  #drag(event: PointerEvent): void {
    event.preventDefault();
    const start = { x: event.clientX, width: this.pane.offsetWidth };
    const move = ({ clientX }: PointerEvent) => this.#setWidth(start.width + start.x - clientX);
    const stop = () => {
      this.splitter.removeEventListener("pointermove", move);
      document.body.classList.remove("wb-dragging");
    };
    // The frame would swallow the pointer's moves.
    document.body.classList.add("wb-dragging");
    this.splitter.setPointerCapture(event.pointerId);
    this.splitter.addEventListener("pointermove", move);
    this.splitter.addEventListener("lostpointercapture", stop, { once: true });
  }
}

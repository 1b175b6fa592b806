// The page's elements: shows what it is told and reports taps and keys. Decides nothing.

const element = (id) => document.getElementById(id);

export class Screen extends EventTarget {
  #buttons = [...element("answers").querySelectorAll("button")];

  constructor(texts) {
    super();
    this.texts = texts;
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#tell("answer", button.value));
    }
    element("back").addEventListener("click", () => this.#tell("back"));
    element("forward").addEventListener("click", () => this.#tell("forward"));
    element("again").addEventListener("click", () => this.#tell("again"));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  text(name, values = {}) {
    return this.texts[name].replace(/{(\w+)}/g, (_, key) => values[key]);
  }

  /** Empties the frame at once: nobody shall answer the face that was there before. */
  awaitFace(chosen) {
    this.#hideMessage();
    element("frame").replaceChildren();
    element("frame").setAttribute("aria-busy", "true");
    this.mark(chosen);
  }

  showProgress(number, { answered, total }, minutes) {
    const timeLeft = answered < total ? ` · ${this.#timeLeft(minutes)}` : "";
    element("progress").max = total;
    element("progress").value = answered;
    element("where").textContent = `${number} / ${total}${timeLeft}`;
  }

  showMoves({ canGoBack, canGoForward }) {
    this.#keepFocus("back", (button) => (button.disabled = !canGoBack));
    this.#keepFocus("forward", (button) => (button.hidden = !canGoForward));
  }

  showFace(image, number, total) {
    const name = this.text("face", { number, total });
    image.alt = name; // says where one is, never what one might see
    image.draggable = false;
    element("frame").replaceChildren(image);
    this.announce(name);
  }

  /** The face is painted: from now on taps and keys answer it. */
  takeAnswers() {
    element("frame").setAttribute("aria-busy", "false");
  }

  mark(choice) {
    for (const button of this.#buttons) {
      button.setAttribute("aria-pressed", String(button.value === choice));
    }
  }

  /** The word may lag behind, so that it doesn't flicker; aria-busy never does. */
  noteSaving(busy) {
    element("saving").setAttribute("aria-busy", String(busy));
  }

  showSaving(text, done = false) {
    element("saving").textContent = text;
    element("saving").classList.toggle("done", done);
  }

  announce(text) {
    element("announcer").textContent = text;
  }

  /** In place of the question. *again*: offer to try again; *leave*: offer the start page. */
  showMessage(title, text = "", { again = false, leave = false } = {}) {
    const appears = element("message").hidden;
    element("message-title").textContent = title;
    element("message-text").textContent = text;
    element("again").hidden = !again;
    element("leave").hidden = !leave;
    element("stage").hidden = true;
    element("message").hidden = false;
    if (appears) element("message").focus();
  }

  #hideMessage() {
    if (element("message").hidden) return;
    element("message").hidden = true;
    element("stage").hidden = false;
    element("frame").focus();
  }

  #timeLeft(minutes) {
    if (minutes < 1) return this.text("minute_left");
    return this.text("minutes_left", { minutes: Math.round(minutes) });
  }

  /** A button that goes away hands its focus to the frame instead of dropping it. */
  #keepFocus(id, change) {
    const button = element(id);
    const hadFocus = document.activeElement === button;
    change(button);
    if (hadFocus && (button.disabled || button.hidden)) element("frame").focus();
  }

  #key(event) {
    if (event.repeat) return event.preventDefault(); // held down, it would answer face after face
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const button = /^[1-9]$/.test(event.key) ? this.#buttons[event.key - 1] : null;
    if (button) this.#answerByKey(button);
    else if (event.key === "ArrowLeft" || event.key === "Backspace") this.#tell("back");
    else if (event.key === "ArrowRight") this.#tell("forward");
    else return;
    event.preventDefault();
  }

  /** A focus ring left on the answer tapped last would point at it. */
  #answerByKey(button) {
    if (this.#buttons.includes(document.activeElement)) element("frame").focus();
    this.#tell("answer", button.value);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// The page's elements: shows what it is told and reports taps and keys. Decides nothing.

import { hideExplanation, hidePanel, showExplanation, showPanel } from "./panels.js";
import { set, setting } from "./store.js";

const element = (id) => document.getElementById(id);

const CLICKS = ["back", "forward", "go-on", "again", "skip", "skip-practice"];
const MARKED_MS = 80;
const DIGITS = "pyojeong digits"; // what the person has chosen stays in this browser

export class Screen extends EventTarget {
  #buttons = [...element("answers").querySelectorAll("button")];
  #question = element("question").textContent;
  #takesDigits = setting(DIGITS) !== "off";

  constructor(texts) {
    super();
    this.texts = texts;
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#tell("answer", button.value));
    }
    for (const id of CLICKS) element(id).addEventListener("click", () => this.#tell(id));
    element("practice-on").addEventListener("click", () => this.#tell("go-on"));
    document.addEventListener("keydown", (event) => this.#key(event));
    element("digits").addEventListener("click", () => this.#switchDigits());
    this.#showDigits();
  }

  text(name, values = {}) {
    return this.texts[name].replace(/{(\w+)}/g, (_, key) => values[key]);
  }

  /** Empties the frame at once: nobody shall answer the face that was there before. */
  awaitFace(chosen) {
    hidePanel();
    element("frame").replaceChildren();
    element("frame").setAttribute("aria-busy", "true");
    this.#mark(chosen);
  }

  showProgress(number, { answered, total }, minutes) {
    const timeLeft = answered < total ? ` · ${this.#timeLeft(minutes)}` : "";
    element("progress").max = total;
    element("progress").value = answered;
    element("where").textContent = `${number} / ${total}${timeLeft}`;
  }

  showPractice(number, total) {
    element("where").textContent = this.text("practice", { number, total });
  }

  showMoves({ canGoBack, canGoForward }) {
    this.#keepFocus("back", (button) => (button.disabled = !canGoBack));
    this.#keepFocus("forward", (button) => (button.hidden = !canGoForward));
  }

  offerSkip(offered) {
    this.#keepFocus("skip-practice", (button) => (button.hidden = !offered));
    element("later").hidden = offered;
  }

  /** *name* says where one is, never what one might see. *choose*: what a check asks for. */
  showFace(image, name, choose) {
    const question = choose ? this.text("check", { label: this.#labelOf(choose) }) : this.#question;
    element("question").textContent = question;
    image.alt = name;
    image.draggable = false;
    element("frame").replaceChildren(image);
    this.announce(choose ? `${name}. ${question}` : name);
  }

  /** The face is painted: from now on taps and keys answer it. */
  takeAnswers() {
    element("frame").setAttribute("aria-busy", "false");
  }

  /** The tapped answer stays marked for a blink, over the face that is there already. */
  flash(choice) {
    const ink = { background: "var(--ink)", borderColor: "var(--ink)", color: "var(--paper)" };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const easing = still ? "steps(1, end)" : "ease-in";
    this.#button(choice).animate([ink, {}], { duration: MARKED_MS, easing });
  }

  /** A practice face's answer. *right*: whether *chosen* is what it *shows*. */
  explain({ right, chosen, shows, why, goOn }) {
    const labels = { chosen: this.#labelOf(chosen), shows: this.#labelOf(shows) };
    const verdict = this.text(right ? "practice_right" : "practice_other", labels);
    showExplanation({ verdict, why, goOn });
  }

  hideExplanation() {
    hideExplanation();
  }

  /** The word may lag behind, so that it doesn't flicker; aria-busy never does. */
  noteSaving(busy) {
    element("saving").setAttribute("aria-busy", String(busy));
  }

  showSaving(text, done = false) {
    element("saving").textContent = text;
    element("saving").classList.toggle("done", done);
  }

  showNotice(text) {
    element("notice").textContent = text;
    element("notice").hidden = !text;
  }

  announce(text) {
    element("announcer").textContent = text;
  }

  showMessage(title, text = "", actions = []) {
    showPanel(title, text, actions);
  }

  #mark(choice) {
    for (const button of this.#buttons) {
      button.setAttribute("aria-pressed", String(button.value === choice));
    }
  }

  #button(choice) {
    return this.#buttons.find((button) => button.value === choice);
  }

  #labelOf(choice) {
    return this.#button(choice).querySelector("span").textContent;
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
    const isDigit = this.#takesDigits && /^[1-9]$/.test(event.key);
    const button = isDigit ? this.#buttons[event.key - 1] : null;
    if (button) this.#answerByKey(button);
    else if (event.key === "ArrowLeft" || event.key === "Backspace") this.#tell("back");
    else if (event.key === "ArrowRight") this.#tell("forward");
    else return;
    event.preventDefault();
  }

  /** Whoever speaks to their device, or hits keys by chance, would answer without meaning to. */
  #switchDigits() {
    this.#takesDigits = !this.#takesDigits;
    set(DIGITS, this.#takesDigits ? "on" : "off");
    this.#showDigits();
    this.announce(element("digits").textContent);
  }

  #showDigits() {
    element("digits").textContent = this.text(this.#takesDigits ? "digits_on" : "digits_off");
    element("answers").classList.toggle("without-digits", !this.#takesDigits);
    for (const [index, button] of this.#buttons.entries()) {
      if (this.#takesDigits) button.setAttribute("aria-keyshortcuts", index + 1);
      else button.removeAttribute("aria-keyshortcuts");
    }
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

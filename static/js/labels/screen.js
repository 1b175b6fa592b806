// The question's screen for labellers: a page holds some of all faces, and 0 means "can't tell" too.

import { Screen } from "../question/screen.js";

const UNSURE = "unsure";

export class LabelScreen extends Screen {
  /** *before*: faces labelled before this page's first one; *total*: with all that wait. */
  constructor(texts, { before, total }) {
    super(texts);
    Object.assign(this, { before, total });
    document.addEventListener("keydown", (event) => this.#zero(event));
  }

  text(name, values = {}) {
    if (name !== "face") return super.text(name, values);
    return super.text(name, { number: this.before + values.number, total: this.total });
  }

  showProgress(number, { answered }) {
    const progress = document.getElementById("progress");
    progress.max = this.total;
    progress.value = this.before + answered;
    document.getElementById("where").textContent = `${this.before + number} / ${this.total}`;
  }

  /** As its button's key does, which counts from 1. */
  #zero(event) {
    if (event.key !== "0" || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = document.querySelector(`#answers button[value="${UNSURE}"]`);
    if (!button.hasAttribute("aria-keyshortcuts")) return; // digits are switched off
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("answer", { detail: UNSURE }));
  }
}

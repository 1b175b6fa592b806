// One person's way through the faces: show one, take the answer, keep it, show the next.

import { Refused } from "./api.js";
import { pause } from "./backoff.js";
import { Pace, Stopwatch } from "./clock.js";
import { Faces } from "./faces.js";
import { finish } from "./finish.js";
import { Session } from "./session.js";

// Long enough to see what one has chosen, and to swallow the second half of a double tap.
const MARKED_MS = 80;

export class Survey {
  #ready = false; // a face is painted and waits for its answer
  #seen = new Set(); // the time of a second look at a face says nothing
  #stopwatch = new Stopwatch();
  #pace = new Pace();
  #retry = null; // what "Try again" does now, if anything

  /** *leave*: called with the result's address, or nothing, once the person has finished. */
  constructor({ api, queue, screen, leave }) {
    Object.assign(this, { api, queue, screen, leave });
    screen.addEventListener("answer", ({ detail }) => this.#answer(detail));
    screen.addEventListener("back", () => this.#move("back"));
    screen.addEventListener("forward", () => this.#move("forward"));
    screen.addEventListener("again", () => this.#retry?.());
    addEventListener("online", () => this.#retry?.());
    queue.addEventListener("change", () => queue.refusal && this.#refused(queue.refusal));
  }

  /** Takes up where the server and this device left off; again and again where that is needed. */
  async start() {
    this.#wait();
    try {
      // In this order: what is confirmed in between is missing in neither of the two.
      const kept = [...(await this.queue.store.all()), ...this.queue.unconfirmed];
      const state = await this.api.state();
      if (state.finished) return this.leave();
      this.session = new Session(state, kept);
      this.faces ??= new Faces(state.items);
      if (this.session.answered) this.queue.resume(kept);
    } catch (error) {
      if (error instanceof Refused) return this.#refused(error);
      return this.#offerAgain("load_failed", () => this.start());
    }
    return this.#next();
  }

  #next() {
    if (this.session.complete) return this.#finish();
    this.session.advance();
    return this.#show();
  }

  async #show() {
    const { session, screen } = this;
    const { current, total } = session;
    const number = session.index + 1;
    this.#wait();
    screen.awaitFace(session.chosen);
    this.#showProgress(number);
    screen.showMoves(session);
    const face = await this.#face(current, number);
    if (current !== session.current) return; // gone back or on meanwhile
    if (!face) return this.#offerAgain("face_failed", () => this.#show());
    screen.showFace(face, number, total);
    requestAnimationFrame(() => {
      if (current !== session.current || this.queue.refusal) return;
      this.#ready = true;
      screen.takeAnswers();
      if (!this.#seen.has(current.id)) this.#stopwatch.start();
      this.#seen.add(current.id);
    });
  }

  /** This face's image, or null; the next ones load behind it. */
  #face(item, next) {
    const loading = this.faces.get(item.id).catch(() => null);
    this.faces.preload(next);
    return loading;
  }

  async #answer(choice) {
    if (!this.#ready) return;
    const answer = this.session.answer(choice, this.#stopwatch.read());
    this.#wait();
    this.screen.mark(choice);
    this.#pace.answered();
    await Promise.all([answer && this.queue.add(answer), pause(MARKED_MS)]);
    if (!this.queue.refusal) this.#next();
  }

  #move(direction) {
    const may = direction === "back" ? this.session?.canGoBack : this.session?.canGoForward;
    // Not while an answer is being kept; but past a face that doesn't load.
    if (!may || !(this.#ready || this.#retry) || this.queue.refusal) return;
    this.session[direction]();
    this.#show();
  }

  #showProgress(number) {
    const left = this.session.total - this.session.answered;
    this.screen.showProgress(number, this.session, this.#pace.minutesLeft(left));
  }

  async #finish() {
    this.#showProgress(this.session.total);
    this.screen.showMoves({ canGoBack: false, canGoForward: false });
    try {
      const result = await finish(this);
      if (result) this.leave(result);
    } catch (error) {
      if (!(error instanceof Refused && error.body.missing)) return this.#refused(error);
      await pause(MARKED_MS); // the server misses some: it knows which
      return this.start();
    }
  }

  /** The server has said no. Whatever is on this device stays there. */
  async #refused(refusal) {
    this.#wait();
    if (refusal.status === 409 && (await this.#hasFinished())) return this.leave();
    const unknown = [401, 403, 404].includes(refusal.status);
    const reason = { 409: "refused_closed" }[refusal.status] ?? "refused_otherwise";
    this.screen.showMoves({ canGoBack: false, canGoForward: false });
    this.screen.showMessage(
      this.screen.text("refused"),
      `${this.screen.text(unknown ? "refused_unknown" : reason)} ${this.#unsaved()}`,
      { again: true, leave: unknown },
    );
    this.#retry = () => this.start();
  }

  /** In another tab, say. */
  async #hasFinished() {
    return (await this.api.state().catch(() => ({}))).finished;
  }

  #unsaved() {
    const count = this.queue.unconfirmed.length;
    if (!count) return "";
    return this.screen.text(this.queue.store.durable ? "unsaved_kept" : "unsaved_in_page", { count });
  }

  #offerAgain(title, retry) {
    this.screen.showMessage(this.screen.text(title), this.screen.text("failed_why"), { again: true });
    this.#retry = retry;
  }

  #wait() {
    this.#ready = false;
    this.#retry = null;
    this.#stopwatch.stop();
  }
}

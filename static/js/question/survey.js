// One person's way through the faces: show one, take the answer, keep it, show the next.

import { Refused } from "./api.js";
import { Pace, Stopwatch } from "./clock.js";
import { Faces } from "./faces.js";
import { finish } from "./finish.js";
import { practise } from "./practice.js";
import { hasFinished, hasWithdrawn, meaningOf } from "./refusals.js";
import { Session } from "./session.js";
import { backoffMs, painted, pause, pauseUnlessOnline, unlessTooSoon } from "./waiting.js";

const BEFORE_ASKING_AGAIN_MS = 500;

export class Survey {
  #ready = false; // a face is painted and waits for its answer
  #turn = 0; // counts what is shown: whoever has waited sees whether it still matters
  #offers = {}; // what the buttons of a message do now
  #seen = new Set(); // the time of a second look at a face says nothing
  #stopwatch = new Stopwatch();
  #pace = new Pace();

  /** *leave*: called with the result's address, or nothing, once the person has finished.
   *  *tabs*: a BroadcastChannel to this person's other tabs. */
  constructor({ api, queue, screen, tabs, leave }) {
    Object.assign(this, { api, queue, screen, tabs, leave });
    screen.addEventListener("answer", ({ detail }) => this.#answer(detail));
    screen.addEventListener("back", () => this.#move("back"));
    screen.addEventListener("forward", () => this.#move("forward"));
    for (const name of ["again", "skip", "go-on"]) {
      screen.addEventListener(name, () => this.#offers[name]?.());
    }
    addEventListener("online", () => this.#offers.again?.());
    tabs?.addEventListener("message", ({ data }) => this.#answeredElsewhere(data));
    queue.addEventListener("change", () => queue.refusal && this.#refused(queue.refusal));
  }

  /** Takes up where the server and this device left off; again and again where that is needed.
   *
   * *known*: the state that came with the page. *practice*: faces to try it out on first. */
  async start({ known = null, practice = [] } = {}) {
    this.#wait();
    try {
      // In this order: what is confirmed in between is missing in neither of the two.
      const kept = [...(await this.queue.store.all()), ...this.queue.unconfirmed];
      const state = known ?? (await this.api.state());
      if (state.finished) return this.leave();
      this.session = new Session(state, kept, this.queue.store.unread);
      this.faces ??= new Faces(state.items);
      if (this.session.answered) this.queue.resume(kept);
      else if (practice.length) await this.#practise(practice);
    } catch (error) {
      if (error instanceof Refused) return this.#refused(error);
      return this.#offer("load_failed", "failed_why", { again: () => this.start() });
    }
    return this.#next();
  }

  async #practise(practice) {
    // The first real ones come in while one is still practising.
    await practise(this.screen, practice, this.session.total, () => this.faces.preload(0));
  }

  /** *kept*: resolves once the last answer is kept on the device. */
  async #next(kept) {
    if (this.session.complete) return this.#finish(kept);
    this.session.advance();
    return this.#show(kept);
  }

  /** Shows the current face at once where it is loaded: in the very frame after the tap. */
  async #show(kept) {
    const { session, screen } = this;
    const { current, total } = session;
    const number = session.index + 1;
    const turn = this.#wait();
    screen.awaitFace(session.chosen);
    this.#showProgress(number);
    screen.showMoves(session);
    const face = await this.#face(current, number);
    if (turn !== this.#turn) return; // gone back or on meanwhile
    if (!face) return this.#faceMissing();
    screen.showFace(face, screen.text("face", { number, total }), current.choose);
    await painted();
    if (turn !== this.#turn) return;
    if (!this.#seen.has(current.id)) this.#stopwatch.start();
    this.#seen.add(current.id);
    // An answer counts as taken once it is kept: before that, no other one is.
    await Promise.all([unlessTooSoon(), kept]);
    if (turn !== this.#turn || this.queue.refusal) return;
    this.#ready = true;
    screen.takeAnswers();
  }

  /** This face's image, or null; the next ones load behind it. */
  #face(item, next) {
    const loading = this.faces.get(item.id).catch(() => null);
    loading.then(() => this.faces.preload(next));
    return loading;
  }

  #answer(choice) {
    if (!this.#ready) return;
    const { session } = this;
    const before = session.answered;
    const answer = session.answer(choice, this.#stopwatch.read());
    this.#wait();
    const kept = answer && this.#keep(answer);
    this.screen.flash(choice);
    this.#pace.answered();
    if (session.isHalfway && session.answered > before) this.#offerPause(kept);
    else this.#next(kept);
  }

  async #keep(entry) {
    await this.queue.add(entry);
    this.tabs?.postMessage(entry);
  }

  #answeredElsewhere(entry) {
    if (!this.session) return;
    this.session.learn(entry);
    if (this.#ready && entry.item === this.session.current.id) this.#next();
  }

  #move(direction) {
    if (direction === "forward" && this.#offers["go-on"]) return this.#offers["go-on"]();
    const may = direction === "back" ? this.session?.canGoBack : this.session?.canGoForward;
    // Not while an answer is being kept; but past a face that doesn't load.
    const free = this.#ready || Object.keys(this.#offers).length;
    if (!may || !free || this.queue.refusal) return;
    this.session[direction]();
    this.#show();
  }

  #showProgress(number) {
    const left = this.session.total - this.session.answered;
    this.screen.showProgress(number, this.session, this.#pace.minutesLeft(left));
  }

  async #offerPause(kept) {
    const { answered, total } = this.session;
    const turn = this.#turn;
    this.#showProgress(answered);
    this.#pace.interrupted();
    this.screen.showMessage(
      this.screen.text("halfway"),
      this.screen.text("halfway_why", { answered, total }),
      ["go-on", "later-instead"],
    );
    await unlessTooSoon();
    if (turn === this.#turn) this.#offers = { "go-on": () => this.#next(kept) };
  }

  /** Waits where nothing can be reached; offers to go without a face that is broken. */
  async #faceMissing() {
    const turn = this.#turn;
    const offers = { again: () => this.#show() };
    for (let failures = 1; !(await this.#isReachable()); failures += 1) {
      if (turn !== this.#turn) return;
      this.#offer("face_waiting", "failed_why", offers);
      await pauseUnlessOnline(backoffMs(failures));
      if (turn !== this.#turn) return;
      if (await this.#isReachable()) return turn === this.#turn && this.#show();
    }
    if (turn !== this.#turn) return;
    this.#offer("face_failed", "face_failed_why", { ...offers, skip: () => this.#skip() });
  }

  async #isReachable() {
    if (!navigator.onLine) return false;
    try {
      await this.api.state();
      return true;
    } catch (error) {
      if (error instanceof Refused) this.#refused(error);
      return false;
    }
  }

  #skip() {
    const entry = this.session.skip();
    this.#wait();
    this.#next(this.#keep(entry));
  }

  async #finish(kept) {
    this.#showProgress(this.session.total);
    this.screen.showMoves({ canGoBack: false, canGoForward: false });
    await kept;
    try {
      const result = await finish(this);
      if (result) this.leave(result);
    } catch (error) {
      if (!(error instanceof Refused && error.body.missing)) return this.#refused(error);
      await pause(BEFORE_ASKING_AGAIN_MS); // the server misses some: it knows which
      return this.start();
    }
  }

  /** The server has said no. Whatever is on this device stays there, unless nobody wants it. */
  async #refused(refusal) {
    this.#wait();
    if (hasFinished(refusal)) return this.leave();
    if (hasWithdrawn(refusal)) await this.queue.forget();
    const { title, text, again, leave } = meaningOf(refusal);
    this.screen.showMoves({ canGoBack: false, canGoForward: false });
    this.screen.showMessage(
      this.screen.text(title),
      `${this.screen.text(text)} ${this.#unsaved()}`.trim(),
      [again && "again", leave && "leave"],
    );
    if (again) this.#offers = { again: () => this.start() };
  }

  #unsaved() {
    const count = this.queue.unconfirmed.length;
    if (!count) return "";
    return this.screen.text(this.queue.store.durable ? "unsaved_kept" : "unsaved_in_page", { count });
  }

  #offer(title, text, offers) {
    this.screen.showMessage(this.screen.text(title), this.screen.text(text), Object.keys(offers));
    this.#offers = offers;
  }

  /** Takes no answer until the next face is there. Returns the number of what comes now. */
  #wait() {
    this.#ready = false;
    this.#offers = {};
    this.#stopwatch.stop();
    this.#turn += 1;
    return this.#turn;
  }
}

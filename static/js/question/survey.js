// One person's way through the faces: show one, take the answer, keep it, show the next.

import { Refused } from "./api.js";
import { Pace, Stopwatch } from "./clock.js";
import { Faces } from "./faces.js";
import { finish } from "./finish.js";
import { practise } from "./practice.js";
import { hasFinished, hasWithdrawn, meaningOf } from "./refusals.js";
import { Session } from "./session.js";
import {
  backoffMs,
  onReturn,
  painted,
  pause,
  pauseUnlessOnline,
  reach,
  unlessTooSoon,
} from "./waiting.js";

const BEFORE_ASKING_AGAIN_MS = 500;
const FORGETTING_MS = 1000; // nobody waits longer for a device to clear up

export class Survey {
  #ready = false; // a face is painted and waits for its answer
  #turn = 0; // counts what is shown: whoever has waited sees whether it still matters
  #kept = null; // resolves once the last answer is kept on the device
  #look = 0; // counts looks at what the server knows
  #asked = null; // the session's number at the first look that had no reply yet
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
    tabs?.addEventListener("message", ({ data }) => {
      this.#learn((session) => session.learn(data));
    });
    onReturn(() => this.#lookAround());
    queue.addEventListener("change", () => queue.refusal && this.#refused(queue.refusal));
  }

  /** Takes up where the server and this device left off; again and again where that is needed.
   *
   * *known*: the state that came with the page. *practice*: faces to try it out on first. */
  async start({ known = null, practice = [] } = {}) {
    this.#wait();
    try {
      // In this order: what is confirmed in between is missing in neither of the two.
      const kept = await this.queue.kept((late) => this.#takeLate(late));
      const state = known ?? (await this.api.state());
      if (state.finished) return this.#end();
      this.#haveLooked();
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

  async #next() {
    if (this.session.complete) return this.#finish();
    this.session.advance();
    return this.#show();
  }

  /** Shows the current face at once where it is loaded: in the very frame after the tap. */
  async #show() {
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
    await Promise.all([unlessTooSoon(), this.#kept]);
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
    if (answer) this.#keep(answer);
    this.screen.flash(choice);
    this.#pace.answered();
    if (session.isHalfway && session.answered > before) this.#offerPause();
    else this.#next();
  }

  #keep(entry) {
    this.#kept = this.queue.add(entry).then(() => this.tabs?.postMessage(entry));
  }

  /** Another device may have gone on meanwhile. The person goes on too while the server is asked. */
  async #lookAround() {
    if (!this.session || this.queue.refusal) return;
    this.#asked ??= this.session.sequence;
    const look = (this.#look += 1);
    const isNewest = () => look === this.#look;
    try {
      const state = await reach(() => this.api.state(), isNewest);
      if (isNewest()) this.#update(state);
    } catch (error) {
      if (isNewest()) this.#refused(error);
    }
  }

  #update(state) {
    const asked = this.#asked;
    this.#haveLooked();
    if (state.finished) return this.#end();
    this.#learn((session) => session.update(state, asked).forEach((entry) => this.#keep(entry)));
  }

  #haveLooked() {
    this.#asked = null;
    this.#look += 1;
  }

  /** What a slow device has kept of earlier visits: older than whatever was answered since. */
  #takeLate(entries) {
    if (!this.session || this.queue.refusal) return; // "Try again" reads it again
    this.#learn((session) => entries.forEach((entry) => session.learn(entry)));
    if (entries.length) this.queue.resume(entries);
  }

  /** *change* tells the session of other answers. The face that is shown stays if it is open. */
  #learn(change) {
    const { session } = this;
    if (!session) return;
    const { isDone, chosen } = session;
    change(session);
    if (!this.#ready) return;
    if (session.complete || session.isDone !== isDone) this.#next();
    else if (session.chosen !== chosen) this.#show();
    else this.#showProgress(session.index + 1);
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

  async #offerPause() {
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
    if (turn === this.#turn) this.#offers = { "go-on": () => this.#next() };
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
    this.#keep(this.session.skip());
    this.#wait();
    this.#next();
  }

  async #finish() {
    this.#showProgress(this.session.total);
    this.screen.showMoves({ canGoBack: false, canGoForward: false });
    await this.#kept;
    try {
      const result = await finish(this);
      if (result) return this.#end(result);
    } catch (error) {
      if (!(error instanceof Refused && error.body.missing)) return this.#refused(error);
      await pause(BEFORE_ASKING_AGAIN_MS); // the server misses some: it knows which
      return this.start();
    }
  }

  /** Nothing on this device is wanted any more. */
  async #end(result) {
    this.#wait();
    await this.#forget();
    this.leave(result);
  }

  #forget() {
    return Promise.race([this.queue.forget(), pause(FORGETTING_MS)]);
  }

  /** The server has said no. Whatever is on this device stays there, unless nobody wants it. */
  async #refused(refusal) {
    this.#wait();
    if (hasFinished(refusal)) return this.#end();
    if (hasWithdrawn(refusal)) await this.#forget();
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
